"""Finance against published and exactly computed values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from synergy import economics
from synergy.errors import ScenarioError


@pytest.fixture(scope="module")
def cases(validation: Path) -> dict[str, Any]:
    """The cases by name."""
    return {case["id"]: case for case in json.loads((validation / "finance.json").read_text())["tests"]}


def _capital_recovery(rate: float, n: float) -> float:
    return economics.annuity_factor(rate, n)


def _payment(rate: float, nper: float, pv: float) -> float:
    return -pv * economics.annuity_factor(rate, nper)


def _levelised(capex: float, annual_output: float, opex: float, rate: float, n: float) -> float:
    return economics.constant_levelised_cost(capex, opex, annual_output, rate, n)


def _paid_in_advance(capex: float, annual_output: float, opex: float, rate: float, n: float) -> float:
    # Payments and output at the start of each year: so is capital recovery, a year earlier.
    return economics.constant_levelised_cost(capex / (1 + rate), opex, annual_output, rate, n)


def _simple(**given: float) -> float:
    capital, operation = given["overnight_per_kW"], given["fixed_om_per_kW_y"]
    return economics.constant_levelised_cost(
        capital, operation, 8760 * given["cf"], given["rate"], given["n"]
    )


def _hydrogen(grant: float = 0.0, **given: float) -> float:
    full_load = [given["flh_y1"] * (1 - given["degradation"]) ** year for year in range(int(given["n"]))]
    running = [given["fixed_om"] + given["elec_price"] * hours for hours in full_load]
    running[9] += given["stack_cost_year10"]
    costs = [given["capex_per_kW"] * (1 - grant), *running]
    made = [0.0, *(hours / given["kWh_per_kg"] for hours in full_load)]
    return economics.levelised_cost(costs, made, given["rate"])


def _abatement(discount_tonnes: bool = True, **given: float) -> float:
    costs = [given["capex_MEUR"], *[given["opex_MEUR_y"]] * int(given["years"])]
    tonnes = [0.0, *[given["abated_Mt_y"]] * int(given["years"])]
    return economics.levelised_abatement_cost(costs, tonnes, given["rate"], discount_tonnes=discount_tonnes)


def _contract(two_sided: bool = True, **given: Any) -> list[float]:
    return economics.contract_payments(
        given["strike"], given["co2_price"], given["abated_kt"], two_sided=two_sided
    )


def _benefit(**given: float) -> dict[str, float]:
    ways = given["P"], given["e_new"], given["fa_new"], given["e_ref"], given["fa_ref"]
    return {
        "cost_saving_per_t_product": economics.carbon_saving(*ways),
        "effective_price_per_tCO2_abated": economics.effective_carbon_price(*ways),
    }


def _wacc(**given: float) -> float:
    return economics.weighted_cost_of_capital(given["E"], given["D"], given["re"], given["rd"], given["tax"])


def _allowances(**given: Any) -> dict[str, float]:
    assert {year: economics.cbam_factor(int(year)) for year in given["cbam_factor"]} == given["cbam_factor"]
    return {
        year: economics.net_allowance_cost(
            given["emissions_kt"],
            given["price"],
            benchmark=given["benchmark_t_per_t"],
            activity=given["activity_kt"],
            carbon_leakage_factor=given["carbon_leakage_factor"],
            correction_factor=given["cross_sectoral_correction"],
            cbam=economics.cbam_factor(int(year)),
        )
        for year in given["cbam_factor"]
    }


def _after_tax(**given: Any) -> dict[str, float]:
    earned = [given["revenue"] - given["opex"]] * given["life"]
    written_off = [given["capex"] / given["life"]] * given["life"]
    flows = [-given["capex"], *economics.after_tax_cash_flows(earned, written_off, given["tax"])]
    return {
        "annual_cf": flows[1],
        "npv": economics.net_present_value(given["rate"], flows),
        "irr": economics.internal_rate(flows),
        "payback_y": economics.payback(flows),
    }


def _split(capex: float, n: float, shares: dict[str, float], wacc: dict[str, float]) -> dict[str, float]:
    return {name: capex * share * economics.annuity_factor(wacc[name], n) for name, share in shares.items()}


ANSWERS = {
    "irr_npf": lambda cashflows: economics.internal_rate(cashflows),
    "irr_npf_2": lambda cashflows: economics.internal_rate(cashflows),
    "npv_npf": lambda rate, cashflows: economics.net_present_value(rate, cashflows),
    "pmt_npf": _payment,
    "irr_multiple": lambda cashflows: list(economics.internal_rates(cashflows)),
    "mirr": lambda cashflows, finance, reinvest: economics.modified_internal_rate(
        cashflows, finance, reinvest
    ),
    "crf_0.07_20": _capital_recovery,
    "crf_0.08_20": _capital_recovery,
    "crf_0.05_40": _capital_recovery,
    "crf_0_25": _capital_recovery,
    "lcoe_end_of_year": _levelised,
    "lcoe_pypi_annuity_due": _paid_in_advance,
    "slcoe_nrel_style": _simple,
    "lcoh_electrolyser": _hydrogen,
    "cost_of_co2_avoided": lambda lco_ref, e_ref, lco_ccs, e_ccs: economics.cost_of_avoided(
        lco_ccs, lco_ref, e_ccs, e_ref
    ),
    "lcoa": _abatement,
    "ccfd_two_sided": _contract,
    "ccfd_effective_benefit": _benefit,
    "eu_ets_net_position": _allowances,
    "wacc": _wacc,
    "fisher": lambda nominal, inflation: economics.real_rate(nominal, inflation),
    "npv_after_tax": _after_tax,
    "owner_annuity_split": _split,
}
CHANGED = {
    "lcoh_with_capex_grant_40pct": ("lcoh_electrolyser", {"grant": 0.4}),
    "lcoa_undiscounted_tonnes": ("lcoa", {"discount_tonnes": False}),
    "ccfd_one_sided": ("ccfd_two_sided", {"two_sided": False}),
}


def test_every_case_is_answered(cases: dict[str, Any]) -> None:
    assert set(cases) == {*ANSWERS, *CHANGED}


@pytest.mark.parametrize("name", [*ANSWERS, *CHANGED])
def test_finance_case(cases: dict[str, Any], name: str) -> None:
    case = cases[name]
    base, changes = CHANGED.get(name, (name, {}))
    answer: Any = ANSWERS[base](**{**cases[base]["inputs"], **changes})
    assert answer == pytest.approx(case["expected"], rel=case["tol"], abs=case["tol"])


def test_a_single_rate_is_refused_where_there_are_two(cases: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError, match=r"10 % and 20 %, with 2 changes of sign.*modified_internal_rate"):
        economics.internal_rate(cases["irr_multiple"]["inputs"]["cashflows"])
