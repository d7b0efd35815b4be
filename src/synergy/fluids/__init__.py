"""Fluids in pipes: properties, friction, the largest flow for a pressure drop, and what compression takes.

Plain functions with units, sources and examples; assets build on them.
"""

from synergy.fluids.compression import compression_energy, energy_to_raise, pumping_energy
from synergy.fluids.friction import friction_factor
from synergy.fluids.largest_flow import erosional_velocity, largest_flow
from synergy.fluids.line import Line, Way, ways_of
from synergy.fluids.properties import FLUIDS, Fluid

__all__ = [
    "FLUIDS",
    "Fluid",
    "Line",
    "Way",
    "compression_energy",
    "energy_to_raise",
    "erosional_velocity",
    "friction_factor",
    "largest_flow",
    "pumping_energy",
    "ways_of",
]
