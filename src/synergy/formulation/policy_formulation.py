"""What a policy's mathematics is written with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from synergy.formulation.affine import Affine
from synergy.formulation.block import FormulationBlock, ModelFrame
from synergy.formulation.ledger import MONEY_SCALE, CapitalEntry, Charge, ImpactEntry, Ledger

if TYPE_CHECKING:
    from synergy.scenario import Scenario


class PolicyFormulation(FormulationBlock):
    """Where one policy states its charges and limits on what the ledger holds."""

    def __init__(self, frame: ModelFrame, block: Any, scenario: Scenario, ledger: Ledger) -> None:
        super().__init__(frame, block)
        self.scenario = scenario
        self.ledger = ledger

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

    def capital(self, owner: str | None = None) -> list[CapitalEntry]:
        """Return what is spent on building, in thousands of money, by one owner if named."""
        return [entry for entry in self.ledger.capital if owner in {None, entry.owner}]

    def charge(self, entry: ImpactEntry, category: str, yearly: Affine) -> None:
        """Charge the owner behind an impact, in money a year."""
        self.ledger.charges.append(Charge(entry.asset, entry.owner, category, yearly * MONEY_SCALE))
