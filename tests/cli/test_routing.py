"""``synergy route``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from synergy import cli, examples
from synergy.io.folder import read_folder, write_folder
from synergy.pathway.pathway import Pathway
from synergy.routing.least_cost import INSTALL
from synergy.scenario import Scenario

SITES = {"acid-works": (53.305, -2.845), "paper-mill": (53.305, -2.815)}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, ["route", *(str(argument) for argument in arguments)])


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return the smallest example with coordinates, and beside it ``costs.asc`` and ``lines.geojson``."""
    plain = examples.load("two-plants")
    places = dict(zip(plain.cluster.sites, SITES.values(), strict=True))
    changes = {
        f"sites.{key}.{name}": value
        for key, place in places.items()
        for name, value in zip(("latitude", "longitude"), place, strict=True)
    }
    write_folder(plain.with_(changes), tmp_path / "case")
    header = "ncols 5\nnrows 3\nxllcorner -2.85\nyllcorner 53.29\ncellsize 0.01\nNODATA_value 0\n"
    rows = "1 1 1 1 1\n1 1 0 1 1\n2 2 2 2 2\n"
    (tmp_path / "costs.asc").write_text(header + rows)
    line = {"type": "LineString", "coordinates": [[-2.848, 53.295], [-2.802, 53.295]]}
    (tmp_path / "lines.geojson").write_text(json.dumps(line))
    return tmp_path / "case"


def test_a_folder_is_written_with_its_routes(case: Path, tmp_path: Path) -> None:
    pytest.importorskip("skimage", reason=f"routes need scikit-image: {INSTALL}")
    out = tmp_path / "routed"
    result = run(case, "--raster", tmp_path / "costs.asc", "--out", out)
    assert result.exit_code == 0, result.output
    assert f"Next: synergy solve {out}" in result.output
    found = read_folder(out)
    assert isinstance(found, Scenario)
    (corridor,) = found.cluster.corridors.values()
    assert len(corridor.route) > 2
    assert corridor.terrain_factor > 1
    assert corridor.cost_factor == pytest.approx(1.0)


def test_a_folder_that_holds_something_is_left_as_it_is(case: Path, tmp_path: Path) -> None:
    before = {file.name: file.read_bytes() for file in case.iterdir()}
    result = run(case, "--raster", tmp_path / "costs.asc", "--out", case)
    assert result.exit_code == 2
    assert "exists and is not empty. Fix: name a new folder" in result.stderr
    assert {file.name: file.read_bytes() for file in case.iterdir()} == before


def test_a_terrain_factor_by_hand_is_named_where_it_is_replaced(case: Path, tmp_path: Path) -> None:
    pytest.importorskip("skimage", reason=f"routes need scikit-image: {INSTALL}")
    plain = read_folder(case)
    assert isinstance(plain, Scenario)
    (key,) = plain.cluster.corridors
    write_folder(plain.with_({f"corridors.{key}.terrain_factor": 3.0}), tmp_path / "by-hand")
    result = run(tmp_path / "by-hand", "--raster", tmp_path / "costs.asc", "--out", tmp_path / "out")
    assert f"corridors.{key}.terrain_factor: 3 is replaced by the route's" in result.stderr
    again = run(tmp_path / "out", "--raster", tmp_path / "costs.asc", "--out", tmp_path / "again")
    assert "replaced" not in again.stderr


def test_json_and_rights_of_way(case: Path, tmp_path: Path) -> None:
    pytest.importorskip("skimage", reason=f"routes need scikit-image: {INSTALL}")
    arguments = (case, "--raster", tmp_path / "costs.asc", "--json")
    line = ("--along", tmp_path / "lines.geojson", "--factor", "0.1")
    plain, beside = (
        json.loads(run(*arguments, "--out", tmp_path / name, *more).stdout)["routes"][0]
        for name, more in (("plain", ()), ("beside", line))
    )
    assert beside["weighted_km"] < plain["weighted_km"]
    assert np.isclose(beside["straight_km"], plain["straight_km"])


def test_a_pathway_stays_one(case: Path, tmp_path: Path) -> None:
    pytest.importorskip("skimage", reason=f"routes need scikit-image: {INSTALL}")
    base = read_folder(case)
    assert isinstance(base, Scenario)
    write_folder(Pathway.of(base, years=(2030, 2040)), tmp_path / "years")
    assert (
        run(tmp_path / "years", "--raster", tmp_path / "costs.asc", "--out", tmp_path / "out").exit_code == 0
    )
    found = read_folder(tmp_path / "out")
    assert isinstance(found, Pathway)
    assert all(
        one.cluster.corridors[key].route for one in found.scenarios.values() for key in one.cluster.corridors
    )


def test_what_is_missing_is_asked_for(case: Path, tmp_path: Path) -> None:
    result = run(case)
    assert result.exit_code == 2
    assert "give --raster FILE and --out DIR" in result.stderr
    result = run(case, "--raster", tmp_path / "none.asc", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "none.asc: can not be read" in result.stderr


def test_without_scikit_image_the_command_says_what_to_install(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "skimage.graph", None)
    result = run(case, "--raster", tmp_path / "costs.asc", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert INSTALL in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_unknown_way_to_choose_candidates(case: Path, tmp_path: Path) -> None:
    result = run(case, "--raster", tmp_path / "costs.asc", "--out", tmp_path / "out", "--candidates", "best")
    assert result.exit_code == 2
    assert "method: 'best' is unknown" in result.stderr
