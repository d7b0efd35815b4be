"""Every figure of every plan can be drawn, needs nothing from elsewhere, and shows names as they stand."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from drawn_plans import HOSTILE, NAMES, plan_of
from synergy.errors import ScenarioError
from synergy.plan.plan import Plan
from synergy.present.network_markers import _removers


def figures(plan: Plan) -> Iterator[tuple[str, Any]]:
    """Yield every figure that a plan offers, called as simply as possible."""
    plot = plan.plot
    yield "network", plot.network()
    yield "sankey", plot.sankey()
    yield "sankey of all", plot.sankey(detail="cluster")
    yield "levels", plot.levels()
    for by in ("category", "owner", "asset"):
        yield f"costs by {by}", plot.costs(by)
    for by in ("site", "owner", "asset"):
        yield f"emissions by {by}", plot.emissions(by)
    for carrier in plan.scenario.cluster.carriers:
        yield f"prices of {carrier}", plot.prices(carrier)
    for site, carrier in plan.scenario.cluster.hubs:
        yield f"dispatch of {carrier} at {site}", plot.dispatch(site, carrier)


def numbers_in(content: Any) -> Iterator[float]:
    """Yield every number in a figure's data."""
    if isinstance(content, dict):
        for value in content.values():
            yield from numbers_in(value)
    elif isinstance(content, list | tuple | np.ndarray):
        for value in content:
            yield from numbers_in(value)
    elif isinstance(content, float | np.floating):
        yield float(content)


@pytest.mark.parametrize("name", NAMES)
def test_figures_hold_finite_numbers(name: str) -> None:
    for title, figure in figures(plan_of(name)):
        json.loads(figure.to_json())
        assert figure.layout.width > 0, title
        assert figure.layout.height > 0, title
        for trace in figure.data:
            # Lines stop between periods, which plotly draws from a gap.
            gaps = trace.type == "scatter" and trace.connectgaps is False
            found = list(numbers_in(trace.to_plotly_json()))
            assert all(math.isfinite(number) or (gaps and math.isnan(number)) for number in found), title


@pytest.mark.parametrize("name", NAMES)
def test_pages_ask_for_nothing_from_elsewhere(name: str, tmp_path: Path) -> None:
    pages = plan_of(name).plot.save(tmp_path / "plots")
    assert {page.name for page in pages} == {"network.html", "sankey.html", "costs.html", "emissions.html"}
    assert (tmp_path / "plots" / "plotly.min.js").stat().st_size > 1e6
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert re.findall(r"<script[^>]*\bsrc=[\"']([^\"']*)", html) == ["plotly.min.js"]
        assert not re.search(r"<(link|iframe|img|object|embed)\b", html)
        assert "cdn." not in html.casefold()  # "cdn" alone may stand in encoded numbers
        assert "http" not in html.casefold()


def test_a_single_page_holds_its_script() -> None:
    html = plan_of("two-plants").plot.network().to_html(include_plotlyjs=True)
    assert not re.search(r"<script[^>]*\bsrc=", html)


def test_hostile_names_are_shown_not_obeyed(tmp_path: Path) -> None:
    plan = plan_of("hostile")
    for title, figure in figures(plan):
        html = figure.to_html(include_plotlyjs=False)
        assert "<img" not in html, title
        assert "onerror=alert(1)></script>" not in html, title
        for text in texts_in(figure.to_plotly_json()):
            assert "<img" not in text, title
            assert "<script" not in text, title
    for html in (plan._repr_html_(), plan.scenario._repr_html_(), plan.scenario.cluster._repr_html_()):
        assert "<img" not in html
        assert "<script" not in html


def texts_in(content: Any) -> Iterator[str]:
    """Yield every text in a figure."""
    if isinstance(content, dict):
        for value in content.values():
            yield from texts_in(value)
    elif isinstance(content, list | tuple | np.ndarray):
        for value in content:
            yield from texts_in(value)
    elif isinstance(content, str):
        yield content


def test_templates_of_plotly_meet_no_name() -> None:
    """A name in a hover template would be read as one: ``%{x}``."""
    for title, figure in figures(plan_of("hostile")):
        for trace in figure.data:
            templates = [trace.hovertemplate] if "hovertemplate" in trace else []
            templates += [trace.link.hovertemplate] if trace.type == "sankey" else []
            assert not any(HOSTILE[:4] in (text or "") or "alert" in (text or "") for text in templates), (
                title
            )


def test_energy_and_mass_are_never_in_one_diagram() -> None:
    energy, mass = plan_of("hynet").plot.sankey(detail="cluster").data
    assert energy.valuesuffix.endswith("Wh/a")
    assert mass.valuesuffix.endswith("t/a")


def test_the_map_keeps_proportions_and_tells_states_apart() -> None:
    figure = plan_of("pipes").plot.network()
    assert figure.layout.yaxis.scaleanchor == "x"
    assert figure.layout.yaxis.scaleratio == 1
    named = {trace.name for trace in figure.data}
    assert {"exists (hollow)", "possible, not built"} <= named
    assert "new" not in named
    dotted = [trace for trace in figure.data if trace.name == "spare"]
    assert [trace.line.dash for trace in dotted] == ["dot"]


def test_dispatch_stands_above_and_below_zero() -> None:
    plan = plan_of("two-plants")
    figure = plan.plot.dispatch("mill", "steam", "winter")
    areas = {(trace.name, trace.stackgroup): trace for trace in figure.data if trace.stackgroup}
    assert set(areas) == {("mill-boiler", "gives"), ("steam-line", "gives"), ("mill-steam", "takes")}
    assert max(areas["mill-steam", "takes"].y) <= 0
    assert min(areas["mill-boiler", "gives"].y) >= 0
    assert len(areas["mill-steam", "takes"].x) == 25
    assert figure.layout.yaxis2.title.text == "price,<br>EUR/MWh"


def test_a_hub_that_is_not_named_is_asked_for() -> None:
    plot = plan_of("two-plants").plot
    with pytest.raises(ScenarioError, match=r"carrier: missing\. Fix: name one of works/steam, "):
        plot.dispatch()
    with pytest.raises(ScenarioError, match=r"carrier: missing\. Fix: name one of "):
        plot.prices()
    with pytest.raises(ScenarioError, match="'stem' is not known here; did you mean 'steam'"):
        plot.dispatch(carrier="stem")


def test_sankey_diagrams_fit_into_a_window() -> None:
    for name in NAMES:
        for detail in ("site", "cluster"):
            assert plan_of(name).plot.sankey(detail=detail).layout.width <= 1240


def test_the_legend_names_sites_that_remove() -> None:
    sites = pd.DataFrame({"name": ["Energy from waste", "Cement works"], "net": [-5.0, 3.0]})
    assert _removers(sites) == "removes CO2 on balance:<br>Energy from waste"
