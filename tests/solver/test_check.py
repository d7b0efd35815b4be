"""The gate: no number that a solver cannot handle passes, and each is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synergy.errors import ScenarioError
from synergy.formulation.matrix import Matrix, Span
from synergy.solver.canary import CANARIES, market_split, small_matrix
from synergy.solver.check import check_matrix, check_point
from synergy.solver.highs import solve_matrix

INF = float("inf")
SOUND = small_matrix(
    [1.0, 2.0, 3.0],
    [(0, 10), (-INF, INF), (0, 1)],
    [(-INF, {0: 1.0, 1: 2.0}, 5.0), (1.0, {1: 1.0, 2: -4.0}, INF), (2.0, {0: 1.0}, 2.0)],
    [2],
)
NAME = {
    "cost": "x[{}]: cost",
    "column_lower": "x[{}]: lower bound",
    "column_upper": "x[{}]: upper bound",
    "row_lower": "row[{}]: lower right-hand side",
    "row_upper": "row[{}]: upper right-hand side",
}


def changed(matrix: Matrix, field: str, position: int, value: float) -> Matrix:
    array = getattr(matrix, field).copy()
    array[position] = value
    return replace(matrix, **{field: array})


def lines(matrix: Matrix) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        check_matrix(matrix)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.name)
def test_sound_models_pass(canary: Any) -> None:
    check_matrix(canary.matrix)
    check_matrix(SOUND)


@given(data=st.data())
def test_a_bad_number_in_any_place_is_named(data: st.DataObject) -> None:
    field = data.draw(st.sampled_from([*NAME, "values"]))
    position = data.draw(st.integers(0, len(getattr(SOUND, field)) - 1))
    allowed = {"column_lower": -INF, "row_lower": -INF, "column_upper": INF, "row_upper": INF}
    bad = [value for value in (np.nan, INF, -INF, 1e16, -1e16) if value != allowed.get(field)]
    matrix = changed(SOUND, field, position, data.draw(st.sampled_from(bad)))
    told = lines(matrix)
    if field == "values":
        row = int(np.searchsorted(SOUND.starts, position, side="right")) - 1
        assert told[0].startswith(f"row[{row}]: coefficient of x[{SOUND.indices[position]}]")
    else:
        assert any(line.startswith(NAME[field].format(position)) for line in told)
    with pytest.raises(ScenarioError):
        solve_matrix(matrix, in_process=True)


def test_limits_of_size() -> None:
    check_matrix(changed(SOUND, "values", 0, 9.9e8))
    assert "the limit is 1e+09" in lines(changed(SOUND, "values", 0, -1e9))[0]
    assert "the limit is 1e+09" in lines(changed(SOUND, "cost", 0, 1e9))[0]
    check_matrix(changed(SOUND, "row_upper", 0, 1e14))
    assert "the limit is 1e+15" in lines(changed(SOUND, "row_upper", 0, 1e15))[0]


def test_crossed_bounds() -> None:
    assert lines(changed(SOUND, "column_lower", 0, 11.0)) == [
        "x[0]: lower bound 11 exceeds upper bound 10; no plan can meet both. Fix: correct one of the two."
    ]


def test_all_faults_at_once_but_no_more_than_fifty() -> None:
    matrix = market_split(5, 200)
    told = lines(replace(matrix, cost=matrix.cost * np.nan))
    assert len(told) == 50
    assert told[-1] == "model: 161 more such numbers."
    two = changed(changed(SOUND, "cost", 1, np.nan), "row_upper", 2, -INF)
    assert len(lines(two)) == 2


def test_repeated_entries() -> None:
    matrix = replace(SOUND, indices=np.array([0, 0, 2, 1, 0]))
    assert lines(matrix) == ["row[0]: names x[0] twice. Fix: add up its coefficients."]
    check_matrix(replace(SOUND, indices=np.array([1, 0, 2, 1, 0])))


BROKEN: dict[str, Callable[[Any], Any]] = {
    "integer": lambda array: array[:-1],
    "column_upper": lambda array: np.append(array, 1.0),
    "starts": lambda array: array[::-1],
    "indices": lambda array: array + 5,
    "values": lambda array: array[:-1],
    "offset": lambda _: np.nan,
}


@pytest.mark.parametrize("field", BROKEN)
def test_arrays_that_do_not_fit_together(field: str) -> None:
    assert field in {known.name for known in fields(Matrix)}
    (line,) = lines(replace(SOUND, **{field: BROKEN[field](getattr(SOUND, field))}))
    assert line.startswith(f"model.{field}")


def test_a_point_is_judged_by_the_matrix_alone() -> None:
    good = check_point(SOUND, np.array([2.0, 1.5, 0.0]))
    assert (good.size, good.place) == (0.0, "")
    assert check_point(SOUND, np.array([2.0, 1.75, 0.0])).place == "row[0]"
    assert check_point(SOUND, np.array([2.0, 0.5, 0.0])).size == pytest.approx(0.5)
    assert check_point(SOUND, np.array([2.0, 1.5, 0.1])).place == "x[2]"
    beyond = check_point(SOUND, np.array([12.0, -4.0, -1.0]))
    assert (beyond.place, beyond.size) == ("row[2]", 10.0)


def test_a_row_without_entries_that_cannot_hold_makes_the_model_infeasible() -> None:
    """HiGHS 1.15.1 calls a model of such a row and no column optimal."""
    for columns in (0, 1):
        matrix = Matrix(
            cost=np.zeros(columns),
            column_lower=np.zeros(columns),
            column_upper=np.ones(columns),
            integer=np.zeros(columns, dtype=bool),
            starts=np.array([0, 0]),
            indices=np.array([], dtype=np.int32),
            values=np.array([]),
            row_lower=np.array([15.5]),
            row_upper=np.array([np.inf]),
            offset=0.0,
            columns=(Span("x", 0, columns),) if columns else (),
            rows=(Span("mandate", 0, 1),),
        )
        found = solve_matrix(matrix, in_process=True)
        assert found.status == "infeasible"
        assert found.notes == ("mandate has no variables and cannot hold",)
