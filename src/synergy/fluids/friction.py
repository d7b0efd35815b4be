"""Friction of turbulent flow in pipes."""

from __future__ import annotations

from math import log10

TURBULENT = 2300.0
"""Reynolds number above which flow is taken to be turbulent."""


def friction_factor(reynolds: float, relative_roughness: float) -> float:
    r"""Return the Darcy friction factor.

    Haaland's formula, within 2 % of Colebrook and White's, and for laminar flow :math:`64 / Re`:

    .. math::

        \frac{1}{\sqrt{f}} = -1.8 \log_{10} \left( \left( \frac{\epsilon / D}{3.7} \right)^{1.11}
        + \frac{6.9}{Re} \right)

    Parameters
    ----------
    reynolds : float
        Reynolds number, above 0.
    relative_roughness : float
        Roughness over inner diameter.

    References
    ----------
    S. E. Haaland, "Simple and explicit formulas for the friction factor in turbulent pipe flow", Journal of
    Fluids Engineering 105 (1983).

    Examples
    --------
    >>> round(friction_factor(1e6, 1e-4), 5)
    0.01333
    >>> friction_factor(1000.0, 1e-4)
    0.064
    """
    if reynolds < TURBULENT:
        return 64.0 / reynolds
    return float((-1.8 * log10((relative_roughness / 3.7) ** 1.11 + 6.9 / reynolds)) ** -2)
