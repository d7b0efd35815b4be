"""Kinds of policy, one a file.

Every module here defines one kind; importing the package's registry (`synergy.scenario` does) loads them
all. To add a kind, add a file. Classes are reached as ``synergy.policies.CarbonPrice``, or from their own
module.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any


def __getattr__(name: str) -> Any:
    for module in iter_modules(__path__):
        found = getattr(import_module(f"{__name__}.{module.name}"), name, None)
        if isinstance(found, type):
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
