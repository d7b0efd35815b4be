"""Results as JSON that every reader takes: no NaN, no infinity."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any


def json_text(data: Mapping[str, Any]) -> str:
    """Return data as JSON, in which numbers that are not finite are null."""
    return json.dumps(finite(data), indent=2, allow_nan=False, default=str) + "\n"


def finite(value: Any) -> Any:
    """Return plain data with None in place of numbers that are not finite.

    Examples
    --------
    >>> finite({"bound": float("-inf"), "gap": [0.5, float("nan")]})
    {'bound': None, 'gap': [0.5, None]}
    """
    if isinstance(value, Mapping):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
