"""Carbon contracts for difference, free allocation, and what is left of a carbon price's incentive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

CBAM_FACTORS: Mapping[int, float] = MappingProxyType(
    {2026: 0.975, 2027: 0.95, 2028: 0.9, 2029: 0.775, 2030: 0.515, 2031: 0.39, 2032: 0.265, 2033: 0.14}
)
"""Share of free allocation that the EU's border levy leaves to the goods it covers, by year.

Directive 2003/87/EC as amended by Directive (EU) 2023/959, article 10a(1a)."""


def cbam_factor(year: int) -> float:
    """Return the share of free allocation that the border levy leaves: 1 before 2026, 0 from 2034.

    Examples
    --------
    >>> cbam_factor(2025), cbam_factor(2030), cbam_factor(2034)
    (1.0, 0.515, 0.0)
    """
    return CBAM_FACTORS.get(year, 1.0 if year < min(CBAM_FACTORS) else 0.0)


def contract_payments(
    strike: float, carbon_prices: Sequence[float], abated: Sequence[float], *, two_sided: bool = True
) -> list[float]:
    r"""Return what a carbon contract for difference pays each year.

    .. math:: (K - p_t) A_t, \qquad \text{one-sided: } \max(0, K - p_t) A_t

    Parameters
    ----------
    strike : float
        :math:`K`, money per t.
    carbon_prices, abated : sequence of float
        :math:`p_t`, money per t, and :math:`A_t`, t, by year.
    two_sided : bool
        Whether the firm pays back what the carbon price is above the strike price.

    Returns
    -------
    list of float
        Money; negative where the firm pays.

    References
    ----------
    J. C. Richstein, "Project-based carbon contracts: a way to finance innovative low-carbon investments", DIW
    Discussion Paper 1714 (2017).

    Examples
    --------
    >>> contract_payments(120.0, [80.0, 140.0], [50.0, 50.0])
    [2000.0, -1000.0]
    """
    differences = [strike - price for price in carbon_prices]
    return [
        (gap if two_sided else max(0.0, gap)) * tonnes
        for gap, tonnes in zip(differences, abated, strict=True)
    ]


def net_allowance_cost(
    emissions: float,
    price: float,
    *,
    benchmark: float,
    activity: float,
    carbon_leakage_factor: float = 1.0,
    correction_factor: float = 1.0,
    cbam: float = 1.0,
) -> float:
    r"""Return what a plant pays for allowances beyond its free allocation; negative where it sells some.

    .. math:: (E - b \, H \, l \, c \, f) \, p

    =========  ===========================================================  =========
    symbol     parameter                                                    unit
    =========  ===========================================================  =========
    :math:`E`  ``emissions``                                                t/a
    :math:`p`  ``price``                                                    money/t
    :math:`b`  ``benchmark``                                                t/unit
    :math:`H`  ``activity``, the historical activity level                  unit/a
    :math:`l`  ``carbon_leakage_factor``                                    1
    :math:`c`  ``correction_factor``, the cross-sectoral correction factor  1
    :math:`f`  ``cbam``, see `cbam_factor`                                  1
    =========  ===========================================================  =========

    References
    ----------
    Directive 2003/87/EC, articles 10a and 10b.

    Examples
    --------
    In kt and thousands of money:

    >>> round(net_allowance_cost(850, 90, benchmark=0.7, activity=1000, cbam=cbam_factor(2030)), 6)
    44055.0
    """
    free = benchmark * activity * carbon_leakage_factor * correction_factor * cbam
    return (emissions - free) * price


def carbon_saving(
    price: float, emissions: float, allocation: float, reference_emissions: float, reference_allocation: float
) -> float:
    r"""Return what a cleaner way saves in net allowance cost per unit of product.

    .. math:: p \left((e^{ref} - f^{ref}) - (e - f)\right)

    Parameters
    ----------
    price : float
        :math:`p`, money per t.
    emissions, allocation : float
        :math:`e` and :math:`f` of the cleaner way, t per unit.
    reference_emissions, reference_allocation : float
        The same of the way it replaces.

    Examples
    --------
    >>> round(carbon_saving(90.0, 0.4, 0.4, 1.8, 1.3), 9)
    45.0
    """
    return price * ((reference_emissions - reference_allocation) - (emissions - allocation))


def effective_carbon_price(
    price: float, emissions: float, allocation: float, reference_emissions: float, reference_allocation: float
) -> float:
    """Return what is left of the carbon price as an incentive, per tonne abated.

    Whoever abates may lose free allowances with it; what is lost lowers the incentive. Parameters as for
    `carbon_saving`.

    Raises
    ------
    ValueError
        If nothing is abated.

    Examples
    --------
    >>> round(effective_carbon_price(90.0, 0.4, 0.4, 1.8, 1.3), 4)
    32.1429
    """
    abated = reference_emissions - emissions
    if abated <= 0:
        raise ValueError("nothing is abated, so there is no incentive per tonne")
    saved = carbon_saving(price, emissions, allocation, reference_emissions, reference_allocation)
    return saved / abated
