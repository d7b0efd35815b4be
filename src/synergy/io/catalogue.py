"""The packaged catalogue of technologies: figures with source and price year, for assets that name one."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from synergy.cluster.asset import ASSET_KINDS, Asset
from synergy.cluster.check import unknown
from synergy.errors import Fault
from synergy.io.catalogue_curves import AT, Curve, condition_faults, condition_value, curves_of
from synergy.io.yaml_scalars import resolve
from synergy.units import UnitError

if TYPE_CHECKING:
    import pandas as pd

    from synergy.scenario import Scenario

CURRENCY = "EUR"
"""Money of the catalogue's figures."""

SLIP = 300.0
"""A figure so many times the catalogue's, or so many times less, is a slip of units: most are 1,000."""

ALTERNATIVES: tuple[tuple[frozenset[str], ...], ...] = (
    (
        frozenset({"c_rate"}),
        frozenset({"power_existing", "power_max", "capex_power", "opex_fixed_power"}),
    ),
    (
        frozenset({"segments"}),
        frozenset({"diameters"}),
        frozenset({"capex_fixed_per_km", "capex_specific_per_km"}),
        frozenset({"capex_reference_per_km"}),
    ),
    (frozenset({"capex_reference"}), frozenset({"capex_fixed", "capex_specific"})),
    (frozenset({"efficiency"}), frozenset({"cop"}), frozenset({"cop_points"})),
)
"""Fields that say the same in different ways: who gives one way gets nothing supplied for the others."""


@dataclass(frozen=True)
class Figure:
    """One row of the catalogue; ``at`` says for which condition it holds, e.g. ``co2_share=8 %``."""

    technology: str
    field: str
    value: str
    year: str
    source: str
    note: str
    at: str = ""


@dataclass(frozen=True)
class Completed:
    """Scenario data with the fields that the catalogue supplies.

    Parameters
    ----------
    data : dict
        The data, completed; what was given is untouched.
    supplied : mapping of str to str
        For each dotted place that the catalogue supplied, its technology.
    faults : tuple of Fault
        Unknown technologies and the like.
    """

    data: dict[str, Any]
    supplied: Mapping[str, str]
    faults: tuple[Fault, ...]


@functools.cache
def figures() -> tuple[Figure, ...]:
    """Return all rows of the catalogue."""
    table = resources.files("synergy") / "data" / "catalogue" / "technologies.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines(), strict=True)
    found = []
    for row in rows:
        field, _, at = row["field"].partition(AT)
        found.append(Figure(**{**row, "field": field, "at": at}))
    return tuple(found)


@functools.cache
def of_technology() -> Mapping[str, tuple[Figure, ...]]:
    """Return the rows of each technology, by its name.

    Examples
    --------
    >>> of_technology()["gas-boiler"][0].field
    'kind'
    """
    found: dict[str, list[Figure]] = {}
    for figure in figures():
        found.setdefault(figure.technology, []).append(figure)
    return MappingProxyType({name: tuple(rows) for name, rows in found.items()})


@functools.cache
def curves(technology: str) -> Mapping[str, Curve]:
    """Return the figures of a technology that depend on a condition, by field.

    Examples
    --------
    >>> curves("capture-amine")["inputs.steam"].condition
    'co2_share'
    """
    return curves_of([(row.field, row.at, row.value) for row in of_technology()[technology]])


@functools.cache
def fields() -> Mapping[str, Mapping[str, Any]]:
    """Return the fields of each technology, by its name, as they would stand in a scenario file.

    Figures that depend on a condition are left out; `fields_at` has them.

    Examples
    --------
    >>> fields()["gas-boiler"]["kind"]
    'converter'
    """
    return MappingProxyType({name: fields_at(name, {}) for name in of_technology()})


def fields_at(technology: str, at: Mapping[str, object]) -> Mapping[str, Any]:
    """Return the fields of a technology under given conditions, as they would stand in a scenario file.

    Parameters
    ----------
    technology : str
        A name of the catalogue.
    at : mapping of str to number or share
        Conditions, such as ``{"co2_share": 0.14}``; a figure whose condition is not among them, or lies
        outside what is known, is left out.

    Examples
    --------
    >>> fields_at("capture-amine", {"co2_share": "6 %"})["inputs"]["steam"]
    '0.795 MWh/t'
    """
    found: dict[str, Any] = {}
    depending = curves(technology)
    done: set[str] = set()
    for figure in of_technology()[technology]:
        value: str | None = figure.value
        if figure.at:
            value = None if figure.field in done else _interpolated(depending[figure.field], at)
            done.add(figure.field)
        if value is not None:
            _put(found, figure.field.split("."), resolve(value))
    return found


def _interpolated(curve: Curve, at: Mapping[str, object]) -> str | None:
    """Return a figure under given conditions, or None if it is not known there."""
    where = _known_at(curve, at)
    return None if where is None else curve.value(where)


def _known_at(curve: Curve, at: Mapping[str, object]) -> float | None:
    """Return the value of a curve's condition, or None if it is not given or outside the curve."""
    try:
        where = condition_value(at.get(curve.condition))
    except UnitError:
        return None
    return where if curve.covers(where) else None


def technologies() -> pd.DataFrame:
    """Return the catalogue as a table: technology, field, value, year, source, note, at.

    Examples
    --------
    >>> list(technologies().columns)
    ['technology', 'field', 'value', 'year', 'source', 'note', 'at']
    """
    import pandas as pd  # not at the top: reading a scenario must not wait for it

    return pd.DataFrame([vars(figure) for figure in figures()])


def sources(scenario: Scenario) -> pd.DataFrame:
    """Return the figures that a scenario takes from the catalogue unchanged, with their sources.

    Parameters
    ----------
    scenario : Scenario
        Scenario whose assets name technologies.

    Returns
    -------
    DataFrame
        Columns asset, technology, field, value, year, source, note, at. Of a figure that is interpolated
        both rows are named.
    """
    import pandas as pd

    rows = []
    for key, asset in scenario.cluster.assets.items():
        record = _with_figures(asset, scenario)
        if record is None:
            continue
        same = {name for name in _theirs(asset) if getattr(record, name) == getattr(asset, name)}
        rows += [
            {"asset": key, **vars(figure)}
            for figure in _used(asset.technology or "", asset.technology_at)
            if figure.field.partition(".")[0] in same
        ]
    return pd.DataFrame(rows, columns=["asset", *Figure.__dataclass_fields__])


def slips(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault for each value so far from the catalogue's that its unit must be wrong.

    Parameters
    ----------
    scenario : Scenario
        Scenario whose assets name technologies.
    """
    for key, asset in scenario.cluster.assets.items():
        record = _with_figures(asset, scenario)
        for name in _theirs(asset) if record is not None else ():
            own, theirs = getattr(asset, name), getattr(record, name)
            if not (isinstance(own, float) and isinstance(theirs, float) and own > 0 and theirs > 0):
                continue
            ratio = max(own / theirs, theirs / own)
            if ratio > SLIP:
                word = "times" if own > theirs else "times less than"
                found = (
                    f"{own:,.6g} is {ratio:,.0f} {word} the {theirs:,.6g} of technology '{asset.technology}'"
                )
                fix = "check the unit; if it is meant, leave technology out"
                yield Fault(f"assets.{key}.{name}", found, "a slip of units?", fix)


def _with_figures(asset: Asset, scenario: Scenario) -> Asset | None:
    """Return an asset as it would be with all of the catalogue's figures, or None if it names none."""
    if asset.technology not in fields():
        return None
    theirs = {name: value for name, value in _theirs(asset).items() if name != "kind"}
    said = said_otherwise(theirs)
    own = {name: value for name, value in asset.to_data().items() if name != "kind" and name not in said}
    record, _ = type(asset).read({**own, **theirs}, scenario.units, asset.id)
    return record


def _theirs(asset: Asset) -> Mapping[str, Any]:
    """Return the catalogue's fields for an asset's technology under its conditions."""
    name = asset.technology or ""
    return fields_at(name, asset.technology_at) if name in fields() else {}


def _used(technology: str, at: Mapping[str, object]) -> Iterator[Figure]:
    """Yield the rows that a technology's figures come from under given conditions."""
    rows = of_technology()[technology]
    between = {
        point.row
        for curve in curves(technology).values()
        if (where := _known_at(curve, at)) is not None
        for point in curve.between(where)
    }
    yield from (figure for row, figure in enumerate(rows) if not figure.at or row in between)


def completed(data: Mapping[str, Any]) -> Completed:
    """Return scenario data in which assets that name a technology have the fields that they do not give.

    A field that is given, be it a whole mapping such as ``inputs``, is never touched, and nothing is supplied
    that says the same in another way (`ALTERNATIVES`).

    Parameters
    ----------
    data : mapping
        Data of a scenario, as read from a file.
    """
    assets = data.get("assets")
    if not isinstance(assets, Mapping):
        return Completed(dict(data), {}, ())
    faults: list[Fault] = []
    supplied: dict[str, str] = {}
    result: dict[str, Any] = {}
    for key, asset in assets.items():
        result[key] = asset
        if not isinstance(asset, Mapping) or not isinstance(asset.get("technology"), str):
            continue
        technology, place = asset["technology"], f"assets.{key}"
        more = list(_faults(asset, technology, place, data.get("currency", CURRENCY)))
        faults += more
        if not more:
            added = _missing(asset, technology)
            result[key] = {**asset, **added}
            supplied |= {f"{place}.{name}": technology for name in added}
    return Completed({**data, "assets": result}, supplied, tuple(faults))


def may_follow(fault: Fault, of: Completed) -> bool:
    """Return whether a field may only be missing because a technology could not supply it."""
    records = {".".join(other.place.split(".")[:2]) for other in of.faults}
    missing = fault.found.startswith(("missing", "has no kind"))
    return missing and ".".join(fault.place.split(".")[:2]) in records


def _faults(asset: Mapping[str, Any], technology: str, place: str, currency: object) -> Iterator[Fault]:
    known = fields()
    if technology not in known:
        yield unknown(f"{place}.technology", "technology", technology, known)
        return
    kind = known[technology]["kind"]
    given = asset.get("kind", kind)
    if given != kind and given in ASSET_KINDS.kinds:
        found = f"technology '{technology}' is a {kind}, not a {given}"
        yield Fault(f"{place}.kind", found, fix=f"write kind: {kind}, or leave kind out")
    at = asset.get("technology_at", {})
    if isinstance(at, Mapping):
        said = {*asset, *said_otherwise(asset)}
        missing = {
            name: curve for name, curve in curves(technology).items() if name.split(".")[0] not in said
        }
        if missing or at:
            yield from condition_faults(
                missing or curves(technology), at, technology, f"{place}.technology_at"
            )
    other = isinstance(currency, str) and len(currency) == 3 and currency != CURRENCY
    if other and f"{CURRENCY}_" in str(_missing(asset, technology)):
        found = f"figures of '{technology}' are in {CURRENCY}, the scenario's money is {currency}"
        yield Fault(
            f"{place}.technology", found, fix=f"write currency: {CURRENCY}, or give all costs yourself"
        )


def _missing(asset: Mapping[str, Any], technology: str) -> dict[str, Any]:
    """Return what the catalogue says of a technology and the asset does not, in one way or another."""
    said = said_otherwise(asset)
    at = asset.get("technology_at", {})
    theirs = fields_at(technology, at if isinstance(at, Mapping) else {})
    return {name: value for name, value in theirs.items() if name not in asset and name not in said}


def said_otherwise(given: Mapping[str, Any]) -> set[str]:
    """Return the fields that would say in another way what the given ones say."""
    return {
        name
        for ways in ALTERNATIVES
        for way in ways
        if not way.isdisjoint(given)
        for other in ways
        if other != way
        for name in other
    }


def _put(target: dict[str, Any], path: list[str], value: Any) -> None:
    """Set a value by its path; numbers in the path are indices of a list, in order."""
    name, *rest = path
    if not rest:
        target[name] = value
    elif rest[0].isdigit():
        items = target.setdefault(name, [])
        if int(rest[0]) == len(items):
            items.append({})
        _put(items[int(rest[0])], rest[1:], value)
    else:
        _put(target.setdefault(name, {}), rest, value)
