"""Heat with temperatures: streams, pinch targets, composite curves, total-site profiles."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synergy.heat.scenario_streams import streams_of, targets_of
    from synergy.heat.site_profiles import TotalSite, total_site
    from synergy.heat.stream import Stream
    from synergy.heat.targets import PinchTargets, pinch
    from synergy.io.stream_table import read_streams

# Loaded when first asked for. Reading a file is the business of a room above this one.
_PLACES = {
    "PinchTargets": "synergy.heat.targets",
    "Stream": "synergy.heat.stream",
    "TotalSite": "synergy.heat.site_profiles",
    "pinch": "synergy.heat.targets",
    "read_streams": "synergy.io.stream_table",
    "streams_of": "synergy.heat.scenario_streams",
    "targets_of": "synergy.heat.scenario_streams",
    "total_site": "synergy.heat.site_profiles",
}

__all__ = [
    "PinchTargets",
    "Stream",
    "TotalSite",
    "pinch",
    "read_streams",
    "streams_of",
    "targets_of",
    "total_site",
]


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        found = getattr(import_module(_PLACES[name]), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module 'synergy.heat' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
