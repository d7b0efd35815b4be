"""Many cases of a scenario: what-if, trade-off, uncertainty, and what groups of owners could do alone."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synergy.study.case import Case, CaseResult, Search
    from synergy.study.cost_sharing import share
    from synergy.study.distributions import Lognormal, Normal, Triangular, Uniform
    from synergy.study.must_build import no_regret
    from synergy.study.near_optimal import alternatives
    from synergy.study.one_out import outages
    from synergy.study.pareto_front import pareto
    from synergy.study.plant_curve import CostCurve, cost_curve, curve_assets
    from synergy.study.regrets import regret
    from synergy.study.runner import run_cases
    from synergy.study.sampling import monte_carlo
    from synergy.study.study import Study
    from synergy.study.sweeps import sweep, tornado
    from synergy.study.synergy_value import value_of_synergy
    from synergy.study.threshold import carbon_price_threshold
    from synergy.study.what_ifs import Closes, Late, what_if
    from synergy.study.with_consent import participation

# Loaded when first asked for: a worker process needs none of the studies.
_PLACES = {
    "Case": "case",
    "CaseResult": "case",
    "Closes": "what_ifs",
    "CostCurve": "plant_curve",
    "Late": "what_ifs",
    "Lognormal": "distributions",
    "Normal": "distributions",
    "Search": "case",
    "Study": "study",
    "Triangular": "distributions",
    "Uniform": "distributions",
    "alternatives": "near_optimal",
    "carbon_price_threshold": "threshold",
    "cost_curve": "plant_curve",
    "curve_assets": "plant_curve",
    "monte_carlo": "sampling",
    "no_regret": "must_build",
    "outages": "one_out",
    "pareto": "pareto_front",
    "participation": "with_consent",
    "regret": "regrets",
    "run_cases": "runner",
    "share": "cost_sharing",
    "sweep": "sweeps",
    "tornado": "sweeps",
    "value_of_synergy": "synergy_value",
    "what_if": "what_ifs",
}

__all__ = [
    "Case",
    "CaseResult",
    "Closes",
    "CostCurve",
    "Late",
    "Lognormal",
    "Normal",
    "Search",
    "Study",
    "Triangular",
    "Uniform",
    "alternatives",
    "carbon_price_threshold",
    "cost_curve",
    "curve_assets",
    "monte_carlo",
    "no_regret",
    "outages",
    "pareto",
    "participation",
    "regret",
    "run_cases",
    "share",
    "sweep",
    "tornado",
    "value_of_synergy",
    "what_if",
]


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        found = getattr(import_module(f"synergy.study.{_PLACES[name]}"), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module 'synergy.study' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
