"""What is in the catalogue: one line for each technology, for people and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synergy.cluster.asset import ASSET_KINDS
from synergy.io.catalogue import curves, fields_at, of_technology

if TYPE_CHECKING:
    import pandas as pd

REFERENCES = ("reference", "power", "sink", "carrier")
"""Fields that name the reference carrier, in the order in which they are asked for."""
OWN = "own "
"""How the source of a figure of ours begins."""


@dataclass(frozen=True)
class Entry:
    """One technology of the catalogue.

    Parameters
    ----------
    technology, kind : str
        Its name and the kind of asset that it is.
    place : str
        ``site`` or ``corridor``.
    takes, gives : tuple of str
        Carriers, of a transport or a store the one that it holds.
    reference : str
        Carrier to whose flow capacity and costs refer.
    capex : str
        Investment as the catalogue has it, with its price year; empty if none was found.
    condition : str
        What has to be said in ``technology_at``, with the span that is known, or nothing.
    basis : str
        What capacity and costs refer to, in words.
    source : str
        Publication of most of its figures.
    """

    technology: str
    kind: str
    place: str
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    reference: str
    capex: str
    condition: str
    basis: str
    source: str

    def mentions(self, word: str) -> bool:
        """Return whether name, kind, carriers or basis contain a word."""
        text = " ".join((self.technology, self.kind, *self.takes, *self.gives, self.basis))
        return word.lower() in text.lower()


def entry(technology: str) -> Entry:
    """Return one technology's line.

    Examples
    --------
    >>> entry("gas-boiler").takes, entry("gas-boiler").capex
    (('natural-gas',), '57.55 EUR_2025/kW')
    """
    lowest = {curve.condition: curve.span[0] for curve in curves(technology).values()}
    fields = fields_at(technology, lowest)
    kind = fields["kind"]
    takes, gives = _carriers(fields)
    conditions = {
        curve.condition: f"{curve.condition} {curve.span[0]:g} to {curve.span[1]:g}"
        for curve in curves(technology).values()
    }
    notes = {row.field: row.note for row in of_technology()[technology]}
    return Entry(
        technology,
        kind,
        ASSET_KINDS.kinds[kind].place,
        takes,
        gives,
        _reference(fields),
        _capex(fields, technology),
        ", ".join(conditions.values()),
        next((notes[name] for name in REFERENCES if notes.get(name)), ""),
        _main_source(technology),
    )


def overview(word: str = "") -> tuple[Entry, ...]:
    """Return a line for each technology that mentions a word, sorted by name.

    Parameters
    ----------
    word : str
        Part of a name, a kind, a carrier or a basis; empty: all.

    Examples
    --------
    >>> [one.technology for one in overview("cement-kiln")]
    ['cement-kiln', 'cement-kiln-oxyfuel']
    """
    entries = (entry(name) for name in sorted(of_technology()))
    return tuple(one for one in entries if one.mentions(word))


def overview_table(word: str = "") -> pd.DataFrame:
    """Return `overview` as a table.

    Examples
    --------
    >>> overview_table("ammonia").loc["ammonia-cracker", "gives"]
    'hydrogen'
    """
    import pandas as pd  # not at the top: a scenario must not wait for it

    rows = [
        {**vars(one), "takes": ", ".join(one.takes), "gives": ", ".join(one.gives)} for one in overview(word)
    ]
    return pd.DataFrame(rows, columns=list(Entry.__dataclass_fields__)).set_index("technology")


def _carriers(fields: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a technology takes and gives."""
    carrier = fields.get("carrier")
    held = () if carrier is None else (str(carrier),)
    kind = fields["kind"]
    if "inputs" in fields or "outputs" in fields:
        return tuple(fields.get("inputs", ())), tuple(fields.get("outputs", ()))
    if kind == "disposal":
        return held, ()
    if kind == "generator":
        return (), held
    taken = tuple(str(fields[name]) for name in ("drive", "source") if fields.get(name))
    given = tuple(str(fields[name]) for name in ("power", "sink") if fields.get(name))
    return taken or held, given or held


def _reference(fields: Mapping[str, Any]) -> str:
    """Return the carrier to whose flow capacity and costs refer."""
    return str(next((fields[name] for name in REFERENCES if name in fields), ""))


def _capex(fields: Mapping[str, Any], technology: str) -> str:
    """Return the investment in words."""
    names = ("capex_fixed", "capex_specific", "capex_reference")
    if "capex_vehicle" in fields:
        return f"{fields['capex_vehicle']} per vehicle"
    said = [str(fields[name]) for name in names if name in fields]
    if any(curve for name, curve in curves(technology).items() if name.startswith("capex")):
        low = curves(technology)["capex_specific"]
        said = [*said[:-1], f"{low.value(low.span[1])} to {low.value(low.span[0])}"]
    pieces = fields.get("segments") or fields.get("diameters")
    if pieces:
        said.append(f"{len(pieces)} pieces per km")
    per_km = [str(fields[name]) for name in ("capex_fixed_per_km", "capex_specific_per_km") if name in fields]
    return " + ".join([*said, *per_km])


def _main_source(technology: str) -> str:
    """Return the publication that most figures of a technology come from."""
    sources = [row.source for row in of_technology()[technology] if not row.source.startswith(OWN)]
    if not sources:
        return "own judgement"
    (publication, _), *_ = Counter(source.partition(",")[0] for source in sources).most_common(1)
    return next(source for source in sources if source.startswith(publication))
