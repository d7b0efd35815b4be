"""Energy that compressors and pumps take."""

from __future__ import annotations

from math import ceil, log

from synergy.fluids.properties import FLUIDS, GAS_CONSTANT, Fluid

STAGE_RATIO = 2.5
"""Largest pressure ratio of a stage."""
COOLED_TO = 35.0
"""Temperature at which gas enters a stage, degC."""
ISENTROPIC, PUMP, DRIVE = 0.8, 0.75, 0.95
"""Efficiencies: of compression, of pumping, of the motor with its gear."""
KJ_PER_MWH = 3.6e6


def compression_energy(
    fluid: Fluid,
    suction: float,
    discharge: float,
    *,
    temperature: float = COOLED_TO,
    efficiency: float = ISENTROPIC,
    drive_efficiency: float = DRIVE,
) -> float:
    r"""Return the energy of compressing a gas in stages with cooling between them, MWh/t.

    .. math::

        e = \frac{1}{\eta \eta_d} \sum_{i=1}^{n} \bar Z_i \frac{R T}{M} \frac{k}{k - 1}
        \left( r^{\frac{k - 1}{k}} - 1 \right), \qquad r = (p_2 / p_1)^{1 / n}

    with as many equal stages as keep :math:`r` at 2.5 or below, and the compressibility at the suction of
    each.

    Parameters
    ----------
    fluid : Fluid
        A gas.
    suction, discharge : float
        bar absolute; nothing is needed where the pressure does not rise.
    temperature : float
        At which gas enters each stage, degC.
    efficiency, drive_efficiency : float
        Isentropic efficiency, and that of motor and gear.

    References
    ----------
    D. L. McCollum, J. M. Ogden, "Techno-economic models for carbon dioxide compression, transport, and
    storage", UCD-ITS-RR-06-14 (2006), equation 2.

    Examples
    --------
    >>> round(compression_energy(FLUIDS["hydrogen"], 30.0, 80.0), 3)
    0.503
    """
    if discharge <= suction:
        return 0.0
    stages = max(1, ceil(log(discharge / suction) / log(STAGE_RATIO) - 1e-9))
    ratio = (discharge / suction) ** (1 / stages)
    exponent = fluid.isentropic_exponent / (fluid.isentropic_exponent - 1)
    real = sum(fluid.compressibility(suction * ratio**stage) for stage in range(stages))
    specific = GAS_CONSTANT * (temperature + 273.15) / fluid.molar_mass  # kJ/kg
    work = real * specific * exponent * (ratio ** (1 / exponent) - 1)
    return float(work * 1e3 / (efficiency * drive_efficiency) / KJ_PER_MWH)


def pumping_energy(
    fluid: Fluid,
    suction: float,
    discharge: float,
    *,
    efficiency: float = PUMP,
    drive_efficiency: float = DRIVE,
) -> float:
    r"""Return the energy of pumping a liquid, :math:`(p_2 - p_1) / (\rho \eta \eta_d)`, MWh/t.

    Parameters
    ----------
    fluid : Fluid
        A liquid.
    suction, discharge : float
        bar absolute; nothing is needed where the pressure does not rise.
    efficiency, drive_efficiency : float
        Efficiency of the pump, and that of motor and gear.

    Examples
    --------
    >>> round(pumping_energy(FLUIDS["co2-dense"], 80.0, 150.0) * 1e3, 2)  # kWh/t
    3.1
    """
    joule_per_kg = max(discharge - suction, 0.0) * 1e5 / fluid.density
    return joule_per_kg / (efficiency * drive_efficiency) / KJ_PER_MWH


def energy_to_raise(fluid: Fluid, suction: float, discharge: float) -> float:
    """Return the energy to bring a fluid from one pressure to another, MWh/t.

    A liquid that arrives below its least pressure arrives as a gas: it is compressed to that pressure, where
    it condenses or becomes dense, and pumped from there on.

    Parameters
    ----------
    fluid : Fluid
    suction, discharge : float
        bar absolute.

    Examples
    --------
    >>> round(energy_to_raise(FLUIDS["co2-dense"], 1.1, 110.0) * 1e3)  # kWh/t
    94
    """
    if fluid.phase == "gas":
        return compression_energy(fluid, suction, discharge)
    if fluid.vapour and suction < fluid.pressure_min:
        gas = compression_energy(FLUIDS[fluid.vapour], suction, fluid.pressure_min)
        return gas + pumping_energy(fluid, fluid.pressure_min, discharge)
    return pumping_energy(fluid, suction, discharge)
