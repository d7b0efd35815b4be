"""Published problems, told as clusters through the public API, reach their published optimum."""

from __future__ import annotations

from pathlib import Path

import pytest

import synergy
from public_cases import Case, fixed_charge_network, steiner_tree, warehouses

WAREHOUSES = {"cap71": 932615.750, "cap72": 977799.400, "cap73": 1010641.450, "cap74": 1034976.975}
HARD = [pytest.param("g40x132", marks=pytest.mark.slow)]
NETWORKS = ["k10x90", "r20x100", "sp50x100", "sp80x160", *HARD]
TREES = {"b01": 82.0, "b02": 83.0, "b03": 138.0, "b04": 59.0}
LARGE_TREES = {"b04"}


def check(case: Case) -> None:
    plan = synergy.solve(case.scenario, gap=0.0)
    assert plan.status == "optimal"
    assert plan.cost == pytest.approx(case.optimum, rel=1e-9)
    assert plan.report.passed


@pytest.mark.parametrize(("name", "optimum"), WAREHOUSES.items(), ids=WAREHOUSES)
def test_warehouse_location(validation: Path, name: str, optimum: float) -> None:
    check(warehouses(validation / "orlib" / f"{name}.txt", optimum))


@pytest.mark.parametrize("name", NETWORKS)
def test_fixed_charge_network(validation: Path, name: str) -> None:
    check(fixed_charge_network(validation / "fcnet" / f"{name}.json"))


@pytest.mark.parametrize(
    ("name", "optimum"),
    [pytest.param(*tree, marks=pytest.mark.slow if tree[0] in LARGE_TREES else ()) for tree in TREES.items()],
    ids=TREES,
)
def test_steiner_tree(validation: Path, name: str, optimum: float) -> None:
    case = steiner_tree(validation / "steiner" / f"{name}.stp")
    assert case.optimum == optimum  # the file's own figure, read aright
    check(case)
