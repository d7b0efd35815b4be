"""Every study is one table, one file and one figure."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from factories import HOURS
from studied import COST, NOW, PRICE, studied
from synergy.errors import ScenarioError
from synergy.study.must_build import no_regret
from synergy.study.near_optimal import alternatives
from synergy.study.pareto_front import pareto
from synergy.study.regrets import regret
from synergy.study.sampling import monte_carlo
from synergy.study.study import Study
from synergy.study.sweeps import sweep, tornado
from synergy.study.threshold import carbon_price_threshold
from synergy.study.what_ifs import what_if

HOSTILE = "<img src=x onerror=alert(1)> $x^2$"


@pytest.fixture(scope="module")
def studies() -> dict[str, Study]:
    """Return a study of every kind, of a scenario whose name is not what a page should obey."""
    scenario = studied(20.0, panels={"capex_specific": 71 * HOURS}, name=HOSTILE)
    futures = {"base": scenario, "dear <b>": scenario.with_({PRICE: 60, "assets.grid.buy_max": 6})}
    every = [
        pareto(scenario, 3, **NOW),
        sweep(scenario, {PRICE: [0, 60]}, **NOW),
        tornado(scenario, {PRICE: (0, 60)}, **NOW),
        what_if(scenario, {"dear <b>": {PRICE: 60}}, **NOW),
        monte_carlo(scenario, {PRICE: "uniform(0, 60)"}, 3, **NOW),
        carbon_price_threshold(scenario, 0, 60, path=PRICE, tolerance=20, **NOW),
        alternatives(scenario, 0.02, 1, **NOW),
        regret(futures, **NOW),
        no_regret(futures, **NOW),
    ]
    return {study.kind: study for study in every}


def numbers_in(content: Any) -> list[float]:
    """Return every number in a figure's data."""
    if isinstance(content, dict):
        return [number for value in content.values() for number in numbers_in(value)]
    if isinstance(content, list | tuple | np.ndarray):
        return [number for value in content for number in numbers_in(value)]
    return [float(content)] if isinstance(content, float | np.floating) else []


def test_every_kind_has_a_figure_of_finite_numbers_that_obeys_no_name(studies: dict[str, Study]) -> None:
    assert len(studies) == 9
    for kind, study in studies.items():
        figure = study.plot()
        assert len(figure.data), kind
        for trace in figure.data:
            assert all(math.isfinite(number) for number in numbers_in(trace.to_plotly_json())), kind
        text = figure.to_json()
        assert "<img" not in json.loads(text)["layout"]["title"]["text"], kind
        assert "dear <b>" not in text, kind


def test_every_table_is_labelled_and_every_figure_of_money_or_tonnes_has_a_unit(
    studies: dict[str, Study],
) -> None:
    money = re.compile(r"cost|capital|bound|regret|emissions|abatement|effect|per_tonne")
    for kind, study in studies.items():
        for table in (study.table, *study.parts.values(), study.results):
            for column in table.columns:
                numeric = pd.api.types.is_float_dtype(table[column])
                if numeric and money.search(str(column)):
                    assert study.units.get(str(column)), f"{kind}: {column}"


def test_a_study_is_one_file_that_comes_back_as_it_was(studies: dict[str, Study], tmp_path: Path) -> None:
    for kind, study in studies.items():
        file = tmp_path / kind / "study.nc"
        study.save(file)
        back = Study.load(file)
        assert (back.kind, back.name, back.notes) == (study.kind, study.name, study.notes)
        assert dict(back.units) == dict(study.units)
        assert list(back.parts) == list(study.parts)
        pairs = [(study.table, back.table), (study.results, back.results)]
        pairs += [(study.parts[name], back.parts[name]) for name in study.parts]
        for before, after in pairs:
            pd.testing.assert_frame_equal(before, after, check_dtype=False)
        assert back.plot().to_json() == study.plot().to_json()


def test_anybody_reads_numbers_and_units_from_the_file(studies: dict[str, Study], tmp_path: Path) -> None:
    studies["pareto"].save(tmp_path / "front.nc")
    data = xr.load_dataset(tmp_path / "front.nc", engine="h5netcdf", group="table")
    found = {array.attrs["long_name"]: array for array in data.values()}
    assert found["cost"].attrs["units"] == "EUR/a"
    assert found["cost"].to_numpy().tolist() == studies["pareto"].table["cost"].tolist()


def test_what_is_no_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="can not be read as a study"):
        Study.load(tmp_path / "missing.nc")
    (tmp_path / "text.nc").write_text("no file of this kind")
    with pytest.raises(ScenarioError, match="can not be read as a study"):
        Study.load(tmp_path / "text.nc")
    xr.Dataset(attrs={"format": "synergy-plan"}).to_netcdf(tmp_path / "plan.nc", engine="h5netcdf")
    with pytest.raises(ScenarioError, match="is no study of this version"):
        Study.load(tmp_path / "plan.nc")


def test_a_study_shows_itself_in_lines_that_steer_no_terminal(studies: dict[str, Study]) -> None:
    shown = repr(studies["regret"])
    assert "expected_cost [EUR/a]" in shown
    assert "&lt;img" in studies["regret"]._repr_html_()
    many = Study("sweep", "many\x1b[2J", pd.DataFrame({"cost": np.arange(40.0)}), {"cost": "EUR/a"})
    assert "40 rows, 16 not shown" in repr(many)
    assert "\x1b" not in repr(many)
    assert "row" in many._repr_html_()


def test_sweeps_of_two_inputs_and_of_words_are_drawn_too() -> None:
    grid = sweep(studied(), {PRICE: [0, 60], COST: [40 * HOURS, 80 * HOURS]}, **NOW)
    assert grid.plot().data[0].type == "heatmap"
    words = sweep(studied(), {PRICE: ["0 EUR/t", "60 EUR/t"]}, **NOW)
    assert words.plot().data[0].type == "bar"
