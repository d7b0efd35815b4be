"""Streams that a scenario describes, and their targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.heat.stream import Stream
from synergy.heat.targets import PinchTargets, pinch

if TYPE_CHECKING:
    from synergy.scenario import Scenario


def streams_of(scenario: Scenario) -> dict[str, tuple[Stream, ...]]:
    """Return the streams at each site, of all its assets that have some, at full load.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    dict
        By site; sites without streams are left out. A stream that gives no own approach has that of its
        asset.
    """
    found: dict[str, tuple[Stream, ...]] = {}
    for site, parts in _by_site(scenario).items():
        own = [
            one if one.approach is not None else one.model_copy(update={"approach": least / 2.0})
            for streams, least in parts
            for one in streams
        ]
        found[site] = tuple(own)
    return found


def targets_of(scenario: Scenario, minimum_approach: float | None = None) -> dict[str, PinchTargets]:
    """Return the pinch targets of each site that has streams, at full load.

    Parameters
    ----------
    scenario : Scenario
    minimum_approach : float, optional
        Least temperature difference in K; by default what the assets that have the streams say.

    Raises
    ------
    ScenarioError
        If the least difference makes no sense.
    """
    if minimum_approach is not None:
        return {
            site: pinch([one for streams, _ in parts for one in streams], minimum_approach)
            for site, parts in _by_site(scenario).items()
        }
    streams = streams_of(scenario)
    return {
        site: pinch(streams[site], min(least for _, least in parts))
        for site, parts in _by_site(scenario).items()
    }


def _by_site(scenario: Scenario) -> dict[str, list[tuple[tuple[Stream, ...], float]]]:
    """Return the streams of each asset that has some, with its least temperature difference, by site."""
    found: dict[str, list[tuple[tuple[Stream, ...], float]]] = {}
    for asset in scenario.cluster.assets.values():
        streams: tuple[Stream, ...] = getattr(asset, "streams", ())
        if asset.place == "site" and streams:
            found.setdefault(asset.location, []).append((streams, getattr(asset, "minimum_approach", 0.0)))
    return found
