"""Options: every fault is told at once, and what reaches HiGHS is what was meant."""

from __future__ import annotations

import pytest

from synergy.errors import ScenarioError
from synergy.solver import options as options_room
from synergy.solver import worker
from synergy.solver.option_table import highs_options
from synergy.solver.options import SolveOptions, choose_method, highs_settings
from synergy.solver.versions import new_highs


def faults(**values: object) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        SolveOptions.from_mapping(values)
    return [str(fault) for fault in caught.value.faults]


def test_every_fault_is_told_at_once() -> None:
    lines = faults(
        gap=-1, time_limit="soon", threads=1.5, method="simplx", presolve=3, seed=-2, mip_rel_gapp=1
    )
    assert [line.split(":")[0] for line in lines] == [
        "options.gap",
        "options.time_limit",
        "options.threads",
        "options.seed",
        "options.presolve",
        "options.method",
        "options.mip_rel_gapp",
    ]
    assert "did you mean 'simplex'?" in lines[5]
    assert "unknown; did you mean 'mip_rel_gap'?" in lines[6]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("mip_max_nodes", 1.5, "not a whole number"),
        ("mip_max_nodes", True, "not a whole number"),
        ("mip_max_nodes", -1, "out of range"),
        ("mip_heuristic_effort", 2, "write a number from 0 to 1"),
        ("mip_heuristic_effort", "much", "not a number"),
        ("mip_heuristic_effort", float("nan"), "out of range"),
        ("mip_detect_symmetry", 1, "true or false"),
        ("run_crossover", "of", "did you mean 'off'?"),
        ("run_crossover", 1, "not text"),
        ("mip_lp_solver", "ipm", "write ipx or hipo"),
        ("log_file", "x.log", "set by synergy"),
        ("output_flag", False, "set by synergy"),
    ],
)
def test_raw_options_are_checked(name: str, value: object, words: str) -> None:
    (line,) = faults(**{name: value})
    assert line.startswith(f"options.{name}: ")
    assert words in line


def test_a_solver_named_among_raw_options_is_a_method() -> None:
    with pytest.raises(ScenarioError, match="write method: instead"):
        SolveOptions(solver_options={"solver": "hipo"})


@pytest.mark.parametrize("method", ["ipm", "pdlp", None])
def test_no_method_whose_meaning_depends_on_what_is_installed(method: object) -> None:
    assert len(faults(method=method)) == 1


def test_names_of_highs_are_understood() -> None:
    options = SolveOptions.from_mapping({"mip_rel_gap": 0.01, "random_seed": 7, "mip_max_nodes": 5})
    assert (options.gap, options.seed, dict(options.solver_options)) == (0.01, 7, {"mip_max_nodes": 5})
    assert faults(gap=0.02, mip_rel_gap=0.01)[0].startswith(
        "options.mip_rel_gap: is given twice, also as gap"
    )
    assert faults(solver_options=[1])[0].startswith("options.solver_options: is not a mapping")


def test_names_of_other_solvers_are_left_to_them() -> None:
    assert SolveOptions(solver="scip_direct", solver_options={"limits/nodes": 5}).solver == "scip_direct"
    assert "did you mean 'scip" in faults(solver="scp")[0]
    assert "is not the name" in faults(solver=3)[0]


def test_missing_extras_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options_room, "hipo_loads", lambda: False)
    assert "highspy[extras]" in faults(method="hipo")[0]
    assert choose_method(SolveOptions(), 1_000_000) == "ipx"


def test_method_follows_size() -> None:
    assert choose_method(SolveOptions(), 10_000) == "simplex"
    assert choose_method(SolveOptions(), 10_001) == "hipo"
    assert choose_method(SolveOptions(method="ipx"), 5) == "ipx"


@pytest.mark.parametrize("rows", [10, 100_000])
@pytest.mark.parametrize("mixed", [False, True])
def test_highs_accepts_every_setting(rows: int, mixed: bool) -> None:
    options = SolveOptions(threads=2, presolve="off", solver_options={"mip_heuristic_effort": 1})
    settings = highs_settings(options, rows, mixed)
    worker.set_options(new_highs(), settings)
    assert "ipm" not in settings.values()
    assert ("mip_lp_solver" in settings) is mixed
    with pytest.raises(worker.WorkerError, match="nonsense"):
        worker.set_options(new_highs(), {"nonsense": 1})


def test_the_table_of_options_is_complete() -> None:
    table = highs_options()
    assert len(table) > 80
    for name in ("mip_lp_solver", "time_limit", "threads", "small_matrix_value", "run_crossover"):
        assert name in table
    assert table["presolve"].choices == ("off", "choose", "on")
    assert (table["mip_heuristic_effort"].low, table["mip_heuristic_effort"].high) == (0.0, 1.0)
