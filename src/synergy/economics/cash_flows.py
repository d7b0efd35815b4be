"""Cash flows of whole years: net present value, internal rates of return, payback.

A cash flow stands at the end of its year; the first one, year 0, is not discounted. Spreadsheets' ``NPV``
discounts the first one too. Source: Blank and Tarquin, *Engineering Economy*, chapters 5, 7 and 13.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise

from synergy.errors import Fault, ScenarioError

Terms = Sequence[tuple[float, float]]

LARGEST_LOGARITHM = 40.0
"""Growth factors of a year between exp(-40) and exp(40) are looked at."""
TOUCHES = 1e-13
"""A turning point this close to zero, relative to the terms added, counts as a root of even order."""


def net_present_value(rate: float, cash_flows: Sequence[float]) -> float:
    r"""Return what cash flows are worth in year 0.

    .. math:: \sum_{t = 0}^n \frac{F_t}{(1 + i)^t}

    Parameters
    ----------
    rate : float
        :math:`i`, 1/a, above -1.
    cash_flows : sequence of float
        :math:`F_t` by year from year 0; money.

    Raises
    ------
    ValueError
        If the rate is not above -1.

    Examples
    --------
    >>> round(net_present_value(0.1, [-1000.0, 600.0, 600.0]), 4)
    41.3223
    """
    if rate <= -1:
        raise ValueError(f"nothing can be discounted at a rate of {rate}")
    return math.fsum(flow / (1.0 + rate) ** year for year, flow in enumerate(cash_flows))


def sign_changes(cash_flows: Sequence[float]) -> int:
    """Return how often cash flows change their sign: no more internal rates than that can exist (Descartes).

    Examples
    --------
    >>> sign_changes([-1000.0, 2300.0, 0.0, -1320.0])
    2
    """
    signs = [flow > 0 for flow in cash_flows if flow != 0]
    return sum(one != other for one, other in pairwise(signs))


def internal_rates(cash_flows: Sequence[float]) -> tuple[float, ...]:
    r"""Return every rate at which the net present value is zero, in rising order.

    With :math:`x = 1 / (1 + i)` these are the positive roots of :math:`f(x) = \sum_t F_t x^t`. Where the
    factors change their sign from exponent :math:`u` to :math:`v`, let :math:`k = (u + v) / 2`: the
    derivative of :math:`x^{-k} f(x)` is :math:`x^{-k-1} \sum_t (t - k) F_t x^t`, with one change of sign
    fewer. So its roots are found in the same way, between them :math:`x^{-k} f(x)` rises or falls all the
    way, and each bracket holds one root or none: no root is missed, and no start value is needed.

    Parameters
    ----------
    cash_flows : sequence of float
        By year from year 0; money.

    Returns
    -------
    tuple of float
        Empty where the net present value is never zero.

    Examples
    --------
    >>> [round(rate, 9) for rate in internal_rates([-1000.0, 2300.0, -1320.0])]
    [0.1, 0.2]
    >>> internal_rates([-1.0, -2.0])
    ()
    """
    terms = [(float(year), flow) for year, flow in enumerate(cash_flows) if flow != 0]
    return tuple(sorted(math.expm1(-logarithm) for logarithm in _roots(terms)))


def internal_rate(cash_flows: Sequence[float]) -> float:
    """Return the internal rate of return (IRR) where there is exactly one.

    Parameters
    ----------
    cash_flows : sequence of float
        By year from year 0; money.

    Raises
    ------
    ScenarioError
        Where there is none, or where there are several: then none of them says how good the investment is.

    Examples
    --------
    >>> round(internal_rate([-100.0, 39.0, 59.0, 55.0, 20.0]), 5)
    0.28095
    """
    rates = internal_rates(cash_flows)
    if len(rates) == 1:
        return rates[0]
    changes = sign_changes(cash_flows)
    if not rates:
        found = f"no internal rate: {changes} changes of sign"
        raise ScenarioError([Fault("cash flows", found, fix="look at the net present value")])
    named = " and ".join(f"{100 * rate:.6g} %" for rate in rates)
    fix = "look at the net present value, or use modified_internal_rate with rates to borrow and reinvest at"
    raise ScenarioError(
        [
            Fault(
                "cash flows",
                f"{len(rates)} internal rates, {named}, with {changes} changes of sign",
                "each makes the net present value zero, and none of them is the return",
                fix,
            )
        ]
    )


def modified_internal_rate(cash_flows: Sequence[float], finance: float, reinvest: float) -> float:
    r"""Return the modified internal rate of return (MIRR), of which there is never more than one.

    .. math::

        \left(\frac{\sum_t \max(F_t, 0) (1 + r)^{n - t}}{-\sum_t \min(F_t, 0) (1 + f)^{-t}}\right)^{1/n} - 1

    Parameters
    ----------
    cash_flows : sequence of float
        :math:`F_t` by year from year 0 to :math:`n`; money.
    finance, reinvest : float
        :math:`f`, at which outlays are borrowed, and :math:`r`, at which receipts are put out again; 1/a.

    Raises
    ------
    ScenarioError
        If there are no outlays or no receipts.

    Examples
    --------
    >>> round(modified_internal_rate([-1000.0, 2300.0, -1320.0], 0.10, 0.12), 6)
    0.109955
    """
    years = len(cash_flows) - 1
    worth = math.fsum(
        flow * (1.0 + reinvest) ** (years - year) for year, flow in enumerate(cash_flows) if flow > 0
    )
    spent = -net_present_value(finance, [min(flow, 0.0) for flow in cash_flows])
    if worth == 0 or spent == 0 or years < 1:
        found = "no outlays" if spent == 0 else "no receipts"
        raise ScenarioError([Fault("cash flows", found, "a return relates the two", "give both")])
    return float((worth / spent) ** (1.0 / years) - 1.0)


def payback(cash_flows: Sequence[float], rate: float = 0.0) -> float:
    """Return after how many years what was spent has come back for the first time.

    Within a year money is taken to come evenly.

    Parameters
    ----------
    cash_flows : sequence of float
        By year from year 0; money.
    rate : float
        1/a; 0 gives the simple payback time, the cost of capital the discounted one.

    Returns
    -------
    float
        Years; 0 where nothing is spent on balance, infinite where it never comes back.

    Examples
    --------
    >>> round(payback([-100.0] + [17.5] * 10), 4)
    5.7143
    >>> round(payback([-100.0] + [17.5] * 10, rate=0.09), 2)
    8.39
    """
    worth = [flow / (1.0 + rate) ** year for year, flow in enumerate(cash_flows)]
    before = 0.0
    for year, after in enumerate(accumulate(worth)):
        if before < 0 <= after:
            return year - 1 + before / (before - after)
        before = after
    return math.inf if min(accumulate(worth), default=0.0) < 0 else 0.0


def after_tax_cash_flows(
    before_tax: Sequence[float],
    depreciation: Sequence[float],
    tax: float,
    *,
    carry_losses_forward: bool = False,
) -> list[float]:
    r"""Return what is left of yearly operating cash flows after tax on profits.

    .. math:: (R_t - O_t - D_t) (1 - \tau) + D_t

    Parameters
    ----------
    before_tax : sequence of float
        :math:`R_t - O_t`, receipts less operation, by year; money.
    depreciation : sequence of float
        :math:`D_t`, what is written off in each of the years; money.
    tax : float
        :math:`\tau`.
    carry_losses_forward : bool
        Whether a loss only lowers the tax of later years. If not, it saves tax at once, on the owner's other
        profits.

    Raises
    ------
    ValueError
        If the two differ in length.

    Examples
    --------
    >>> after_tax_cash_flows([20.0] * 2, [10.0] * 2, 0.25)
    [17.5, 17.5]
    >>> after_tax_cash_flows([0.0, 30.0], [10.0, 10.0], 0.25, carry_losses_forward=True)
    [0.0, 27.5]
    """
    left, loss = [], 0.0
    for earned, written_off in zip(before_tax, depreciation, strict=True):
        profit = earned - written_off
        if carry_losses_forward:
            profit -= loss
            loss = max(-profit, 0.0)
            profit = max(profit, 0.0)
        left.append(earned - tax * profit)
    return left


def _roots(terms: Terms) -> list[float]:
    """Return the logarithms of the positive roots of a sum of powers, without zero terms, in rising order."""
    change = next((pair for pair in pairwise(terms) if pair[0][1] * pair[1][1] < 0), None)
    if change is None:
        return []
    middle = (change[0][0] + change[1][0]) / 2.0
    turning = _roots([(power, (power - middle) * factor) for power, factor in terms])
    points = [-LARGEST_LOGARITHM, *turning, LARGEST_LOGARITHM]
    values = [_value(terms, point) for point in points]
    for number in range(1, len(points) - 1):
        if abs(values[number]) < TOUCHES:
            values[number] = 0.0
    found = [point for point, value in zip(turning, values[1:-1], strict=True) if value == 0.0]
    for (low, below), (high, above) in pairwise(zip(points, values, strict=True)):
        if below * above < 0:
            found.append(_bisect(terms, low, high, below))
    return sorted(found)


def _value(terms: Terms, logarithm: float) -> float:
    """Return the sum of powers, relative to the sum of the terms' sizes, so that nothing overflows."""
    largest = max(power * logarithm for power, _ in terms)
    parts = [factor * math.exp(power * logarithm - largest) for power, factor in terms]
    return math.fsum(parts) / (math.fsum(map(abs, parts)) or 1.0)


def _bisect(terms: Terms, low: float, high: float, below: float) -> float:
    while True:
        middle = (low + high) / 2.0
        if not low < middle < high:
            return middle
        if _value(terms, middle) * below > 0:
            low = middle
        else:
            high = middle
