"""What the ratios of a converter say of energy: more out than in, better when throttled, heat uphill.

Much of it has a legitimate use, as a heat pump may be a plain converter that does not name its source: only
what exceeds the COP of any heat pump is refused, the rest is warned of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from synergy.assets.load_curve import LoadCurve
from synergy.cluster.carrier import ABSOLUTE_ZERO, Carrier
from synergy.errors import Fault
from synergy.time.series import FloatArray

LARGEST_ENERGY_GAIN = 15.0
"""Energy out over energy in: a heat pump with source heat from the air reaches single digits."""
BEST_OF_A_FUEL = 1.09
"""Energy out over energy in: a condensing boiler reaches 1.08 of the lower heating value."""
BETTER_AT_PART_LOAD = 1.3
"""Efficiency over that at full load."""
DRIVES = ("power", "electric")
"""What carriers that may drive a heat pump are called."""
WARM = 25.0
"""degC: what is taken below may be cold, which goes to a higher temperature by itself."""
SURROUNDINGS = 0.0
"""degC: the colder, the more a heat transformer gives."""


def impossible_gain(curve: LoadCurve, carriers: Mapping[str, Carrier]) -> Iterator[Fault]:
    """Yield a fault of more energy out than any plant gives at full load.

    Parameters
    ----------
    curve : LoadCurve
        Ratios at all loads that are known.
    carriers : mapping of str to Carrier
    """
    rated = efficiencies(curve, carriers)[-1]
    if rated > LARGEST_ENERGY_GAIN:
        yield Fault(
            "outputs",
            f"gives {rated:.3g} times the energy that it takes",
            "efficiencies lie in (0, 1], a heat pump's COP in (0, 15]",
            "write efficiencies as shares, e.g. 0.95",
        )


def doubtful_energy(curve: LoadCurve, carriers: Mapping[str, Carrier]) -> Iterator[Fault]:
    """Yield warnings of more energy out than in, of heat uphill, and of more efficiency at part load."""
    found = efficiencies(curve, carriers).tolist()
    rated = found[-1]
    if rated > BEST_OF_A_FUEL and not _brings_more(curve.inputs[-1], carriers):
        yield Fault(
            "outputs",
            f"gives {100.0 * rated:.0f} % of the energy that it takes",
            "an efficiency as a ratio?",
            "write what is taken for an efficiency of 90 % as 1 / 0.9 = 1.11, or name all that it takes",
            warning=True,
        )
    for load, efficiency in zip(curve.loads[:-1], found[:-1], strict=True):
        if efficiency > BETTER_AT_PART_LOAD * rated > 0:
            words = f"at load {load:g} its efficiency is {efficiency:.3g}, at full load {rated:.3g}"
            fix = "ratios are per unit of reference at that load, not shares of those at full load"
            yield Fault("part_load", words, "few plants are better at part load", fix, warning=True)
    yield from _uphill(curve.inputs[-1], curve.outputs[-1], carriers)


def efficiencies(curve: LoadCurve, carriers: Mapping[str, Carrier]) -> FloatArray:
    """Return energy out over energy in at each load, zero where none is taken.

    Examples
    --------
    >>> boiler = LoadCurve.of({"gas": 1.25}, {"heat": 1.0}, ())
    >>> efficiencies(boiler, {name: Carrier(id=name) for name in boiler.carriers})
    array([0.8])
    """

    def energy(ratios: Mapping[str, float]) -> float:
        return sum(ratio for carrier, ratio in ratios.items() if carriers[carrier].unit == "MWh")

    taken = np.array([energy(ratios) for ratios in curve.inputs])
    given = np.array([energy(ratios) for ratios in curve.outputs])
    return np.asarray(np.divide(given, taken, out=np.zeros(len(taken)), where=taken > 0))


def _uphill(
    inputs: Mapping[str, float], outputs: Mapping[str, float], carriers: Mapping[str, Carrier]
) -> Iterator[Fault]:
    """Yield a warning for each output hotter than the only input, and of more than a heat transformer gives.

    Of heat at :math:`T_1` a reversible one gives :math:`(1 - T_0 / T_1) / (1 - T_0 / T_2)` at :math:`T_2`, in
    Kelvin, and the rest to surroundings at :math:`T_0`. Classes of one substance are left to
    `synergy.cluster.quality`.
    """
    if len(inputs) != 1:
        return
    ((source, taken),) = inputs.items()
    cold = carriers[source].temperature
    if carriers[source].unit != "MWh" or cold is None or cold <= WARM:
        return
    for target, given in outputs.items():
        hot, substance = carriers[target].temperature, carriers[target].substance
        same = bool(substance) and substance == carriers[source].substance
        if same or carriers[target].unit != "MWh" or hot is None or hot <= cold:
            continue
        if given / taken > _work_in(cold) / _work_in(hot):
            found = f"makes {target} of {hot:g} degC of {source} of {cold:g} degC, and takes nothing for it"
            fix = "name the drive among inputs, or make it a heat_pump"
            yield Fault("outputs", found, "heat does not flow uphill by itself", fix, warning=True)


def _brings_more(inputs: Mapping[str, float], carriers: Mapping[str, Carrier]) -> bool:
    """Return whether energy may come from what is not counted: a heat pump's source, or a material."""
    driven = any(word in carrier for carrier in inputs for word in DRIVES)
    return driven or any(carriers[carrier].unit != "MWh" for carrier in inputs)


def _work_in(temperature: float) -> float:
    """Return the share of heat at a temperature that could be work."""
    return 1.0 - (SURROUNDINGS - ABSOLUTE_ZERO) / (temperature - ABSOLUTE_ZERO)
