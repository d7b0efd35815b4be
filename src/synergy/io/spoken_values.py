"""Numbers of records as text with their units, as a reader wants them in a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synergy.cluster.asset import ASSET_KINDS
from synergy.cluster.policy import POLICY_KINDS
from synergy.cluster.read import SECTIONS
from synergy.record import Record, unit_of
from synergy.units import UnitError, Units, convert


def spoken_sections(data: Mapping[str, Any], units: Units) -> dict[str, Any]:
    """Return data of a scenario in which each number of a record has its unit, where it has one.

    What is read back is the same to the last bit: a number for which that is not so stays bare.

    Parameters
    ----------
    data : mapping
        Plain data as `Scenario.to_data` gives them.
    units : Units
        The scenario's.
    """
    spoken = dict(data)
    for section in (*SECTIONS, "policies"):
        if section in data:
            spoken[section] = {
                key: _of_record(
                    cls := _record(section, fields),
                    fields,
                    units,
                    cls.reference_carrier_in({**fields, "id": key}),
                )
                for key, fields in data[section].items()
            }
    return spoken


def _record(section: str, fields: Mapping[str, Any]) -> type[Record]:
    kinds = {"assets": ASSET_KINDS.kinds, "policies": POLICY_KINDS.kinds}.get(section)
    record: type[Record] = SECTIONS[section] if kinds is None else kinds[fields["kind"]]
    return record


def _of_record(
    cls: type[Record], fields: Mapping[str, Any], units: Units, reference: str | None
) -> dict[str, Any]:
    spoken = dict(fields)
    for name, value in fields.items():
        field = cls.model_fields.get(name)
        if name in cls.nested_records and isinstance(value, list):
            inner = cls.nested_records[name]
            spoken[name] = [_of_record(inner, item, units, reference) for item in value]
        elif field is not None and (template := unit_of(field)):
            spoken[name] = _spoken(value, template, units, reference, None)
    return spoken


def _spoken(value: Any, template: str, units: Units, reference: str | None, key: str | None) -> Any:
    if isinstance(value, Mapping):
        whole = "profile" in value
        return {
            name: item
            if name == "profile"
            else _spoken(item, template, units, reference, None if whole else name)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_spoken(item, template, units, reference, key) for item in value]
    candidates = units.candidates(template, reference, key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not candidates[0]:
        return value
    short = f"{value:.15g}"
    text = f"{short if float(short) == value else repr(value)} {candidates[0]}"
    try:
        return text if convert(text, candidates, units) == value else value
    except UnitError:
        return value
