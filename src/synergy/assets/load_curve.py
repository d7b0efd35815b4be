"""Part load as data: what a converter takes and gives at loads below the rated one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from synergy.errors import Fault, did_you_mean
from synergy.record import Ratio, Record, described, quantity
from synergy.time.series import FloatArray


class LoadPoint(Record):
    """Ratios at a load below the rated one; carriers that are not named keep their rated ratio."""

    load: float = quantity("", "load, as a share of the capacity that runs", gt=0, le=1)
    inputs: dict[str, Ratio] = described(
        "{key}/{quantity}", "taken per unit of reference at this load", default={}
    )
    outputs: dict[str, Ratio] = described(
        "{key}/{quantity}", "given per unit of reference at this load", default={}
    )


@dataclass(frozen=True)
class LoadCurve:
    """Ratios at rising loads, the last of which is 1.

    Parameters
    ----------
    loads : tuple of float
    inputs, outputs : tuple of mappings of carrier to float
        One for each load.
    """

    loads: tuple[float, ...]
    inputs: tuple[Mapping[str, float], ...]
    outputs: tuple[Mapping[str, float], ...]

    @classmethod
    def of(
        cls, inputs: Mapping[str, float], outputs: Mapping[str, float], points: Sequence[LoadPoint]
    ) -> LoadCurve:
        """Return the curve of rated ratios and further points.

        Examples
        --------
        >>> half = LoadPoint(load=0.5, inputs={"gas": 2.5})
        >>> LoadCurve.of({"gas": 2.0}, {"power": 1.0}, [half]).net("gas")
        array([-2.5, -2. ])
        """
        rising = sorted(points, key=lambda point: point.load)
        return cls(
            (*(point.load for point in rising), 1.0),
            (*({**inputs, **point.inputs} for point in rising), inputs),
            (*({**outputs, **point.outputs} for point in rising), outputs),
        )

    @property
    def carriers(self) -> tuple[str, ...]:
        """All that is taken or given."""
        return tuple(dict.fromkeys([*self.inputs[-1], *self.outputs[-1]]))

    def net(self, carrier: str) -> FloatArray:
        """Return what is given per unit of activity, less what is taken, at each load."""
        pairs = zip(self.inputs, self.outputs, strict=True)
        return np.array([given.get(carrier, 0.0) - taken.get(carrier, 0.0) for taken, given in pairs])

    @property
    def net_ratios(self) -> tuple[dict[str, float], ...]:
        """What is given per unit of activity, less what is taken, by carrier, at each load."""
        nets = {carrier: self.net(carrier).tolist() for carrier in self.carriers}
        return tuple(
            {carrier: values[number] for carrier, values in nets.items()} for number in range(len(self.loads))
        )

    @property
    def turns(self) -> bool:
        """Whether some carrier is taken on the whole at one load and given at another."""
        return any(net.min() < 0 < net.max() for net in map(self.net, self.carriers))


def load_faults(
    points: Sequence[LoadPoint],
    inputs: Mapping[str, float],
    outputs: Mapping[str, float],
    reference: str,
    minimum_load: float,
) -> Iterator[Fault]:
    """Yield the faults of points of part load beside the rated ratios; places are relative to the asset."""
    loads = [point.load for point in points]
    for number, point in enumerate(points):
        place = f"part_load.{number}"
        if point.load == 1.0:
            why = "the ratios at full load are inputs and outputs themselves"
            yield Fault(f"{place}.load", "is 1", why, "give loads below 1")
        elif point.load in loads[:number]:
            yield Fault(f"{place}.load", f"{point.load:g} is given twice", fix="give each load once")
        for side, given, rated in (("inputs", point.inputs, inputs), ("outputs", point.outputs, outputs)):
            for carrier, ratio in given.items():
                where = f"{place}.{side}.{carrier}"
                if carrier not in rated:
                    found = f"is not among the {side} at full load{did_you_mean(carrier, list(rated))}"
                    yield Fault(where, found, fix=f"name it in {side}, or leave it out here")
                elif carrier == reference and ratio != rated[carrier]:
                    why = "ratios are per unit of reference, also at part load"
                    yield Fault(where, f"the ratio of '{reference}' is {ratio:g}", why, "leave it out here")
    if points and minimum_load and minimum_load != min(loads):
        found = f"{minimum_load:g}, while the smallest load of part_load is {min(loads):g}"
        yield Fault("minimum_load", found, "below the smallest load nothing is known", "leave it out")
