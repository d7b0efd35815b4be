"""Levelised cost of a product, and of a tonne of CO2 avoided, captured or abated.

Payments and amounts stand at the end of their year; those of year 0 are not discounted.
"""

from __future__ import annotations

from collections.abc import Sequence

from synergy.economics.capital import annuity_factor
from synergy.economics.cash_flows import net_present_value


def levelised_cost(costs: Sequence[float], amounts: Sequence[float], rate: float) -> float:
    r"""Return the constant price at which a product pays for all its costs.

    .. math:: \frac{\sum_t C_t (1 + i)^{-t}}{\sum_t X_t (1 + i)^{-t}}

    Parameters
    ----------
    costs, amounts : sequence of float
        :math:`C_t` and :math:`X_t`, by year from year 0; money, and MWh, t or kg.
    rate : float
        :math:`i`, 1/a.

    Raises
    ------
    ValueError
        If nothing is made.

    Examples
    --------
    >>> round(levelised_cost([1000.0, 50.0, 50.0], [0.0, 10.0, 10.0], 0.07), 4)
    60.3092
    """
    made = net_present_value(rate, amounts)
    if made <= 0:
        raise ValueError("nothing is made, so it has no cost")
    return net_present_value(rate, costs) / made


def constant_levelised_cost(
    capital: float, operation: float, amount: float, rate: float, years: float
) -> float:
    r"""Return the levelised cost where every year is the same.

    .. math:: \frac{I \, a(i, n) + O}{X}

    Parameters
    ----------
    capital : float
        :math:`I`, money, spent at the start of the first year.
    operation, amount : float
        :math:`O`, money a year, and :math:`X`, MWh, t or kg a year, at the end of each year.
    rate, years : float
        :math:`i`, 1/a, and :math:`n`.

    Raises
    ------
    ValueError
        If the years are not positive, or nothing is made.

    Examples
    --------
    >>> round(constant_levelised_cost(500e6, 25e6, 2e9, 0.07, 20), 6)
    0.036098
    """
    if amount <= 0:
        raise ValueError("nothing is made, so it has no cost")
    return (capital * annuity_factor(rate, years) + operation) / amount


def cost_of_avoided(cost: float, reference: float, emissions: float, reference_emissions: float) -> float:
    r"""Return the cost per tonne of CO2 avoided, of two ways to make the same product.

    .. math:: \frac{c - c^{ref}}{e^{ref} - e}

    Parameters
    ----------
    cost, reference : float
        :math:`c`, with capture or whatever avoids CO2, and :math:`c^{ref}`, without; money per unit of
        product.
    emissions, reference_emissions : float
        :math:`e` and :math:`e^{ref}`, t per unit of product.

    Raises
    ------
    ValueError
        If nothing is avoided.

    References
    ----------
    E. S. Rubin et al., "A proposed methodology for CO2 capture and storage cost estimates", International
    Journal of Greenhouse Gas Control 17 (2013) 488-503.

    Examples
    --------
    >>> round(cost_of_avoided(95.0, 60.0, 0.1, 0.8), 9)
    50.0
    """
    return _per_tonne(cost - reference, reference_emissions - emissions, "avoided")


def cost_of_captured(cost: float, reference: float, captured: float) -> float:
    r"""Return the cost per tonne of CO2 captured.

    Capture takes energy, whose CO2 is captured too or adds to what is emitted: so more is captured than
    avoided, and a tonne captured costs less than a tonne avoided. References as for `cost_of_avoided`.

    .. math:: \frac{c - c^{ref}}{e^{capt}}

    Parameters
    ----------
    cost, reference : float
        :math:`c` with capture and :math:`c^{ref}` without; money per unit of product.
    captured : float
        :math:`e^{capt}`, t per unit of product.

    Raises
    ------
    ValueError
        If nothing is captured.

    Examples
    --------
    >>> round(cost_of_captured(95.0, 60.0, 0.9), 3)
    38.889
    """
    return _per_tonne(cost - reference, captured, "captured")


def levelised_abatement_cost(
    costs: Sequence[float], abated: Sequence[float], rate: float, *, discount_tonnes: bool = True
) -> float:
    r"""Return the levelised cost of abatement of a project, relative to what would be done otherwise.

    .. math:: \frac{\sum_t \Delta C_t (1 + i)^{-t}}{\sum_t A_t (1 + i)^{-t}}

    With tonnes discounted it is the constant carbon price at which the project breaks even. Over tonnes that
    are not discounted it is lower for any positive rate, and no price at all: call it so where it is used.

    Parameters
    ----------
    costs, abated : sequence of float
        :math:`\Delta C_t`, money, and :math:`A_t`, t, by year from year 0.
    rate : float
        :math:`i`, 1/a.
    discount_tonnes : bool
        Whether tonnes are discounted as money is.

    Raises
    ------
    ValueError
        If nothing is abated.

    References
    ----------
    S. J. Friedmann et al., "Levelized Cost of Carbon Abatement", Columbia University, Center on Global
    Energy Policy (2020).

    Examples
    --------
    >>> round(levelised_abatement_cost([80.0] + [12.0] * 15, [0.0] + [1.0] * 15, 0.075), 3)
    21.063
    """
    tonnes = net_present_value(rate if discount_tonnes else 0.0, abated)
    return _per_tonne(net_present_value(rate, costs), tonnes, "abated")


def _per_tonne(spent: float, tonnes: float, word: str) -> float:
    if tonnes <= 0:
        raise ValueError(f"nothing is {word}, so a tonne has no cost")
    return spent / tonnes
