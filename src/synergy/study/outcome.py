"""Running the cases of a study, and what studies keep of each plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict

import pandas as pd

from synergy.cluster.carrier import NET_EMISSIONS
from synergy.errors import Fault, InfeasibleError, ScenarioError, SynergyError, UnboundedError
from synergy.pathway.pathway import Pathway
from synergy.pathway.plan import PathwayPlan
from synergy.pathway.store import load_pathway
from synergy.plan.plan import Plan
from synergy.plan.store import load_plan
from synergy.scenario import Scenario
from synergy.solver.options import SolveOptions
from synergy.study.case import Case, CaseResult
from synergy.study.progress import StudyListener
from synergy.study.runner import run_cases

STUDY_OPTIONS = SolveOptions(gap=1e-6)
"""Closer than for a single plan: the difference of two plans is known to the sum of both gaps."""
FIGURES = ("cost", "bound", "emissions", "capital")
NEXT_TO_NOTHING = 1e-4
"""Share of an asset's largest size in a study below which it counts as not built."""
Design = Mapping[tuple[str, str], float]
"""What assets decide once a year, by asset and name of the result."""
SIZE_COLUMNS = ("asset", "owner", "quantity", "size", "unit")
SHARE_COLUMNS = ("asset", "owner", "cost", "emissions")


class Running(TypedDict, total=False):
    """How the cases of a study are run: the keywords that every study takes.

    ``options``: `SolveOptions` of every case; ``executor``, ``store`` and ``on_event``: see
    `synergy.study.runner.run_cases`.
    """

    options: SolveOptions
    executor: Any
    store: str | Path | None
    on_event: StudyListener | None


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a study keeps of one case.

    Parameters
    ----------
    result : CaseResult
    sizes : DataFrame
        What is newly built: ``asset``, ``owner``, ``quantity``, ``size``, ``unit``; of a pathway, of all
        years together.
    shares : DataFrame
        Cost (money a year) and net emissions (t CO2e a year) of each asset: ``asset``, ``owner``, ``cost``,
        ``emissions``; of a pathway, present cost and the emissions of all years.
    design : mapping of (asset, name) to float
        What was decided once a year.
    """

    result: CaseResult
    sizes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(SIZE_COLUMNS)))
    shares: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(SHARE_COLUMNS)))
    design: Design = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """The case."""
        return self.result.case

    @property
    def solved(self) -> bool:
        """Whether there is a plan."""
        return self.result.solved

    def figure(self, name: str) -> float:
        """Return a figure of the plan, NaN where it is unknown."""
        return self.result.figures.get(name, float("nan")) if self.solved else float("nan")

    @property
    def built(self) -> frozenset[str]:
        """Assets of which something new is built."""
        return frozenset(map(str, self.sizes["asset"]))

    def size_of(self, asset: str) -> float:
        """Return the new capacity of an asset, 0 where nothing of it is built."""
        own = self.sizes[(self.sizes["asset"] == asset) & (self.sizes["quantity"] == "capacity")]
        return float(own["size"].sum())


def solved(cases: Iterable[Case], running: Running) -> list[Outcome]:
    """Return what came of cases, in their order.

    Parameters
    ----------
    cases : iterable of Case
    running : Running
    """
    results = run_cases(
        list(cases),
        running.get("executor"),
        store=running.get("store"),
        on_event=running.get("on_event"),
    )
    return [_outcome(result) for result in results]


def options_of(running: Running) -> SolveOptions:
    """Return the options of every case of a study."""
    return running.get("options") or STUDY_OPTIONS


def needed(outcome: Outcome) -> Outcome:
    """Return an outcome without whose plan the study has no answer.

    Raises
    ------
    InfeasibleError, UnboundedError, SynergyError
        If there is no plan.
    """
    if outcome.solved:
        return outcome
    kinds = {"infeasible": InfeasibleError, "unbounded": UnboundedError}
    text = f"case '{outcome.case.name}': {outcome.result.reason}"
    raise kinds.get(outcome.result.status, SynergyError)(text)


def result_table(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """Return a row for each case: name, what was varied, status, reason, key, figures."""
    rows = []
    for outcome in outcomes:
        result = outcome.result
        told = {"status": result.status, "reason": result.reason, "key": result.key}
        rows.append({"case": result.case.name, **result.case.labels, **told, **_figures(outcome)})
    return pd.DataFrame(rows)


def size_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Return what is built in each case, with the column ``case``; what is next to nothing is left out."""
    tables = [one.sizes.assign(case=one.case.name) for one in outcomes if len(one.sizes)]
    columns = ["case", *SIZE_COLUMNS]
    if not tables:
        return pd.DataFrame(columns=columns)
    table = pd.concat(tables, ignore_index=True)[columns]
    largest = table.groupby(["asset", "quantity"])["size"].transform("max")
    return table[table["size"] > NEXT_TO_NOTHING * largest].reset_index(drop=True)


def failures(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """Return a note for each case without a plan."""
    return tuple(
        f"{one.case.name}: {one.result.status}" + (f" ({one.result.reason})" if one.result.reason else "")
        for one in outcomes
        if not one.solved
    )


def units_of(scenario: Scenario | Pathway) -> dict[str, str]:
    """Return the units of the columns that all studies have in common."""
    base = scenario.base if isinstance(scenario, Pathway) else scenario
    a_year = "" if isinstance(scenario, Pathway) else "/a"
    money = f"{base.currency}{a_year}"
    return {"cost": money, "bound": money, "emissions": f"t CO2e{a_year}", "capital": base.currency}


def title(what: str, scenario: Scenario | Pathway) -> str:
    """Return the title of a study of a scenario."""
    base = scenario.base if isinstance(scenario, Pathway) else scenario
    return f"{base.name}: {what}" if base.name else what


def must_count_cost(scenario: Scenario | Pathway) -> Scenario:
    """Return a scenario of one year that minimises cost first, as some studies need it.

    Raises
    ------
    ScenarioError
        If it is something else.
    """
    if isinstance(scenario, Pathway):
        found, fix = "is a pathway", "take one of its years: pathway.scenarios[year]"
        raise ScenarioError([Fault("", f"this study is of a single year, and this {found}", fix=fix)])
    if scenario.objective.stages[0] != (("cost", 1.0),):
        found = f"'{scenario.objective}' is minimised, and this study compares costs"
        raise ScenarioError([Fault("objective", found, fix='scenario.with_({"objective": "cost"})')])
    return scenario


def _figures(outcome: Outcome) -> dict[str, float]:
    return {name: outcome.figure(name) for name in FIGURES}


def _outcome(result: CaseResult) -> Outcome:
    if not result.solved or result.plan_file is None:
        return Outcome(result)
    plan: Plan | PathwayPlan
    if isinstance(result.case.scenario, Pathway):
        plan = load_pathway(result.plan_file)
        shares, design = _pathway_shares(plan), {}
    else:
        plan = load_plan(result.plan_file)
        shares, design = _shares(plan), design_of(plan)
    built = plan.investments[plan.investments["built"].astype(bool)]  # of no rows, of no type
    sizes = built.groupby(["asset", "owner", "quantity", "unit"], sort=False, as_index=False)["size"].sum()
    return Outcome(result, sizes[list(SIZE_COLUMNS)], shares, design)


def _shares(plan: Plan) -> pd.DataFrame:
    emitted = plan.emissions_table[plan.emissions_table["impact"].isin(NET_EMISSIONS)]
    keys = ["asset", "owner"]
    table = pd.DataFrame(
        {
            "cost": plan.costs.groupby(keys, sort=False)["cost"].sum(),
            "emissions": emitted.groupby(keys, sort=False)["amount"].sum(),
        }
    )
    return table.fillna(0.0).rename_axis(keys).reset_index()


def _pathway_shares(plan: PathwayPlan) -> pd.DataFrame:
    tables = []
    spans = zip(plan.plans.values(), plan.pathway.weights, plan.pathway.durations, strict=True)
    for part, weight, duration in spans:
        own = _shares(part)
        own["cost"] *= float(weight)
        own["emissions"] *= float(duration)
        tables.append(own)
    return pd.concat(tables).groupby(["asset", "owner"], sort=False, as_index=False).sum()


def design_of(plan: Plan) -> dict[tuple[str, str], float]:
    """Return what assets of a plan decide once a year, by asset and name of the result."""
    return {
        (asset, name): float(values.reshape(-1)[0])
        for asset, results in plan.results.items()
        if asset in plan.scenario.cluster.assets
        for name, values in results.items()
        if values.shape == (1,)
    }
