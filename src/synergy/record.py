"""The base of everything that a user describes: frozen, strict, with a unit on each number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo

from synergy.errors import Fault, did_you_mean
from synergy.units import UnitError, Units, convert

LARGEST_NUMBER = 1e9
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def quantity(
    unit: str,
    description: str,
    *,
    default: Any = ...,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = LARGEST_NUMBER,
) -> Any:
    """Declare a field that holds a number, or numbers, with a unit.

    Parameters
    ----------
    unit : str
        Unit of the stored number; ``{flow}`` and ``{quantity}`` stand for MW and MWh or t/h and t, as the
        asset's reference carrier has it, ``{key}`` and ``{impact}`` for the unit of a mapping's key. Empty
        for a pure number.
    description : str
        What it means, for the schema and the documentation.
    default, ge, gt, le
        Default value and bounds; numbers above 1e9 are refused unless ``le`` says otherwise.
    """
    return Field(
        default=default,
        description=description,
        ge=ge,
        gt=gt,
        le=le,
        allow_inf_nan=False,
        json_schema_extra={"unit": unit},
    )


def described(unit: str, description: str, *, default: Any = ...) -> Any:
    """Declare a field that holds a series, or a mapping of numbers, with a unit."""
    return Field(default=default, description=description, json_schema_extra={"unit": unit})


Factor = Annotated[float, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER, allow_inf_nan=False)]
"""A number of either sign."""
Ratio = Annotated[float, Field(gt=0, le=LARGEST_NUMBER, allow_inf_nan=False)]
"""A number above zero."""


def unit_of(field: FieldInfo) -> str | None:
    """Return the unit template that a field declares, or None if it declares none."""
    extra = field.json_schema_extra
    unit = extra.get("unit") if isinstance(extra, dict) else None
    return unit if isinstance(unit, str) else None


_SPOKEN = (
    ("({flow})", "{flow}"),
    ("{flow}", "(MW or t/h)"),
    ("{quantity}", "(MWh or t)"),
    ("{key}", "(MWh or t)"),
)


def spoken_unit(template: str) -> str:
    """Return a unit template in words, for messages and the schema.

    Examples
    --------
    >>> spoken_unit("EUR/{flow}/a"), spoken_unit("{flow}"), spoken_unit("")
    ('EUR/(MW or t/h)/a', 'MW or t/h', 'pure number, or %')
    """
    text = template.replace("{impact}", "unit of the impact")
    for word, spoken in _SPOKEN:
        text = text.replace(word, spoken)
    bare = text.startswith("(") and text.endswith(")") and text.count("(") == 1
    return (text[1:-1] if bare else text) or "pure number, or %"


class Record(BaseModel):
    """A frozen, strictly checked piece of input.

    Text in fields that have a unit is converted (``"850 EUR/kW"``); unknown fields are refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    nested_records: ClassVar[Mapping[str, type[Record]]] = {}
    """Fields that hold a list of records with units of their own."""

    @model_validator(mode="before")
    @classmethod
    def _convert_text(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        converted, faults = cls.converted(data, Units(), "")
        if faults:
            raise ValueError(" ".join(str(fault) for fault in faults))
        return converted

    @classmethod
    def reference_carrier_in(cls, data: Mapping[str, Any]) -> str | None:
        """Return the carrier to whose flow the unit ``{flow}`` refers, as the raw data have it."""
        carrier = data.get("carrier")
        return carrier if isinstance(carrier, str) else None

    @classmethod
    def converted(
        cls, data: Mapping[str, Any], units: Units, place: str, reference: str | None = None
    ) -> tuple[dict[str, Any], list[Fault]]:
        """Return the data with every text that carries a unit turned into a number, and the faults met."""
        reference = reference or cls.reference_carrier_in(data)
        result: dict[str, Any] = dict(data)
        faults: list[Fault] = []
        for name, value in data.items():
            field = cls.model_fields.get(name)
            where = f"{place}.{name}" if place else name
            if name in cls.nested_records and isinstance(value, (list, tuple)):
                inner = cls.nested_records[name]
                items: list[Any] = []
                for number, item in enumerate(value):
                    if isinstance(item, Mapping):
                        new, more = inner.converted(item, units, f"{where}.{number}", reference)
                        faults += more
                        items.append(new)
                    else:
                        items.append(item)
                result[name] = items
            elif field is not None and (template := unit_of(field)) is not None:
                result[name] = _convert_value(value, template, units, reference, where, faults)
        return result, faults

    @classmethod
    def read(
        cls, data: Any, units: Units, place: str, supplied: Mapping[str, Any] | None = None
    ) -> tuple[Self | None, list[Fault]]:
        """Return the record that the data describe, or None and the faults.

        Parameters
        ----------
        data : mapping
            Field values as read from a file.
        units : Units
            Money and carriers of the scenario.
        place : str
            Dotted path of the data, for the faults.
        supplied : mapping, optional
            Values that are not the user's own (an id from the key above), merged in.
        """
        if not isinstance(data, Mapping):
            found = "empty" if data is None else f"{data!r} where a mapping of fields is needed"
            return None, [Fault(place, found, fix="write its fields below it, one a line, indented")]
        values, faults = cls.converted({**data, **(supplied or {})}, units, place)
        # What has a fault is left out, so that it hides no other; what may only follow from that is not told.
        wrong = {fault.place.removeprefix(f"{place}.").partition(".")[0] for fault in faults}
        try:
            record = cls.model_validate({name: value for name, value in values.items() if name not in wrong})
        except ValidationError as error:
            more = [fault for fault in faults_of(error, cls, place) if not _follows(fault, place, wrong)]
            return None, [*faults, *more]
        return (None if faults else record), faults

    def to_data(self) -> dict[str, Any]:
        """Return the fields that differ from their defaults, as plain data."""
        data: dict[str, Any] = self.model_dump(mode="json", exclude_defaults=True)
        return data


def _follows(fault: Fault, place: str, wrong: set[str]) -> bool:
    """Return whether a fault may only be there because fields with faults of their own were left out."""
    field = fault.place.removeprefix(f"{place}.").partition(".")[0]
    of_the_whole = fault.place == place and not fault.found.startswith("unknown field")
    return field in wrong or (bool(wrong) and of_the_whole)


def _convert_value(
    value: Any, template: str, units: Units, reference: str | None, place: str, faults: list[Fault]
) -> Any:
    if isinstance(value, Mapping):
        if "profile" in value:
            return {
                key: _convert_value(item, template, units, reference, f"{place}.{key}", faults)
                if key == "scale"
                else item
                for key, item in value.items()
            }
        return {
            key: _convert_keyed(item, template, units, reference, str(key), f"{place}.{key}", faults)
            for key, item in value.items()
        }
    return _convert_keyed(value, template, units, reference, None, place, faults)


def _convert_keyed(
    value: Any,
    template: str,
    units: Units,
    reference: str | None,
    key: str | None,
    place: str,
    faults: list[Fault],
) -> Any:
    if isinstance(value, bool):
        faults.append(
            Fault(place, f"{str(value).lower()} where a number is needed", fix="give a number with its unit")
        )
        return value
    if isinstance(value, list | tuple):
        return [
            _convert_keyed(item, template, units, reference, key, f"{place}.{number}", faults)
            for number, item in enumerate(value)
        ]
    if not isinstance(value, str):
        return value
    try:
        return convert(value, units.candidates(template, reference, key), units)
    except UnitError as error:
        faults.append(Fault(place, error.found, fix=error.fix))
        return value


def faults_of(error: ValidationError, cls: type[BaseModel], place: str) -> Iterator[Fault]:
    """Yield one fault for each complaint of pydantic, in the user's words."""
    seen: set[str] = set()
    for item in error.errors(include_url=False, include_input=True):
        path = [str(part) for part in item["loc"] if not _is_type_tag(part)]
        where = ".".join([place, *path] if place else path)
        not_a_number = item["type"] in {"float_type", "float_parsing"} and len(item["loc"]) > 1
        if where in seen or (not_a_number and isinstance(item.get("input"), Mapping)):
            continue  # of a series that is a mapping, only the faults of the mapping are told
        seen.add(where)
        yield _fault_of(dict(item), cls, where, path)


_TYPE_TAGS = frozenset({"float", "constrained-float", "int", "str", "bool", "Profile"})
"""What pydantic puts into the place of a fault to say which of several types it tried."""


_SHAPES = {
    "tuple_type": ("is no list", "write a list, [...], even of one"),
    "too_short": ("has too few entries", "give at least one"),
    "int_from_float": ("is no whole number", "give a whole number"),
    "bool_parsing": ("is neither true nor false", "write true or false"),
}
"""What is said where a value has the wrong shape, and what to write."""


def _is_type_tag(part: int | str) -> bool:
    return isinstance(part, str) and (part in _TYPE_TAGS or "[" in part)


def _fault_of(item: Mapping[str, Any], cls: type[BaseModel], where: str, path: list[str]) -> Fault:
    kind, found, context = item["type"], item.get("input"), item.get("ctx", {})
    name = path[-1] if path else ""
    known = _record_at(cls, path[:-1]).model_fields
    field = known.get(name) or cls.model_fields.get(path[0] if path else "")
    unit = None if field is None else unit_of(field)
    hint = f", in {spoken_unit(unit)}" if unit else ""
    if kind == "extra_forbidden":
        of_a_series = len(path) == 2 and unit is not None
        names = ("profile", "scale") if of_a_series else tuple(known)
        fix = f"use one of: {', '.join(sorted(names))}"
        return Fault(
            where.rpartition(".")[0] or where, f"unknown field '{name}'{did_you_mean(name, names)}", fix=fix
        )
    if kind == "missing":
        return Fault(where, "missing", fix=f"give {name}{hint}")
    if found is None:
        return Fault(where, "empty", fix=f"give a value{hint}")
    if kind == "finite_number":
        return _not_finite(where, found, name)
    if kind == "less_than_equal" and context.get("le") == LARGEST_NUMBER:
        return Fault(
            where,
            f"{found:g} exceeds the accepted {LARGEST_NUMBER:g}",
            "numbers of that size make solvers return wrong answers",
            "use a real limit, or leave the field out where there is none",
        )
    if kind in {"greater_than_equal", "greater_than", "less_than_equal", "less_than"}:
        words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
        limits = " and ".join(f"{words[key]} {value:g}" for key, value in context.items() if key in words)
        fix = f"give a number {limits}{hint}"
        if unit == "" and context.get("le", 2) <= 1 and 2 <= found <= 100:  # a percentage without its sign
            fix = f"write {found / 100:g} or {found:g} %"
        return Fault(where, f"{found:g} must be {limits}", fix=fix)
    if kind == "value_error":
        message = str(context.get("error", item["msg"]))
        text, _, fix = message.partition(" Fix: ")
        return Fault(where, text.rstrip("."), fix=fix)
    if kind in {"literal_error", "enum"}:
        return Fault(where, f"'{found}' is not accepted", fix=f"use {context.get('expected')}")
    if kind in {"tuple_type", "list_type"} and not isinstance(found, Mapping):
        return Fault(where, f"{found!r} is no list", fix=f"write [{found}]")
    if kind == "dict_type":
        return Fault(where, f"{str(found)[:80]!r} has no names", fix="write NAME: and what it is, for each")
    if kind in _SHAPES:
        told, fix = _SHAPES[kind]
        return Fault(where, f"{found!r} {told}", fix=fix)
    return Fault(
        where, f"{found!r}: {item['msg'][0].lower()}{item['msg'][1:]}", fix=f"give a value of that type{hint}"
    )


def _record_at(cls: type[BaseModel], path: Sequence[str]) -> type[BaseModel]:
    """Return the record in which a place lies: of ``outages.storm`` in a time axis the outage."""
    record = cls
    for part in path:
        if part in record.model_fields:
            record = _record_in(record.model_fields[part].annotation) or record
    return record


def _record_in(annotation: Any) -> type[BaseModel] | None:
    """Return the record that a field holds, or holds several of, if any."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _record_in(part))), None)


def _not_finite(where: str, found: object, name: str) -> Fault:
    if name == "capacity_max":
        return Fault(
            where,
            f"{found} is not allowed where a build decision exists",
            "it would buy free capacity within the solver's tolerance",
            "give the largest size you would build, e.g. 250 MW",
        )
    return Fault(where, f"{found} is not a finite number", fix="give a number, or leave the field out")


def check_identifier(value: str) -> str:
    """Return the id unchanged, or raise ValueError with what an id may hold."""
    if not IDENTIFIER.fullmatch(value):
        raise ValueError(
            f"'{value[:80]}' is not an id. "
            "Fix: use letters a to z, digits, - and _, starting with a letter or digit, "
            "at most 64; put the full name in the field name"
        )
    return value
