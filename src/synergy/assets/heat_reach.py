"""Which streams of a heat recovery nothing could serve, and which of its carriers are of no use there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from synergy.errors import Fault
from synergy.heat.ladder import Span, shares

if TYPE_CHECKING:
    from synergy.assets.heat_recovery import HeatRecovery
    from synergy.cluster.cluster import Cluster


class _Places:
    """Which intervals the streams and carriers of an asset lie in, counted from the top."""

    def __init__(self, asset: HeatRecovery, cluster: Cluster) -> None:
        self.ladder = asset.ladder(cluster)
        self.taken, self.given = asset.spans(cluster)
        streams = [(one.is_hot, self.of(one.shifted(asset.minimum_approach))) for one in asset.streams]
        self.hot = [first for is_hot, (first, _) in streams if is_hot]
        self.cold = [last for is_hot, (_, last) in streams if not is_hot]
        self.hotter = [*self.hot, *(self.of(span)[0] for span in self.taken.values())]
        self.colder = [*self.cold, *(self.of(span)[1] for span in self.given.values())]

    def of(self, span: Span) -> tuple[int, int]:
        """Return the first and the last interval of a span."""
        where = np.flatnonzero(shares(span, self.ladder))
        return int(where[0]), int(where[-1])


def unfit_carriers(asset: HeatRecovery, cluster: Cluster) -> Iterator[Fault]:
    """Yield a fault for each carrier of which it is not known whether heat may flow."""
    for field in ("takes", "gives"):
        for name in getattr(asset, field):
            carrier = cluster.carriers[name]
            if carrier.unit != "MWh":
                found, fix = (
                    f"{name} is counted in {carrier.unit}",
                    f"name a carrier of heat instead of {name}",
                )
                yield Fault(field, found, "heat is energy", fix)
            elif carrier.temperature is None:
                yield Fault(
                    field,
                    f"{name} is a carrier without temperature",
                    "whether heat may flow there is not known",
                    f"give carriers.{name} a temperature, e.g. 140 degC",
                )


def out_of_reach(asset: HeatRecovery, cluster: Cluster) -> Iterator[Fault]:
    """Yield a fault for each stream of which a part is hotter, or colder, than all that could serve it."""
    place = _Places(asset, cluster)
    why = f"the least temperature difference is {asset.minimum_approach:g} K"
    for number, stream in enumerate(asset.streams):
        first, last = place.of(stream.shifted(asset.minimum_approach))
        name = f" ('{stream.name}')" if stream.name else ""
        if stream.is_hot and last > max(place.colder, default=-1):
            yield Fault(
                f"streams.{number}",
                f"hot stream{name} must be cooled to {stream.span[1]:g} degC; nothing takes heat down there",
                why,
                "let gives name a colder carrier, such as cooling water whose surplus is free",
            )
        if not stream.is_hot and first < min(place.hotter, default=len(place.ladder)):
            yield Fault(
                f"streams.{number}",
                f"cold stream{name} must be heated to {stream.span[0]:g} degC; nothing is that hot",
                why,
                "let takes name a hotter carrier, such as steam",
            )


def of_no_use(asset: HeatRecovery, cluster: Cluster) -> Iterator[Fault]:
    """Yield a warning for each carrier that could never be taken, or given."""
    if any(True for _ in unfit_carriers(asset, cluster)):
        return
    place = _Places(asset, cluster)
    for name, span in place.taken.items():
        if place.of(span)[1] > max(place.cold, default=-1):
            none = "none is cold enough" if place.cold else "there is none"
            yield Fault(
                "takes",
                f"{name} can never heat a cold stream: {none}",
                "all of its heat, down to its return, must find a stream that is colder",
                f"leave {name} out, or check its temperatures",
                warning=True,
            )
    for name, span in place.given.items():
        if place.of(span)[0] < min(place.hot, default=len(place.ladder)):
            yield Fault(
                "gives",
                f"no hot stream can heat {name}: {'none is hot enough' if place.hot else 'there is none'}",
                "all of its heat, up to its temperature, must come from a stream that is hotter",
                f"leave {name} out, or check its temperatures",
                warning=True,
            )
