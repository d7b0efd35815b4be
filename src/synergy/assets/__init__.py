"""Kinds of asset, one a file.

Every module here defines one kind, and the registry finds them all: to add a kind, add a file. Classes are
reached as ``synergy.assets.Converter``, or from their own module.
"""

from __future__ import annotations

from typing import Any

from synergy.cluster.kinds import class_in


def __getattr__(name: str) -> Any:
    return class_in(__name__, __path__, name)
