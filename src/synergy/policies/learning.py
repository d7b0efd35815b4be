"""Learning: what is built becomes cheaper with all that was ever built of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import field_validator

from synergy.cluster.asset import Investment
from synergy.cluster.selection import Selection, capacity_faults
from synergy.cluster.vintage import LEARNING
from synergy.economics import (
    LEARNING_ERROR,
    ExperiencePiece,
    experience_pieces,
    experience_pieces_needed,
    saved_by_learning,
)
from synergy.errors import Fault
from synergy.formulation.affine import Affine, total
from synergy.formulation.ledger import MONEY_SCALE
from synergy.record import quantity
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit

LEARNED = "learned"
"""First word of the results that say what an asset saves."""
MOST_PIECES = 200
"""More of them would be a model of nothing but pieces."""


class Learning(Selection):
    r"""Lowers what some assets cost to build by an experience curve.

    .. math::

        c(E) = c_0 (E / E_0)^{-b}, \qquad b = -\log_2(1 - \mathrm{LR}), \qquad
        S(E) = c_0 \int_{E_0}^{E} \bigl(1 - (\epsilon / E_0)^{-b}\bigr) \, d\epsilon

    .. math::

        E_y = B_y + \sum_a x_{a y}, \quad B_y = E_0 + O_y + \sum_{y' < y} \sum_a x_{a y'}, \qquad
        \sum_a s_{a y} \le S(E_y) - S(B_y), \qquad 0 \le s_{a y} \le \overline{\sigma} c_0 x_{a y}

    The saving :math:`S` is followed by pieces :math:`k` (`synergy.economics.experience_pieces`), of which the
    experience at the end of the year's building is on one (multiple choice; the model counts experience from
    what is known before the year):

    .. math::

        \sum_k \delta_k = 1, \quad E_y = \sum_k E_k, \quad \underline{E}_k \delta_k \le E_k \le
        \overline{E}_k \delta_k, \quad S(E_y) = \sum_k (\sigma_k E_k + f_k \delta_k), \qquad
        S(B_y) \ge \sigma_k B_y + f_k

    :math:`S` is convex, so the end of the year needs binaries, and the saving up to its beginning, of which
    less is better, none.

    ===========================  ====================================================  ==================
    symbol                       field or variable                                     unit
    ===========================  ====================================================  ==================
    :math:`x_{ay}`               ``size``: new capacity of an asset in a year          MW or t/h
    :math:`\mathrm{LR}`          ``learning_rate``: saved with each doubling           1
    :math:`E_0`                  ``experience``: all that was built at the start       MW or t/h
    :math:`O_y`                  ``others``: built elsewhere by then                   MW or t/h
    :math:`c_0`                  ``cost`` of a unit at the start                       EUR/MW, EUR/(t/h)
    :math:`s_{ay}`               ``learned_...``: what an asset saves                  EUR
    :math:`\overline\sigma`      saving of the last unit that can be built             1
    ===========================  ====================================================  ==================

    Costs of assets are those at the start; the saving is capital that need not be raised, worth its annuity
    at the owner's WACC as long as what was built lives, like a grant (category ``learning``), and what
    ``opex_fixed_share`` makes of it. Experience is
    common to all that is chosen. In a pathway it grows from year to year by what is built, with perfect and
    limited foresight; ``others`` is a field for `paths`: what the rest of the world has built by then.
    Policies that stand after this one, grants, loans and budgets, see what is then spent. What is built in
    one year becomes cheaper from unit to unit; which of several assets has the cheap ones is left open.

    Examples
    --------
    >>> rule = Learning(id="stacks", assets=["electrolyser"], learning_rate="18 %", experience=500.0)
    >>> rule.learning_rate
    0.18
    """

    learning_rate: float = quantity("", "by what share a doubling lowers the cost of a unit", ge=0, le=0.5)
    experience: float = quantity("{flow}", "all that was ever built, at the start", gt=0)
    others: float = quantity(
        "{flow}", "what others have built since the start, by this year", default=0.0, ge=0
    )
    cost: float | None = quantity(
        "EUR/{flow}",
        "investment in a unit at the start, as far as it is learned; default: capex_specific",
        default=None,
        ge=0,
        le=1e12,
    )
    error: float = quantity("", "largest relative error of a unit's cost", default=LEARNING_ERROR, gt=0, le=1)

    @field_validator("error", mode="after")
    @classmethod
    def _can_be_followed(cls, error: float) -> float:
        if error < 1e-3:
            raise ValueError(f"{error:g} needs too many pieces. Fix: give 0.001 or more")
        return error

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of names, of capacities that can not be added, and of costs that differ."""
        yield from super().check(cluster)
        yield from capacity_faults(self, cluster)
        meant = self._meant(cluster)
        costs = {asset.capex_specific for asset in meant}
        if self.cost is None and (len(costs) > 1 or costs == {0.0}):
            found = f"the capex_specific of {len(meant)} assets is {'0' if costs == {0.0} else 'not one'}"
            yield Fault("cost", found, "what is learned is not known", "give cost, at the start")
        for asset in meant:
            slopes = [option.slope for option in asset.size_options(cluster.length_of(asset))]
            if self.cost is not None and slopes and self.cost > min(slopes) * (1 + 1e-9):
                found = f"{self.cost:g} is more than a unit of '{asset.id}' costs, {min(slopes):g}"
                yield Fault(
                    "cost", found, "more would be saved than is spent", "give the part that is learned"
                )
        largest = self.experience + self.others + sum(_most(asset, cluster) for asset in meant)
        pieces = experience_pieces_needed(self.learning_rate, self.experience, largest, self.error)
        if pieces > MOST_PIECES:
            found = f"{pieces:,} pieces follow the curve from {self.experience:g} to {largest:g}"
            fix = f"give a larger error, or more experience, so that {MOST_PIECES} do"
            yield Fault("error", found, "that is too many to be solved", fix)

    def _meant(self, cluster: Cluster) -> list[Investment]:
        return [one for one in self.chosen(cluster) if isinstance(one, Investment) and one.buildable]

    def within(self, cluster: Cluster) -> Self | None:
        """Return it with the cost that it has here, or None where nothing that it means is left."""
        part = super().within(cluster)
        return part if part is not None and part._meant(cluster) else None

    def _unit_cost(self, cluster: Cluster) -> float:
        if self.cost is not None:
            return self.cost
        return max((asset.capex_specific for asset in self._meant(cluster)), default=0.0)

    def _worth(self, asset: Investment, annuity: float, factor: float) -> float:
        """Return what a unit of capital that need not be raised saves the owner a year, 1/a.

        Fixed operation falls as well, which is a share of the overnight cost: capital over its ``factor``.
        """
        return annuity + asset.opex_fixed_share / factor

    def formulate(self, f: PolicyFormulation) -> None:
        """State experience, the saving on it, and what each asset has of it."""
        sizes = ((asset, f.newly_built(asset)) for asset in self._meant(f.cluster))
        new = [(asset, size) for asset, size in sizes if size.terms]
        cost, years = self._unit_cost(f.cluster), (f.frame.year,)
        if not new or not cost or not self.learning_rate:
            return
        earlier = total([f.built_before(asset) for asset in self.chosen(f.cluster)], years)
        known = self.experience + self.others + float(earlier.constant.sum())
        earlier = earlier - float(earlier.constant.sum())
        pieces = self._pieces(known, known + self._largest(f, [asset for asset, _ in new]))
        saved = self._saved(f, pieces, earlier + total([size for _, size in new], years))
        saved = saved - self._saved_before(f, pieces, earlier)
        learned = []
        for asset, size in new:
            name, most = f"{LEARNED}_{asset.id}", pieces[-1].slope * cost
            amount = f.variable(name, years)
            f.constraint(f"{name}_on_what_is_built", amount <= size * (most * MONEY_SCALE))
            factor = f.construction_factor(asset)
            f.report(name, amount * (factor / MONEY_SCALE), f.scenario.currency)
            f.fund(asset, amount * factor, self._worth(asset, f.annuity(asset), factor), True, LEARNING)
            learned.append(amount)
        f.constraint("saving", total(learned, years) <= saved * (cost * MONEY_SCALE))

    def _pieces(self, known: float, largest: float) -> list[ExperiencePiece]:
        """Return pieces of the saving by what is built beyond the experience that is known."""
        found = experience_pieces(self.learning_rate, self.experience, largest, self.error)
        sofar = max(piece.fixed + piece.slope * known for piece in found)
        return [
            ExperiencePiece(
                max(piece.minimum - known, 0.0),
                piece.maximum - known,
                piece.fixed + piece.slope * known - sofar,
                piece.slope,
            )
            for piece in found
            if piece.maximum > known
        ]

    def _largest(self, f: PolicyFormulation, assets: list[Investment]) -> float:
        """Return the most that can be built beyond what is known by the end of the year."""
        newly = sum(_most(asset, f.cluster) for asset in assets)
        return newly + sum(f.largest_before(asset) for asset in self.chosen(f.cluster))

    def _saved(self, f: PolicyFormulation, pieces: list[ExperiencePiece], built: Affine) -> Affine:
        """State on which piece what is built ends, and return what is saved up to there, in units."""
        years = (f.frame.year,)
        on, at, saved = [], [], []
        for number, piece in enumerate(pieces, 1):
            chosen = f.variable(f"on_piece_{number}", years, upper=1.0, integer=True)
            amount = f.variable(f"built_{number}", years, upper=piece.maximum)
            f.constraint(f"built_{number}_at_most", amount <= chosen * piece.maximum)
            if piece.minimum > 0:
                f.constraint(f"built_{number}_at_least", amount >= chosen * piece.minimum)
            on.append(chosen)
            at.append(amount)
            saved.append(amount * piece.slope + chosen * piece.fixed)
        f.constraint("on_one_piece", total(on, years) == 1.0)
        f.constraint("built_on_its_piece", total(at, years) == built)
        return total(saved, years)

    def _saved_before(self, f: PolicyFormulation, pieces: list[ExperiencePiece], earlier: Affine) -> Affine:
        """State the saving up to the beginning of the year: the largest of all pieces."""
        if not earlier.terms:
            return Affine.of(0.0)
        saved = f.variable("saved_before", (f.frame.year,))
        for number, piece in enumerate(pieces, 1):
            f.constraint(f"saved_before_{number}", saved >= earlier * piece.slope + piece.fixed)
        return saved

    def audit(self, a: PolicyAudit) -> None:
        """Recompute the saving from the curve, which the pieces follow to within the error."""
        cost, meant = self._unit_cost(a.cluster), self._meant(a.cluster)
        learned: FloatArray = np.zeros(1)
        for asset in meant:
            name = f"{LEARNED}_{asset.id}"
            if not a.reports(name):
                continue
            amount = a.result(name)
            a.at_most(f"what {asset.id} saves is at least zero", 0.0, amount)
            a.at_most(f"no more is saved than is spent on {asset.id}", amount, a.capital([asset]))
            factor = a.construction_factor(asset)
            a.fund(asset, amount, self._worth(asset, a.annuity(asset), factor), True, LEARNING)
            learned = learned + amount / factor
        before = self.experience + self.others + sum(a.built_before(one) for one in self.chosen(a.cluster))
        new = sum((a.newly_built(one) for one in meant), np.zeros(1))
        self._audit_pieces(a, new, before - self.experience - self.others)
        ends = (before + float(new.sum()), before)
        above, below = (saved_by_learning(self.learning_rate, self.experience, end) for end in ends)
        paid = new - (above - below)
        a.at_most("saving", learned, cost * (new - paid / (1.0 + self.error)))

    def _audit_pieces(self, a: PolicyAudit, new: FloatArray, earlier: float) -> None:
        """Check that what is built, and was in years in sight, is on one piece."""
        known = range(1, 20 * MOST_PIECES)  # what earlier years in sight may build adds some
        numbers = [n for n in known if a.reports(f"on_piece_{n}") or a.reports(f"built_{n}")]
        if not numbers:
            return
        on = [a.result(f"on_piece_{number}") for number in numbers]
        a.at_most("on a piece or not", max(np.abs(one - np.round(one)).max() for one in on), 0.0, least=1.0)
        a.at_most("on one piece", np.abs(sum(on, np.zeros(1)) - 1.0), 0.0, least=1.0)
        built = sum((a.result(f"built_{number}") for number in numbers), np.zeros(1))
        a.at_most("what is built is on its piece", new, built, least=1.0)
        a.at_most("no more than that is", built, new + earlier, least=1.0)
        if a.reports("saved_before"):
            saved = a.result("saved_before")
            a.at_most("saved before at least zero", 0.0, saved, least=1.0)
            a.at_most("saved before by what was built before", saved, earlier, least=1.0)


def _most(asset: Investment, cluster: Cluster) -> float:
    """Return the most that can be newly built of an asset."""
    return max((option.maximum for option in asset.size_options(cluster.length_of(asset))), default=0.0)
