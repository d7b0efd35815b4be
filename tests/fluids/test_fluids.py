"""Pipe hydraulics and compression against published worked examples and figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from synergy.fluids import (
    FLUIDS,
    Fluid,
    Line,
    compression_energy,
    energy_to_raise,
    erosional_velocity,
    friction_factor,
    largest_flow,
    ways_of,
)
from synergy.fluids.properties import GAS_CONSTANT

BAR_PER_PSI = 0.0689476
MM_PER_INCH = 25.4
KM_PER_MILE = 1.609344
ANY_VELOCITY = 1e4
HYDROGEN, DENSE = FLUIDS["hydrogen"], FLUIDS["co2-dense"]


def million_cubic_feet_a_day(fluid: Fluid, tonnes_per_hour: float) -> float:
    """At 60 F and 14.7 psia."""
    density = 1.01325e5 * fluid.molar_mass * 1e-3 / (GAS_CONSTANT * 288.7)
    return tonnes_per_hour / 3.6 / density * 35.3147 * 86400 / 1e6


def test_natural_gas_over_100_miles() -> None:
    # Crane, Technical Paper 410, example 7-18: 14-inch schedule 20, 1300 to 300 psia, 40 F, ideal gas of 20.1
    # g/mol: 107.8 MMscfd by the simplified isothermal equation.
    gas = replace(FLUIDS["natural-gas"], molar_mass=20.1, compressibility_slope=0.0)
    flow = largest_flow(
        gas,
        13.376 * MM_PER_INCH,
        100 * KM_PER_MILE,
        1300 * BAR_PER_PSI,
        300 * BAR_PER_PSI,
        roughness=0.0018 * MM_PER_INCH,
        temperature=(40 - 32) / 1.8,
        velocity_max=ANY_VELOCITY,
    )
    assert million_cubic_feet_a_day(gas, flow) == pytest.approx(107.8, rel=0.005)


def test_natural_gas_over_15_miles() -> None:
    # Menon, Gas Pipeline Hydraulics (2005), example 19 on page 71: NPS 16 with walls of 0.25 inch, 1000 to
    # 800 psig, 80 F, gravity 0.6, Z = 0.9: 263.1 MMSCFD by the IGT equation, which is one of smooth pipes,
    # times an efficiency of 0.95.
    inlet, outlet = (1000 + 14.7) * BAR_PER_PSI, (800 + 14.7) * BAR_PER_PSI
    mean = 2 / 3 * (inlet + outlet - inlet * outlet / (inlet + outlet))
    gas = replace(
        FLUIDS["natural-gas"],
        molar_mass=0.6 * 28.96,
        compressibility_slope=-0.1 / mean,
        viscosity=8e-6 * 1.48816,
    )
    flow = largest_flow(
        gas,
        15.5 * MM_PER_INCH,
        15 * KM_PER_MILE,
        inlet,
        outlet,
        roughness=0.0,
        temperature=(80 - 32) / 1.8,
        velocity_max=ANY_VELOCITY,
    )
    assert million_cubic_feet_a_day(gas, flow) == pytest.approx(263.1 / 0.95, rel=0.02)


def test_hydrogen_backbone() -> None:
    # European Hydrogen Backbone (2021): a 48-inch line at 80 bar is a matter of 13 GW (three quarters of its
    # capacity) to 17 GW (lower heating value); compression takes 0.02 MW per MW and 1,000 km (Danish Energy
    # Agency, Technology Data for Energy Transport, 2021). Stations some 400 km apart that bring 40 bar back
    # to 80 bar do that.
    line = Line(HYDROGEN, 400.0, 40.0, 80.0, 40.0)
    assert 13e3 < line.flow(1180.0) * HYDROGEN.energy_content < 17e3
    per_megawatt = line.energy_at_booster / HYDROGEN.energy_content * 1000.0 / 400.0
    assert per_megawatt == pytest.approx(0.02, rel=0.5)


def test_dense_co2_in_a_12_inch_line() -> None:
    # ZEP, The Costs of CO2 Transport (2011): 2.5 Mt/a over 180 km onshore take 12 inches. Some 60 bar are
    # lost.
    line = Line(DENSE, 180.0, 1.1, 140.0, 80.0)
    assert line.flow(300.0) * 8760e-6 == pytest.approx(2.5, rel=0.15)


def test_co2_compression() -> None:
    # Oeuvray et al. 2024 (model run): 0.094 MWh/t from 1.1 to about 110 bar. Range of US projects after
    # NETL: 80 to 130 kWh/t from 1.5 to 150 bar.
    assert energy_to_raise(DENSE, 1.1, 110.0) == pytest.approx(0.094, rel=0.05)
    assert 0.08 < energy_to_raise(DENSE, 1.5, 150.0) < 0.13


def test_hydrogen_compression_by_hand() -> None:
    # 30 to 60 bar is one stage: Z = 1.02, R T / M = 8.314 * 308.15 / 2.016 = 1270.9 kJ/kg, k / (k - 1) =
    # 3.439, 2 ** 0.29078 - 1 = 0.22330: 995.5 kJ/kg, over 0.8 * 0.95: 1309.9 kJ/kg = 0.3639 kWh/kg.
    assert compression_energy(HYDROGEN, 30.0, 60.0) == pytest.approx(0.3639, rel=1e-3)
    assert compression_energy(HYDROGEN, 60.0, 30.0) == 0.0


def test_liquid_by_hand() -> None:
    # 100 km of 500 mm, water, 20 bar: f settles at 0.0137: v = sqrt(2 * 2e6 * 0.5 / (0.0137 * 1e5 * 1e3)) =
    # 1.208 m/s, 1.208 * 0.19635 * 3600 = 854 t/h.
    flow = largest_flow(FLUIDS["water"], 500.0, 100.0, 30.0, 10.0)
    velocity = flow / 3.6 / 1000.0 / 0.19635
    factor = friction_factor(velocity * 0.5 * 1000.0 / 1.3e-3, 0.02 / 500.0)
    assert factor * 1e5 / 0.5 * 1000.0 * velocity**2 / 2 == pytest.approx(20e5, rel=1e-4)
    assert flow == pytest.approx(854.0, rel=0.005)


@pytest.mark.parametrize("fluid", FLUIDS.values(), ids=lambda fluid: fluid.name)
def test_more_diameter_less_length_more_pressure_carry_more(fluid: Fluid) -> None:
    inlet, outlet = fluid.pressure_max, max(fluid.pressure_min, 0.4 * fluid.pressure_max)
    base = largest_flow(fluid, 300.0, 80.0, inlet, outlet)
    assert largest_flow(fluid, 301.0, 80.0, inlet, outlet) > base
    assert largest_flow(fluid, 300.0, 160.0, inlet, outlet) <= base
    assert largest_flow(fluid, 300.0, 80.0, 0.9 * inlet, outlet) <= base
    limited = largest_flow(fluid, 300.0, 0.0, inlet, outlet)
    velocity = min(fluid.velocity, erosional_velocity(fluid.density_at(outlet)))
    assert base <= limited
    assert limited == pytest.approx(3.6 * 0.0706858 * fluid.density_at(outlet) * velocity, rel=1e-5)


def test_ways_that_others_beat_are_left_out() -> None:
    line = Line(HYDROGEN, 100.0, 30.0, 70.0, 40.0)
    pipes = [("cheap", 300.0, 6e7), ("dear", 300.0, 7e7), ("twin", 300.0, 6e7), ("small", 200.0, 6e7)]
    assert [way.name for way in ways_of(line, pipes)] == ["cheap"]
    # Where more than 20 t/h is of no use, a station that only adds flow is not worth its money.
    assert [way.name for way in ways_of(line, pipes[:1], 2, flow_max=20.0)] == ["cheap"]


def test_what_can_not_be() -> None:
    with pytest.raises(ValueError, match="must fall"):
        largest_flow(HYDROGEN, 300.0, 80.0, 40.0, 40.0)
    with pytest.raises(ValueError, match="no heating value"):
        DENSE.per_tonne("MWh")
    assert DENSE.per_tonne("t") == 1.0
