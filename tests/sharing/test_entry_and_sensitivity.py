"""Late joiners, anchors, declared costs, use and internal prices."""

from __future__ import annotations

import numpy as np
import pytest

from public_games import random_costs, table
from synergy.errors import ScenarioError
from synergy.sharing.entry import anchors, entry_price
from synergy.sharing.game import Game
from synergy.sharing.oracle import Separation, TableOracle
from synergy.sharing.sensitivity import declared_costs
from synergy.sharing.views import DeclaredAlone, PaidAlready

PAIR = {("a",): 4.0, ("b",): 4.0, ("c",): 4.0, ("a", "b"): 4.0, ("a", "c"): 8.0, ("b", "c"): 8.0}
STABLE = PAIR | {("a", "b", "c"): 7.0}


def test_stable_prices_of_a_joiner() -> None:
    game = Game.from_table(STABLE)
    # c adds 3 and pays 4 alone, and both ends keep a and b, who pay up to 4 together.
    found = entry_price(game, "c")
    assert (found.marginal, found.alone) == (3.0, 4.0)
    assert found.stable is not None
    assert (found.stable.lower, found.stable.upper) == pytest.approx((3.0, 4.0))
    assert set(found.by_rule) == {"nucleolus", "shapley"}
    # a alone adds -1 to b and c, but the three pay no less than what the others leave: b up to 4, c up to 4.
    found = entry_price(game, "a", rules=())
    assert (found.marginal, found.alone) == (-1.0, 4.0)
    assert found.stable is not None
    assert (found.stable.lower, found.stable.upper) == pytest.approx((-1.0, 4.0))


def test_one_stable_price() -> None:
    # b adds 9 - 5 = 4 to a and c, and pays 4 alone.
    game = Game.from_table(PAIR | {("a", "b"): 8.0, ("a", "c"): 5.0, ("a", "b", "c"): 9.0})
    found = entry_price(game, "b", rules=())
    assert found.stable is not None
    assert (found.stable.lower, found.stable.upper) == pytest.approx((4.0, 4.0))


def test_no_price_keeps_everybody() -> None:
    found = entry_price(Game.from_table(dict.fromkeys(PAIR, 4.0) | {("a", "b", "c"): 7.0}), "a")
    assert found.stable is None
    assert str(found).endswith("no price keeps everybody")


def test_no_price_suits() -> None:
    found = entry_price(Game.from_table({("a",): 4.0, ("b",): 3.0, ("a", "b"): 9.0}), "b", rules=())
    assert str(found) == "b costs the others 5 and pays 3 alone: no price suits"


def test_a_joiner_without_a_plan_alone() -> None:
    costs = {("a",): 4.0, ("b",): float("inf"), ("a", "b"): 6.0}
    found = entry_price(Game.from_table(costs), "b")
    # a keeps what it has at 2 or more; b would pay anything.
    assert found.stable is not None
    assert found.stable.lower == pytest.approx(2.0)
    assert found.stable.upper == float("inf")
    assert set(found.by_rule) == {"nucleolus"}


def test_joiner_must_be_a_player() -> None:
    with pytest.raises(ScenarioError, match="'d' is no player"):
        entry_price(Game.from_table(STABLE), "d")


def test_anchors() -> None:
    # a and b save 4; with c 5. Without a, or without b, nothing is saved.
    first, second, third = anchors(Game.from_table(STABLE))
    assert (first.player, first.anchor, first.lost) == ("a", True, 5.0)
    assert (second.player, second.anchor) == ("b", True)
    assert (third.player, third.anchor, third.saving.lower) == ("c", False, 4.0)


def test_declared_costs_by_hand() -> None:
    # Shapley: a coalition of one counts 1 / n; equal savings: 1 - 1 / n; what each adds last: not at all.
    game = Game.from_table(STABLE)
    found = declared_costs(game, ["shapley", "equal_savings", "equal_nonseparable"], part=0.05)
    assert [response.ratio for response in found] == pytest.approx([1 / 3] * 3 + [2 / 3] * 3 + [0.0] * 3)
    assert [response.declared_more for response in found] == pytest.approx([0.2] * 9)
    # Whoever pays more relieves the others by as much.
    assert found[0].others_most == pytest.approx(found[0].pays_more / 2)


def test_declared_costs_where_a_rule_says_nothing() -> None:
    game = Game.from_table(dict.fromkeys(PAIR, 4.0) | {("a", "b", "c"): 7.0})
    assert all(np.isnan(response.ratio) for response in declared_costs(game, ["tau"]))
    with pytest.raises(ScenarioError, match="part"):
        declared_costs(game, ["equal"], part=0.0)


@pytest.mark.parametrize("seed", range(20))
def test_views_answer_as_tables_of_the_same_costs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    players = tuple("abcd")
    costs = random_costs(rng, 4, whole=False)
    game = Game.from_table(table(players, costs))
    declared, paid = costs.copy(), rng.normal(size=4)
    declared[2] += rng.normal() * 5.0
    left = costs - np.array([[number >> at & 1 for at in range(4)] for number in range(16)]) @ paid
    views = [
        (DeclaredAlone(game, "b", float(declared[2])), TableOracle(players, declared)),
        (PaidAlready(game, paid), TableOracle(players, left)),
    ]
    span = rng.integers(-1, 2, size=(2, 4))
    for asked in (
        Separation(rng.uniform(5.0, 15.0, 4)),
        Separation(rng.uniform(5.0, 15.0, 4), scale=0.7, members=frozenset("b")),
        Separation(np.array([0.0, 99.0, 0.0, 0.0])),
        Separation(rng.uniform(5.0, 15.0, 4), outsiders=frozenset("b")),
        Separation(np.array([0.0, 99.0, 0.0, 0.0]), outside_span=span),
        Separation(np.array([0.0, 99.0, 0.0, 0.0]), outsiders=frozenset("acd")),
    ):
        for view, plain in views:
            found, expected = view.objection(asked), plain.objection(asked)
            assert (found is None) is (expected is None)
            if found is not None and expected is not None:
                assert found.value == pytest.approx(expected.value, abs=1e-9)
                assert found.coalition == expected.coalition
                assert found.cost.upper == pytest.approx(expected.cost.upper, abs=1e-9)


def test_internal_prices_do_not_move_a_rule_that_follows_its_game() -> None:
    game = Game.from_table(STABLE)
    plain = dict(game.share("nucleolus").amounts)
    found = game.share("transfer_prices", transfers={"a": 2.0, "b": -1.0, "c": 3.0})
    assert dict(found.amounts) == pytest.approx(plain, abs=1e-8)
    assert found.notes[0] == "settled before: a 2, b -1, c 3"


def test_use_and_own_cost() -> None:
    # Own 1 and 2; the pipe's 3 by 1 to 2; what is left of 7, 1, equally.
    game = Game.from_table({("a",): 6.0, ("b",): 8.0, ("a", "b"): 7.0})
    found = game.share("by_use", uses={"pipe": (3.0, {"a": 1.0, "b": 2.0})}, own={"a": 1.0, "b": 2.0})
    assert dict(found.amounts) == pytest.approx({"a": 2.5, "b": 4.5})


def test_all_faults_of_uses_at_once() -> None:
    game = Game.from_table({("a",): 6.0, ("b",): 8.0, ("a", "b"): 7.0})
    uses = {"pipe": (3.0, {"a": -1.0}), "store": (1.0, {}), "cable": (float("nan"), {"a": 1.0})}
    with pytest.raises(ScenarioError) as raised:
        game.share("by_use", uses=uses)
    assert [fault.place for fault in raised.value.faults] == ["uses.pipe", "uses.store", "uses.cable"]


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"rule": "proportional", "quantities": {"x": 1.0}}, "quantities.x"),
        ({"rule": "proportional", "quantities": {"a": float("inf")}}, "quantities.a"),
        ({"rule": "proportional", "quantities": {"a": -1.0}}, "quantities.a"),
        ({"rule": "proportional", "quantities": {}}, "quantities"),
        ({"rule": "equal_savings", "weights": {"a": 0.0}}, "weights.a"),
        ({"rule": "owen", "unions": [{"a", "x"}, {"a", "b"}]}, "unions"),
        ({"rule": "transfer_prices", "transfers": {"x": 1.0}}, "transfers.x"),
    ],
)
def test_bad_options(options: dict, place: str) -> None:
    game = Game.from_table({("a",): 6.0, ("b",): 8.0, ("a", "b"): 7.0})
    with pytest.raises(ScenarioError) as raised:
        game.share(**options)
    assert raised.value.faults[0].place == place


def test_proportional_to_negative_costs_means_nothing() -> None:
    game = Game.from_table({("a",): -6.0, ("b",): 8.0, ("a", "b"): 1.0})
    with pytest.raises(ScenarioError, match="take equal_savings"):
        game.share("stand_alone")
