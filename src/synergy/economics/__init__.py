"""Economics on plain numbers: cost of capital, cash flows, levelised cost, carbon, price levels, scale."""

from synergy.economics.capital import (
    annuity_factor,
    construction_factor,
    equivalent_annual_cost,
    present_value_factor,
    weighted_cost_of_capital,
)
from synergy.economics.carbon import (
    CBAM_FACTORS,
    carbon_saving,
    cbam_factor,
    contract_payments,
    effective_carbon_price,
    net_allowance_cost,
)
from synergy.economics.cash_flows import (
    after_tax_cash_flows,
    internal_rate,
    internal_rates,
    modified_internal_rate,
    net_present_value,
    payback,
    sign_changes,
)
from synergy.economics.learning import (
    LEARNING_ERROR,
    ExperiencePiece,
    experience_pieces,
    experience_pieces_needed,
    learning_exponent,
    saved_by_learning,
)
from synergy.economics.levelised import (
    constant_levelised_cost,
    cost_of_avoided,
    cost_of_captured,
    levelised_abatement_cost,
    levelised_cost,
)
from synergy.economics.price_levels import PRICE_LEVELS, nominal_rate, price_level_factor, real_rate
from synergy.economics.scale import SCALE_ERROR, CostPiece, power_law_pieces

__all__ = [
    "CBAM_FACTORS",
    "LEARNING_ERROR",
    "PRICE_LEVELS",
    "SCALE_ERROR",
    "CostPiece",
    "ExperiencePiece",
    "after_tax_cash_flows",
    "annuity_factor",
    "carbon_saving",
    "cbam_factor",
    "constant_levelised_cost",
    "construction_factor",
    "contract_payments",
    "cost_of_avoided",
    "cost_of_captured",
    "effective_carbon_price",
    "equivalent_annual_cost",
    "experience_pieces",
    "experience_pieces_needed",
    "internal_rate",
    "internal_rates",
    "learning_exponent",
    "levelised_abatement_cost",
    "levelised_cost",
    "modified_internal_rate",
    "net_allowance_cost",
    "net_present_value",
    "nominal_rate",
    "payback",
    "power_law_pieces",
    "present_value_factor",
    "price_level_factor",
    "real_rate",
    "saved_by_learning",
    "sign_changes",
    "weighted_cost_of_capital",
]
