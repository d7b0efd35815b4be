"""Streams that a scenario describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synergy.heat.stream import Stream

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
    for asset in scenario.cluster.assets.values():
        streams: tuple[Stream, ...] = getattr(asset, "streams", ())
        if asset.place == "site" and streams:
            half = getattr(asset, "minimum_approach", 0.0) / 2.0
            own = tuple(
                one if one.approach is not None else one.model_copy(update={"approach": half})
                for one in streams
            )
            found[asset.location] = (*found.get(asset.location, ()), *own)
    return found
