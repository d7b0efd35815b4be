"""The mathematics of each kind as an LP file: a change shows as a difference that a person can read.

After a change that is meant, run ``make golden`` and read the difference before committing it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kind_examples import examples_of
from synergy import build
from synergy.cluster.asset import ASSET_KINDS
from synergy.cluster.policy import POLICY_KINDS

NUMBER = re.compile(r"(?<![\w(.])\d+\.\d+(?:e[+-]?\d+)?")
FOLDER = Path(__file__).parent
VARIANTS = (
    "converter_committed",
    "demand_flexible",
    "demand_moved",
    "storage_chained",
    "storage_in_sequence",
)
KINDS = [*ASSET_KINDS.kinds, *POLICY_KINDS.kinds, *VARIANTS]
"""Kinds, and those whose mathematics is another one with some fields or on some time axes."""


def lp_of(kind: str, folder: Path) -> str:
    """Return a kind's model as LP text, with 12 digits: the last ones differ between processors."""
    path = folder / f"{kind}.lp"
    build(examples_of(kind)[0]).pyomo.write(str(path), io_options={"symbolic_solver_labels": True})
    return NUMBER.sub(lambda found: f"{float(found[0]):.12g}", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", KINDS)
def test_golden(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    golden, written = FOLDER / f"{kind}.lp", lp_of(kind, tmp_path)
    if request.config.getoption("--update-golden"):
        golden.write_text(written, encoding="utf-8", newline="\n")
    assert golden.is_file(), f"no golden LP of '{kind}': write it with `make golden`, and read it"
    assert written == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.lp")) == sorted(KINDS)
