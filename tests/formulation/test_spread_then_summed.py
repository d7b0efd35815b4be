"""Spreading a yearly size over the steps and summing over the year again names its column once."""

from __future__ import annotations

import pytest

from synergy.formulation.build import build
from synergy.scenario import Scenario
from synergy.solver.check import check_matrix


def test_what_must_run_stands_once_in_a_yearly_row() -> None:
    scenario = Scenario.from_data(
        {
            "time": {"steps": 2, "weights": {"winter": 2000.0, "summer": 2380.0}},
            "carriers": {"power": {}},
            "sites": {"works": {}},
            "assets": {
                "outlet": {
                    "kind": "market",
                    "site": "works",
                    "carrier": "power",
                    "sell_price": 10,
                    "sell_max": 100,
                },
                "wind": {
                    "kind": "generator",
                    "site": "works",
                    "carrier": "power",
                    "capacity_max": 10.0,
                    "availability": {"profile": "wind"},
                    "must_run": True,
                    "impacts": {"scope1": 0.1},
                },
            },
            "policies": {"cap": {"kind": "emission_cap", "limit": 1e5}},
        },
        {"wind": [[0.1, 0.5], [1.0, 0.0]]},
    )
    matrix = build(scenario).matrix()
    check_matrix(matrix)
    row = next(
        number for number in range(matrix.shape[0]) if matrix.row_name(number).startswith("policies[cap]")
    )
    entries = slice(matrix.starts[row], matrix.starts[row + 1])
    # 0.1 t/MWh x (2000 h x (0.1 + 0.5) + 2380 h x 1.0) for each MW, in thousands
    assert matrix.values[entries].tolist() == pytest.approx([0.358])
