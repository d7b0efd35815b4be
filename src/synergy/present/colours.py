"""Colours: the same carrier looks the same everywhere, and neighbours differ for colour-blind eyes too.

The palettes are those of Okabe and Ito (2008) and, where these are used up, Tol's "muted" (2021).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

PALETTE = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#332288",
    "#999933",
    "#882255",
    "#44AA99",
    "#AA4499",
    "#117733",
    "#DDCC77",
    "#88CCEE",
    "#CC6677",
    "#F0E442",
)

USUAL = {
    "power": "#E69F00",
    "electricity": "#E69F00",
    "natural-gas": "#56B4E9",
    "gas": "#56B4E9",
    "hydrogen": "#009E73",
    "steam": "#D55E00",
    "heat": "#CC79A7",
    "waste-heat": "#CC79A7",
    "co2": "#332288",
    "flue-gas": "#8A8D91",
    "biomass": "#117733",
    "waste": "#882255",
    "water": "#0072B2",
}
"""Colours that readers expect of common carriers."""

GREY = "#A0A4A8"
"""For what is not there: options not taken, losses."""
DARK = "#3A3F45"
"""For markers and outlines that stand for no carrier."""


def carrier_colours(carriers: Iterable[str]) -> Mapping[str, str]:
    """Return a colour for each carrier, as different from each other as there are colours.

    Common carriers have the colours that readers expect; the others take the next free colour in the order
    of the cluster, so that a carrier added at the end changes none.

    Examples
    --------
    >>> carrier_colours(["power", "ammonia"])
    {'power': '#E69F00', 'ammonia': '#0072B2'}
    """
    ordered = list(carriers)
    found: dict[str, str] = {}
    for carrier in ordered:
        usual = USUAL.get(carrier)
        if usual is not None and usual not in found.values():
            found[carrier] = usual
    free = [colour for colour in PALETTE if colour not in found.values()]
    others = [carrier for carrier in ordered if carrier not in found]
    found |= {carrier: _from(free or PALETTE, number) for number, carrier in enumerate(others)}
    return {carrier: found[carrier] for carrier in ordered}


def numbered_colours(names: Iterable[str]) -> Mapping[str, str]:
    """Return a colour for each of several names, in order."""
    return {name: _from(PALETTE, number) for number, name in enumerate(names)}


def faded(colour: str, opacity: float) -> str:
    """Return a colour, written ``#rrggbb``, that lets the ground shine through.

    Examples
    --------
    >>> faded("#009E73", 0.4)
    'rgba(0, 158, 115, 0.4)'
    """
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity:g})"


def _from(palette: tuple[str, ...] | list[str], number: int) -> str:
    """Return a colour of the palette; once it is used up, the same again but lighter."""
    rounds, place = divmod(number, len(palette))
    return _lighter(palette[place], 0.35 * min(rounds, 2))


def _lighter(colour: str, share: float) -> str:
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * share):02X}" for part in parts)
