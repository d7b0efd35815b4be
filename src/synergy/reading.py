"""One word for reading what synergy writes: scenario folders and plans."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, overload

from synergy.io.folder import read_folder
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan
from synergy.pathway.store import load_pathway
from synergy.plan.plan import Plan
from synergy.plan.store import FORMAT, format_of, load_plan
from synergy.scenario import Scenario


@overload
def load(path: str | Path, what: Literal["plan"]) -> Plan | PathwayPlan: ...
@overload
def load(path: str | Path, what: Literal["scenario"]) -> Scenario | Pathway: ...
@overload
def load(path: str | Path) -> Plan | PathwayPlan | Scenario | Pathway: ...


def load(path: str | Path, what: str | None = None) -> Plan | PathwayPlan | Scenario | Pathway:
    """Read a scenario folder, or a plan that was saved.

    Parameters
    ----------
    path : str or Path
        A folder with ``scenario.yaml``, that file itself, or a ``.nc`` file.
    what : {"plan", "scenario"}, optional
        What is expected; by default a ``.nc`` file is a plan and everything else a scenario.

    Returns
    -------
    Plan, PathwayPlan, Scenario or Pathway
        A folder whose file has a section ``pathway`` is a pathway.

    Raises
    ------
    ScenarioError
        With every fault found.
    """
    place = Path(path)
    if what == "plan" or (what is None and place.suffix == ".nc"):
        return load_plan(place) if format_of(place) == FORMAT else load_pathway(place)
    return read_folder(place)
