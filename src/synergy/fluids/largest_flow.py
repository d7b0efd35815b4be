"""The largest flow that a pressure drop drives through a pipe."""

from __future__ import annotations

from math import inf, pi, sqrt

from synergy.fluids.friction import friction_factor
from synergy.fluids.properties import GAS_CONSTANT, Fluid

STEEL_ROUGHNESS = 0.02
"""Roughness of steel pipe in service, mm (0.01 to 0.05 in practice)."""
GROUND = 10.0
"""Temperature of the ground at pipe depth, degC."""
EROSIONAL = 122.0
"""Constant of API RP 14E for continuous service, in SI units (100 in feet and pounds)."""
ROUNDS, SETTLED = 50, 1e-10


def erosional_velocity(density: float) -> float:
    r"""Return the velocity in m/s above which a fluid may erode the pipe, :math:`122 / \sqrt{\rho}`.

    Parameters
    ----------
    density : float
        kg/m3, where it is lowest.

    References
    ----------
    API RP 14E, "Design and installation of offshore production platform piping systems", equation 2.14.

    Examples
    --------
    >>> round(erosional_velocity(880.0), 2)
    4.11
    """
    return EROSIONAL / sqrt(density)


def largest_flow(
    fluid: Fluid,
    inner_diameter: float,
    length: float,
    inlet: float,
    outlet: float,
    *,
    roughness: float = STEEL_ROUGHNESS,
    temperature: float = GROUND,
    velocity_max: float | None = None,
) -> float:
    r"""Return the largest flow in t/h through a level pipe.

    Gases flow isothermally (the general flow equation), liquids at constant density (Darcy and Weisbach):

    .. math::

        \dot m = A \sqrt{\frac{(p_1^2 - p_2^2) D M}{f L \bar Z R T}}, \qquad
        \dot m = A \sqrt{\frac{2 \rho (p_1 - p_2) D}{f L}}

    with the compressibility factor at the mean pressure :math:`\tfrac23 (p_1 + p_2 - p_1 p_2 / (p_1 + p_2))`,
    and never more than a velocity where the density is lowest, at the outlet. What changes of velocity take
    is left out; it is less than 1 % over a kilometre and more.

    Parameters
    ----------
    fluid : Fluid
    inner_diameter : float
        mm.
    length : float
        km; with 0 only the velocity limits.
    inlet, outlet : float
        Pressures, bar absolute, falling.
    roughness : float
        mm.
    temperature : float
        degC, of gases.
    velocity_max : float, optional
        m/s; otherwise the fluid's usual design velocity, or the erosional velocity where that is less.

    Raises
    ------
    ValueError
        If the pressure does not fall.

    References
    ----------
    E. S. Menon, "Gas Pipeline Hydraulics", CRC Press (2005), chapter 2.

    Examples
    --------
    >>> from synergy.fluids.properties import FLUIDS
    >>> hydrogen = FLUIDS["hydrogen"]
    >>> flow = largest_flow(hydrogen, 900.0, 100.0, 50.0, 30.0)
    >>> round(flow * hydrogen.energy_content)  # MW
    7688
    """
    if not inlet > outlet > 0:
        raise ValueError(f"the pressure must fall from inlet to outlet, not go from {inlet:g} to {outlet:g}")
    diameter = inner_diameter * 1e-3
    area = pi / 4 * diameter**2
    least_dense = fluid.density_at(outlet, temperature)
    velocity = velocity_max or min(fluid.velocity, erosional_velocity(least_dense))
    most = area * least_dense * velocity
    if length > 0:
        most = min(most, area * _mass_flux(fluid, diameter, length, inlet, outlet, roughness, temperature))
    return most * 3.6


def _mass_flux(
    fluid: Fluid,
    diameter: float,
    length: float,
    inlet: float,
    outlet: float,
    roughness: float,
    degrees: float,
) -> float:
    """Return kg/m2/s, settled with the friction factor that goes with it."""
    if fluid.phase == "gas":
        mean = 2 / 3 * (inlet + outlet - inlet * outlet / (inlet + outlet))
        specific = GAS_CONSTANT * (degrees + 273.15) / (fluid.molar_mass * 1e-3)
        drive = (inlet**2 - outlet**2) * 1e10 / (fluid.compressibility(mean) * specific)
    else:
        drive = 2 * fluid.density * (inlet - outlet) * 1e5
    frictionless = drive * diameter / (length * 1e3)
    flux, before = sqrt(frictionless / 0.01), inf
    for _ in range(ROUNDS):
        if abs(flux - before) <= SETTLED * flux:
            break
        before = flux
        reynolds = flux * diameter / fluid.viscosity
        flux = sqrt(frictionless / friction_factor(reynolds, roughness * 1e-3 / diameter))
    return flux
