"""Finance of a plan: who pays, earns and saves what; tariffs, companies for shared assets, levelised cost."""

from synergy.finance.owners import OwnerFinance, owner_finance

__all__ = ["OwnerFinance", "owner_finance"]
