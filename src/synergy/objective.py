"""What is minimised: cost, emissions, one after the other, or both with weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from synergy.errors import Fault, did_you_mean
from synergy.units import UnitError, Units, convert

Measure = Literal["cost", "emissions"]
MEASURES: tuple[Measure, ...] = ("cost", "emissions")


@dataclass(frozen=True)
class Objective:
    """Stages that are minimised one after the other; each stage is a weighted sum of cost and emissions.

    Parameters
    ----------
    stages : tuple of mapping
        For each stage the weight of ``"cost"`` (a pure number) and of ``"emissions"`` (money per t CO2e
        where both occur).

    Examples
    --------
    >>> print(Objective.of("cost", "emissions"))
    cost, then emissions
    >>> print(Objective.weighted(cost=1.0, emissions=120.0))
    1 x cost + 120 x emissions
    """

    stages: tuple[tuple[tuple[Measure, float], ...], ...] = ((("cost", 1.0),),)

    @classmethod
    def of(cls, *measures: Measure) -> Objective:
        """Return the objective that minimises measures one after the other."""
        return cls(tuple(((measure, 1.0),) for measure in measures))

    @classmethod
    def weighted(cls, cost: float, emissions: float) -> Objective:
        """Return the objective cost * weight + emissions * weight (money per t)."""
        return cls(((("cost", cost), ("emissions", emissions)),))

    def to_data(self) -> Any:
        """Return ``"cost"``, ``["cost", "emissions"]`` or ``{"cost": 1.0, "emissions": 120.0}``."""
        weighted = len(self.stages[0]) > 1 or self.stages[0][0][1] != 1.0
        if len(self.stages) == 1 and weighted:
            return dict(self.stages[0])
        names = [stage[0][0] for stage in self.stages]
        return names[0] if len(names) == 1 else names

    def __str__(self) -> str:
        texts = []
        for stage in self.stages:
            terms = [name if len(stage) == 1 else f"{weight:g} x {name}" for name, weight in stage]
            texts.append(" + ".join(terms))
        return ", then ".join(texts)


def read_objective(data: Any, units: Units) -> tuple[Objective, list[Fault]]:
    """Return the objective that the data describe, and the faults."""
    words = data if isinstance(data, list) else [data]
    if isinstance(data, Mapping):
        return _read_weights(data, units)
    faults = [
        Fault(
            "objective",
            f"{word!r} can not be minimised{did_you_mean(str(word), MEASURES)}",
            fix="write cost, emissions, [cost, emissions], or {cost: 1, emissions: 120 EUR/t}",
        )
        for word in words
        if word not in MEASURES
    ]
    if not faults and (not words or len(set(words)) < len(words)):
        faults.append(Fault("objective", f"{data!r} repeats or names nothing", fix="name each measure once"))
    return (Objective() if faults else Objective.of(*words)), faults


def _read_weights(data: Mapping[str, Any], units: Units) -> tuple[Objective, list[Fault]]:
    faults: list[Fault] = []
    weights: list[tuple[Measure, float]] = []
    for name, value in data.items():
        measure = next((known for known in MEASURES if known == name), None)
        if measure is None:
            hint = did_you_mean(str(name), MEASURES)
            faults.append(
                Fault(f"objective.{name}", f"can not be minimised{hint}", fix="use cost and emissions")
            )
            continue
        unit = "" if measure == "cost" else f"{units.currency}/t"
        try:
            weight = convert(value, (unit,), units) if isinstance(value, str) else float(value)
        except (UnitError, TypeError, ValueError) as error:
            faults.append(Fault(f"objective.{name}", str(error), fix="give a number"))
            continue
        if not 0 <= weight <= 1e9:
            faults.append(
                Fault(f"objective.{name}", f"weight {weight:g} is not between 0 and 1e9", fix="give a weight")
            )
        weights.append((measure, weight))
    if not faults and not any(weight > 0 for _, weight in weights):
        faults.append(Fault("objective", "no weight is above 0", fix="give cost or emissions a weight"))
    return Objective((tuple(weights),)), faults
