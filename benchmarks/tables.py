"""Results as CSV files and Markdown tables."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.metadata
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"
PACKAGES = (
    "synergy-clusters",
    "numpy",
    "scipy",
    "pyomo",
    "highspy",
    "highspy-extras",
    "linopy",
    "xarray",
    "pyscipopt",
)


def write_csv(folder: Path, name: str, records: Sequence[Mapping[str, object]]) -> Path:
    """Write one row for each record."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.csv"
    fields = list(dict.fromkeys(field for record in records for field in record))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fields, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
    return path


def write_page(folder: Path, name: str, title: str, parts: Iterable[str]) -> Path:
    """Write a Markdown page of tables, with what they were measured on."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.md"
    text = "\n\n".join([f"# {title}", machine(), *parts]) + "\n"
    path.write_text(text, encoding="utf-8")
    print(text)
    return path


def table(head: Sequence[str], rows: Iterable[Sequence[object]], left: int = 1) -> str:
    """Return a Markdown table; all but the first ``left`` columns stand right."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[number]) for row in [list(head), *texts]) for number in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        placed = [
            cell.ljust(width) if number < left else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "| " + " | ".join(placed) + " |"

    marks = ["-" * width if number < left else "-" * (width - 1) + ":" for number, width in enumerate(widths)]
    return "\n".join([line(head), line(marks), *map(line, texts)])


def machine() -> str:
    """Return what a result was measured on."""
    versions = []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    load = f"; load average at the end {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    system = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    software = f"Python {platform.python_version()}, {', '.join(versions)}"
    return f"{dt.date.today().isoformat()}, {system}{load}. {software}."


def seconds(value: float) -> str:
    """Return a time with three significant digits.

    Examples
    --------
    >>> seconds(0.01234), seconds(12.34)
    ('0.0123', '12.3')
    """
    if value >= 100:
        return f"{value:.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.3g}"
