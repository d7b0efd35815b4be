"""Tariffs: lines and stars by hand, that they recover what they should, what is refused."""

from __future__ import annotations

import pytest

import synergy
from finance_networks import co2_line, star
from synergy.errors import ScenarioError
from synergy.finance import compare_tariffs, owner_finance, payments_with_tariff, tariff
from synergy.finance.tariffs import METHODS, Method
from synergy.plan.plan import Plan

PIPES = ["spur", "trunk"]


@pytest.fixture(scope="module")
def steady() -> Plan:
    return co2_line()


@pytest.fixture(scope="module")
def uneven() -> Plan:
    # The kiln 20 t/h then 0, the smelter 10 then 50: together 30 then 50. On average 10 and 30 as before.
    return co2_line({"first": [1.0, 0.0], "second": [0.2, 1.0]})


@pytest.mark.parametrize(
    ("method", "kiln", "smelter"),
    [
        ("postage_stamp", 125_000.0, 375_000.0),  # 500,000 by 10 and 30 t/h
        ("capacity", 500_000 * 20 / 70, 500_000 * 50 / 70),  # own peaks 20 and 50
        ("peak", 0.0, 500_000.0),  # in the second step the kiln stands still
        ("capacity_distance", 500_000 * 600 / 1600, 500_000 * 1000 / 1600),  # 20 * 30 km, 50 * 20 km
        ("throughput_per_asset", 200_000.0, 300_000.0),  # the spur is the kiln's; the trunk 1 to 3
        ("capacity_per_asset", 100_000 + 400_000 * 20 / 70, 400_000 * 50 / 70),
    ],
)
def test_a_line_by_hand(uneven: Plan, method: Method, kiln: float, smelter: float) -> None:
    price = tariff(uneven, PIPES, method)
    assert price.payments == pytest.approx({"cement": kiln, "metal": smelter})
    assert price.revenue == pytest.approx(500_000.0)


def test_tariffs_per_unit(uneven: Plan) -> None:
    stamp, capacity = (tariff(uneven, PIPES, method).table for method in ("postage_stamp", "capacity"))
    assert stamp["tariff"].tolist() == pytest.approx([500_000 / 350_400] * 2)
    assert set(stamp["tariff_unit"]) == {"EUR/t"}
    assert capacity["tariff"].tolist() == pytest.approx([500_000 / 70] * 2)
    assert set(capacity["tariff_unit"]) == {"EUR/t/h/a"}
    assert stamp["distance"].tolist() == pytest.approx([30.0, 20.0])


def test_a_store_is_shared_by_what_comes_to_it(steady: Plan) -> None:
    # The store takes 5 * 350,400 t.
    price = tariff(steady, ["trunk", "store"], "throughput_per_asset")
    total = 400_000 + 5 * 350_400
    assert price.payments == pytest.approx({"cement": 0.25 * total, "metal": 0.75 * total})


def test_what_meets_is_mixed() -> None:
    plan = star()
    # The east pipe carries 30 MW of the hub's 40, of which the north takes 25.
    by_takers = tariff(plan, ["pipe-east"], "throughput_per_asset").table
    assert by_takers["amount"].to_dict() == pytest.approx(
        {"north-works": 25 * 0.75 * 8760, "south-works": 15 * 0.75 * 8760}
    )
    assert by_takers["payment"].tolist() == pytest.approx([62_500.0, 37_500.0])
    by_givers = tariff(plan, ["pipe-north"], "throughput_per_asset", payers="givers").table
    assert by_givers["payment"].to_dict() == pytest.approx({"east-works": 75_000.0, "west-works": 25_000.0})
    # What the north does not get from the south's pipe it does not pay for.
    assert list(tariff(plan, ["pipe-south"]).table.index) == ["south-works"]


@pytest.mark.parametrize("method", METHODS)
def test_every_tariff_recovers_its_revenue_and_the_plan(steady: Plan, method: Method) -> None:
    price = tariff(steady, PIPES, method, revenue=620_000.0)
    assert sum(price.payments.values()) == pytest.approx(620_000.0)
    paid = payments_with_tariff(steady, price)
    assert sum(paid.values()) == pytest.approx(steady.cost)
    # The network company spends 500,000 and gets 620,000.
    assert paid["network"] == pytest.approx(-120_000.0)
    transfers = owner_finance(steady, paid).table.loc["transfer"].drop(["unit", "(whole)"])
    assert transfers.sum() == pytest.approx(0.0, abs=1e-6)


def test_on_a_line_the_charge_by_pipe_is_the_cost_of_the_way(steady: Plan) -> None:
    table = compare_tariffs(steady, PIPES)
    assert list(table.columns) == ["unit", *METHODS]
    assert table[list(METHODS)].sum().tolist() == pytest.approx([500_000.0] * len(METHODS))
    # With steady flows capacity, peak and amount are the same.
    assert table["capacity"].tolist() == pytest.approx(table["postage_stamp"].tolist())
    assert table["peak"].tolist() == pytest.approx(table["postage_stamp"].tolist())


def test_shared_store_and_maker_on_an_example() -> None:
    plan = synergy.solve(synergy.examples.load("hydrogen-valley"))
    price = tariff(plan, ["pipe", "electrolyser", "tank"], carrier="hydrogen")
    own = plan.costs[plan.costs["asset"].isin(["pipe", "electrolyser", "tank"])]["cost"].sum()
    assert price.payments == pytest.approx({"steelworks": own})


def test_what_is_refused(steady: Plan) -> None:
    with pytest.raises(ScenarioError, match=r"(?s)'trunc' is no asset; did you mean 'trunk'.*'co3'"):
        tariff(steady, ["trunc"], carrier="co3")
    with pytest.raises(ScenarioError, match=r"'stamp'.*use one of postage_stamp, capacity"):
        tariff(steady, PIPES, "stamp")  # type: ignore[arg-type]
    with pytest.raises(ScenarioError, match="none"):
        tariff(steady, [])
    with pytest.raises(ScenarioError, match="store: does not give co2"):
        tariff(steady, ["store"], payers="takers")
    with pytest.raises(ScenarioError, match="nothing is moved over any distance"):
        tariff(steady, ["store"], "capacity_distance")
    valley = synergy.solve(synergy.examples.load("hydrogen-valley"))
    with pytest.raises(ScenarioError, match="they refer to hydrogen and power"):
        tariff(valley, ["pipe", "line"])
    with pytest.raises(ScenarioError, match="nobody's hydrogen goes through them"):
        tariff(valley, ["trucks"])
