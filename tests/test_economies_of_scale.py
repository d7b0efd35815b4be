"""Pieces of fixed and slope cost follow a power law within their error, and no fewer would."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from factories import HOURS, demand, make_scenario, market, per_hour, solve
from synergy.economics import SCALE_ERROR, power_law_pieces
from synergy.errors import ScenarioError


@pytest.mark.parametrize("exponent", [0.1, 0.35, 0.4, 0.456, 0.6, 0.7, 0.95])
@pytest.mark.parametrize("span", [1.01, 3.0, 100.0, 1e4])
@pytest.mark.parametrize("error", [0.05, 0.01])
def test_pieces_are_within_their_error_and_reach_it_on_both_sides(
    exponent: float, span: float, error: float
) -> None:
    pieces = power_law_pieces(exponent, 2.0, 2.0 * span, error)
    worst, best = 0.0, 0.0
    for piece in pieces:
        size = np.geomspace(piece.minimum, piece.maximum, 2001)
        relative = (piece.fixed + piece.slope * size) / size**exponent - 1
        worst, best = max(worst, float(relative.max())), min(best, float(relative.min()))
    assert worst <= error + 1e-12
    assert best >= -error - 1e-12
    assert worst == pytest.approx(-best, rel=1e-3, abs=1e-9)
    if len(pieces) > 1:
        ratio = span ** (1 / (len(pieces) - 1))  # one piece less
        slope = (ratio**exponent - 1) / (ratio - 1)
        size = np.geomspace(1.0, ratio, 20001)
        share = float(((1 + slope * (size - 1)) / size**exponent).min())
        assert (1 - share) / (1 + share) > error


@pytest.mark.parametrize("exponent", [0.3, 0.5, 0.8])
def test_pieces_meet_rise_and_grow_cheaper(exponent: float) -> None:
    pieces = power_law_pieces(exponent, 1.0, 1000.0)
    for one, next_one in pairwise(pieces):
        assert one.maximum == next_one.minimum
        end = one.fixed + one.slope * one.maximum
        assert next_one.fixed + next_one.slope * next_one.minimum == pytest.approx(end)
        assert next_one.slope < one.slope
        assert next_one.fixed > one.fixed > 0


def test_few_pieces_do() -> None:
    assert SCALE_ERROR == 0.05
    assert [len(power_law_pieces(0.4, 1.0, span)) for span in (3.0, 10.0, 100.0, 1000.0)] == [1, 2, 3, 4]


def test_ends_of_the_power() -> None:
    assert [(p.fixed, p.slope) for p in power_law_pieces(0.0, 1.0, 9.0)] == [(1.0, 0.0)]
    assert [(p.fixed, p.slope) for p in power_law_pieces(1.0, 1.0, 9.0)] == [(0.0, 1.0)]
    for wrong in ((1.2, 1.0, 2.0), (0.5, 0.0, 2.0), (0.5, 3.0, 2.0)):
        with pytest.raises(ValueError, match="no pieces"):
            power_law_pieces(*wrong)


@pytest.mark.parametrize("kind", ["converter", "generator", "disposal", "market", "storage"])
def test_assets_at_a_site_have_economies_of_scale(kind: str) -> None:
    # 25 of a reference of 100 cost 40 * 0.25 ** 0.5 = 20, and nothing else does.
    law = {"capacity_reference": 100.0, "capex_reference": 40.0 * HOURS, "scale_exponent": 0.5}
    sizes = {"capacity_min": 25.0, "capacity_max": 25.0}
    assets = {
        "converter": {"reference": "heat", "inputs": {"gas": 1.0}, "outputs": {"heat": 1.0}},
        "generator": {"carrier": "heat"},
        "market": {"carrier": "heat", "buy_price": 0.0},
        "storage": {"carrier": "heat", "c_rate": 1.0},
        "disposal": {"carrier": "heat"},
    }
    carrier = "heat"
    loads = {
        "load": demand({"profile": "load"}, carrier=carrier),
        "gas": market(0.0, carrier="gas"),
        "asset": {"kind": kind, **assets[kind], **law, **sizes},
    }
    if kind == "storage":
        loads["supply"] = market(0.0, carrier=carrier, buy_max={"profile": "supply"})
    if kind == "disposal":
        loads["load"] = {
            "kind": "generator",
            "carrier": carrier,
            "capacity_existing": 25.0,
            "must_run": True,
        }
    plan = solve(make_scenario(loads, steps=2, profiles={"load": [0.0, 25.0], "supply": [25.0, 0.0]}))
    assert per_hour(plan) == pytest.approx(20.0)


def test_parts_that_are_missing_or_too_many_are_told() -> None:
    def faults(**fields: object) -> str:
        pipe = {"kind": "pipeline", "carrier": "heat", "capacity_max": 10.0, **fields}
        with pytest.raises(ScenarioError) as caught:
            make_scenario({"pipe": pipe})
        return str(caught.value)

    assert "capex_reference_per_km without capacity_reference and scale_exponent" in faults(
        capex_reference_per_km=5.0
    )
    assert "scale_exponent without capex_reference or capex_reference_per_km has no effect" in faults(
        scale_exponent=0.5
    )
    law = {"capacity_reference": 5.0, "scale_exponent": 0.5}
    assert "capex_reference and capex_specific describe the same cost twice" in faults(
        **law, capex_reference=5.0, capex_specific=1.0
    )
    assert "describe the same cost twice" in faults(**law, capex_reference_per_km=5.0, capex_fixed_per_km=1.0)
    sizes = [{"name": "DN100", "capacity": 4.0, "capex_per_km": 10.0}]
    assert "diameters and capex_reference describe the same cost twice" in faults(
        **law, capex_reference=5.0, diameters=sizes
    )
    assert "scale_exponent" in faults(**{**law, "scale_exponent": 1.4}, capex_reference=5.0)
