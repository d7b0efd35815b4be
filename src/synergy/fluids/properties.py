"""What fluids are like in a buried pipe: rounded figures at about 10 to 15 degC, with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

GAS_CONSTANT = 8.314462618
"""J/mol/K (CODATA 2018)."""
MJ_PER_MWH = 3600.0
"""MJ in a MWh."""


@dataclass(frozen=True)
class Fluid:
    r"""A fluid as pipes see it.

    A gas deviates from the ideal one in proportion to its pressure, :math:`Z = 1 + z p`, which holds up to
    ``pressure_max``; a liquid has one density, and stays a liquid above ``pressure_min``.

    Parameters
    ----------
    name : str
    phase : {"gas", "liquid"}
    viscosity : float
        Dynamic, Pa s.
    pressure_min, pressure_max : float
        Between which the figures hold, bar absolute.
    velocity : float
        Usual design velocity, m/s.
    source : str
        Where the figures come from.
    molar_mass : float
        g/mol; of gases.
    compressibility_slope : float
        :math:`z`, 1/bar; of gases.
    isentropic_exponent : float
        Ratio of heat capacities; of gases.
    density : float
        kg/m3; of liquids.
    heating_value : float
        Lower heating value, MJ/kg; 0 where the fluid is counted in tonnes.
    vapour : str
        Name of the same substance as a gas, from which a liquid is made by compression.
    """

    name: str
    phase: Literal["gas", "liquid"]
    viscosity: float
    pressure_min: float
    pressure_max: float
    velocity: float
    source: str
    molar_mass: float = 0.0
    compressibility_slope: float = 0.0
    isentropic_exponent: float = 1.4
    density: float = 0.0
    heating_value: float = 0.0
    vapour: str = ""

    def compressibility(self, pressure: float) -> float:
        """Return the compressibility factor of the gas at a pressure in bar.

        Examples
        --------
        >>> round(FLUIDS["hydrogen"].compressibility(60.0), 3)
        1.04
        """
        return 1.0 + self.compressibility_slope * pressure

    def density_at(self, pressure: float, temperature: float = 10.0) -> float:
        """Return the density in kg/m3 at a pressure in bar and a temperature in degC.

        Examples
        --------
        >>> round(FLUIDS["hydrogen"].density_at(60.0), 2), FLUIDS["water"].density_at(10.0)
        (4.94, 1000.0)
        """
        if self.phase == "liquid":
            return self.density
        specific = GAS_CONSTANT * (temperature + 273.15) / (self.molar_mass * 1e-3)
        return pressure * 1e5 / (self.compressibility(pressure) * specific)

    @property
    def energy_content(self) -> float:
        """MWh (lower heating value) in a tonne; 0 where the fluid is counted in tonnes.

        Examples
        --------
        >>> round(FLUIDS["hydrogen"].energy_content, 2)
        33.32
        """
        return self.heating_value * 1e3 / MJ_PER_MWH

    def per_tonne(self, unit: str) -> float:
        """Return how much of a unit, ``"MWh"`` or ``"t"``, a tonne is; so MW per t/h, and t/h per t/h.

        Raises
        ------
        ValueError
            If the fluid has no heating value and is to be counted in MWh.
        """
        if unit == "t":
            return 1.0
        if not self.energy_content:
            raise ValueError(f"{self.name} has no heating value and can not be counted in {unit}")
        return self.energy_content


_NIST = "NIST Chemistry WebBook, SRD 69, thermophysical properties of fluid systems, rounded"
_CERBE = "G. Cerbe, B. Lendt, Grundlagen der Gastechnik, 8th ed. (2017): Z = 1 - p / 450 bar"

_ROWS = (
    Fluid(
        "hydrogen", "gas", 8.7e-6, 1.0, 200.0, 40.0,
        f"{_NIST}; Z = 1 + p / 1500 bar after Cerbe",
        molar_mass=2.016, compressibility_slope=1 / 1500, isentropic_exponent=1.41, heating_value=119.96,
    ),
    Fluid(
        "natural-gas", "gas", 1.1e-5, 1.0, 120.0, 20.0,
        f"{_CERBE}; methane-rich gas (H)",
        molar_mass=17.5, compressibility_slope=-1 / 450, isentropic_exponent=1.29, heating_value=48.0,
    ),
    Fluid(
        "co2-gas", "gas", 1.5e-5, 1.0, 35.0, 20.0,
        f"{_NIST}; above 35 bar cold ground makes it condense",
        molar_mass=44.01, compressibility_slope=-0.0065, isentropic_exponent=1.29,
    ),
    Fluid(
        "co2-dense", "liquid", 8.8e-5, 80.0, 250.0, 3.0,
        "Span and Wagner 1996 (density), Fenghour et al. 1998 (viscosity) at 15 degC and 100 bar, rounded",
        density=880.0, vapour="co2-gas",
    ),
    Fluid(
        "co2-liquid", "liquid", 1.6e-4, 17.0, 60.0, 3.0,
        f"{_NIST}; refrigerated, about -28 degC",
        density=1070.0,
    ),
    Fluid("water", "liquid", 1.3e-3, 1.0, 100.0, 2.0, f"{_NIST}; 10 degC", density=1000.0),
    Fluid(
        "oxygen", "gas", 2.0e-5, 1.0, 60.0, 15.0,
        f"{_NIST}; velocity: far below what impact ignition allows (EIGA Doc 13)",
        molar_mass=31.999, compressibility_slope=-0.0007, isentropic_exponent=1.4,
    ),
    Fluid(
        "nitrogen", "gas", 1.73e-5, 1.0, 100.0, 20.0, _NIST,
        molar_mass=28.013, compressibility_slope=-0.00024, isentropic_exponent=1.4,
    ),
    Fluid(
        "ammonia", "liquid", 1.5e-4, 10.0, 100.0, 2.5, f"{_NIST}; 10 degC",
        density=625.0, heating_value=18.6,
    ),
    Fluid(
        "methanol", "liquid", 6.7e-4, 1.0, 100.0, 2.5, f"{_NIST}; 10 degC",
        density=800.0, heating_value=19.9,
    ),
)  # fmt: skip

FLUIDS: Mapping[str, Fluid] = {fluid.name: fluid for fluid in _ROWS}
"""All fluids by name."""
