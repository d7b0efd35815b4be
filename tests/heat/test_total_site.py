"""Total sites: by hand, and between what sites need by themselves and in one heap."""

from __future__ import annotations

import numpy as np
import pytest

from heat_cases import random_streams
from synergy.errors import ScenarioError
from synergy.heat import Stream, pinch, total_site


def stream(supply: float, target: float, load: float) -> Stream:
    return Stream(supply_temperature=supply, target_temperature=target, load=load)


def test_two_sites_by_hand() -> None:
    # The works gives 10 MW from 200 to 100 degC, so with 10 K to the carrier 4 MW above 150 and 4 MW more
    # above 110. The mill needs 8 MW from 60 to 140: carriers at 70 to 150. 150 degC serves the 4 MW above
    # 110, that of 110 the 4 MW below. Nothing comes from outside; 1 + 0 + 1 MW are left over.
    site = total_site(
        {"works": [stream(200, 100, 10.0)], "mill": [stream(60, 140, 8.0)]}, {"hot": 150.0, "warm": 110.0}
    )
    assert site.levels["raised"].tolist() == pytest.approx([4.0, 4.0])
    assert site.levels["used"].tolist() == pytest.approx([4.0, 4.0])
    assert (site.hot_utility, site.cold_utility, site.exchanged) == pytest.approx((0.0, 2.0, 8.0))


def test_what_is_hotter_than_every_level_comes_from_outside() -> None:
    # A quarter of the 8 MW, from 120 to 140 degC, needs more than the 130 degC of the level.
    site = total_site({"works": [stream(200, 190, 20.0)], "mill": [stream(60, 140, 8.0)]}, {"level": 130.0})
    assert (site.hot_utility, site.exchanged) == pytest.approx((2.0, 6.0))


def test_without_levels_every_site_is_alone() -> None:
    sites = {"works": [stream(200, 100, 10.0)], "mill": [stream(60, 140, 8.0)]}
    site = total_site(sites, {})
    assert (site.hot_utility, site.cold_utility) == (site.hot_utility_of_sites, site.cold_utility_of_sites)


def test_pockets_are_the_site_s_own_business() -> None:
    # Kemp's curve has pockets above and below its pinch: 20 MW are missing and 60 MW left over without them.
    streams = [stream(20, 135, 230.0), stream(170, 60, 330.0), stream(80, 140, 240.0), stream(150, 30, 180.0)]
    site = total_site({"kemp": streams}, {})
    assert sum(heat for _, heat in site.sinks) == pytest.approx(20.0)
    assert sum(heat for _, heat in site.sources) == pytest.approx(60.0)


@pytest.mark.parametrize("seed", range(40))
def test_relations(seed: int) -> None:
    draw = np.random.default_rng(seed)
    sites = {name: random_streams(draw) for name in ("one", "two", "three")}
    few = {"a": 220.0, "b": 120.0}
    site, more = total_site(sites, few), total_site(sites, {**few, "c": 170.0, "d": 70.0})
    heap = pinch([one for streams in sites.values() for one in streams])
    tiny = 1e-9 * (heap.hot_duty + heap.cold_duty)
    assert heap.hot_utility - tiny <= more.hot_utility <= site.hot_utility + tiny
    assert site.hot_utility <= site.hot_utility_of_sites + tiny
    assert site.cold_utility <= site.cold_utility_of_sites + tiny
    assert site.hot_utility + heap.hot_duty == pytest.approx(site.cold_utility + heap.cold_duty)
    assert (site.levels >= -tiny).all().all()
    profiles = site.profiles()
    sinks = profiles.loc[profiles["profile"] == "sink", "heat"]
    assert (sinks.max() if len(sinks) else 0.0) == pytest.approx(site.hot_utility_of_sites)


def test_no_sites() -> None:
    with pytest.raises(ScenarioError, match="there are none"):
        total_site({}, {})
