"""Figures that depend on a condition: rows of the catalogue at several values, straight lines between them.

A field ``inputs.steam @ co2_share=8 %`` holds for that condition alone. What lies between two such rows is
interpolated linearly; beyond the first and the last nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from synergy.cluster.check import unknown
from synergy.errors import Fault
from synergy.units import UnitError, Units, convert

AT = " @ "
"""What stands between a field and the condition for which its row holds."""


@dataclass(frozen=True)
class Point:
    """One row of a curve: the condition's value, the figure's number and unit, and the row's place."""

    at: float
    number: float
    unit: str
    row: int


@dataclass(frozen=True)
class Curve:
    """A figure at several values of one condition, in their order.

    Examples
    --------
    >>> curve = Curve("co2_share", (Point(0.04, 0.83, "MWh/t", 0), Point(0.12, 0.72, "MWh/t", 1)))
    >>> curve.value(0.08), [point.row for point in curve.between(0.04)]
    ('0.775 MWh/t', [0])
    """

    condition: str
    points: tuple[Point, ...]

    @property
    def span(self) -> tuple[float, float]:
        """Least and largest value of the condition."""
        return self.points[0].at, self.points[-1].at

    def covers(self, at: float) -> bool:
        """Return whether the curve says anything there."""
        low, high = self.span
        return low <= at <= high

    def between(self, at: float) -> tuple[Point, ...]:
        """Return the one point that lies there, or the two around it."""
        exact = [point for point in self.points if point.at == at]
        if exact:
            return (exact[0],)
        before = [point for point in self.points if point.at < at]
        after = [point for point in self.points if point.at > at]
        return before[-1], after[0]

    def value(self, at: float) -> str:
        """Return the figure there, with its unit."""
        points = self.between(at)
        first, last = points[0], points[-1]
        share = (at - first.at) / (last.at - first.at) if len(points) == 2 else 0.0
        return f"{first.number + share * (last.number - first.number):.6g} {first.unit}".strip()


def condition_in(text: str) -> tuple[str, float]:
    """Return name and value of a condition as the catalogue writes it.

    Examples
    --------
    >>> condition_in("co2_share=8 %")
    ('co2_share', 0.08)
    """
    name, _, value = text.partition("=")
    return name.strip(), condition_value(value)


def condition_value(value: object) -> float:
    """Return the value of a condition, a pure number or a share such as ``14 %``.

    Raises
    ------
    UnitError
        If it is neither.
    """
    if isinstance(value, str):
        return convert(value.strip(), ("",), Units())
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise UnitError(f"{value!r} is no number", "write a number or a share such as 14 %")
    return float(value)


def curves_of(rows: Sequence[tuple[str, str, str]]) -> dict[str, Curve]:
    """Return the curves of one technology by field, from field, condition and value of its rows."""
    found: dict[str, list[Point]] = {}
    names: dict[str, str] = {}
    for row, (field, condition, value) in enumerate(rows):
        if condition:
            names[field], at = condition_in(condition)
            number, _, unit = value.partition(" ")
            found.setdefault(field, []).append(Point(at, float(number), unit, row))
    return {
        field: Curve(names[field], tuple(sorted(points, key=lambda point: point.at)))
        for field, points in found.items()
    }


def condition_faults(
    curves: Mapping[str, Curve], given: Mapping[str, object], technology: str, place: str
) -> Iterator[Fault]:
    """Yield faults of the conditions given for a technology; ``place`` is that of ``technology_at``."""
    asked = {curve.condition for curve in curves.values()}
    for name in given:
        if name not in asked:
            if asked:
                yield unknown(f"{place}.{name}", f"condition of technology '{technology}'", name, asked)
            else:
                found = f"no figure of technology '{technology}' depends on a condition"
                yield Fault(f"{place}.{name}", found, fix="leave technology_at out")
    for name in sorted(asked):
        low = max(curve.span[0] for curve in curves.values() if curve.condition == name)
        high = min(curve.span[1] for curve in curves.values() if curve.condition == name)
        known = f"figures of technology '{technology}' are known from {low:g} to {high:g}"
        if name not in given:
            fix = f"write technology_at: {{{name}: {(low + high) / 2:g}}} with your value"
            yield Fault(place, f"{name} is missing", known, fix)
            continue
        try:
            at = condition_value(given[name])
        except UnitError as error:
            yield Fault(f"{place}.{name}", error.found, "conditions are pure numbers or shares", error.fix)
            continue
        if not low <= at <= high:
            yield Fault(
                f"{place}.{name}", f"{at:g} is outside", known, "give a value between, or all figures"
            )
