"""What a policy's mathematics is written with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from synergy.cluster.asset import NEW_SIZE, Asset, Investment
from synergy.cluster.cluster import COMMON
from synergy.economics import annuity_factor
from synergy.formulation.affine import Affine, total
from synergy.formulation.block import FormulationBlock, ModelFrame
from synergy.formulation.ledger import MONEY_SCALE, CapitalEntry, Charge, Funding, ImpactEntry, Ledger

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
    """

    def __init__(
        self,
        frame: ModelFrame,
        block: Any,
        scenario: Scenario,
        policy: str,
        ledger: Ledger,
        blocks: Mapping[str, FormulationBlock],
    ) -> None:
        super().__init__(frame, block)
        self.scenario = scenario
        self.cluster = scenario.cluster
        self.ledger = ledger
        self._policy = policy
        self._blocks = blocks

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
        """Return what is spent on building some assets, in thousands of money."""
        wanted = frozenset(asset.id for asset in assets)
        entries: list[CapitalEntry] = [entry for entry in self.ledger.capital if entry.asset in wanted]
        return total([entry.amount for entry in entries], (self.frame.year,))

    def given(self, asset: Asset, carrier: str) -> Affine:
        """Return what an asset puts in of a carrier, in MW or t/h over time; negative where it takes."""
        flows = [
            entry.flow
            for entry in self.ledger.injections
            if entry.asset == asset.id and entry.carrier == carrier
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

    def newly_built(self, asset: Asset) -> Affine:
        """Return the capacity of an asset that is newly built."""
        results = self._blocks[asset.id].results
        sizes = [named.expression for name, named in results.items() if NEW_SIZE.fullmatch(name)]
        return total(sizes, (self.frame.year,))

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
        self.ledger.charges.append(Charge(entry.asset, entry.owner, category, yearly * MONEY_SCALE))

    def charge_asset(self, asset: Asset, category: str, yearly: Affine) -> None:
        """Charge an asset's owner, in money a year; negative where something is earned."""
        owner = self.cluster.owner_of(asset) or COMMON
        self.ledger.charges.append(Charge(asset.id, owner, category, yearly * MONEY_SCALE))

    def funded(self, asset: Asset) -> Affine:
        """Return the capital of an asset that policies stated so far give or lend, in thousands of money."""
        amounts = [entry.amount for entry in self.ledger.funding if entry.asset == asset.id]
        return total(amounts, (self.frame.year,))

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
        self.ledger.funding.append(Funding(self._policy, asset.id, owner, amount, worth, gift))
        self.ledger.charges.append(Charge(asset.id, owner, category, amount * -worth))
