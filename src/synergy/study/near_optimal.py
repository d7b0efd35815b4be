r"""Plans that cost little more than the cheapest and are as different from it as can be.

Modelling to generate alternatives (Brill, Chang and Hopkins 1982): within the budget
:math:`\overline{C} = C^* + \delta |C^*|` the plan is sought that shares least with all plans found before,

.. math:: \min \sum_a n_a \, u_a,

where :math:`u_a` is what says that asset :math:`a` is built (its binary, or its size over its largest one
where it has none) and :math:`n_a` counts the plans found that build it, less those that do not: every
asset is pushed the other way. Once that finds nothing new, weights are drawn at random (Berntsen and
Trutnevyte 2017). Of all plans with the same difference the cheapest is taken.

References
----------
E. D. Brill, S.-Y. Chang, L. D. Hopkins, "Modeling to generate alternatives", Management Science 28 (1982).
P. B. Berntsen, E. Trutnevyte, "Ensuring diversity of national energy scenarios: bottom-up energy system model
with modeling to generate alternatives", Energy 126 (2017).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Unpack

import numpy as np
import pandas as pd

from synergy.cluster.asset import Investment
from synergy.errors import Fault, ScenarioError
from synergy.scenario import Scenario
from synergy.study.case import Case, Search
from synergy.study.outcome import (
    Outcome,
    Running,
    failures,
    must_count_cost,
    needed,
    options_of,
    result_table,
    size_table,
    solved,
    title,
    units_of,
)
from synergy.study.study import Study

TRIES = 3
"""Random directions that are tried for each plan that is still wanted."""


def alternatives(
    scenario: Scenario,
    within: float = 0.02,
    count: int = 5,
    seed: int = 0,
    **running: Unpack[Running],
) -> Study:
    """Return plans that cost at most a little more than the cheapest, and build other things.

    Parameters
    ----------
    scenario : Scenario
        Of a single year, that minimises cost.
    within : float
        How much more a plan may cost, as a share of the least cost.
    count : int
        Alternatives wanted, besides the cheapest plan; there may be fewer.
    seed : int
        Of the random directions.
    **running
        ``options``, ``executor``, ``store``, ``on_event`` (see `synergy.study.outcome.Running`).

    Returns
    -------
    Study
        ``table``: a row for each plan, the cheapest first: ``plan``, ``cost``, ``dearer`` (share),
        ``emissions``, ``capital``, ``builds``, ``instead_of`` (what the cheapest plan builds and this one
        does not). ``parts["assets"]``: in how many plans each asset is built, its smallest and largest size:
        what is in all is hard to do without. ``parts["sizes"]``: what is built in each plan.

    Raises
    ------
    ScenarioError
        If nothing can be built, or the numbers can not be meant.
    InfeasibleError, UnboundedError
        If the scenario has no plan.

    Examples
    --------
    >>> import synergy
    >>> study = alternatives(synergy.examples.load("two-plants"), within=0.1, count=1, executor=0)
    >>> len(study.table), bool(study.table["dearer"].max() <= 0.1001)
    (2, True)
    """
    stated = must_count_cost(scenario)
    if not 0 < within <= 10 or count < 1:
        told = f"{count} plans within {within:g} of the least cost"
        raise ScenarioError([Fault("", told, fix="give a share such as 0.02, and ask for 1 or more")])
    best = needed(solved([Case("least cost", stated, {}, options_of(running))], running)[0])
    meant = _measures(stated, best)
    if not meant:
        raise ScenarioError([Fault("assets", "nothing can be built, so nothing can differ")])
    least = best.figure("cost")
    budget = least + within * abs(least)
    found, tried = [best], [best]
    generator = np.random.default_rng(seed)
    for number in range(1, 1 + count * (1 + TRIES)):
        if len(found) > count:
            break
        # The last plan was new: push away from all of them. It was not: try another direction.
        pushed = tried[-1] is found[-1]
        weights = _away_from(found, meant) if pushed else _random(meant, generator)
        case = Case(f"search {number}", stated, {}, options_of(running), Search(weights, budget))
        tried += solved([case], running)
        if tried[-1].solved and all(tried[-1].built != one.built for one in found):
            found.append(tried[-1])
    return _study(scenario, found, tried, count, within)


Measures = Mapping[str, tuple[tuple[tuple[str, str], float], ...]]
"""What says that an asset is built: its results, each with the factor that brings it to 1."""


def _measures(scenario: Scenario, plan: Outcome) -> Measures:
    found = {}
    for key, asset in scenario.cluster.assets.items():
        if not isinstance(asset, Investment) or not asset.buildable:
            continue
        names = [name for of, name in plan.design if of == key]
        binaries = [name for name in names if name.partition("_")[0] == "built"]
        sizes = [name for name in names if name.partition("_")[0] == "size"]
        largest = asset.largest_capacity() - asset.standing
        if binaries:
            found[key] = tuple(((key, name), 1.0) for name in binaries)
        elif sizes and largest > 0:
            found[key] = tuple(((key, name), 1.0 / largest) for name in sizes)
    return found


def _away_from(plans: Sequence[Outcome], meant: Measures) -> dict[tuple[str, str], float]:
    """Return weights that push every asset away from what most plans do with it."""
    weights: dict[tuple[str, str], float] = {}
    for asset, parts in meant.items():
        pushed = float(sum(1 if asset in plan.built else -1 for plan in plans))
        weights |= {name: factor * pushed for name, factor in parts}
    return weights


def _random(meant: Measures, generator: np.random.Generator) -> dict[tuple[str, str], float]:
    weights: dict[tuple[str, str], float] = {}
    for parts in meant.values():
        pushed = float(generator.normal())
        weights |= {name: factor * pushed for name, factor in parts}
    return weights


def _study(
    scenario: Scenario, found: Sequence[Outcome], tried: Sequence[Outcome], count: int, within: float
) -> Study:
    best = found[0]
    least = best.figure("cost")
    rows = [
        {
            "plan": one.case.name,
            "cost": one.figure("cost"),
            "dearer": (one.figure("cost") - least) / max(abs(least), 1e-9),
            "emissions": one.figure("emissions"),
            "capital": one.figure("capital"),
            "builds": ", ".join(sorted(one.built)),
            "instead_of": ", ".join(sorted(best.built - one.built)),
        }
        for one in found
    ]
    everywhere = sorted(frozenset.intersection(*(one.built for one in found)))
    notes = [f"built in all {len(found)} plans: {', '.join(everywhere) or 'nothing'}"]
    if len(found) <= count:
        notes.append(f"{len(found) - 1} of {count} alternatives were found within {within:.2%} of the cost")
    return Study(
        "alternatives",
        title("other plans of nearly the same cost", scenario),
        pd.DataFrame(rows),
        units_of(scenario),
        (*(note.replace("%", " %") for note in notes), *failures(tried)),
        {"assets": _assets(found), "sizes": size_table(found)},
        result_table(tried),
    )


def _assets(found: Sequence[Outcome]) -> pd.DataFrame:
    """Return in how many plans each asset is built, and how large."""
    sizes = size_table(found)
    columns = ["asset", "owner", "quantity", "plans", "smallest", "largest", "unit"]
    if not len(sizes):
        return pd.DataFrame(columns=columns)
    groups = sizes.groupby(["asset", "owner", "quantity", "unit"], sort=False)["size"]
    table = groups.agg(["count", "min", "max"]).reset_index()
    table = table.rename(columns={"count": "plans", "min": "smallest", "max": "largest"})
    table.loc[table["plans"] < len(found), "smallest"] = 0.0
    return table[columns].sort_values("plans", ascending=False, kind="stable", ignore_index=True)
