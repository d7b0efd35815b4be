"""The most that is of use of each size, worked out by hand from what stands around it."""

from __future__ import annotations

from typing import Any

import pytest

from factories import HOURS, demand, make_scenario, market
from synergy.cluster.limits import useful_sizes
from synergy.cluster.worth import possibly_worthless
from synergy.formulation.build import build
from synergy.scenario import Scenario
from synergy.surplus import negative_prices

PLENTY = 1000.0


def useful(scenario: Scenario, asset: str, size: str = "capacity") -> float:
    worthless = possibly_worthless(scenario.cluster, negative_prices(scenario))
    found = useful_sizes(scenario.cluster, scenario.values_of, scenario.time, worthless)
    return found[asset, size]


def plant(inputs: dict[str, float], outputs: dict[str, float], **fields: Any) -> dict[str, Any]:
    reference = next(iter(outputs))
    return {
        "kind": "converter",
        "reference": reference,
        "inputs": inputs,
        "outputs": outputs,
        "capacity_max": PLENTY,
        **fields,
    }


def kiln(amount: float, carrier: str = "flue-gas", **fields: Any) -> dict[str, Any]:
    return {
        "kind": "generator",
        "carrier": carrier,
        "capacity_existing": amount,
        "must_run": True,
        **fields,
    }


def pipe(**fields: Any) -> dict[str, Any]:
    return {"kind": "pipeline", "carrier": "heat", "capacity_max": PLENTY, **fields}


def test_a_boiler_serves_no_more_than_the_demand() -> None:
    # 8 MW of heat at most, whatever the gas.
    assets = {
        "load": demand({"profile": "load"}, carrier="heat"),
        "boiler": plant({"gas": 1.25}, {"heat": 1.0}),
        "gas": market(30.0, carrier="gas"),
    }
    assert useful(make_scenario(assets, steps=2, profiles={"load": [8.0, 3.0]}), "boiler") == pytest.approx(8)


def test_a_boiler_burns_no_more_than_the_supply() -> None:
    # 10 MW of gas make 8 MW of heat.
    assets = {
        "load": demand(50.0, carrier="heat", unserved_price=100.0),
        "boiler": plant({"gas": 1.25}, {"heat": 1.0}),
        "gas": market(30.0, carrier="gas", buy_max=10.0),
    }
    assert useful(make_scenario(assets), "boiler") == pytest.approx(8.0)


def test_peaks_that_do_not_coincide_are_not_added_up() -> None:
    # 8 + 3 in one step, 2 + 7 in the other: 11, not 15. A boiler that is half available needs twice that.
    assets = {
        "one": demand({"profile": "one"}, carrier="heat"),
        "two": demand({"profile": "two"}, carrier="heat"),
        "boiler": plant({"gas": 1.25}, {"heat": 1.0}, availability={"profile": "up"}),
        "gas": market(30.0, carrier="gas"),
    }
    profiles = {"one": [8.0, 2.0], "two": [3.0, 7.0], "up": [1.0, 0.9]}
    assert useful(make_scenario(assets, steps=2, profiles=profiles), "boiler") == pytest.approx(11.0)
    profiles["up"] = [0.5, 1.0]
    assert useful(make_scenario(assets, steps=2, profiles=profiles), "boiler") == pytest.approx(22.0)


def test_a_chain_of_plants() -> None:
    # 50 t/h of flue gas give 45 t/h of CO2, all that pipe and store are for; capture takes 0.2 MWh/t.
    assets = {
        "kiln": kiln(50.0),
        "capture": plant({"flue-gas": 1.0, "power": 0.2}, {"co2": 0.9}, reference="flue-gas"),
        "grid": market(50.0, capacity_max=PLENTY),
        "pipe": pipe(carrier="co2"),
        "store": {"kind": "disposal", "carrier": "co2", "capacity_max": PLENTY, "site": "there"},
    }
    scenario = make_scenario(assets)
    assert useful(scenario, "capture") == pytest.approx(50.0)
    assert useful(scenario, "pipe") == pytest.approx(45.0)
    assert useful(scenario, "store") == pytest.approx(45.0)
    assert useful(scenario, "grid") == pytest.approx(10.0)


def test_where_surplus_is_allowed_nothing_is_cut_for_want_of_takers() -> None:
    # Waste heat may go anywhere, and flue gas up the stack.
    for carrier in ("waste-heat", "flue-gas"):
        assets = {
            "source": {"kind": "generator", "carrier": carrier, "capacity_max": PLENTY},
            "load": demand(3.0, carrier=carrier, unserved_price=1.0),
        }
        assert useful(make_scenario(assets), "source") == PLENTY


def test_a_store_adds_its_power_and_its_content_is_left_alone() -> None:
    # The sun shines in step 1 only, with 8 MW at most, all of which a store could take; later it gives 5 MW.
    assets = {
        "load": demand({"profile": "load"}),
        "sun": {
            "kind": "generator",
            "carrier": "power",
            "capacity_max": 8.0,
            "availability": {"profile": "up"},
        },
        "store": {
            "kind": "storage",
            "carrier": "power",
            "capacity_max": PLENTY,
            "power_max": PLENTY,
            "capex_power": 1.0,
        },
    }
    scenario = make_scenario(assets, steps=2, profiles={"load": [2.0, 5.0], "up": [1.0, 0.0]})
    assert useful(scenario, "store", "power") == pytest.approx(8.0)
    with pytest.raises(KeyError):
        useful(scenario, "store", "capacity")
    assets["store"] = {"kind": "storage", "carrier": "power", "capacity_max": PLENTY, "c_rate": 0.5}
    scenario = make_scenario(assets, steps=2, profiles={"load": [2.0, 5.0], "up": [1.0, 0.0]})
    with pytest.raises(KeyError):
        useful(scenario, "store", "capacity")


def test_a_ring_of_conversions_is_limited_from_outside_or_not_at_all() -> None:
    # Power to hydrogen at 0.5 and back at 0.5: with 3 MW from the grid no more than 3 / (1 - 0.25) = 4 MW can
    # be put in altogether, to which rounds come close from above. Without a limit on the grid everything
    # stays as the author wrote it.
    assets = {
        "load": demand(1.0, unserved_price=100.0),
        "electrolyser": plant({"power": 1.0}, {"hydrogen": 0.5}, reference="power"),
        "fuel-cell": plant({"hydrogen": 2.0}, {"power": 1.0}),
        "grid": market(50.0, buy_max=3.0),
        "exit": market(sell_price=10.0),
    }
    assert 4.0 <= useful(make_scenario(assets), "electrolyser") < 4.5
    assets["grid"] = market(50.0)
    assert useful(make_scenario(assets), "electrolyser") == PLENTY


LINE = {
    "sites": {name: {} for name in ("a", "b", "c", "d")},
    "corridors": {f"{x}-{y}": {"from": x, "to": y, "length": 1.0} for x, y in ("ab", "bc", "cd")},
}


def on_a_line(**pipes: Any) -> Scenario:
    """Return sources of 5 at a and 2 at b, demands of 3 at c and 1 at d, joined by two-way pipes."""
    assets = {
        "source-a": market(10.0, carrier="heat", buy_max=5.0, site="a"),
        "source-b": market(10.0, carrier="heat", buy_max=2.0, site="b"),
        "load-c": demand(3.0, carrier="heat", unserved_price=100.0, site="c"),
        "load-d": demand(1.0, carrier="heat", unserved_price=100.0, site="d"),
        **{name: pipe(corridor=name, two_way=True, lifetime=1.0, **pipes) for name in ("a-b", "b-c", "c-d")},
    }
    data = make_scenario({}).to_data() | LINE | {"assets": {}}
    for name, fields in assets.items():
        data["assets"][name] = {"lifetime": 1.0, **fields} if fields["kind"] != "demand" else fields
    return Scenario.from_data(data)


def test_two_way_pipes_in_a_row_carry_what_their_two_sides_exchange() -> None:
    # a-b: 5 from a, 4 needed behind; b-c: 4 needed behind; c-d: 1. No flow feeds itself.
    scenario = on_a_line()
    assert [useful(scenario, name) for name in ("a-b", "b-c", "c-d")] == pytest.approx([4.0, 4.0, 1.0])
    # With a tenth lost on each pipe more has to enter: 1 / 0.9 = 1.11 into c-d, (3 + 1.11) / 0.9 = 4.57 into
    # b-c, and into a-b, which 4.57 / 0.9 = 5.08 would be for, the 5 that a gives.
    lossy = on_a_line(loss_per_km=0.1)
    assert useful(lossy, "c-d") == pytest.approx(1 / 0.9)
    assert useful(lossy, "b-c") == pytest.approx((3 + 1 / 0.9) / 0.9)
    assert useful(lossy, "a-b") == pytest.approx(5.0)


def test_yearly_limits_bound_what_flows_at_once() -> None:
    # 2 t/h on average can be stored in a year: one step that makes up the year holds no more.
    assets = {
        "kiln": kiln(50.0, carrier="co2"),
        "store": {
            "kind": "disposal",
            "carrier": "co2",
            "capacity_max": PLENTY,
            "disposal_max_yearly": 2.0 * HOURS,
        },
    }
    assert useful(make_scenario(assets), "store") == pytest.approx(2.0)


def test_a_main_whose_cooling_is_worth_something_is_not_cut() -> None:
    # 10 MW of heat must go: a main with a standing loss gets rid of more the larger it is.
    assets = {
        "kiln": kiln(10.0, carrier="heat"),
        "sink": market(sell_price=-50.0, carrier="heat", site="there"),
        "main": {
            "kind": "heat_pipe",
            "carrier": "heat",
            "capacity_max": 100.0,
            "standing_loss_per_km": 0.05,
        },
    }
    scenario = make_scenario(assets)
    with pytest.raises(KeyError):
        useful(scenario, "main")


def test_rings_of_lossy_pipes_are_left_alone_where_waste_pays() -> None:
    # One pipe there and another one back, a tenth lost on each: heat that must go could run in circles, 10 /
    # (1 - 0.81) = 52.6 of it. Where it need not, 10 are enough.
    assets = {
        "kiln": kiln(10.0, carrier="heat"),
        "sink": market(sell_price=-50.0, carrier="heat", site="there"),
        "there": pipe(loss_per_km=0.1),
        "back": pipe(loss_per_km=0.1, two_way=True),
    }
    assert useful(make_scenario(assets), "there") > 52.6
    assets["sink"]["sell_price"] = 50.0
    assets["kiln"] = {"kind": "generator", "carrier": "heat", "capacity_existing": 10.0}
    assert useful(make_scenario(assets), "there") == pytest.approx(10.0)


def test_what_is_tiny_is_not_cut_to_less_than_a_solver_sees() -> None:
    assets = {
        "load": demand(1e-5, carrier="heat"),
        "boiler": plant({"gas": 1.25}, {"heat": 1.0}),
        "gas": market(30.0, carrier="gas"),
    }
    assert useful(make_scenario(assets), "boiler") == pytest.approx(1e-3)


def test_sizes_that_are_larger_and_no_cheaper_than_enough_are_left_out() -> None:
    # The load of 3 MW is served by DN100; DN200 would be larger and dearer, and has no binary.
    diameters = [
        {"name": "DN100", "capacity": 4.0, "capex_per_km": 10.0},
        {"name": "DN200", "capacity": 9.0, "capex_per_km": 18.0},
        {"name": "DN300", "capacity": 12.0, "capex_per_km": 9.0},
    ]
    assets = {
        "load": demand(3.0, carrier="heat", site="there", unserved_price=100.0),
        "pipe": {"kind": "pipeline", "carrier": "heat", "diameters": diameters},
        "heat": market(10.0, carrier="heat"),
    }
    model = build(make_scenario(assets))
    names = [model.matrix().column_name(column) for column in range(model.matrix().shape[1])]
    built = [name for name in names if "built" in name]
    assert built == ["assets[pipe].built_1[2030]", "assets[pipe].built_3[2030]"]
