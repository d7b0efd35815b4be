"""One word for reading what synergy writes: scenario folders and plans."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, overload

from synergy.io.folder import read_folder
from synergy.plan.plan import Plan
from synergy.plan.store import load_plan
from synergy.scenario import Scenario


@overload
def load(path: str | Path, what: Literal["plan"]) -> Plan: ...
@overload
def load(path: str | Path, what: Literal["scenario"]) -> Scenario: ...
@overload
def load(path: str | Path) -> Plan | Scenario: ...


def load(path: str | Path, what: str | None = None) -> Plan | Scenario:
    """Read a scenario folder, or a plan that was saved.

    Parameters
    ----------
    path : str or Path
        A folder with ``scenario.yaml``, that file itself, or a ``.nc`` file.
    what : {"plan", "scenario"}, optional
        What is expected; by default a ``.nc`` file is a plan and everything else a scenario.

    Returns
    -------
    Plan or Scenario

    Raises
    ------
    ScenarioError
        With every fault found.
    """
    place = Path(path)
    if what == "plan" or (what is None and place.suffix == ".nc"):
        return load_plan(place)
    return read_folder(place)
