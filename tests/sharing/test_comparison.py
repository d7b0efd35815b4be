"""Rules side by side, who objects, which principles hold, and which rule to take."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from public_games import public_games, table
from synergy.errors import ScenarioError
from synergy.sharing.axioms import Axiom
from synergy.sharing.comparison import Comparison, compare
from synergy.sharing.game import Game
from synergy.sharing.membership import shared_facilities
from synergy.sharing.oracle import CostInterval
from synergy.sharing.rule import rule_named, rules

# a and b together cost what one of them does; c adds its own cost to either, and a little less to both.
PAIR = {("a",): 4.0, ("b",): 4.0, ("c",): 4.0, ("a", "b"): 4.0, ("a", "c"): 8.0, ("b", "c"): 8.0}
STABLE = PAIR | {("a", "b", "c"): 7.0}
EMPTY = dict.fromkeys(PAIR, 4.0) | {("a", "b", "c"): 7.0}


def axiom(found: Comparison, rule: str, name: str) -> Axiom:
    verdict = next(one for one in found.verdicts if one.rule == rule)
    return next(one for one in verdict.axioms if one.name == name)


def test_what_each_pays_and_saves() -> None:
    rows = compare(Game.from_table(STABLE), ["equal"]).amounts_table()
    assert [row["amount"] for row in rows] == pytest.approx([7 / 3] * 3)
    assert [row["saves"] for row in rows] == pytest.approx([5 / 3] * 3)
    assert [row["saves_percent"] for row in rows] == pytest.approx([125 / 3] * 3)


def test_who_objects_and_by_how_much() -> None:
    row = compare(Game.from_table(STABLE), ["equal"]).rules_table()[0]
    # a and b pay 14/3 and can do it for 4.
    assert row["objecting"] == "a, b"
    assert row["gain"] == pytest.approx(2 / 3)
    assert row["margin"] == pytest.approx(-2 / 3)
    assert row["in_words"] == "a, b gain 0.666667 by leaving"
    assert row["nobody gains by leaving"] is False


def test_principles_are_looked_up_on_the_game() -> None:
    found = compare(Game.from_table(STABLE), ["shapley", "equal", "but_for"])
    assert axiom(found, "shapley", "efficient").holds
    assert axiom(found, "shapley", "equals pay the same").holds
    assert axiom(found, "shapley", "additive").holds
    assert not axiom(found, "shapley", "additive").checked
    assert axiom(found, "but_for", "efficient").holds is False
    # c adds 4 to whoever is there, except to both others: it brings something. With 8 for all three, nothing.
    assert axiom(found, "equal", "who brings nothing pays the cost alone").holds
    found = compare(Game.from_table(PAIR | {("a", "b", "c"): 8.0}), ["shapley", "equal"])
    broken = axiom(found, "equal", "who brings nothing pays the cost alone")
    assert (broken.holds, broken.detail) == (False, "c")
    assert axiom(found, "shapley", "who brings nothing pays the cost alone").holds


def test_equals_who_pay_differently_are_named() -> None:
    game = Game.from_table(STABLE)
    tariff = game.allocation("tariff", np.array([1.0, 3.0, 3.0]))
    broken = axiom(compare(game, ["shapley", tariff]), "tariff", "equals pay the same")
    assert (broken.holds, broken.detail) == (False, "a, b")
    assert axiom(compare(game, [tariff]), "tariff", "additive").holds is None


def test_worse_than_alone() -> None:
    costs = {("a",): 1.0, ("b",): 9.0, ("a", "b"): 8.0}
    found = axiom(compare(Game.from_table(costs), ["equal"]), "equal", "nobody worse than alone")
    assert (found.holds, found.detail) == (False, "a by 3")


def test_without_all_coalitions_equals_are_not_known() -> None:
    game = Game.from_function("abcde", lambda members: 3.0 + len(members), separation=lambda asked: None)
    assert axiom(compare(game, ["equal"]), "equal", "equals pay the same").holds is None
    found = compare(game, ["equal"], all_coalitions=True)
    assert axiom(found, "equal", "equals pay the same").holds


def test_stable_shapley_is_recommended() -> None:
    # Concave: C = 10 sqrt(size).
    sizes = {1: 10.0, 2: 14.0, 3: 17.0}
    found = compare(Game.from_function("abc", lambda members: sizes[len(members)]))
    assert found.recommendation.rule == "shapley"
    assert found.grant is None
    assert "no grant is needed" in str(found.recommendation)


def test_nucleolus_where_shapley_loses_somebody() -> None:
    # l saves 3 with either of r and s, not with both: stable is only that l saves all. Shapley: l pays 2, r
    # and s 3.5 each, and l and r can do it for 5.
    costs = {("l",): 4.0, ("r",): 4.0, ("s",): 4.0, ("l", "r"): 5.0, ("l", "s"): 5.0, ("r", "s"): 8.0}
    game = Game.from_table(costs | {("l", "r", "s"): 9.0})
    found = compare(game, ["shapley", "nucleolus", "equal_profit", "equal"])
    assert found.verdicts[0].stability.gain == pytest.approx(0.5)
    assert found.recommendation.rule == "nucleolus"
    assert dict(found.verdicts[1].allocation.amounts) == pytest.approx({"l": 1.0, "r": 4.0, "s": 4.0})
    words = str(found.recommendation)
    assert "nobody gains by leaving, but it costs r nothing" in words
    assert "The Shapley value is not one of them: l, r gain 0.5" in words
    assert "equal_profit, which is stable too" in words
    assert "Under equal, l, r gain 1 by leaving." in words


def test_who_walks_away_from_a_postage_stamp() -> None:
    stamp = ("proportional", {"quantities": {"a": 2.0, "b": 2.0, "c": 3.0}, "name": "postage stamp"})
    other = ("proportional", {"quantities": {"a": 5.0, "b": 1.0, "c": 1.0}, "name": "by volume"})
    found = compare(Game.from_table(STABLE), ["shapley", stamp, other])
    # By volume a and b pay 6 and can do it for 4; 2, 2 and 3 keep everybody.
    assert str(found.recommendation).endswith("Under by volume, a, b gain 2 by leaving.")


def test_one_player() -> None:
    found = compare(Game.from_table({("a",): 5.0}))
    assert all(row["amount"] == pytest.approx(5.0) for row in found.amounts_table())
    assert found.recommendation.rule is None


def test_who_has_no_plan_alone() -> None:
    # b needs a: rules that look at costs alone say nothing, the nucleolus does.
    costs = {
        ("a",): 4.0,
        ("b",): math.inf,
        ("c",): 4.0,
        ("a", "b"): 6.0,
        ("a", "c"): 7.0,
        ("b", "c"): math.inf,
    }
    found = compare(Game.from_table(costs | {("a", "b", "c"): 9.0}), ["shapley", "aca", "nucleolus", "equal"])
    assert set(found.undefined) == {"shapley", "aca"}
    assert "costs.b: no plan of its own" in found.undefined["shapley"]
    assert found.recommendation.rule == "nucleolus"
    assert found.verdicts[0].stability.stable
    assert math.isinf(found.verdicts[0].saves["b"])


def test_a_grant_where_no_split_keeps_everybody() -> None:
    # Any two pay 4: all three pay 6 at most, so 1 of 7 must come from outside.
    found = compare(Game.from_table(EMPTY), ["nucleolus", "tau"])
    assert found.recommendation.rule == "nucleolus"
    assert found.grant is not None
    assert found.grant.grant.upper == pytest.approx(1.0, abs=1e-7)
    assert "A grant of 1 from outside keeps everybody." in str(found.recommendation)
    assert "No split keeps everybody" in str(found.recommendation)
    assert list(found.undefined) == ["tau"]
    assert "the core is empty" in found.undefined["tau"]


def test_nothing_to_share() -> None:
    found = compare(Game.from_table({("a",): 4.0, ("b",): 3.0, ("a", "b"): 9.0}), ["equal"])
    assert found.recommendation.rule is None
    assert "Together costs 2 more than apart" in str(found.recommendation)


def test_not_yet_known_whether_anything_is_saved() -> None:
    costs = {"a": CostInterval(4.0, 4.0), "b": CostInterval(3.0, 3.0), "ab": CostInterval(6.0, 7.5)}
    found = compare(Game.from_function("ab", lambda members: costs["".join(sorted(members))]), ["equal"])
    assert found.recommendation.rule is None
    assert "solve to a smaller gap first" in str(found.recommendation)


def test_none_of_the_rules_will_do() -> None:
    found = compare(Game.from_table(STABLE), ["equal"])
    assert found.recommendation.rule is None
    assert "try nucleolus" in str(found.recommendation)


def test_profits_are_told_as_profits() -> None:
    values = {members: -cost for members, cost in STABLE.items()}
    found = compare(Game.from_table(values, kind="profit"), ["equal"])
    assert found.alone == {"a": -4.0, "b": -4.0, "c": -4.0}
    row = found.amounts_table()[0]
    assert (row["amount"], row["saves"]) == pytest.approx((-7 / 3, 5 / 3))


def test_every_rule_without_options_is_compared() -> None:
    costs = np.array([0.0, 4.0, 5.0, 7.0, 6.0, 8.0, 9.0, 10.0])
    found = compare(Game.from_table(table(("a", "b", "c"), costs)))
    asked = {name for name, rule in rules().items() if not rule.needs}
    assert {verdict.rule for verdict in found.verdicts} | set(found.undefined) == asked
    assert all(math.isfinite(row["saves"]) for row in found.amounts_table())


def test_the_same_by_a_program_as_by_a_table(validation: Path) -> None:
    known = public_games(validation)["milp_ufl_n6"]
    data = {name: np.array(costs, dtype=float) for name, costs in known.programme.items() if name != "model"}
    program = shared_facilities(known.players, data["open_cost"], data["serve_cost"], data["own_option_cost"])
    first, second = compare(Game(program)), compare(known.game())
    assert first.recommendation.rule == second.recommendation.rule
    for row, expected in zip(first.amounts_table(), second.amounts_table(), strict=True):
        assert row["amount"] == pytest.approx(expected["amount"], abs=1e-6), row["rule"]
    for row, expected in zip(first.rules_table(), second.rules_table(), strict=True):
        assert row["gain_bound"] == pytest.approx(expected["gain"], abs=1e-4), row["rule"]
        assert row["nobody gains by leaving"] is expected["nobody gains by leaving"]


def test_rules_with_options() -> None:
    found = compare(Game.from_table(STABLE), [("owen", {"unions": [{"a", "b"}]}), "equal"])
    assert [verdict.rule for verdict in found.verdicts] == ["owen", "equal"]


def test_no_such_rule() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'shapley'"):
        rule_named("shapely")
    with pytest.raises(ScenarioError, match="write one of"):
        compare(Game.from_table(STABLE), ["fair"])
