"""Routes over small rasters, worked out by hand.

Cells are a hundredth of a degree at the equator, where a km is as long eastward as northward: 1 cell.
"""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np
import pytest

from factories import make_scenario, per_hour, solve
from synergy.cluster.cluster import Cluster
from synergy.cluster.place import Corridor, Site
from synergy.errors import ScenarioError
from synergy.routing.corridors import routed
from synergy.routing.cost_raster import KM_PER_DEGREE, CostRaster, Plane
from synergy.routing.least_cost import INSTALL
from synergy.routing.routes import Route, Routes

pytest.importorskip("skimage", reason=f"routes need scikit-image: {INSTALL}")

CELL = 0.01
STEP = CELL * KM_PER_DEGREE
"""Km from a cell to the next."""
DIAGONAL = math.sqrt(2.0)
X = math.inf


def raster(values: Any) -> CostRaster:
    """Return a raster whose middle row lies on the equator."""
    rows = len(values)
    return CostRaster(np.array(values, dtype=float), west=0.0, south=-rows * CELL / 2, cell=CELL)


def site(name: str, row: int, column: int, rows: int = 5) -> Site:
    return Site(id=name, latitude=(rows / 2 - row - 0.5) * CELL, longitude=(column + 0.5) * CELL)


def cluster(*sites: Site, corridors: tuple[tuple[str, str], ...] = (("a", "b"),)) -> Cluster:
    between = [Corridor(id=f"{a}-{b}", from_site=a, to_site=b) for a, b in corridors]
    return Cluster(carriers=[], sites=sites, assets=[], corridors=between)


def route(values: Any, start: tuple[int, int], end: tuple[int, int]) -> Route:
    joined = cluster(site("a", *start, rows=len(values)), site("b", *end, rows=len(values)))
    return routed(joined, raster(values)).found["a-b"]


def faults_of(described: Any, ground: CostRaster, **options: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        routed(described, ground, **options)
    return str(caught.value)


WALL = [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [X, X, X, 1, X], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]]


def test_through_the_gap_in_a_wall() -> None:
    # From the upper left corner to the gap three columns on and two rows down: two diagonals and a step; and
    # as much again to the lower left corner.
    found = route(WALL, (0, 0), (4, 0))
    assert (2, 3) in found.cells
    assert found.straight_km == pytest.approx(4 * STEP)
    assert found.routed_km == pytest.approx(2 * (2 * DIAGONAL + 1) * STEP, rel=1e-6)
    assert found.weighted_km == pytest.approx(found.routed_km)
    assert found.cost_factor == pytest.approx(1.0)


def test_a_diagonal_costs_its_length_times_the_mean_of_both_cells() -> None:
    # Down the diagonal: sqrt(2) * (1 + 3) / 2 + sqrt(2) * (3 + 5) / 2 = 6 sqrt(2); all else is dearer.
    found = route([[1, 90, 90], [90, 3, 90], [90, 90, 5]], (0, 0), (2, 2))
    assert found.cells == ((0, 0), (1, 1), (2, 2))
    assert found.routed_km == pytest.approx(2 * DIAGONAL * STEP, rel=1e-6)
    assert found.weighted_km == pytest.approx(6 * DIAGONAL * STEP, rel=1e-6)
    assert found.cost_factor == pytest.approx(3.0)
    assert found.terrain_factor == pytest.approx(1.0)
    assert found.corners == (found.points[0], found.points[-1])


def test_round_a_dear_cell_or_through_it() -> None:
    # Through: (1 + w) / 2 twice = 1 + w. Round: two diagonals, 2 sqrt(2) = 2.83: through while w < 1.83.
    for cost, through in ((1.8, True), (1.9, False)):
        found = route([[1, 1, 1], [1, cost, 1], [1, 1, 1]], (1, 0), (1, 2))
        assert ((1, 1) in found.cells) == through
        assert found.weighted_km == pytest.approx(min(1 + cost, 2 * DIAGONAL) * STEP, rel=1e-6)


def test_no_way_through_the_corner_of_two_closed_cells() -> None:
    # The river runs from corner to corner and ends before the upper right cell, round which one may pass:
    # three steps, a diagonal beside that cell, three steps.
    river = np.ones((5, 5))
    river[[1, 2, 3, 4], [3, 2, 1, 0]] = X
    found = route(river, (0, 0), (4, 4))
    assert found.routed_km == pytest.approx((6 + DIAGONAL) * STEP, rel=1e-6)
    river[0, 4] = X
    joined = cluster(site("a", 0, 0), site("b", 4, 4))
    assert "corridors.a-b: no way over the raster from a to b" in faults_of(joined, raster(river))


def test_two_sites_in_one_cell() -> None:
    a = Site(id="a", latitude=0.001, longitude=0.001)
    b = Site(id="b", latitude=0.001, longitude=0.004)
    found = routed(cluster(a, b), raster([[3.0]])).found["a-b"]
    assert found.routed_km == pytest.approx(0.003 * KM_PER_DEGREE)
    assert found.weighted_km == pytest.approx(3 * found.routed_km)


def test_lengths_far_north() -> None:
    # At 60 degrees a degree of longitude is half as long.
    ground = CostRaster(np.ones((1, 11)), west=0.0, south=60.0 - CELL / 2, cell=CELL)
    ends = [Site(id=name, latitude=60.0, longitude=east) for name, east in (("a", 0.005), ("b", 0.105))]
    found = routed(cluster(*ends), ground).found["a-b"]
    assert found.routed_km == pytest.approx(5 * STEP, rel=1e-6)


def test_a_raster_in_metres() -> None:
    plane = Plane(
        lambda latitude, longitude: (longitude * KM_PER_DEGREE * 1e3, latitude * KM_PER_DEGREE * 1e3),
        lambda east, north: (north / KM_PER_DEGREE / 1e3, east / KM_PER_DEGREE / 1e3),
    )
    ground = CostRaster([[1.0, 9.0, 1.0], [1.0, 1.0, 1.0]], west=0.0, south=0.0, cell=1000.0, plane=plane)
    ends = [
        Site(id=key, latitude=1.5 / KM_PER_DEGREE, longitude=x / KM_PER_DEGREE)
        for key, x in (("a", 0.5), ("b", 2.5))
    ]
    found = routed(cluster(*ends), ground).found["a-b"]
    assert found.cells == ((0, 0), (1, 1), (0, 2))
    assert found.routed_km == pytest.approx(2 * DIAGONAL, rel=1e-5)


def test_an_existing_right_of_way_attracts() -> None:
    # Straight 4. Along the line in row 0: down and up on a diagonal each of mean cost (1 + 0.5) / 2, and two
    # steps at 0.5: 2 * 0.75 sqrt(2) + 1 = 3.12.
    ground = raster(np.ones((3, 5)))
    ends = site("a", 1, 0, 3), site("b", 1, 4, 3)
    line = [site("c", 0, 0, 3).coordinates, site("d", 0, 4, 3).coordinates]
    plain = routed(cluster(*ends), ground).found["a-b"]
    beside = routed(cluster(*ends), ground.along([line], factor=0.5)).found["a-b"]
    assert plain.weighted_km == pytest.approx(4 * STEP)
    assert beside.weighted_km == pytest.approx((2 * 0.75 * DIAGONAL + 1) * STEP, rel=1e-6)
    assert beside.routed_km > plain.routed_km
    assert beside.cost_factor < 1


def test_a_strip_has_a_width_and_closed_cells_stay_closed() -> None:
    ground = raster([[1, 1, 1], [1, X, 1], [1, 1, 1]])
    line = [site("c", 1, 0, 3).coordinates, site("d", 1, 2, 3).coordinates]
    assert ground.along([line], 0.5).values.tolist() == [[1, 1, 1], [0.5, X, 0.5], [1, 1, 1]]
    wide = ground.along([line], 0.5, width=2 * STEP + 0.1)
    assert wide.values.tolist() == [[0.5] * 3, [0.5, X, 0.5], [0.5] * 3]
    outside = ground.along([[(5.0, 5.0), (6.0, 6.0)]], 0.5)
    assert np.array_equal(outside.values, ground.values)


@pytest.mark.parametrize("seed", range(20))
def test_relations(seed: int) -> None:
    draw = np.random.default_rng(seed)
    values = draw.choice([1.0, 2.0, 5.0, X], size=(12, 12), p=[0.4, 0.2, 0.2, 0.2])
    start, end = (0, 0), (11, 11)
    values[start] = values[end] = 1.0
    values[draw.integers(1, 11), :] = 1.0  # so that there is a way more often
    there = cluster(site("a", *start, 12), site("b", *end, 12))
    back = cluster(site("b", *end, 12), site("a", *start, 12), corridors=(("b", "a"),))
    try:
        found = routed(there, raster(values)).found["a-b"]
    except ScenarioError:
        with pytest.raises(ScenarioError):
            routed(back, raster(values))
        return
    turned = routed(back, raster(values)).found["b-a"]
    assert turned.cells == found.cells[::-1]
    assert turned.weighted_km == pytest.approx(found.weighted_km)
    assert all(np.isfinite(values[cell]) for cell in found.cells)
    for (row, column), (below, beside) in zip(found.cells, found.cells[1:], strict=False):
        assert max(abs(row - below), abs(column - beside)) == 1
        assert np.isfinite(values[row, beside]) or np.isfinite(values[below, column])
    assert found.routed_km >= found.straight_km * (1 - 1e-9)
    dearer = values * draw.choice([1.0, 1.5, 4.0], size=values.shape)
    assert routed(there, raster(dearer)).found["a-b"].weighted_km >= found.weighted_km * (1 - 1e-7)
    closed = np.where(draw.random(values.shape) < 0.1, X, values)
    closed[start] = closed[end] = 1.0
    try:
        narrower = routed(there, raster(closed)).found["a-b"].weighted_km
    except ScenarioError:
        return
    assert narrower >= found.weighted_km * (1 - 1e-7)


def test_candidates_and_what_runs_side_by_side() -> None:
    # a and b in the upper row, c in the lower: only column 2 leads down, so the ways to c share it.
    values = [[1, 1, 1, 1, 1], [X, X, 1, X, X], [X, X, 1, X, X], [X, X, 1, X, X]]
    sites = site("a", 0, 0, 4), site("b", 0, 4, 4), site("c", 3, 2, 4)
    routes = routed(cluster(*sites), raster(values), candidates="all")
    assert list(routes.found) == ["a-b", "a-c", "b-c"]
    shared = routes.shared.set_index(["corridor", "other"])["shared_km"]
    assert shared["a-c", "b-c"] == pytest.approx(2 * STEP, rel=1e-6)
    assert shared["a-b", "a-c"] == pytest.approx(STEP, rel=1e-6)
    assert "Side by side" in repr(routes)
    assert list(routes.apply().corridors) == ["a-b", "a-c", "b-c"]
    only = routed(cluster(*sites), raster(values), ["a-b"])
    assert list(only.table["corridor"]) == ["a-b"]
    assert only.shared.empty
    assert "Side by side" not in repr(only)
    tree = routed(cluster(*sites), raster(values), candidates="minimum-spanning-tree")
    assert len(tree.found) == 3  # two of the tree beside what is there already, which is no part of it


def supplied(corridor: dict[str, Any], **pipe: Any) -> Any:
    sites = {name: {"latitude": 0.0, "longitude": x} for name, x in (("here", 0.005), ("there", 0.025))}
    assets = {
        "load": {"kind": "demand", "carrier": "hydrogen", "demand": 10.0, "site": "there"},
        "plant": {"kind": "market", "carrier": "hydrogen", "buy_price": 20.0},
        "pipe": {"kind": "pipeline", "carrier": "hydrogen", "capacity_max": 100.0, **pipe},
    }
    return make_scenario(assets, sites=sites, corridor=corridor, length=2.0)


def test_investment_follows_the_weighted_length_and_losses_the_real_one() -> None:
    # 2 km at 3 EUR/h per MW and km, times a cost factor of 5: 30 a MW. Of what enters 0.9 ** 2 arrive: 12.35
    # MW enter, at 20 + 30.
    scenario = supplied({"cost_factor": 5.0}, loss_per_km=0.1, capex_specific_per_km=3.0 * 8760)
    assert per_hour(solve(scenario)) == pytest.approx(10 / 0.81 * 50.0)


def test_what_does_not_go_by_length_keeps_its_cost() -> None:
    # 100 at the ends, and 2 km at 7 times a factor of 1.5.
    scenario = supplied({"cost_factor": 1.5}, capex_fixed=100.0 * 8760, capex_fixed_per_km=7.0 * 8760)
    assert per_hour(solve(scenario)) == pytest.approx(100.0 + 2 * 7 * 1.5 + 200.0)


def test_a_routed_scenario_is_solved_on_its_route() -> None:
    # Two steps of 1.11 km, through a cell of cost 1.5: weighted (1.25 + 1.25) * 1.11 km.
    scenario = supplied({}, capex_specific_per_km=8760.0)
    routes: Routes[Any] = routed(scenario, raster([[9, 9, 9], [1, 1.5, 1], [9, 9, 9]]))
    applied = routes.apply()
    corridor = applied.cluster.corridors["line"]
    assert corridor.length == pytest.approx(2 * STEP, rel=1e-5)
    assert corridor.cost_factor == pytest.approx(1.25)
    assert corridor.route[0] == (0.0, 0.005)
    assert corridor.route[-1] == (0.0, 0.025)
    assert type(applied).from_data(applied.to_data(), applied.profiles) == applied
    assert per_hour(solve(applied)) == pytest.approx(10 * 20.0 + 10 * 2.5 * STEP, rel=1e-5)


def test_every_fault_of_the_ends_is_told() -> None:
    sites = site("a", 0, 0), Site(id="far", latitude=9.0, longitude=0.0), site("wet", 2, 0), Site(id="bare")
    ends = ("far", "wet")
    joined = cluster(*sites, corridors=tuple(("a", end) for end in ends))
    told = faults_of(joined, raster(WALL))
    assert "sites.far: latitude 9, longitude 0 is outside the raster" in told
    assert "sites.wet: stands where nothing may be laid (row 3, column 1 of the raster)" in told
    assert "no such corridor: 'a-fat'" in faults_of(joined, raster(WALL), corridors=["a-fat"])
    bare = Cluster(
        carriers=[],
        sites=sites,
        assets=[],
        corridors=[Corridor(id="a-bare", from_site="a", to_site="bare", length=1.0)],
    )
    assert "sites.bare: has no coordinates" in faults_of(bare, raster(WALL))


def test_nothing_to_route_is_told() -> None:
    assert "there is none to route" in faults_of(cluster(site("a", 0, 0), corridors=()), raster(WALL))


def test_ends_at_one_point_and_ways_far_round_are_told() -> None:
    same = Cluster(
        carriers=[],
        sites=[site("a", 0, 0), site("b", 0, 0)],
        assets=[],
        corridors=[Corridor(id="a-b", from_site="a", to_site="b", length=1.0)],
    )
    assert "a and b stand at one point" in faults_of(same, raster(WALL))
    comb = np.ones((13, 3))
    comb[:12, 1] = X
    far = cluster(site("a", 0, 0, 13), site("b", 0, 2, 13))
    assert "its way round is 12 times as long as the crow flies" in faults_of(far, raster(comb))


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "skimage.graph", None)
    told = faults_of(cluster(site("a", 0, 0), site("b", 0, 4)), raster(WALL))
    assert f"scikit-image is not installed. Fix: {INSTALL}" in told
