"""Every case is solved once, in whatever process, and what is known is trusted only if it is whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import synergy
from factories import HOURS
from study_cases import case, per_hour, stored
from synergy.errors import ScenarioError, SolverError
from synergy.pathway.pathway import Pathway
from synergy.solver.options import SolveOptions
from synergy.study import packet
from synergy.study.case import Case, Search
from synergy.study.packet import case_of, key_of, packet_of
from synergy.study.progress import StudyEvent
from synergy.study.runner import run_cases

CANNOT = {"cap": {"kind": "emission_cap", "limit": -1000.0}}
"""Nothing there takes anything out of the air."""
PRICES = (35.0, 20.0, 28.0, 31.0)


def many() -> list[Case]:
    return [case(f"{price:g}", price) for price in PRICES]


def key(one: Case) -> str:
    return key_of(packet_of(one))


class Heard:
    """Remembers events."""

    def __init__(self) -> None:
        self.events: list[StudyEvent] = []

    def __call__(self, event: StudyEvent) -> None:
        self.events.append(event)

    def cases(self, status: str) -> list[str]:
        return [event.case for event in self.events if event.status == status]


def test_results_come_in_the_order_of_the_cases() -> None:
    results = run_cases(many(), 0)
    assert [result.case.name for result in results] == ["35", "20", "28", "31"]
    for result, price in zip(results, PRICES, strict=True):
        assert (result.status, result.reason, result.solved) == ("optimal", "", True)
        assert result.figures["cost"] / HOURS == pytest.approx(per_hour(price))
        assert result.figures["bound"] <= result.figures["cost"] * (1 + 1e-9)
        assert result.plan_file is not None
        plan = synergy.load(result.plan_file, "plan")
        assert isinstance(plan, synergy.Plan)
        assert plan.report.passed
        assert plan.scenario == result.case.scenario
        assert plan.cost == result.figures["cost"]


def test_processes_find_what_this_one_finds_byte_for_byte(tmp_path: Path) -> None:
    heard = Heard()
    here = run_cases(many(), 0, store=tmp_path / "here")
    there = run_cases(many(), 2, store=tmp_path / "there", on_event=heard)
    assert [result.key for result in here] == [result.key for result in there]
    assert len(stored(tmp_path / "here")) == 2 * len(PRICES)
    assert stored(tmp_path / "here") == stored(tmp_path / "there")
    assert sorted(heard.cases("optimal")) == sorted(heard.cases("running")) == sorted(c.name for c in many())
    last = heard.events[-1]
    assert (last.done, last.failed, last.running, last.total, last.rest) == (4, 0, 0, 4, 0.0)


def test_equal_cases_are_solved_once_and_counted_each(tmp_path: Path) -> None:
    heard = Heard()
    twins = [case("one", 30.0), case("other", 31.0), case("twin", 30.0)]
    one, other, twin = run_cases(twins, 0, store=tmp_path, on_event=heard)
    assert heard.cases("running") == ["one", "other"]
    assert [event.done for event in heard.events] == [0, 2, 2, 3]
    assert one.key == twin.key != other.key
    assert (twin.case.name, twin.plan_file) == ("twin", one.plan_file)


def test_a_second_run_solves_only_what_is_missing(tmp_path: Path) -> None:
    run_cases(many()[:3], 0, store=tmp_path)
    before = stored(tmp_path)
    heard = Heard()
    results = run_cases(many(), 0, store=tmp_path, on_event=heard)
    assert heard.cases("known") == ["35", "20", "28"]
    assert heard.cases("running") == ["31"]
    assert [result.solved for result in results] == [True] * 4
    assert before.items() < stored(tmp_path).items()


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))


def other_cost(path: Path) -> None:
    record = json.loads(path.read_text())
    record["figures"]["cost"] += 1.0
    path.write_text(json.dumps(record))


@pytest.mark.parametrize(
    ("suffix", "damage"),
    [
        (".nc", lambda path: flip(path, 5000)),
        (".nc", lambda path: path.write_bytes(path.read_bytes()[:-1])),
        (".nc", lambda path: path.unlink()),
        (".json", lambda path: path.write_text("")),
        (".json", lambda path: path.write_text("[]")),
        (".json", lambda path: path.write_text(path.read_text()[:-20])),
        (".json", lambda path: path.unlink()),
        (".json", other_cost),
    ],
)
def test_a_damaged_result_is_not_trusted(
    tmp_path: Path, suffix: str, damage: Callable[[Path], object]
) -> None:
    (first,) = run_cases([case("one")], store=tmp_path)
    whole = stored(tmp_path)
    damage(tmp_path / f"{first.key}{suffix}")
    heard = Heard()
    (again,) = run_cases([case("one")], store=tmp_path, on_event=heard)
    assert heard.cases("running") == ["one"]
    assert again.figures == first.figures
    assert stored(tmp_path) == whole


def test_a_result_under_another_key_is_not_trusted(tmp_path: Path) -> None:
    (first,) = run_cases([case("one")], store=tmp_path)
    for suffix in (".json", ".nc"):
        (tmp_path / f"{first.key}{suffix}").rename(tmp_path / f"{key(case('other', 20.0))}{suffix}")
    (other,) = run_cases([case("other", 20.0)], store=tmp_path)
    assert other.figures["cost"] / HOURS == pytest.approx(per_hour(20.0))


def test_what_has_no_plan_is_a_result_with_its_reason(tmp_path: Path) -> None:
    cases = [
        case("cannot", policies=CANNOT),
        case("endless", more={"free": {"kind": "market", "carrier": "heat", "sell_price": 40.0}}),
        case("wrong"),
        case("fine"),
    ]
    cases[2] = replace(cases[2], search=Search({("boilr", "size"): 1.0}, 1e9))
    cannot, endless, wrong, fine = run_cases(cases, 0, store=tmp_path)
    assert (cannot.status, cannot.solved, cannot.plan_file, cannot.figures) == ("infeasible", False, None, {})
    assert "no plan meets all requirements" in cannot.reason
    assert (endless.status, endless.reason[:24]) == ("unbounded", "the model earns without")
    assert wrong.status == "failed"
    assert "'boilr', which is not in the scenario; did you mean 'boiler'?" in wrong.reason
    assert "\n" not in cannot.reason + endless.reason + wrong.reason
    assert fine.solved
    heard = Heard()
    again = run_cases(cases, 0, store=tmp_path, on_event=heard, retry_failed=True)
    assert heard.cases("running") == ["wrong"]
    assert [result.reason for result in again] == [cannot.reason, endless.reason, wrong.reason, ""]


def test_the_key_holds_all_that_the_result_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    base = case("base")
    assert key(replace(base, name="other", labels={"price": 1.0})) == key(base)
    assert key(replace(base, options=SolveOptions(threads=1))) == key(base)
    changed = [
        case("price", 30.1),
        replace(base, options=SolveOptions(gap=0.01)),
        replace(base, search=Search({("boiler", "size"): 1.0}, 1e9)),
        replace(base, scenario=Pathway.of(base.scenario, years=(2030, 2040), discount_rate=0.05)),
        case("profiled", profiles={"one": [1.0]}),
        case("profiled", profiles={"one": [1.1]}),
    ]
    monkeypatch.setattr(packet, "__version__", "9.9")
    keys = {key(one) for one in [base, *changed]}
    monkeypatch.undo()
    assert len({key(base), *(key(one) for one in changed)} | keys) == 2 * (1 + len(changed))


def test_a_packet_gives_the_scenario_back() -> None:
    base = case("base", profiles={"one": [1.5, 2.5]}, steps=2).scenario
    pathway = Pathway.of(base, years=(2030, 2040), discount_rate=0.05)
    search = Search({("boiler", "size"): 1.0}, 1e6)
    for scenario in (base, pathway):
        found, versions = case_of(packet_of(Case("x", scenario, {}, SolveOptions(gap=0.0), search)))
        assert found.scenario == scenario
        assert found.options == SolveOptions(gap=0.0, threads=1)
        assert found.search is not None
        assert vars(found.search) == vars(search)
        assert versions == packet.versions()


def test_a_pathway_is_a_case(tmp_path: Path) -> None:
    pathway = Pathway.of(case("base").scenario, years=(2030, 2040), discount_rate=0.0)
    (result,) = run_cases([Case("path", pathway)], store=tmp_path)
    # 29 EUR/h for each MW over twice ten years, without discounting.
    assert result.figures["cost"] / HOURS == pytest.approx(20 * per_hour(30.0))
    assert result.plan_file is not None
    assert isinstance(synergy.load(result.plan_file), synergy.PathwayPlan)


def test_a_start_is_part_of_the_key_and_changes_no_optimum(tmp_path: Path) -> None:
    base, cold = case("base"), case("cold", 31.0)
    warm = replace(cold, name="warm", start="base")
    cannot = case("cannot", policies=CANNOT)
    orphan = replace(cold, name="orphan", start="cannot")
    results = run_cases([warm, base, cold, cannot, orphan], 0, store=tmp_path)
    found = {result.case.name: result for result in results}
    assert found["warm"].figures["cost"] == pytest.approx(found["cold"].figures["cost"], rel=1e-9)
    assert found["warm"].key != found["cold"].key
    # Where there is nothing to start from, the case is the one without a start.
    assert found["orphan"].key == found["cold"].key


def test_wrong_orders_are_refused_with_every_fault() -> None:
    cases = [
        case("one"),
        case("one"),
        replace(case("two"), start="three"),
        replace(case("four"), start="two"),
    ]
    with pytest.raises(ScenarioError) as caught:
        run_cases(cases, retries=-1, case_seconds=0.0)
    told = str(caught.value)
    for words in (
        "2 cases have this name",
        "'three' is no case",
        "'two' is no case",
        "retries",
        "case_seconds",
    ):
        assert words in told


@pytest.mark.parametrize("executor", [-1, True, "host", 1.5])
def test_an_executor_that_is_none_is_refused(executor: object) -> None:
    with pytest.raises(ScenarioError, match="how many processes, an address"):
        run_cases([case("one")], executor)  # type: ignore[arg-type]


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("synergy.study.dask_pool.CONNECT_SECONDS", 0.5)
    monkeypatch.setenv("SYNERGY_SCHEDULER", "tcp://127.0.0.1:9")
    with pytest.raises(SolverError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        run_cases([case("one")])


def test_no_cases_no_results() -> None:
    assert run_cases([]) == []
