"""From plain data to records, with every fault named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from synergy.cluster.asset import ASSET_KINDS, Asset
from synergy.cluster.carrier import Carrier, Impact
from synergy.cluster.kinds import Registry
from synergy.cluster.place import Corridor, Owner, Site
from synergy.errors import Fault, did_you_mean
from synergy.record import Record
from synergy.units import UnitError, Units, convert

SECTIONS: Mapping[str, type[Record]] = {
    "carriers": Carrier,
    "impacts": Impact,
    "owners": Owner,
    "sites": Site,
    "corridors": Corridor,
    "assets": Asset,
}
"""Parts of a cluster's data, in the order in which they are read and written."""


def read_units(data: Mapping[str, Any], units: Units) -> Units:
    """Return the units with the carriers and impacts of the data."""
    carriers = {
        str(key): str(value.get("unit", "MWh"))
        for key, value in _entries(data, "carriers")
        if isinstance(value, Mapping)
    }
    impacts = {
        str(key): str(value.get("unit", "t"))
        for key, value in _entries(data, "impacts")
        if isinstance(value, Mapping)
    }
    return Units(units.currency, units.price_year, carriers, impacts)


def read_cluster(data: Mapping[str, Any], units: Units) -> tuple[dict[str, Any], list[Fault]]:
    """Return the keyword arguments of a cluster, and the faults of records.

    A record of which something is wrong is there without that, where it can be: so that its other faults, and
    those of what refers to it, can be found too.
    """
    units = read_units(data, units)
    parts: dict[str, Any] = {}
    faults: list[Fault] = []
    for section, cls in SECTIONS.items():
        records: list[Record] = []
        faults += section_faults(data, section)
        for key, value in _entries(data, section):
            place = f"{section}.{key}"
            if section == "assets":
                record, more = read_kind(ASSET_KINDS, value, units, place, key)
            else:
                record, more = read_or_stand_in(cls, {} if value is None else value, units, place, key)
            faults += more
            if record is not None:
                records.append(record)
        parts[section] = records
    if "discount_rate" in data:
        rate = _discount_rate(data["discount_rate"], faults)
        if rate is not None:
            parts["discount_rate"] = rate
    return parts, faults


def read_kind(
    registry: Registry[Any], data: Any, units: Units, place: str, key: str
) -> tuple[Any, list[Fault]]:
    """Return the asset or policy that the data describe, of the kind that they name."""
    if not isinstance(data, Mapping):
        return None, [
            Fault(
                place,
                "empty" if data is None else f"{data!r} where fields are needed",
                fix="write its fields",
            )
        ]
    kinds = registry.kinds
    kind = data.get("kind")
    if kind is None:
        return None, [
            Fault(place, f"has no kind of {registry.what}", fix=f"write kind: one of {', '.join(kinds)}")
        ]
    if not isinstance(kind, str) or kind not in kinds:
        found = f"'{kind}' is no kind of {registry.what}{did_you_mean(str(kind), kinds)}"
        return None, [Fault(f"{place}.kind", found, fix=f"use one of {', '.join(kinds)}")]
    fields = {name: value for name, value in data.items() if name != "kind"}
    return read_or_stand_in(kinds[kind], fields, units, place, key)


def read_or_stand_in(
    cls: type[Record], data: Any, units: Units, place: str, key: str | None
) -> tuple[Any, list[Fault]]:
    """Return the record that the data describe, and its faults; with faults, what can be read of it."""
    supplied = {} if key is None else {"id": key}
    record, faults = cls.read(data, units, place, supplied)
    if record is not None or not isinstance(data, Mapping):
        return record, faults
    wrong = {fault.place.removeprefix(f"{place}.").partition(".")[0] for fault in faults}
    known = {name: field for name, field in cls.model_fields.items() if not wrong & {name, field.alias}}
    names = {name for pair in known.items() for name in (pair[0], pair[1].alias)}
    required = {name for pair in known.items() if pair[1].is_required() for name in (pair[0], pair[1].alias)}
    for kept in (names, required):
        stand_in, _ = cls.read(
            {name: value for name, value in data.items() if name in kept}, units, place, supplied
        )
        if stand_in is not None:
            return stand_in, faults
    return None, faults


def section_faults(data: Mapping[str, Any], section: str) -> list[Fault]:
    """Return a fault if a section is not a mapping of ids to fields."""
    found = data.get(section)
    if found is None or isinstance(found, Mapping):
        return []
    return [
        Fault(
            section,
            f"a {type(found).__name__} where a mapping is needed",
            fix="write one id a line, its fields below it",
        )
    ]


def _entries(data: Mapping[str, Any], section: str) -> Iterator[tuple[str, Any]]:
    found = data.get(section)
    if isinstance(found, Mapping):
        for key, value in found.items():
            yield str(key), value


def _discount_rate(value: Any, faults: list[Fault]) -> float | None:
    try:
        rate = convert(value, ("",), Units()) if isinstance(value, str) else float(value)
    except UnitError as error:
        faults.append(Fault("discount_rate", error.found, fix=error.fix))
        return None
    except (TypeError, ValueError):
        faults.append(
            Fault("discount_rate", f"{value!r} is not a number", fix="give a share per year, e.g. 7 %")
        )
        return None
    if not 0 <= rate <= 0.5:
        faults.append(
            Fault(
                "discount_rate",
                f"{rate:g} means {rate:.0%} a year",
                fix=f"write {rate / 100:g} or {rate:g} %",
            )
        )
        return None
    return rate
