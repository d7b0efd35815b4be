"""The packaged list of carriers: units, what becomes of surplus, heating values and indicative prices."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from synergy.io.yaml_scalars import resolve

if TYPE_CHECKING:
    import pandas as pd

DECLARED = ("unit", "surplus", "impact", "emission_factor", "temperature")
"""Columns that are fields of a carrier in a scenario file."""


@dataclass(frozen=True)
class ListedCarrier:
    """One row of the list.

    Parameters
    ----------
    carrier : str
        Its name, as technologies of the catalogue use it.
    unit, surplus, impact, emission_factor, temperature : str
        As in a scenario file; empty where nothing is to be said.
    lower_heating_value : str
        Energy in a tonne.
    buy_price : str
        Indicative price with its year, or empty: none was found, or it depends on place and time.
    supply : str
        Where what a site takes and does not make comes from: a ``market``, or a ``source`` at the site
        itself, as flue gas and waste heat do.
    source, note : str
        Publication, and basis.
    """

    carrier: str
    unit: str
    surplus: str
    impact: str
    emission_factor: str
    temperature: str
    lower_heating_value: str
    buy_price: str
    supply: str
    source: str
    note: str

    def to_data(self) -> dict[str, Any]:
        """Return what stands in a scenario file."""
        said = {name: getattr(self, name) for name in DECLARED}
        usual = {"surplus": "forbidden"}
        return {name: resolve(text) for name, text in said.items() if text and text != usual.get(name)}


@functools.cache
def listed() -> Mapping[str, ListedCarrier]:
    """Return the list, by the carriers' names.

    Examples
    --------
    >>> listed()["flue-gas"].to_data()
    {'unit': 't', 'surplus': 'vented', 'impact': 'scope1', 'emission_factor': '1 t/t'}
    """
    table = resources.files("synergy") / "data" / "catalogue" / "carriers.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines(), strict=True)
    return MappingProxyType({row["carrier"]: ListedCarrier(**row) for row in rows})


def carriers() -> pd.DataFrame:
    """Return the list as a table.

    Examples
    --------
    >>> carriers().set_index("carrier").loc["naphtha", "lower_heating_value"]
    '12.36 MWh/t'
    """
    import pandas as pd  # not at the top: making a scenario must not wait for it

    return pd.DataFrame([vars(one) for one in listed().values()])
