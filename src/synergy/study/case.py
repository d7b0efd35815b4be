"""A case: one thing to solve, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions

Label = str | float
CaseStatus = Literal["optimal", "feasible", "infeasible", "unbounded", "failed"]
"""``feasible``: a plan within the gap or limit asked for; ``failed``: stopped, crashed, or wrong input."""


@dataclass(frozen=True, eq=False)
class Search:
    """What is looked for besides the scenario's own objective: an alternative within a budget.

    Parameters
    ----------
    weights : mapping of (asset, result) to float
        Minimised sum over named yearly results, such as ``("pipe", "size")`` or ``("pipe", "built")``.
    cost_most : float
        No plan may cost more, in money a year.
    """

    weights: Mapping[tuple[str, str], float]
    cost_most: float


@dataclass(frozen=True, eq=False)
class Case:
    """One thing to solve.

    Parameters
    ----------
    name : str
        Unique in its study.
    scenario : Scenario or Pathway
        Plain data travel, never a model.
    labels : mapping of str to str or float
        What the study varied; columns of its table.
    options : SolveOptions
        How it is solved; ``threads`` is 1 unless it says otherwise.
    search : Search, optional
        What is looked for instead of the scenario's objective.
    start : str, optional
        Name of another case of the study, with the same assets and other numbers, from whose plan the search
        starts. Only a fixed one can be named: a result must not depend on what happened to be solved before.
    design : mapping of (asset, name) to float, optional
        What assets decide once a year, such as ``("pipe", "size")`` and ``("pipe", "built")``, if that is
        known already and only operation is left to decide.
    """

    name: str
    scenario: Scenario | Pathway
    labels: Mapping[str, Label] = field(default_factory=dict)
    options: SolveOptions = field(default_factory=SolveOptions)
    search: Search | None = None
    start: str | None = None
    design: Mapping[tuple[str, str], float] | None = None


@dataclass(frozen=True, eq=False)
class CaseResult:
    """What came of a case.

    Parameters
    ----------
    case : Case
    key : str
        Content hash of all that the result depends on.
    status : str
    reason : str
        Why there is no plan; empty where there is one.
    figures : mapping of str to float
        Yearly ``cost``, its lower ``bound``, net ``emissions``, ``capital`` and others, by plain names (see
        `synergy.study.figures.figures_of`).
    plan_file : Path, optional
        Where the plan is stored; `synergy.load` reads it.
    """

    case: Case
    key: str
    status: CaseStatus
    reason: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)
    plan_file: Path | None = None

    @property
    def solved(self) -> bool:
        """Whether there is a plan."""
        return self.status in {"optimal", "feasible"}
