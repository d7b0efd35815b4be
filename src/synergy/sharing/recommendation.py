"""Which rule to take, by fixed steps, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from synergy.sharing.allocation import CostOfStability, Interval, LeastCore, Stability
from synergy.sharing.amount import amount
from synergy.sharing.axioms import objection_in_words
from synergy.sharing.rule import rules


@dataclass(frozen=True)
class Recommendation:
    """A rule to take, or none, and the reasons.

    Parameters
    ----------
    rule : str or None
        None where nothing is worth sharing, that is not yet known, or none of the rules compared will do.
    reasons : tuple of str
        One sentence each.
    """

    rule: str | None
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        head = f"Take {self.rule}." if self.rule else "Take none of the rules yet."
        return " ".join([head, *self.reasons])


def recommend(
    saved: Interval,
    least_core: LeastCore,
    grant: CostOfStability | None,
    stabilities: Mapping[str, Stability],
) -> Recommendation:
    """Return which rule to take.

    In this order: nothing saved, or not known, takes none. Where some split keeps everybody, the Shapley
    value if it is one of those, for it is additive and monotone; otherwise the nucleolus, which leaves the
    worst-off group the most; otherwise any stable rule compared. Where no split keeps everybody, the
    nucleolus and the smallest grant that does.

    Parameters
    ----------
    saved : Interval
        Value of synergy, money.
    least_core : LeastCore
    grant : CostOfStability, optional
        Where the core is empty or may be.
    stabilities : mapping of str to Stability
        Of each rule that is defined on the game.
    """
    tolerance = least_core.tolerance
    if saved.upper <= tolerance:
        loss = f"{amount(-saved.upper)} more than" if saved.upper < -tolerance else "as much as"
        explained = "Game.explain_superadditivity tells who is cheaper apart"
        return Recommendation(None, (f"Together costs {loss} apart: nothing to share. {explained}.",))
    if saved.lower <= tolerance:
        known = f"What is saved lies between {amount(saved.lower)} and {amount(saved.upper)}"
        return Recommendation(None, (f"{known}: solve to a smaller gap first.",))
    if least_core.core_exists:
        return _stable(stabilities)
    return _unstable(least_core, grant, stabilities)


def _stable(stabilities: Mapping[str, Stability]) -> Recommendation:
    reasons = ["There are splits from which nobody gains by leaving; no grant is needed."]
    keeps = [name for name, found in stabilities.items() if found.stable and _covered(found)]
    shapley = stabilities.get("shapley")
    if "shapley" in keeps:
        choice: str | None = "shapley"
        reasons.append(
            "The Shapley value is one of them; it can be reckoned for each cost item and year by itself, and "
            "nobody pays less for becoming dearer."
        )
    elif "nucleolus" in keeps:
        choice = "nucleolus"
        if shapley is not None:
            reasons.append(f"The Shapley value is not one of them: {objection_in_words(shapley)}.")
        reasons.append("The nucleolus leaves the group nearest to leaving as much as can be.")
    else:
        choice = keeps[0] if keeps else None
        reasons.append(
            f"{choice} is one of them." if keeps else "None of the rules compared is one: try nucleolus."
        )
    if choice is not None:
        reasons.append(f"With {choice}, {objection_in_words(stabilities[choice])}.")
    if choice != "equal_profit" and "equal_profit" in keeps:
        reasons.append("Owners who think in percentages may prefer equal_profit, which is stable too.")
    return Recommendation(choice, (*reasons, *_who_walks(stabilities)))


def _unstable(
    least_core: LeastCore, grant: CostOfStability | None, stabilities: Mapping[str, Stability]
) -> Recommendation:
    level = least_core.epsilon
    if least_core.core_exists is None:
        reasons = [
            "Bounds leave open whether a split keeps everybody: "
            f"a group may gain up to {amount(level.upper)}."
        ]
    else:
        reasons = [
            f"No split keeps everybody: with any, some group gains {amount(level.lower)} or more by leaving."
        ]
    if grant is not None and grant.grant.upper > 0.0:
        size = f"{amount(grant.grant.upper)}"
        if grant.grant.width > least_core.tolerance:
            size = f"{amount(grant.grant.lower)} to {size}"
        reasons.append(f"A grant of {size} from outside keeps everybody.")
    choice = "nucleolus" if "nucleolus" in stabilities else None
    if choice is not None:
        words = objection_in_words(stabilities[choice])
        reasons.append(f"The nucleolus makes the largest reason to leave as small as can be: {words}.")
    return Recommendation(choice, tuple(reasons))


def _who_walks(stabilities: Mapping[str, Stability]) -> tuple[str, ...]:
    """Return a sentence on each simple rule, and each proposal from elsewhere, that would lose somebody."""
    simple = {"stand_alone", "equal", "equal_savings", "proportional", "by_use"}
    known = rules()
    return tuple(
        f"Under {name}, {objection_in_words(found)}."
        for name, found in stabilities.items()
        if found.stable is False and (name in simple or name not in known)
    )


def _covered(stability: Stability) -> bool:
    return stability.missing <= 10.0 * stability.tolerance
