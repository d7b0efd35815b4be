"""Finance of a plan: who pays, earns and saves what; tariffs, companies for shared assets, levelised cost."""

from synergy.finance.company import Company, CompanyTerms, shared_company
from synergy.finance.contribution import EffectFactor, cluster_contribution, regional_effects
from synergy.finance.internal_prices import internal_transfers
from synergy.finance.levelised import LevelisedCosts, levelised_costs
from synergy.finance.owners import OwnerFinance, owner_finance
from synergy.finance.tariffs import Tariff, compare_tariffs, payments_with_tariff, tariff

__all__ = [
    "Company",
    "CompanyTerms",
    "EffectFactor",
    "LevelisedCosts",
    "OwnerFinance",
    "Tariff",
    "cluster_contribution",
    "compare_tariffs",
    "internal_transfers",
    "levelised_costs",
    "owner_finance",
    "payments_with_tariff",
    "regional_effects",
    "shared_company",
    "tariff",
]
