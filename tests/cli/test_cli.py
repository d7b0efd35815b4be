from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import synergy
from synergy import cli, examples
from synergy.cli import app
from synergy.errors import InfeasibleError, SolverError
from synergy.io.folder import read_folder, write_folder
from synergy.plan.findings import AuditReport, Finding
from synergy.plan.store import load_plan
from synergy.solver.doctor import Finding as DoctorFinding
from synergy.time.axis import TimeAxis
from year_scenarios import year_profiles, year_scenario


def run(*arguments: str | Path) -> Result:
    """Run the command in this process; an exception that is no exit fails the test."""
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    """Start the real command."""
    environment = {**os.environ, "PYTHONPATH": str(Path(synergy.__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, "-m", "synergy", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a copy of the smallest example."""
    return examples.copy("two-plants", tmp_path / "case")


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "scenario.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_check_tells_what_the_scenario_holds(case: Path) -> None:
    result = run("check", case)
    assert result.exit_code == 0
    assert "2: works, mill" in result.stdout
    assert result.stdout.endswith("ok\n")
    data = json.loads(run("check", "--example", "two-plants", "--json").stdout)
    assert data["status"] == "ok"
    assert (data["sites"], data["periods"], data["steps"]) == (2, 2, 24)


def test_check_tells_faults_as_lines_and_as_json(case: Path) -> None:
    change(case, "capacity_max: 10 MW", "capacity_max: 10 MWh")
    result = run("check", case, "--json")
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    data = json.loads(result.stdout)
    assert data["status"] == "input"
    (fault,) = data["faults"]
    assert line.startswith(f"{fault['file']}:{fault['line']} {fault['place']}: {fault['found']}")


@pytest.mark.parametrize("command", ["check", "solve"])
def test_one_source_is_needed(command: str, case: Path) -> None:
    assert "neither a folder nor an example" in run(command).stderr
    assert "both DIR and --example" in run(command, case, "--example", "hynet").stderr
    result = run(command, "--example", "two-plnats")
    assert "did you mean 'two-plants'?" in result.stderr
    assert result.exit_code == 2


def test_new_makes_a_folder_that_checks(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert run("new", folder, "--example", "hydrogen-valley").exit_code == 0
    assert {"scenario.yaml", "profiles.csv", "scenario.schema.json"} <= {
        file.name for file in folder.iterdir()
    }
    assert run("check", folder).exit_code == 0
    again = run("new", folder)
    assert again.exit_code == 2
    assert "exists and is not empty" in again.stderr
    assert run("new", tmp_path / "c", "--example", "x").exit_code == 2


def test_solve_writes_a_results_folder(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("solve", case, "--out", out)
    assert result.exit_code == 0
    assert "steam-line" in result.stdout
    summary = json.loads((out / "summary.json").read_text())
    for key in ("status", "objective", "bound", "gap", "cost", "emissions", "audit"):
        assert key in summary
    assert (summary["status"], summary["audit"]) == ("optimal", "pass")
    assert summary["cost"] == pytest.approx(sum(summary["costs_by_owner"].values()))
    provenance = json.loads((out / "provenance.json").read_text())
    assert provenance["versions"]["highs"]
    assert "HiGHS" in (out / "solver.log").read_text()
    assert load_plan(out / "plan.nc").cost == pytest.approx(summary["cost"])
    for table in ("investments.csv", "costs.csv", "emissions.csv"):
        assert len((out / table).read_text().splitlines()) > 1


def test_solve_writes_json_and_nothing_else_to_standard_output(case: Path) -> None:
    result = run(
        "solve", case, "--json", "--gap", "1%", "--time-limit", "1min", "--option", "mip_max_nodes=500"
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout)["status"] == "optimal"
    assert result.stderr == ""


def test_all_faults_in_options_are_told_at_once(case: Path) -> None:
    result = run(
        "solve", case, "--gap", "-1", "--threads", "1.5", "--time-limit", "soon", "--method", "ipm",
        "--option", "mip_rel_gapp=0.1", "--option", "presolve", "--solver", "higs",
    )  # fmt: skip
    assert result.exit_code == 2
    places = [line.split(":")[0] for line in result.stderr.splitlines()]
    assert {"options.gap", "options.threads", "options.time_limit", "options.method", "options"} <= set(
        places
    )
    assert "did you mean 'highs'?" in result.stderr
    twice = run("solve", case, "--option", "seed=1", "--option", "seed=2")
    assert "options.seed: is given twice" in twice.stderr
    misspelt = run("solve", case, "--option", "mip_rel_gapp=0.1")
    assert "options.mip_rel_gapp: unknown; did you mean 'mip_rel_gap'?" in misspelt.stderr


def test_an_unknown_option_of_the_command_is_a_wrong_input(case: Path) -> None:
    result = run("solve", case, "--gapp", "1")
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


def test_an_infeasible_scenario_is_explained(case: Path) -> None:
    change(case, "  carbon: {", "  cap: {kind: emission_cap, limit: 1 t/a}\n  carbon: {")
    change(case, "buy_max: 40 MW", "buy_max: 0 MW")
    result = run("solve", case, "--json")
    assert result.exit_code == 3
    data = json.loads(result.stdout)
    assert data["status"] == "infeasible"
    (fault,) = data["faults"]
    assert fault["place"] == "policies.cap.limit"
    assert "1 can not be met; the least possible is" in result.stderr
    assert f"{case}/scenario.yaml:{fault['line']} policies.cap.limit: " in result.stderr


def failing(error: Exception) -> Any:
    def solve(*arguments: Any, **options: Any) -> Any:
        raise error

    return solve


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (InfeasibleError("too little"), 3, "no plan is possible: too little"),
        (SolverError("it died"), 1, "error: it died"),
        (OSError(28, "No space left on device"), 1, "error: [Errno 28] No space left on device"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_exit_codes(
    case: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int, line: str
) -> None:
    monkeypatch.setattr("synergy.plan.solve.solve", failing(error))
    result = run("solve", case)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (code, line)


def test_a_plan_stopped_by_a_limit_is_kept(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = synergy.solve(examples.load("two-plants"))
    stopped = replace(plan, stages=(replace(plan.stages[0], status="time_limit", bound=-float("inf")),))
    monkeypatch.setattr("synergy.plan.solve.solve", lambda *arguments, **options: stopped)
    result = run("solve", case, "--out", tmp_path / "out")
    assert result.exit_code == 4
    assert "stopped (time limit) with the best plan found so far" in result.stderr
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert (summary["status"], summary["bound"]) == ("time_limit", None)


def test_a_plan_that_fails_its_audit_is_written_and_refused(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = AuditReport(10, (Finding("mill-boiler", "activity within capacity", 3.0),), 3.0)
    monkeypatch.setattr("synergy.plan.audit.audit", lambda plan: failed)
    result = run("solve", case, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "mill-boiler: activity within capacity fails by 3" in result.stderr
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["audit"] == "fail"


def test_an_out_folder_that_cannot_be_made_is_one_line(case: Path) -> None:
    result = run("solve", case, "--out", case / "scenario.yaml")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("error: ")


def test_aggregate_writes_a_folder_that_solves(tmp_path: Path) -> None:
    full, few = tmp_path / "full", tmp_path / "few"
    write_folder(year_scenario(TimeAxis.chain(73, 2, hours=60.0), year_profiles(73, 2)), full)
    result = run("aggregate", full, "--periods", "5", "--out", few)
    assert result.exit_code == 0
    assert "5 of 2 steps for 73 in the year" in result.stdout
    assert result.stdout.endswith(f"{few} written. Next: synergy solve {few}\n")
    assert read_folder(few).time.shape == (5, 2)
    assert run("solve", few).exit_code == 0


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ([], "nothing says where to write. Fix: give --out DIR."),
        (["--out", "few"], "time: is no full year but 2 periods that stand for others."),
    ],
)
def test_aggregate_refuses_in_one_line(case: Path, extra: list[str], told: str) -> None:
    result = run("aggregate", case, *extra)
    assert result.exit_code == 2
    assert told in result.stderr


def test_doctor_tells_versions_and_verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = [DoctorFinding("HiGHS", "1.15.1", "ok", "13 canaries in 0.2 s", needed=True)]
    monkeypatch.setattr("synergy.solver.doctor.examine", lambda: sound)
    result = run("doctor")
    assert result.exit_code == 0
    assert "13 canaries" in result.stdout
    refused = [replace(sound[0], version="1.14.0", status="refused", detail="gives wrong answers")]
    monkeypatch.setattr("synergy.solver.doctor.examine", lambda: refused)
    result = run("doctor", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["findings"][0]["status"] == "refused"


def test_help_names_every_command() -> None:
    text = run("--help").stdout
    for command in ("check", "solve", "doctor", "new"):
        assert command in text


def test_ctrl_c_while_a_scenario_is_solved(tmp_path: Path) -> None:
    """A plan found by then is kept (4); without one the command ends as shells expect (130)."""
    out = tmp_path / "out"
    process = start("solve", "--example", "hynet", "--gap", "0", "--out", out)
    assert process.stderr is not None
    for line in process.stderr:
        if "model loaded" in line:
            break
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)
    assert process.returncode in (4, 130), told
    assert "Traceback" not in told
    assert (out / "summary.json").exists() == (process.returncode == 4)


def test_the_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"synergy {synergy.__version__}\n")


@pytest.mark.parametrize("both", [False, True])
def test_a_reader_that_has_seen_enough_is_no_reason_to_complain(both: bool) -> None:
    """As in ``synergy check X | head -1``: nobody reads on, and nothing is said of a broken pipe."""
    read, write = os.pipe()
    os.close(read)
    environment = {**os.environ, "PYTHONPATH": str(Path(synergy.__file__).parents[1])}
    command = [sys.executable, "-m", "synergy", "check", "--example", "two-plants"]
    stderr = write if both else subprocess.PIPE
    done = subprocess.run(command, stdout=write, stderr=stderr, timeout=120, check=False, env=environment)
    os.close(write)
    assert not done.stderr
