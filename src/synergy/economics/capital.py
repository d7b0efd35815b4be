"""Cost of capital: what an investment costs a year, and at which rate.

Source of the formulas: any textbook on engineering economics, e.g. Blank and Tarquin, *Engineering Economy*,
chapters 2 (capital recovery factor), 6 (annual worth) and 10 (cost of capital).
"""

from __future__ import annotations

import math


def annuity_factor(rate: float, lifetime: float) -> float:
    r"""Return the yearly payment that repays one unit of investment over its life.

    .. math:: a = \frac{i}{1 - (1 + i)^{-n}}, \qquad a = \frac{1}{n} \text{ for } i = 0

    Parameters
    ----------
    rate : float
        Interest rate :math:`i` per year, e.g. 0.08.
    lifetime : float
        Life :math:`n` in years.

    Returns
    -------
    float
        Capital recovery factor, 1/a.

    Raises
    ------
    ValueError
        If the lifetime is not positive or the rate is not above -1.

    Examples
    --------
    >>> round(annuity_factor(0.08, 20), 6)
    0.101852
    >>> annuity_factor(0.0, 25)
    0.04
    """
    if lifetime <= 0 or rate <= -1:
        raise ValueError(f"annuity of rate {rate} over {lifetime} years is not defined")
    if rate == 0:
        return 1 / lifetime
    return float(rate / (1 - (1 + rate) ** -lifetime))


def present_value_factor(rate: float, years: float) -> float:
    r"""Return what one unit a year, paid at the end of each year, is worth today.

    .. math:: \frac{1 - (1 + i)^{-n}}{i}, \qquad n \text{ for } i = 0

    Parameters
    ----------
    rate : float
        :math:`i`, 1/a.
    years : float
        :math:`n`; 0 gives 0.

    Raises
    ------
    ValueError
        If the years are negative or the rate is not above -1.

    Examples
    --------
    >>> round(present_value_factor(0.08, 20), 5)
    9.81815
    """
    return 0.0 if years == 0 else 1.0 / annuity_factor(rate, years)


def construction_factor(rate: float, years: float) -> float:
    r"""Return what capital has grown to when service begins, if it is spent evenly over the years before.

    .. math:: \phi = \frac{1}{T} \int_0^T (1 + i)^t \, dt = \frac{(1 + i)^T - 1}{T \ln(1 + i)}, \qquad
              \phi = 1 \text{ for } i T = 0

    It includes the interest during construction (IDC), :math:`\phi - 1` of the overnight cost.

    Parameters
    ----------
    rate : float
        :math:`i`, 1/a.
    years : float
        Time of construction :math:`T`.

    Raises
    ------
    ValueError
        If the years are negative or the rate is not above -1.

    References
    ----------
    L. Blank, A. Tarquin, *Engineering Economy*, chapter 4 (continuous flow of funds); IAEA,
    *Economic Evaluation of Bids for Nuclear Power Plants*, Technical Reports Series 396 (1999).

    Examples
    --------
    >>> round(construction_factor(0.08, 3.0), 5), construction_factor(0.08, 0.0)
    (1.12486, 1.0)
    """
    if years < 0 or rate <= -1:
        raise ValueError(f"construction at rate {rate} over {years} years is not defined")
    growth = math.log1p(rate) * years
    return math.expm1(growth) / growth if growth else 1.0


def equivalent_annual_cost(capital: float, rate: float, years: float, salvage: float = 0.0) -> float:
    r"""Return the yearly payment that an investment amounts to, with what is left of it at the end.

    .. math:: \left(I - \frac{V}{(1 + i)^n}\right) a(i, n)

    Parameters
    ----------
    capital, salvage : float
        :math:`I`, and :math:`V`, what it is worth after the years; money.
    rate : float
        :math:`i`, 1/a.
    years : float
        :math:`n`.

    Raises
    ------
    ValueError
        If the years are not positive or the rate is not above -1.

    Examples
    --------
    >>> round(equivalent_annual_cost(100.0, 0.07, 20, salvage=10.0), 4)
    9.1954
    """
    left = float(salvage / (1.0 + rate) ** years)
    return (capital - left) * annuity_factor(rate, years)


def weighted_cost_of_capital(
    equity: float, debt: float, equity_return: float, interest: float, tax: float = 0.0
) -> float:
    r"""Return the weighted average cost of capital after tax (WACC).

    .. math:: \frac{E}{E + D} r_e + \frac{D}{E + D} r_d (1 - \tau)

    Parameters
    ----------
    equity, debt : float
        :math:`E` and :math:`D`, as money or as shares.
    equity_return, interest : float
        :math:`r_e` and :math:`r_d`, 1/a.
    tax : float
        Rate of the tax from which interest can be deducted, :math:`\tau`.

    Raises
    ------
    ValueError
        If there is neither equity nor debt, or less than none of one.

    Examples
    --------
    >>> round(weighted_cost_of_capital(0.4, 0.6, 0.12, 0.05, 0.25), 6)
    0.0705
    """
    if equity < 0 or debt < 0 or equity + debt <= 0:
        raise ValueError(f"equity of {equity:g} and debt of {debt:g} finance nothing")
    return (equity * equity_return + debt * interest * (1.0 - tax)) / (equity + debt)
