"""What travels to a worker and back: plain data and arrays as bytes, never a model and never a pickle.

A packet is a line of JSON and arrays of float64, little-endian, one after the other. Entries keep their
order, since the order of assets is the order of columns, and may decide between plans of equal cost.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from synergy.pathway.pathway import SECTION, Pathway
from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions
from synergy.solver.versions import highs_version, package_version
from synergy.study.case import Case, CaseStatus, Search
from synergy.version import __version__

FORMAT = 1
"""Counts up whenever the same packet would give another result."""
LENGTH_BYTES = 8


@dataclass(frozen=True, eq=False)
class Answer:
    """What a worker found.

    Parameters
    ----------
    status : str
        That of the result, or ``"refused"``: the worker has other versions than the driver.
    reason : str
        Why there is no plan.
    figures : mapping of str to float
    plan : bytes
        The plan's netCDF file; empty where there is none.
    run : mapping
        Times, place and log: what differs from run to run, kept apart from the result.
    """

    status: CaseStatus | str
    reason: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)
    plan: bytes = b""
    run: Mapping[str, Any] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return the answer as it travels."""
        head = {"status": self.status, "reason": self.reason, "figures": dict(self.figures)}
        return _joined({**head, "run": dict(self.run)}, self.plan)

    @classmethod
    def from_bytes(cls, content: bytes) -> Answer:
        """Return the answer that `to_bytes` wrote."""
        head, plan = _parted(content)
        return cls(**head, plan=plan)


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    return {"synergy": __version__, "highspy": highs_version(), "pyomo": package_version("pyomo") or ""}


def packet_of(case: Case, start: str = "") -> bytes:
    """Return all that the result of a case depends on; its name and labels are no part of it.

    Parameters
    ----------
    case : Case
    start : str
        Key of the case whose plan it starts from.

    Examples
    --------
    >>> import synergy
    >>> one = Case("one", synergy.examples.load("two-plants"), {"price": 80.0})
    >>> other = Case("other", synergy.examples.load("two-plants"))
    >>> key_of(packet_of(one)) == key_of(packet_of(other))
    True
    """
    base = case.scenario.base if isinstance(case.scenario, Pathway) else case.scenario
    options = case.options if case.options.threads is not None else replace(case.options, threads=1)
    head = {
        "format": FORMAT,
        "versions": versions(),
        "data": case.scenario.to_data(),
        "profiles": [[name, list(values.shape)] for name, values in base.profiles.items()],
        "options": {**vars(options), "solver_options": dict(options.solver_options)},
        "search": None if case.search is None else _search_data(case.search),
        "design": None if case.design is None else _named_numbers(case.design),
        "start": start,
    }
    arrays = (np.ascontiguousarray(values, dtype="<f8").tobytes() for values in base.profiles.values())
    return _joined(head, b"".join(arrays))


def key_of(packet: bytes) -> str:
    """Return the key of a result: the hash of all that it depends on."""
    return hashlib.sha256(packet).hexdigest()


def case_of(packet: bytes) -> tuple[Case, dict[str, str]]:
    """Return the case in a packet, without its name, and the versions that the driver has."""
    head, body = _parted(packet)
    profiles, first = {}, 0
    for name, shape in head["profiles"]:
        number = int(np.prod(shape))
        profiles[name] = np.frombuffer(body, "<f8", number, first).reshape(shape)
        first += 8 * number
    kind = Pathway if SECTION in head["data"] else Scenario
    search = head["search"] and Search(_by_name(head["search"]["weights"]), head["search"]["cost_most"])
    design = None if head["design"] is None else _by_name(head["design"])
    scenario, options = kind.from_data(head["data"], profiles), SolveOptions(**head["options"])
    return Case("", scenario, options=options, search=search, design=design), head["versions"]


def _search_data(search: Search) -> dict[str, Any]:
    return {"weights": _named_numbers(search.weights), "cost_most": float(search.cost_most)}


def _named_numbers(numbers: Mapping[tuple[str, str], float]) -> list[list[Any]]:
    return [[asset, result, float(number)] for (asset, result), number in numbers.items()]


def _by_name(numbers: list[list[Any]]) -> dict[tuple[str, str], float]:
    return {(asset, result): number for asset, result, number in numbers}


def _joined(head: Mapping[str, Any], body: bytes) -> bytes:
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()
    return len(text).to_bytes(LENGTH_BYTES, "big") + text + body


def _parted(content: bytes) -> tuple[dict[str, Any], bytes]:
    stop = LENGTH_BYTES + int.from_bytes(content[:LENGTH_BYTES], "big")
    return json.loads(content[LENGTH_BYTES:stop]), content[stop:]


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} can not travel")
