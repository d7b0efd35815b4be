"""Cash flows and cost of capital: roots known beforehand, relations that must hold, bad inputs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from synergy import economics
from synergy.errors import ScenarioError


def flows_with_rates(*rates: float) -> list[float]:
    """Cash flows whose net present value is zero at these rates: the product of (1 + i) x - 1."""
    flows = np.array([-1.0])
    for rate in rates:
        flows = np.convolve(flows, [1.0, -(1.0 + rate)])
    return [float(flow) for flow in flows]


@pytest.mark.parametrize(
    "rates", [(0.1,), (0.05, 0.3), (0.0, 0.07, 0.5), (-0.4, 0.02, 0.2, 1.5), (0.01, 0.02, 0.03, 0.04, 0.05)]
)
def test_all_rates_are_found(rates: tuple[float, ...]) -> None:
    flows = flows_with_rates(*rates)
    assert economics.internal_rates(flows) == pytest.approx(rates, abs=1e-6)
    assert economics.sign_changes(flows) == len(rates)


def test_a_rate_that_is_only_touched_counts() -> None:
    # -(x (1.1) - 1)^2: the present value is zero at 10 % and negative on both sides.
    assert economics.internal_rates([-1.0, 2.2, -1.21]) == pytest.approx([0.1], abs=1e-6)


def test_no_more_rates_than_changes_of_sign_and_each_is_a_root() -> None:
    random = np.random.default_rng(7)
    for _ in range(200):
        flows = [float(flow) for flow in random.normal(size=random.integers(2, 40))]
        rates = economics.internal_rates(flows)
        changes = economics.sign_changes(flows)
        assert len(rates) <= changes
        assert (changes - len(rates)) % 2 == 0  # Descartes: they differ by an even number
        for rate in rates:
            terms = [flow / (1 + rate) ** year for year, flow in enumerate(flows)]
            assert abs(math.fsum(terms)) <= 1e-9 * math.fsum(map(abs, terms))


def test_a_century_of_equal_years() -> None:
    # 1 / a(i, 100) = 12.4943 at 8 %.
    flows = [-economics.present_value_factor(0.08, 100), *[1.0] * 100]
    assert economics.internal_rate(flows) == pytest.approx(0.08, abs=1e-12)


def test_without_a_rate_the_reason_is_told() -> None:
    with pytest.raises(ScenarioError, match="no internal rate: 0 changes of sign"):
        economics.internal_rate([1.0, 2.0])
    with pytest.raises(ScenarioError, match="no outlays"):
        economics.modified_internal_rate([1.0, 2.0], 0.1, 0.1)
    with pytest.raises(ScenarioError, match="no receipts"):
        economics.modified_internal_rate([-1.0, 0.0], 0.1, 0.1)


def test_payback() -> None:
    # 100 spent, 40 back each year: after 2.5 years; at 10 %: 36.36 + 33.06 + 30.05 = 99.47 after three, so
    # 0.53 of the 27.32 of the fourth: 3.019 years.
    assert economics.payback([-100.0, 40.0, 40.0, 40.0]) == pytest.approx(2.5)
    assert economics.payback([-100.0, 40.0, 40.0, 40.0, 40.0], 0.1) == pytest.approx(3.0193, abs=1e-4)
    assert economics.payback([-100.0, 40.0]) == math.inf
    assert economics.payback([0.0, 40.0]) == 0.0
    assert economics.payback([0.0, -10.0, -10.0]) == math.inf


def test_losses_are_carried_until_profits_use_them_up() -> None:
    # Profits -10, -5, 12, 20: taxed are 0, 0, 0 and 20 - (15 - 12) = 17.
    left = economics.after_tax_cash_flows([0.0, 5.0, 22.0, 30.0], [10.0] * 4, 0.5, carry_losses_forward=True)
    assert left == pytest.approx([0.0, 5.0, 22.0, 30.0 - 8.5])


def test_annual_cost_is_the_levelised_net_present_value() -> None:
    # Spending 100, 20 back after 10 years at 6 %: NPV over the present value factor.
    flows = [100.0, *[0.0] * 9, -20.0]
    expected = economics.net_present_value(0.06, flows) / economics.present_value_factor(0.06, 10)
    assert economics.equivalent_annual_cost(100.0, 0.06, 10, 20.0) == pytest.approx(expected)


def test_a_tonne_captured_costs_less_than_one_avoided() -> None:
    # 0.9 t captured of 1.0 emitted with capture; 0.8 without: 0.7 avoided.
    assert economics.cost_of_captured(95, 60, 0.9) < economics.cost_of_avoided(95, 60, 0.1, 0.8)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: economics.net_present_value(-1.0, [1.0]),
        lambda: economics.weighted_cost_of_capital(0.0, 0.0, 0.1, 0.1),
        lambda: economics.levelised_cost([1.0], [0.0], 0.1),
        lambda: economics.constant_levelised_cost(1.0, 1.0, 0.0, 0.1, 10),
        lambda: economics.cost_of_avoided(2.0, 1.0, 0.5, 0.5),
        lambda: economics.effective_carbon_price(90.0, 1.0, 0.0, 1.0, 0.0),
    ],
)
def test_what_is_not_defined_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"nothing|finance"):
        wrong()  # type: ignore[operator]
