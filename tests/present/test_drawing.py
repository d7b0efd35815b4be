"""Where things are drawn: sites, names, periods, and in which colours."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synergy.cluster.carrier import Carrier
from synergy.cluster.cluster import Cluster
from synergy.cluster.place import Corridor, Site, great_circle_km
from synergy.present.canvas import Canvas
from synergy.present.colours import PALETTE, carrier_colours
from synergy.present.labels import Label, place_labels
from synergy.present.network_lines import routes_of
from synergy.present.period_axis import PeriodAxis
from synergy.present.places import places_of
from synergy.time.axis import TimeAxis


def cluster_of(*sites: Site, corridors: tuple[tuple[str, str], ...] = ()) -> Cluster:
    routes = [Corridor(id=f"{a}-{b}", from_site=a, to_site=b, length=1.0) for a, b in corridors]
    return Cluster(carriers=[Carrier(id="power")], sites=sites, assets=[], corridors=routes)


def distance(points: dict[str, tuple[float, float]], first: str, second: str) -> float:
    return float(np.hypot(*np.subtract(points[first], points[second])))


@pytest.mark.parametrize(
    ("first", "second"),
    [((53.28, -2.84), (53.16, -3.06)), ((60.0, 179.9), (60.2, -179.8)), ((-33.0, 151.0), (-33.2, 151.3))],
    ids=["England", "across the date line", "south"],
)
def test_distances_on_the_drawing_are_those_on_the_ground(
    first: tuple[float, float], second: tuple[float, float]
) -> None:
    sites = [
        Site(id=name, latitude=place[0], longitude=place[1]) for name, place in (("a", first), ("b", second))
    ]
    places = places_of(cluster_of(*sites))
    assert places.in_km
    assert distance(dict(places.points), "a", "b") == pytest.approx(great_circle_km(first, second), rel=2e-3)


def test_sites_without_coordinates_stand_apart() -> None:
    names = "abcdef"
    corridors = (("a", "b"), ("b", "c"), ("d", "e"))
    places = places_of(cluster_of(*(Site(id=name) for name in names), corridors=corridors))
    assert not places.in_km
    points = dict(places.points)
    assert min(distance(points, one, two) for one in names for two in names if one < two) > 0.5


def test_a_site_without_coordinates_comes_near_its_neighbour() -> None:
    latitudes = {"south": 50.0, "middle": 51.0, "north": 52.0}
    known = [Site(id=name, latitude=latitude, longitude=0.0) for name, latitude in latitudes.items()]
    places = places_of(cluster_of(*known, Site(id="new"), corridors=(("south", "middle"), ("north", "new"))))
    points = dict(places.points)
    assert distance(points, "south", "middle") == pytest.approx(111.2, abs=0.5)
    assert distance(points, "north", "new") < distance(points, "south", "new")


def test_a_single_site_can_be_drawn() -> None:
    assert places_of(cluster_of(Site(id="alone"))).points.keys() == {"alone"}


def test_names_hide_neither_each_other_nor_markers() -> None:
    labels = [Label(300.0 + 18.0 * (n % 4), 200.0 + 18.0 * (n // 4), 5.0, 90.0, 14.0) for n in range(12)]
    line = np.column_stack([np.linspace(0, 600, 100), np.full(100, 170.0)])
    placed = place_labels(labels, line, (0.0, 0.0, 700.0, 400.0))
    boxes = [
        (label.x + at.right - 45, label.y + at.up - 7, label.x + at.right + 45, label.y + at.up + 7)
        for label, at in zip(labels, placed, strict=True)
    ]
    markers = [(label.x - 5, label.y - 5, label.x + 5, label.y + 5) for label in labels]

    def overlap(one: tuple[float, ...], two: tuple[float, ...]) -> bool:
        return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]

    assert not [(n, m) for n in range(12) for m in range(n) if overlap(boxes[n], boxes[m])]
    assert not [(n, m) for n in range(12) for m in range(12) if overlap(boxes[n], markers[m])]
    assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= 700 and box[3] <= 400 for box in boxes)


def test_no_labels_need_no_place() -> None:
    assert place_labels([], np.empty((0, 2)), (0.0, 0.0, 1.0, 1.0)) == []


def test_periods_stand_side_by_side_with_gaps() -> None:
    time = TimeAxis(steps=2, hours=(6.0, 18.0), weights={"winter": 180, "summer": 185})
    axis = PeriodAxis(time, ("winter", "summer"))
    first, second = axis.positions[:3], axis.positions[3:]
    assert first.tolist() == [0.0, 6.0, 24.0]
    assert (second - second[0]).tolist() == pytest.approx([0.0, 6.0, 24.0])
    assert second[0] > 24.0
    index = pd.MultiIndex.from_product([(2030,), time.periods, (1, 2)], names=["year", "period", "step"])
    series = pd.Series([1.0, 2.0, 3.0, 4.0], index=index)
    assert axis.values(series).tolist() == [1.0, 2.0, 0.0, 3.0, 4.0, 0.0]
    assert axis.values(series, last=None).tolist() == [1.0, 2.0, 2.0, 3.0, 4.0, 4.0]
    assert axis.told[1] == "winter, 6 to 24 h"


def test_carriers_keep_their_colours_and_differ() -> None:
    names = ["power", "steam", "hydrogen", "co2", "ammonia", "slag", "oxygen", "furnace-heat"]
    colours = carrier_colours(names)
    assert len(set(colours.values())) == len(names)
    assert carrier_colours([*names, "lime"]).items() >= colours.items()
    assert carrier_colours(["steam"])["steam"] == colours["steam"]


def test_more_carriers_than_colours_are_still_drawn() -> None:
    colours = carrier_colours([f"carrier-{number}" for number in range(2 * len(PALETTE))])
    assert len(set(colours.values())) == 2 * len(PALETTE)


def test_a_route_is_drawn_where_it_runs() -> None:
    # North-west of both sites and back: its corner must be on the line, within the drawing, and the arrow's
    # direction is that of the line there.
    corner = (53.05, -3.0)
    sites = [Site(id=key, latitude=53.0, longitude=east) for key, east in (("a", -3.0), ("b", -2.9))]
    route = ((53.0, -3.0), corner, (53.0, -2.9))
    corridor = Corridor(id="a-b", from_site="a", to_site="b", route=route)
    cluster = Cluster(carriers=[Carrier(id="power")], sites=sites, assets=[], corridors=[corridor])
    places = places_of(cluster)
    (point,) = places.routes["a-b"]
    assert point[1] - places.points["a"][1] == pytest.approx(great_circle_km((53.0, -3.0), corner), rel=1e-6)
    canvas = Canvas.around(places)
    assert canvas.ranges[1][0] < point[1] < canvas.ranges[1][1]
    rows = pd.DataFrame(
        {"asset": ["pipe", "wire"], "corridor": "a-b", "start": "a", "end": "b", "width": 2.0}
    )
    lines = routes_of(rows, places, canvas)
    for line in lines.values():
        assert 0 < np.hypot(*(line - np.array(point)).T).min() < 5.0 / canvas.scale
