"""What a policy's mathematics is written with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from synergy.cluster.asset import NEW_SIZE, Asset, Investment
from synergy.cluster.cluster import COMMON
from synergy.cluster.vintage import LEARNING, Vintage, ever, paid_by
from synergy.economics import annuity_factor
from synergy.errors import Fault, ScenarioError
from synergy.formulation.affine import Affine, Relation, total
from synergy.formulation.block import FormulationBlock, ModelFrame
from synergy.formulation.ledger import MONEY_SCALE, CapitalEntry, Charge, Funding, ImpactEntry, Ledger
from synergy.formulation.membership import Membership, only_with
from synergy.time.series import Series

if TYPE_CHECKING:
    from synergy.scenario import Scenario


class PolicyFormulation(FormulationBlock):
    """Where one policy states its charges and limits on what the ledger holds.

    Parameters
    ----------
    frame : ModelFrame
        The model's axes and columns.
    block : pyomo block
        ``model.policies[policy.id]``.
    scenario : Scenario
    policy : str
        Id of the policy.
    ledger : Ledger
        What every asset and hub, and the policies before this one, have entered.
    blocks : mapping of str to FormulationBlock
        Named results of every asset, hub surplus, and policy before this one.
    membership : Membership, optional
        Who may take part or not; without it everybody does.
    history : sequence of Vintage
        What earlier years of a pathway built, and were given or lent for it.
    """

    def __init__(
        self,
        frame: ModelFrame,
        block: Any,
        scenario: Scenario,
        policy: str,
        ledger: Ledger,
        blocks: Mapping[str, FormulationBlock],
        membership: Membership | None = None,
        history: Sequence[Vintage[Affine]] = (),
    ) -> None:
        super().__init__(frame, block)
        self._membership = membership
        self.scenario = scenario
        self.cluster = scenario.cluster
        self.ledger = ledger
        self._policy = policy
        self._blocks = blocks
        self._history = history

    def constraint(self, name: str, relation: Relation, doc: str = "") -> None:
        """Add a constraint; what it asks of one player alone it asks only if that one takes part.

        Raises
        ------
        ScenarioError
            If it asks something of several players together: what a part of them had to do is not said.
        """
        if self._membership is not None:
            relation = self._of_members(self._membership, relation)
        super().constraint(name, relation, doc)

    def _of_members(self, membership: Membership, relation: Relation) -> Relation:
        behind = membership.behind(relation.expression)
        membership.bonds.append(behind)
        if not np.any(relation.expression.constant):
            return relation
        if len(behind) == 1:
            member = membership.of(next(iter(behind)))
            return Relation(only_with(relation.expression, member), relation.sense)
        demands = next(policy.demands for policy in self.scenario.policies if policy.id == self._policy)
        if len(behind) > 1 and demands:
            who = ", ".join(sorted(player or COMMON for player in behind))
            why = "what only some of them had to do is not said, so no group has a cost of its own"
            fix = "write one for each owner, or give carbon a price"
            raise ScenarioError([Fault(f"policies.{self._policy}", f"binds {who} together", why, fix)])
        return relation

    def _with(self, owner: str, expression: Affine) -> Affine:
        known = self._membership
        return expression if known is None else only_with(expression, known.of(known.player_of(owner)))

    def only_with(self, asset: Asset, expression: Affine) -> Affine:
        """Return what an asset brings in: nothing where its player does not take part."""
        return self._with(self.cluster.owner_of(asset) or COMMON, expression)

    def impacts(
        self, names: Iterable[str], site: str | None = None, owner: str | None = None
    ) -> list[ImpactEntry]:
        """Return the entries of some impacts, of one site or owner if named."""
        wanted = frozenset(names)
        return [
            entry
            for entry in self.ledger.impacts
            if entry.impact in wanted and site in {None, entry.site} and owner in {None, entry.owner}
        ]

    def impact_of(self, asset: Asset, names: Iterable[str]) -> Affine:
        """Return what an asset adds to some impacts in a year, together."""
        parts = [entry.amount for entry in self.impacts(names) if entry.asset == asset.id]
        return total(parts, (self.frame.year,))

    def capital(self, assets: Iterable[Asset]) -> Affine:
        """Return what is spent on building some assets, in thousands of money.

        What policies stated so far let be learned is not spent.
        """
        wanted = frozenset(asset.id for asset in assets)
        entries: list[CapitalEntry] = [entry for entry in self.ledger.capital if entry.asset in wanted]
        learned = [
            entry.amount * -1.0
            for entry in self.ledger.funding
            if entry.asset in wanted and entry.category == LEARNING
        ]
        return total([*(entry.amount for entry in entries), *learned], (self.frame.year,))

    def series(self, series: Series) -> Affine:
        """Return a field that holds a number or a profile, over period and step."""
        return Affine.data(self.scenario.values_of(series), (self.frame.period, self.frame.step))

    def given(self, asset: Asset, carrier: str, site: str | None = None) -> Affine:
        """Return what an asset puts in of a carrier, in MW or t/h over time; negative where it takes.

        Of what lies between two sites that is what arrives less what enters, unless a ``site`` is named.
        """
        flows = [
            entry.flow
            for entry in self.ledger.injections
            if entry.asset == asset.id and entry.carrier == carrier and site in {None, entry.site}
        ]
        return total(flows, self.frame.time)

    def yearly(self, rate: Affine) -> Affine:
        """Return the sum over the year of something per hour: rate times hours times weights."""
        weights = Affine.data(self.scenario.time.hours_in_year, (self.frame.period, self.frame.step))
        return (rate * weights).sum("period", "step")

    def in_service(self, asset: Asset) -> Affine:
        """Return the capacity of an asset that is in service."""
        named = self._blocks[asset.id].results.get("capacity")
        return Affine.of(0.0) if named is None else named.expression

    def most_in_service(self, asset: Asset) -> float:
        """Return the most that can be in service of an asset, by the limits of its sizes."""
        capacity = self.in_service(asset)
        lower, upper, _ = self.frame.layout.gather()
        most = float(capacity.constant.sum())
        for term in capacity.terms:
            bounds = np.where(term.weights > 0, upper[term.columns], lower[term.columns])
            most += float((bounds * term.weights).sum())
        return most

    def newly_built(self, asset: Asset) -> Affine:
        """Return the capacity of an asset that is newly built."""
        results = self._blocks[asset.id].results
        sizes = [named.expression for name, named in results.items() if NEW_SIZE.fullmatch(name)]
        return total(sizes, (self.frame.year,))

    def built_before(self, asset: Asset) -> Affine:
        """Return the capacity of an asset that earlier years of a pathway built, also if its life is over."""
        return total([one.size for one in ever(self._history, asset.id, "capacity")])

    def largest_before(self, asset: Asset) -> float:
        """Return the most that earlier years in sight can have built of an asset, beyond what is known."""
        earlier = ever(self._history, asset.id, "capacity")
        return sum(one.ceiling for one in earlier if one.size.terms)

    def construction_factor(self, asset: Asset) -> float:
        """Return what capital is at the start of service, with interest, per unit of overnight cost."""
        wacc = self.cluster.wacc_of(asset)
        return asset.construction_factor(wacc) if isinstance(asset, Investment) else 1.0

    def annuity(self, asset: Asset) -> float:
        """Return the yearly cost of a unit of capital spent on an asset, at its owner's WACC, 1/a."""
        if not isinstance(asset, Investment):
            return 0.0
        return annuity_factor(self.cluster.wacc_of(asset), asset.lifetime)

    def stated(self, policy: str, name: str) -> Affine:
        """Return a named result of a policy that was stated before this one; zero where there is none."""
        block = self._blocks.get(f"policy {policy}")
        named = None if block is None else block.results.get(name)
        return Affine.of(0.0) if named is None else named.expression

    def charge(self, entry: ImpactEntry, category: str, yearly: Affine) -> None:
        """Charge the owner behind an impact, in money a year; negative where something is earned."""
        amount = self._with(entry.owner, yearly) * MONEY_SCALE
        self.ledger.charges.append(Charge(entry.asset, entry.owner, category, amount))

    def charge_asset(self, asset: Asset, category: str, yearly: Affine) -> None:
        """Charge an asset's owner, in money a year; negative where something is earned."""
        owner = self.cluster.owner_of(asset) or COMMON
        self.ledger.charges.append(Charge(asset.id, owner, category, self._with(owner, yearly) * MONEY_SCALE))

    def funded(self, asset: Asset) -> Affine:
        """Return the capital of an asset that policies stated so far give or lend, in thousands of money."""
        amounts = [
            entry.amount
            for entry in self.ledger.funding
            if entry.asset == asset.id and entry.category != LEARNING
        ]
        return total(amounts, (self.frame.year,))

    def paid_before(self) -> Affine:
        """Return what this policy gave or lent in earlier years of a pathway, in thousands of money."""
        return total([one.capital for one in paid_by(self._history, self._policy)]) * MONEY_SCALE

    def fund(self, asset: Asset, amount: Affine, worth: float, gift: bool, category: str) -> None:
        """Enter capital that is given or lent for an asset, and credit its owner with what it is worth.

        Parameters
        ----------
        asset : Asset
        amount : Affine
            In thousands of money.
        worth : float
            What a unit of it saves the owner a year, 1/a.
        gift : bool
            Whether it need not be paid back.
        category : str
            Category of the charge.
        """
        owner = self.cluster.owner_of(asset) or COMMON
        self.ledger.funding.append(Funding(self._policy, asset.id, owner, amount, worth, gift, category))
        self.ledger.charges.append(Charge(asset.id, owner, category, amount * -worth))
