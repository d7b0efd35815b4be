"""Figures of heat with temperatures: composite curves, the grand composite curve, total-site profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from synergy.heat.site_profiles import TotalSite
from synergy.heat.targets import PinchTargets
from synergy.plan.amounts import figures
from synergy.present.colours import DARK, GREY, faded
from synergy.present.figure import new_figure, plain

if TYPE_CHECKING:
    import plotly.graph_objects as go

HOT, COLD = "#D55E00", "#0072B2"
"""What gives heat, and what needs it."""
HEIGHT = 520
ROOM = 0.06
"""Share of the range of an axis that is left free at its ends."""
LEAST_HEIGHT = 20.0
"""In K: streams that stay at about one temperature are not drawn larger than that."""
KILOWATTS = 1.0
"""In MW: sites smaller than that are drawn in kW."""


class PinchPlots:
    """Figures of pinch targets, reached as ``targets.plot``.

    Examples
    --------
    >>> from synergy.heat import Stream, pinch
    >>> hot = Stream(supply_temperature=150.0, target_temperature=50.0, load=2.0)
    >>> cold = Stream(supply_temperature=20.0, target_temperature=120.0, load=3.0)
    >>> pinch([hot, cold]).plot.composite().layout.yaxis.title.text
    'degC'
    """

    def __init__(self, targets: PinchTargets) -> None:
        self.targets = targets

    def composite(self) -> go.Figure:
        """Return the hot and the cold composite curve, with what is recovered between them."""
        targets, table = self.targets, self.targets.composite()
        factor, unit = _scale(float(table["heat"].max()))
        subtitle = (
            f"{_amount(targets.recovered, factor)} {unit} recovered; "
            f"{_amount(targets.hot_utility, factor)} {unit} from outside, "
            f"{_amount(targets.cold_utility, factor)} {unit} taken away; "
            f"at least {targets.minimum_approach:g} K between what gives and what takes heat"
        )
        figure = _heat_figure("Composite curves", subtitle, unit, "degC")
        for curve, colour, name in (("hot", HOT, "hot streams"), ("cold", COLD, "cold streams")):
            part = table[table["curve"] == curve]
            _line(figure, part["heat"] * factor, part["temperature"], colour, name, unit)
        low, high = targets.cold_utility * factor, (targets.cold_utility + targets.recovered) * factor
        _band(figure, low, high, "recovered", DARK)
        _band(figure, 0.0, low, "cold utility", COLD)
        _band(figure, high, high + targets.hot_utility * factor, "hot utility", HOT)
        if targets.pinch is not None and targets.pinch_hot is not None and targets.pinch_cold is not None:
            _pinch_mark(figure, table, factor, targets)
        return _framed(figure, table["heat"] * factor, table["temperature"])

    def grand_composite(self) -> go.Figure:
        """Return the grand composite curve: what is missing above the pinch and left over below it."""
        targets, table = self.targets, self.targets.grand_composite()
        factor, unit = _scale(float(table["heat"].max()))
        where = "no pinch" if targets.pinch is None else f"pinch at {targets.pinch:g} degC"
        subtitle = f"heat that flows down past each shifted temperature; {where}"
        figure = _heat_figure("Grand composite curve", subtitle, unit, "shifted temperature, degC")
        heat = table["heat"] * factor
        _line(figure, heat, table["temperature"], DARK, "heat flow", unit, fill=faded(GREY, 0.18))
        ends = (("hot utility", 0, HOT, "bottom"), ("cold utility", -1, COLD, "top"))
        for name, row, colour, side in ends:
            amount = float(heat.iloc[row])
            if amount > 0:
                figure.add_annotation(
                    x=amount / 2,
                    y=float(table["temperature"].iloc[row]),
                    text=f"{name} {figures(amount)} {unit}",
                    showarrow=False,
                    yanchor=side,
                    yshift=4 if side == "bottom" else -4,
                    font={"color": colour, "size": 12},
                )
                figure.add_shape(
                    type="line",
                    x0=0.0,
                    x1=amount,
                    y0=float(table["temperature"].iloc[row]),
                    y1=float(table["temperature"].iloc[row]),
                    line={"color": colour, "width": 3},
                )
        for temperature in targets.pinches:
            figure.add_annotation(
                x=0.0,
                y=temperature,
                text=f"pinch {temperature:g} degC",
                showarrow=True,
                arrowhead=0,
                arrowcolor=GREY,
                ax=230,
                ay=0,
                font={"color": DARK},
                bgcolor="white",
            )
        return _framed(figure, pd.concat([heat, pd.Series([0.0])]), table["temperature"])


class TotalSitePlots:
    """Figures of a total site, reached as ``site.plot``."""

    def __init__(self, site: TotalSite) -> None:
        self.site = site

    def profiles(self) -> go.Figure:
        """Return what sites have left over, what they are missing, and the carriers that join the two."""
        site, table = self.site, self.site.profiles()
        factor, unit = _scale(float(table["heat"].abs().max()) if len(table) else 0.0)
        subtitle = (
            f"{_amount(site.exchanged, factor)} {unit} pass between sites; "
            f"{_amount(site.hot_utility, factor)} {unit} from outside instead of "
            f"{_amount(site.hot_utility_of_sites, factor)}, "
            f"{_amount(site.cold_utility, factor)} {unit} taken away instead of "
            f"{_amount(site.cold_utility_of_sites, factor)}"
        )
        figure = _heat_figure("Total-site profiles", subtitle, unit, "temperature of carriers, degC")
        named = (("source", HOT, "left over at sites"), ("sink", COLD, "missing at sites"))
        for profile, colour, name in named:
            part = table[table["profile"] == profile]
            _line(figure, part["heat"] * factor, part["temperature"], colour, name, unit)
        above, below = 0.0, 0.0
        total_used = float(site.levels["used"].sum()) if len(site.levels) else 0.0
        for name, level in site.levels.iterrows():
            above += float(level["raised"])
            left, right = -above * factor, (total_used - below) * factor
            below += float(level["used"])
            figure.add_shape(
                type="line",
                x0=left,
                x1=right,
                y0=level["temperature"],
                y1=level["temperature"],
                line={"color": DARK, "width": 1.5, "dash": "dot"},
            )
            figure.add_annotation(
                x=1.0,
                xref="paper",
                xanchor="left",
                xshift=8,
                y=level["temperature"],
                showarrow=False,
                align="left",
                text=f"<b>{plain(str(name))}</b> {level['temperature']:g} degC<br>"
                f"raised {_amount(level['raised'], factor)}, used {_amount(level['used'], factor)} {unit}",
            )
        figure.add_vline(x=0.0, line={"color": GREY, "width": 1})
        figure.update_layout(margin={"r": 210})
        figure.update_xaxes(tickformat=",~g")
        return _framed(figure, table["heat"] * factor, table["temperature"])


def _scale(largest: float) -> tuple[float, str]:
    """Return factor and unit in which amounts in MW are easily read."""
    return (1000.0, "kW") if 0 < largest < KILOWATTS else (1.0, "MW")


def _amount(megawatts: float, factor: float) -> str:
    return figures(float(megawatts) * factor)


def _heat_figure(title: str, subtitle: str, unit: str, what: str) -> go.Figure:
    axis: dict[str, Any] = {"zeroline": False, "showline": True, "linecolor": GREY, "ticks": "outside"}
    return new_figure(
        title,
        subtitle,
        height=HEIGHT,
        margin={"l": 70, "r": 30, "t": 80, "b": 60},
        xaxis={"title": {"text": unit}, **axis},
        yaxis={"title": {"text": what}, **axis},
        legend={"x": 0.015, "y": 0.985, "bgcolor": "rgba(255,255,255,0.8)"},
        showlegend=True,
        hovermode="closest",
    )


def _line(
    figure: go.Figure,
    heat: pd.Series[float],
    temperature: pd.Series[float],
    colour: str,
    name: str,
    unit: str,
    fill: str | None = None,
) -> None:
    import plotly.graph_objects as go

    figure.add_trace(
        go.Scatter(
            x=heat,
            y=temperature,
            mode="lines+markers",
            line={"color": colour, "width": 3},
            marker={"size": 6, "color": colour},
            name=name,
            showlegend=fill is None,
            fill=None if fill is None else "tozerox",
            fillcolor=fill,
            hoverinfo="text",
            hovertext=[
                f"<b>{name}</b><br>{figures(x)} {unit} at {y:g} degC"
                for x, y in zip(heat, temperature, strict=True)
            ],
        )
    )


def _band(figure: go.Figure, low: float, high: float, name: str, colour: str) -> None:
    """Say below the curves what a range of heat is."""
    if high <= low:
        return
    figure.add_vrect(x0=low, x1=high, fillcolor=faded(colour, 0.07), line_width=0, layer="below")
    figure.add_annotation(
        x=(low + high) / 2,
        y=0.0,
        yref="paper",
        yanchor="bottom",
        text=name.replace(" ", "<br>"),
        showarrow=False,
        font={"color": colour, "size": 12},
    )


def _pinch_mark(figure: go.Figure, table: pd.DataFrame, factor: float, targets: PinchTargets) -> None:
    """Join the two curves where they come closest."""
    cold = table[table["curve"] == "cold"]
    heat = factor * float(np.interp(targets.pinch_cold or 0.0, cold["temperature"], cold["heat"]))
    figure.add_shape(
        type="line",
        x0=heat,
        x1=heat,
        y0=targets.pinch_cold,
        y1=targets.pinch_hot,
        line={"color": DARK, "width": 2, "dash": "dot"},
    )
    figure.add_annotation(
        x=heat,
        y=((targets.pinch_cold or 0.0) + (targets.pinch_hot or 0.0)) / 2,
        text=f"pinch: {targets.pinch_hot:g} / {targets.pinch_cold:g} degC",
        ax=70,
        ay=55,
        arrowcolor=GREY,
        arrowhead=0,
        bgcolor="rgba(255,255,255,0.85)",
    )


def _framed(figure: go.Figure, heat: pd.Series[float], temperature: pd.Series[float]) -> go.Figure:
    """Leave room around the curves."""
    for axis, values in ((figure.update_xaxes, heat), (figure.update_yaxes, temperature)):
        if len(values):
            low, high = float(values.min()), float(values.max())
            room = ROOM * max(high - low, 1e-6)
            if values is temperature:
                room = max(2.0 * room, (LEAST_HEIGHT - (high - low)) / 2.0)
            axis(range=[low - (room if values is temperature or low < 0 else 0.0), high + room])
    return figure
