"""Figures of heat: what is drawn is what was found."""

from __future__ import annotations

import numpy as np
import pytest

from heat_cases import random_streams
from synergy.heat import Stream, pinch, total_site
from synergy.present.heat_pages import heat_page


def stream(supply: float, target: float, load: float) -> Stream:
    return Stream(supply_temperature=supply, target_temperature=target, load=load, name="<b>x</b>")


def test_curves_are_those_of_the_targets() -> None:
    targets = pinch([stream(170.0, 60.0, 330.0), stream(20.0, 135.0, 230.0), stream(80.0, 140.0, 240.0)])
    hot, cold = targets.plot.composite().data
    table = targets.composite()
    assert list(hot.x) == pytest.approx(table.loc[table["curve"] == "hot", "heat"].tolist())
    assert list(cold.y) == table.loc[table["curve"] == "cold", "temperature"].tolist()
    (grand,) = targets.plot.grand_composite().data
    assert list(grand.x) == pytest.approx(targets.flows.tolist())


def test_small_sites_are_drawn_in_kilowatts() -> None:
    figure = pinch([stream(170.0, 60.0, 0.33)]).plot.composite()
    assert figure.layout.xaxis.title.text == "kW"
    assert max(figure.data[0].x) == pytest.approx(330.0)


@pytest.mark.parametrize("seed", range(8))
def test_anything_can_be_drawn(seed: int) -> None:
    draw = np.random.default_rng(seed)
    sites = {"one": random_streams(draw, 3), "two": random_streams(draw, 3)}
    site = total_site(sites, {"level": 120.0} if seed % 2 else {})
    assert len(site.plot.profiles().data) == 2
    for targets in site.sites.values():
        assert targets.plot.composite().layout.height
        assert targets.plot.grand_composite().layout.height


def test_the_page_holds_every_site_and_escapes_its_name() -> None:
    page = heat_page({"<i>a</i>": pinch([stream(170.0, 60.0, 3.0)]), "b": pinch([stream(20.0, 60.0, 3.0)])})
    assert "<i>a</i>" not in page
    assert page.count("<h2>") == 2


def test_a_narrow_screen_wraps_the_text_and_scrolls_the_figures() -> None:
    page = heat_page({"a": pinch([stream(170.0, 60.0, 12.3437)])})
    assert 'name="viewport"' in page
    assert "white-space: pre-wrap" in page
    assert page.count('<div class="figure">') == 2
    assert "12.3 MW that hot streams give" in page
