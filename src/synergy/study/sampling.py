r"""Uncertain inputs: the plan that would be made if all were known, for many draws of them.

Latin hypercube sampling (McKay, Beckman and Conover 1979) cuts the range of each input into as many strata
of equal probability as there are samples and draws once from each; strata are paired at random. Means and
percentiles then come out of far fewer samples than of draws at random.

The rank correlation (Spearman) of an input with a figure tells how much, and in which direction, the figure
follows that input: 1 always rises with it, -1 always falls, 0 has nothing to do with it.

References
----------
M. D. McKay, R. J. Beckman, W. J. Conover, "A comparison of three methods for selecting values of input
variables in the analysis of output from a computer code", Technometrics 21 (1979).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, Unpack

import numpy as np
import pandas as pd
from scipy.stats import qmc

from synergy.errors import Fault, ScenarioError
from synergy.pathway.pathway import Pathway
from synergy.scenario import Scenario
from synergy.study.distributions import Distribution, read_distribution
from synergy.study.outcome import (
    FIGURES,
    Outcome,
    Running,
    failures,
    result_table,
    size_table,
    solved,
    title,
    units_of,
)
from synergy.study.study import Study
from synergy.study.sweeps import changed_cases
from synergy.time.series import FloatArray

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
SAMPLED = ("cost", "emissions", "capital")


def monte_carlo(
    scenario: Scenario | Pathway,
    inputs: Mapping[str, Distribution | str],
    samples: int = 100,
    seed: int = 0,
    method: Literal["latin_hypercube", "random"] = "latin_hypercube",
    **running: Unpack[Running],
) -> Study:
    """Return what plans cost and hold under uncertain inputs, which are drawn independently.

    Parameters
    ----------
    scenario : Scenario or Pathway
    inputs : mapping of str to Distribution or str
        By dotted path: an object of `synergy.study.distributions`, or a text such as ``"uniform(50, 150)"``.
    samples : int
        How many draws.
    seed : int
        The same seed draws the same samples.
    method : {"latin_hypercube", "random"}
    **running
        ``options``, ``executor``, ``store``, ``on_event`` (see `synergy.study.outcome.Running`).

    Returns
    -------
    Study
        ``table``: a row for each of ``cost``, ``emissions``, ``capital``: ``mean``, ``deviation``,
        percentiles ``p5`` to ``p95``. ``parts["samples"]``: every draw and its figures.
        ``parts["built"]``: how often each asset is built, and its mean and largest size where it is.
        ``parts["correlation"]``: rank correlation of each input with each figure. Samples without a plan are
        counted in the notes and are in none of these.

    Raises
    ------
    ScenarioError
        With every fault in distributions and drawn values.

    Examples
    --------
    >>> import synergy
    >>> inputs = {"assets.mill-gas.buy_price": "uniform(20, 40)"}
    >>> study = monte_carlo(synergy.examples.load("two-plants"), inputs, samples=4, executor=0)
    >>> study.parts["correlation"][["input", "figure"]].iloc[0].tolist()
    ['assets.mill-gas.buy_price', 'cost']
    """
    known = _read(inputs, samples, method)
    shares = _shares(len(known), samples, seed, method)
    drawn = {path: one.quantile(shares[:, number]) for number, (path, one) in enumerate(known.items())}
    width = len(str(samples))
    changes = {
        f"sample {number + 1:0{width}}": {
            path: _value(float(values[number]), known[path].unit) for path, values in drawn.items()
        }
        for number in range(samples)
    }
    outcomes = solved(changed_cases(scenario, changes, running, labelled=True), running)
    results = result_table(outcomes)
    for path, values in drawn.items():
        results[path] = values
    having = results[[one.solved for one in outcomes]]
    units = units_of(scenario)
    table = _summary(having, units)
    return Study(
        "monte-carlo",
        title("uncertain inputs", scenario),
        table,
        {**units, **{path: one.unit for path, one in known.items() if one.unit}},
        _notes(table, outcomes),
        {
            "samples": results[["case", *drawn, "status", *FIGURES]],
            "built": _built(outcomes),
            "correlation": _correlations(having, list(drawn)),
        },
        results,
    )


def _read(inputs: Mapping[str, Distribution | str], samples: int, method: str) -> dict[str, Distribution]:
    known: dict[str, Distribution] = {}
    faults: list[Fault] = []
    if samples < 2:
        faults.append(Fault("samples", f"{samples} samples tell nothing", fix="draw 2 or more"))
    if method not in ("latin_hypercube", "random"):
        faults.append(Fault("method", f"'{method}' is unknown", fix="use latin_hypercube or random"))
    if not inputs:
        faults.append(Fault("inputs", "nothing is uncertain", fix="give a path with its distribution"))
    for path, given in inputs.items():
        try:
            known[path] = read_distribution(given) if isinstance(given, str) else given
        except ScenarioError as error:
            faults += [replace(fault, place=path) for fault in error.faults]
    if faults:
        raise ScenarioError(faults)
    return known


def _shares(inputs: int, samples: int, seed: int, method: str) -> FloatArray:
    """Return numbers between 0 and 1, shape (samples, inputs)."""
    generator = np.random.default_rng(seed)
    if method == "random":
        return generator.random((samples, inputs))
    found: FloatArray = qmc.LatinHypercube(inputs, seed=generator).random(samples)
    return found


def _value(number: float, unit: str) -> float | str:
    return f"{number:.12g} {unit}" if unit else number


def _summary(having: pd.DataFrame, units: Mapping[str, str]) -> pd.DataFrame:
    rows = []
    for name in SAMPLED:
        values = having[name].to_numpy(dtype=float)
        points = np.percentile(values, PERCENTILES) if len(values) else np.full(len(PERCENTILES), np.nan)
        row = {
            "figure": name,
            "unit": units[name],
            "mean": float(values.mean()) if len(values) else np.nan,
            "deviation": float(values.std(ddof=1)) if len(values) > 1 else np.nan,
        }
        rows.append({**row, **{f"p{p}": float(v) for p, v in zip(PERCENTILES, points, strict=True)}})
    return pd.DataFrame(rows)


def _built(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Return in which share of the plans each asset is built, and how large."""
    plans = sum(one.solved for one in outcomes)
    sizes = size_table(outcomes)
    columns = ["asset", "owner", "quantity", "probability", "mean_size", "largest_size", "unit"]
    if not len(sizes):
        return pd.DataFrame(columns=columns)
    groups = sizes.groupby(["asset", "owner", "quantity", "unit"], sort=False)["size"]
    table = groups.agg(["count", "mean", "max"]).reset_index()
    table["count"] = table["count"] / max(plans, 1)
    names = {"count": "probability", "mean": "mean_size", "max": "largest_size"}
    table = table.rename(columns=names)[columns]
    return table.sort_values("probability", ascending=False, kind="stable", ignore_index=True)


def _correlations(having: pd.DataFrame, inputs: Sequence[str]) -> pd.DataFrame:
    """Return Spearman's rank correlation of inputs with figures; nothing where a figure never changes."""
    ranks = having[[*inputs, *SAMPLED]].astype(float).rank()
    rows = []
    for path in inputs:
        for name in SAMPLED:
            alone = ranks[name].nunique() < 2 or ranks[path].nunique() < 2
            found = np.nan if alone else float(np.corrcoef(ranks[path], ranks[name])[0, 1])
            rows.append({"input": path, "figure": name, "rank_correlation": found})
    return pd.DataFrame(rows)


def _notes(table: pd.DataFrame, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    without = failures(outcomes)
    notes = []
    if len(without) < len(outcomes):
        cost = table.iloc[0]
        notes.append(
            f"cost: {cost['p50']:,.0f} {cost['unit']} in the middle, "
            f"80 % of the samples between {cost['p10']:,.0f} and {cost['p90']:,.0f}"
        )
    if without:
        notes.append(f"{len(without)} of {len(outcomes)} samples have no plan, e.g. {without[0]}")
    return tuple(notes)
