"""HiGHS from a matrix: known answers, in this process and in its own."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from synergy.errors import SolverError
from synergy.solver import highs as highs_room
from synergy.solver import versions, worker
from synergy.solver.canary import market_split, small_matrix
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions
from synergy.solver.solution import Event
from synergy.solver.versions import new_highs, refuse_banned_highs

INF = float("inf")
# Two sources for a demand of 12: 8 at 3 each, the rest at 5. One more of the cheap one saves 2.
SOURCES = replace(small_matrix([3, 5], [(0, 8), (0, INF)], [(12, {0: 1, 1: 1}, 12)]), offset=100.0)
# Either two modules of 5 for 3 each, or 7 units at 1 each: one module and two units cost 5, the optimum.
MODULES = small_matrix([3, 1], [(0, 5), (0, 10)], [(7, {0: 5, 1: 1}, INF)], [0])
BOTH = pytest.mark.parametrize("in_process", [True, False], ids=["here", "child"])


@BOTH
def test_linear_programme(in_process: bool) -> None:
    solution = solve_matrix(SOURCES, in_process=in_process)
    assert (solution.status, solution.objective, solution.bound, solution.gap) == (
        "optimal",
        144.0,
        144.0,
        0.0,
    )
    assert solution.values is not None
    assert solution.values.tolist() == [8.0, 4.0]
    assert solution.row_duals is not None
    assert solution.reduced_costs is not None
    assert solution.row_duals.tolist() == [5.0]
    assert solution.reduced_costs.tolist() == [-2.0, 0.0]
    assert solution.method == "simplex"
    assert solution.versions["highs"] == "1.15.1"
    assert "Running HiGHS" in solution.log
    assert solution.seconds >= sum(solution.timings.values()) * 0.999
    assert solution.ghost is None


@BOTH
def test_mixed_integer_model_with_prices(in_process: bool) -> None:
    solution = solve_matrix(MODULES, in_process=in_process)
    assert solution.status == "optimal"
    assert solution.objective == pytest.approx(5.0)
    assert solution.values == pytest.approx([1.0, 2.0])
    # With the module fixed, one more of demand is one more unit; a module saves 5 units and costs 3.
    assert solution.row_duals == pytest.approx([1.0])
    assert solution.reduced_costs == pytest.approx([-2.0, 0.0])
    assert (solution.rounded_objective, solution.ghost) == (pytest.approx(5.0), pytest.approx(0.0))
    assert solve_matrix(MODULES, want_duals=False, in_process=True).row_duals is None


@BOTH
@pytest.mark.parametrize("integer", [(), (0,)], ids=["linear", "mixed"])
def test_infeasible_and_unbounded_are_told_apart(integer: tuple[int, ...], in_process: bool) -> None:
    endless = small_matrix([-1, 0], [(0, INF), (0, INF)], [(-INF, {0: 1, 1: -1}, 1)], integer)
    clash = small_matrix([-1, 0], [(0, INF), (0, INF)], [(-INF, {0: 1, 1: 1}, -1)], integer)
    both = small_matrix([-1, 0], [(0, INF), (0, 3)], [(5, {1: 1}, INF)], integer)
    for matrix, status in ((endless, "unbounded"), (clash, "infeasible"), (both, "infeasible")):
        solution = solve_matrix(matrix, in_process=in_process)
        assert (solution.status, solution.values, solution.objective) == (status, None, None)


def test_random_models_against_every_point() -> None:
    """Pure integer models small enough to try every point."""
    random = np.random.default_rng(1)
    points = np.array(list(itertools.product(range(4), repeat=4)), dtype=float)
    verdicts = set()
    for _ in range(120):
        coefficients = random.integers(-3, 6, (3, 4)).astype(float)
        needed = random.integers(1, 30, 3).astype(float)
        cost = random.integers(-2, 9, 4).astype(float)
        rows = [
            (low, {j: v for j, v in enumerate(row) if v}, INF)
            for low, row in zip(needed, coefficients, strict=True)
        ]
        solution = solve_matrix(small_matrix(cost, [(0, 3)] * 4, rows, range(4)), in_process=True)
        feasible = points[(points @ coefficients.T >= needed).all(axis=1)]
        verdicts.add(solution.status)
        if len(feasible):
            assert solution.objective == pytest.approx((feasible @ cost).min())
        else:
            assert solution.status == "infeasible"
    assert verdicts == {"optimal", "infeasible"}


def test_edges() -> None:
    free = small_matrix([1, -1], [(0, 1), (0, 1)], [])
    assert solve_matrix(free, in_process=True).objective == -1.0
    nothing = replace(small_matrix([], [], []), offset=5.0)
    assert solve_matrix(nothing, in_process=True).objective == 5.0
    empty_row = small_matrix([1.0], [(0, 1)], [(1, {}, INF)])
    assert solve_matrix(empty_row, in_process=True).status == "infeasible"


def test_entries_too_small_to_see_are_counted() -> None:
    tiny = small_matrix([3, 5], [(0, 8), (0, INF)], [(12, {0: 1, 1: 1}, 12), (0, {0: 1e-12, 1: 0.0}, INF)])
    solution = solve_matrix(tiny, in_process=True)
    assert (solution.objective, solution.dropped) == (44.0, 2)


@BOTH
def test_a_partial_start_is_used(in_process: bool) -> None:
    hard = market_split(5, 40)
    known = solve_matrix(hard, SolveOptions(time_limit=1.0), in_process=True)
    assert known.values is not None
    start = np.where(hard.integer, known.values, np.nan)
    options = SolveOptions(solver_options={"mip_max_nodes": 0, "mip_heuristic_effort": 0.0}, time_limit=20.0)
    seen: list[Event] = []
    solution = solve_matrix(hard, options, start=start, on_event=seen.append, in_process=in_process)
    assert known.objective is not None
    assert solution.status == "limit"
    assert solution.objective is not None
    assert solution.objective <= known.objective + 1e-6
    assert "MIP start solution is feasible" in solution.log
    assert solution.notes == ()
    figures = [event.objective for event in seen if event.objective is not None]
    assert max(figures) <= known.objective + 1e-6


def test_a_start_that_cannot_be_used_is_no_harm() -> None:
    start = np.array([99.4, np.nan])
    assert solve_matrix(MODULES, start=start, in_process=True).objective == pytest.approx(5.0)


def test_time_limit_is_kept_and_the_best_point_too() -> None:
    events: list[Event] = []
    began = time.perf_counter()
    solution = solve_matrix(market_split(5, 40), SolveOptions(time_limit=3.0), on_event=events.append)
    assert time.perf_counter() - began < 15.0
    assert solution.status == "time_limit"
    assert solution.objective is not None
    assert solution.bound is not None
    assert solution.values is not None
    assert 0.0 <= solution.bound < solution.objective
    assert solution.gap == pytest.approx(1.0 - solution.bound / solution.objective)
    kinds = [event.kind for event in events]
    assert kinds[0] == "loaded"
    assert kinds[-1] == "pricing"
    assert {"incumbent", "progress"} <= set(kinds)
    found = [event.objective for event in events if event.kind == "incumbent" and event.objective is not None]
    assert found == sorted(found, reverse=True)
    assert all(event.pid and event.seconds > 0 for event in events)


@BOTH
def test_a_listener_can_stop(in_process: bool) -> None:
    began = time.perf_counter()
    solution = solve_matrix(
        market_split(5, 40), on_event=lambda event: event.kind == "incumbent", in_process=in_process
    )
    assert time.perf_counter() - began < 5.0
    assert solution.status == "interrupted"
    assert solution.objective is not None
    assert solution.row_duals is None


@BOTH
def test_what_a_listener_raises_comes_through(in_process: bool) -> None:
    def fail(_event: Event) -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        solve_matrix(MODULES, on_event=fail, in_process=in_process)


@pytest.mark.parametrize("method", ["simplex", "ipx", "hipo"])
def test_methods_agree_and_tell_of_progress(method: Any) -> None:
    random = np.random.default_rng(2)
    # A transport problem that takes a while.
    sites = 60
    cost = random.uniform(1, 9, sites * sites)
    supply = [(-INF, {sites * i + j: 1.0 for j in range(sites)}, 12.0) for i in range(sites)]
    demand = [(10.0, {sites * i + j: 1.0 for i in range(sites)}, INF) for j in range(sites)]
    matrix = small_matrix(cost, [(0, INF)] * len(cost), supply + demand)
    options = SolveOptions(method=method)
    solution = solve_matrix(matrix, options, in_process=True)
    assert solution.method == method
    assert solution.objective == pytest.approx(solve_matrix(matrix, in_process=True).objective)
    assert solution.row_duals is not None


def test_threads_may_change_from_solve_to_solve() -> None:
    for threads in (1, 2, None, 1):
        assert solve_matrix(MODULES, SolveOptions(threads=threads), in_process=True).status == "optimal"


def test_ghost_capacity_is_seen() -> None:
    """A loose bound lets a plant run without being built, within the solver's tolerance."""
    loose = small_matrix(
        [1.0, 1000.0, 0.0, 0.0],
        [(0, INF), (0, 1), (0, INF), (0, 3)],
        [(5, {0: 1, 2: 1}, INF), (-INF, {0: 1, 1: -1e7}, 0), (-INF, {2: 1, 3: -1}, 0)],
        [1],
    )
    careless = {"mip_feasibility_tolerance": 1e-6}
    solution = solve_matrix(loose, SolveOptions(presolve="off", solver_options=careless), in_process=True)
    assert solution.objective == pytest.approx(2.0002)
    assert solution.rounded_objective == INF
    assert solution.ghost == INF
    assert "infeasible" in solution.notes[0]
    tight = replace(loose, values=np.where(loose.values == -1e7, -5.0, loose.values))
    honest = solve_matrix(tight, SolveOptions(presolve="off"), in_process=True)
    assert (honest.objective, honest.ghost) == (pytest.approx(1002.0), pytest.approx(0.0))


def test_infeasible_with_presolve_is_asked_again_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS #3296 calls tight models infeasible; here its first verdict is forged."""
    honest = worker._ending
    verdicts = iter(["infeasible"])
    monkeypatch.setattr(worker, "_ending", lambda highs: next(verdicts, None) or honest(highs))
    solution = solve_matrix(MODULES, in_process=True)
    assert (solution.status, solution.objective) == ("optimal", pytest.approx(5.0))
    assert solution.notes == ("infeasible with presolve, but not without: solved without",)


def test_a_failing_interior_point_method_is_followed_by_the_simplex(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = worker._ending
    verdicts = iter(["failed (kWarning, kUnknown)"])
    monkeypatch.setattr(worker, "_ending", lambda highs: next(verdicts, None) or honest(highs))
    solution = solve_matrix(SOURCES, SolveOptions(method="ipx"), in_process=True)
    assert (solution.objective, solution.method) == (144.0, "simplex")
    assert "solved by simplex instead" in solution.notes[0]


def test_an_unknown_ending_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "STATUS", {})
    with pytest.raises(SolverError, match="gave no answer that can be used"):
        solve_matrix(SOURCES, in_process=True)


class Leaky:
    """A HiGHS that loses a row on the way."""

    def __init__(self) -> None:
        self.inner = new_highs()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def getNumRow(self) -> int:
        return int(self.inner.getNumRow()) - 1


def test_a_model_that_does_not_arrive_whole_is_refused() -> None:
    arrays, _ = highs_room._arrays(MODULES, None)
    worker.load_model(new_highs(), arrays, 0.0)
    with pytest.raises(worker.WorkerError, match="part of the model was lost"):
        worker.load_model(Leaky(), arrays, 0.0)  # type: ignore[arg-type]
    arrays["values"] = np.array([5.0, np.inf])
    with pytest.raises(worker.WorkerError, match="kError"):
        worker.load_model(new_highs(), arrays, 0.0)
    arrays["values"] = np.array([5.0, 1e-12])
    with pytest.raises(worker.WorkerError, match="kWarning"):
        worker.load_model(new_highs(), arrays, 0.0)


@pytest.mark.parametrize(
    ("values", "reported", "words"),
    [
        ([1.0, 2.0], 4.0, "reports a cost of 4.0, but its point costs 5.0"),
        ([1.0, 1.0], 4.0, "misses row\\[0\\] by 1"),
        ([0.5, 4.5], 6.0, "misses x\\[0\\] by 0.5"),
        ([1.0, np.nan], 5.0, "finite numbers"),
        ([1.0], 5.0, "finite numbers"),
    ],
)
def test_a_point_that_does_not_hold_is_refused(values: list[float], reported: float, words: str) -> None:
    with pytest.raises(SolverError, match=words):
        highs_room._verify(MODULES, np.array(values), reported)


def test_banned_releases_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SolverError, match=r"highspy 1\.14\.0 gives wrong answers"):
        refuse_banned_highs("1.14.0")
    monkeypatch.setattr(versions, "highs_version", lambda: "1.14.0")
    with pytest.raises(SolverError, match=r"highspy\[extras\]>=1\.15\.1"):
        solve_matrix(MODULES, in_process=True)


def test_the_matrix_is_left_as_it_was() -> None:
    before = {name: np.array(value) for name, value in vars(MODULES).items() if isinstance(value, np.ndarray)}
    solve_matrix(MODULES, in_process=True)
    assert all(np.array_equal(getattr(MODULES, name), value) for name, value in before.items())
