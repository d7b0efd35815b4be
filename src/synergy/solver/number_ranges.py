"""What is told of the numbers of a model: their ranges, where the extreme ones stand, and advice."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from synergy.cluster.summary import facts_html, facts_text
from synergy.solver.root import RootGap

SMALLEST_COEFFICIENT, LARGEST_COEFFICIENT = 1e-4, 1e4
LARGEST_OTHER = 1e6
MOST_BLOCKS = 10
"""Blocks that the text lists; all are in the data."""

AIMS = {
    "coefficients": (SMALLEST_COEFFICIENT, LARGEST_COEFFICIENT),
    "costs": (0.0, LARGEST_OTHER),
    "bounds": (0.0, LARGEST_OTHER),
    "right-hand sides": (0.0, LARGEST_OTHER),
}
"""Smallest and largest magnitude aimed at, by kind of number."""

_ADVICE = {
    ("coefficients", "small"): "it is lost beside the rest: leave out what is so small, or check its unit",
    ("coefficients", "large"): "give a largest size nearer to what is needed, or check the unit",
    ("costs", "large"): "check the unit, or give prices and investments that are meant",
    ("bounds", "large"): "give a real limit, or leave the field out where there is none",
    ("right-hand sides", "large"): "check the unit, or give a limit nearer to what is needed",
}


@dataclass(frozen=True)
class Extreme:
    """One number of a model.

    Parameters
    ----------
    value : float
        As it reaches the solver.
    place : str
        Column, and row where it stands in one.
    fields : tuple of str
        Dotted paths of the input fields that it depends on, as far as they can be named.
    """

    value: float
    place: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        behind = f", from {', '.join(self.fields)}" if self.fields else ""
        return f"{self.value:.3g} at {self.place}{behind}"


@dataclass(frozen=True)
class NumberRange:
    """Smallest and largest magnitude of one kind of number; zeros and infinities do not count.

    Parameters
    ----------
    numbers : {"coefficients", "costs", "bounds", "right-hand sides"}
    block : str
        ``assets.<id>``, ``hubs.<site>.<carrier>`` or ``policies.<id>``; empty for the whole model.
    count : int
    smallest, largest : Extreme
    """

    numbers: str
    block: str
    count: int
    smallest: Extreme
    largest: Extreme

    @property
    def ratio(self) -> float:
        """Largest over smallest magnitude."""
        return abs(self.largest.value / self.smallest.value)

    @property
    def flags(self) -> tuple[str, ...]:
        """``small`` and ``large`` where the range leaves its aim."""
        least, most = AIMS[self.numbers]
        words = {"small": abs(self.smallest.value) < least, "large": abs(self.largest.value) > most}
        return tuple(word for word, found in words.items() if found)


@dataclass(frozen=True, repr=False)
class NumericsReport:
    """The ranges of a model's numbers.

    Parameters
    ----------
    name : str
        The scenario's.
    rows, columns, entries, integers : int
        Size of the model.
    whole : tuple of NumberRange
        Over the whole model, with the input fields behind the extremes.
    blocks : tuple of NumberRange
        By block; those that leave their aims first, then by ratio. Coefficients belong to the block of
        their column, right-hand sides to that of their row.
    root : RootGap or None
        Bounds from the linear relaxation, where asked for.
    """

    name: str
    rows: int
    columns: int
    entries: int
    integers: int
    whole: tuple[NumberRange, ...]
    blocks: tuple[NumberRange, ...]
    root: RootGap | None = None

    @property
    def good(self) -> bool:
        """Whether all numbers are within the aims."""
        return not any(found.flags for found in self.whole)

    @property
    def advice(self) -> tuple[str, ...]:
        """One line for each aim that is missed."""
        lines = []
        for found in self.whole:
            for flag in found.flags:
                least, most = AIMS[found.numbers]
                worst, aim = (
                    (found.smallest, f"below {least:g}")
                    if flag == "small"
                    else (found.largest, f"above {most:g}")
                )
                lines.append(f"{found.numbers}: {worst} is {aim}; {_ADVICE[found.numbers, flag]}")
        return tuple(lines)

    def to_data(self) -> dict[str, Any]:
        """Return everything as plain data, for JSON."""
        return {
            "name": self.name,
            "good": self.good,
            "rows": self.rows,
            "columns": self.columns,
            "entries": self.entries,
            "integers": self.integers,
            "whole": [_range_data(found) for found in self.whole],
            "blocks": [_range_data(found) for found in self.blocks],
            "advice": list(self.advice),
            "root": None if self.root is None else {**asdict(self.root), **self.root.shares()},
        }

    @property
    def _facts(self) -> list[tuple[str, str]]:
        found = [
            (
                "model",
                f"{self.rows:,} rows, {self.columns:,} columns, {self.entries:,} entries, "
                f"{self.integers:,} integers",
            )
        ]
        for one in self.whole:
            mark = f", {' and '.join(one.flags)}" if one.flags else ""
            found += [
                (one.numbers, f"{abs(one.smallest.value):.3g} to {abs(one.largest.value):.3g}{mark}"),
                ("  smallest", str(one.smallest)),
                ("  largest", str(one.largest)),
            ]
        if self.root is not None:
            found += [("root", line) for line in self.root.lines()]
        found += [("advice", line) for line in self.advice]
        return found

    @property
    def _title(self) -> str:
        return f"Numbers of '{self.name}'" if self.name else "Numbers"

    def __str__(self) -> str:
        lines = [facts_text(self._title, self._facts)]
        rows = [_cells(found) for found in self.blocks[:MOST_BLOCKS]]
        head = ("block", "numbers", "smallest", "largest", "ratio", "aim")
        widths = [max(len(row[k]) for row in [head, *rows]) for k in range(len(head))]
        for row in [head, *rows]:
            lines.append(
                "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            )
        more = len(self.blocks) - MOST_BLOCKS
        if more > 0:
            lines.append(f"  ... and {more} more")
        return "\n".join(lines)

    __repr__ = __str__

    def page(self) -> str:
        """Return the report as a web page that needs nothing from elsewhere."""
        title = escape(self._title)
        style = "body{font:14px sans-serif}th,td{text-align:left;padding:1px 8px}"
        head = f"<meta charset='utf-8'><title>{title}</title><style>{style}</style>"
        return f"<!doctype html><html lang='en'><head>{head}</head><body>{self._repr_html_()}</body></html>\n"

    def _repr_html_(self) -> str:
        head = "".join(
            f"<th>{word}</th>" for word in ("block", "numbers", "smallest", "largest", "ratio", "aim")
        )
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(found))}</tr>"
            for found in self.blocks
        )
        return f"{facts_html(self._title, self._facts)}<table><tr>{head}</tr>{rows}</table>"


def _range_data(found: NumberRange) -> dict[str, Any]:
    return {**asdict(found), "ratio": found.ratio, "flags": list(found.flags)}


def _cells(found: NumberRange) -> tuple[str, ...]:
    return (
        found.block,
        found.numbers,
        f"{abs(found.smallest.value):.3g}",
        f"{abs(found.largest.value):.3g}",
        f"{found.ratio:.1e}",
        " and ".join(found.flags) or "met",
    )
