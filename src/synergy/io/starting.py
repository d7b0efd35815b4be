"""A scenario to begin with: one site with technologies of the catalogue, what they take and give."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from synergy.cluster.check import unknown
from synergy.errors import Fault, ScenarioError
from synergy.io.atomic_write import write_text
from synergy.io.catalogue import CURRENCY, curves, fields_at, of_technology
from synergy.io.catalogue_carriers import ListedCarrier, listed
from synergy.io.catalogue_curves import condition_faults
from synergy.io.catalogue_overview import Entry, entry
from synergy.io.folder import SCENARIO_FILE, SCHEMA_FILE, schema_text
from synergy.io.paths import refuse_existing
from synergy.io.yaml_writer import yaml_text
from synergy.units import UnitError, Units, convert

SITE = "works"
USUAL_DEMAND = 100.0
"""Of the product where none is asked for, in MW or t/h."""
PRICE_YEAR = 2025
KINDS = ("converter", "storage", "disposal")
"""What does the same whatever the weather and the temperatures are."""
SPARE = 1.1
"""Largest size over what is needed."""


@dataclass
class Beginning:
    """What was asked for, and the faults in it.

    Parameters
    ----------
    technologies : mapping of str to Entry
        By the asset's name.
    conditions : mapping of str to mapping
        ``technology_at`` of each.
    products : mapping of str to float
        Demand by carrier, in MW or t/h.
    prices : mapping of str to str
        By carrier, as it will stand in the file.
    """

    technologies: dict[str, Entry] = field(default_factory=dict)
    conditions: dict[str, dict[str, str]] = field(default_factory=dict)
    products: dict[str, float] = field(default_factory=dict)
    prices: dict[str, str] = field(default_factory=dict)

    @property
    def made(self) -> set[str]:
        """Carriers that some technology gives, be it as a by-product."""
        return {carrier for one in self.technologies.values() for carrier in one.gives}

    @property
    def mainly_made(self) -> set[str]:
        """Carriers that some technology is there for."""
        return {main_product(one) for one in self.technologies.values()}

    @property
    def taken(self) -> list[str]:
        """Carriers that some technology takes, in order."""
        return list(dict.fromkeys(c for one in self.technologies.values() for c in one.takes))


def main_product(one: Entry) -> str:
    """Return what a technology is there for: its reference, or the first that it gives of other things."""
    return one.reference if one.reference in one.gives or not one.gives else one.gives[0]


def write_start(
    directory: str | Path,
    technologies: Sequence[str],
    products: Sequence[str] = (),
    prices: Sequence[str] = (),
) -> Path:
    """Make a scenario folder of one site from technologies of the catalogue.

    What the site takes and does not make is bought, at the indicative price of the list of carriers or the
    one given; flue gas and waste heat are at the site. A technology whose investment nobody publishes stands
    already; all others may be built.

    Parameters
    ----------
    directory : str or Path
        The new folder; it may exist if it is empty.
    technologies : sequence of str
        Names of the catalogue, with a condition where one is asked for: ``capture-amine@co2_share=14%``.
    products : sequence of str
        What the site must give: ``steel=250t/h``. Without any, 100 MW or t/h of what the first one gives.
    prices : sequence of str
        Of what is bought, or of by-products that are sold: ``power=70`` or ``power=70EUR/MWh``.

    Raises
    ------
    ScenarioError
        With everything that is wrong or missing.
    """
    data = starting_data(technologies, products, prices)
    target = Path(directory)
    refuse_existing(target)
    target.mkdir(parents=True, exist_ok=True)
    write_text(target / SCHEMA_FILE, schema_text())
    head = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
    write_text(target / SCENARIO_FILE, head + yaml_text(data))
    return target


def starting_data(
    technologies: Sequence[str], products: Sequence[str] = (), prices: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the data of such a scenario, as `write_start` writes them.

    Examples
    --------
    >>> data = starting_data(["gas-boiler"], ["steam=20MW"])
    >>> list(data["assets"])
    ['gas-boiler', 'steam-demand', 'natural-gas-market']
    """
    begin = Beginning()
    faults = [*_technologies(begin, technologies), *_prices(begin, prices)]
    if not faults:
        faults += _products(begin, products)
    if not faults:
        faults += _nothing_missing(begin)
    if faults:
        raise ScenarioError(faults)
    activities = _activities(begin)
    carriers = [*begin.taken, *(c for one in begin.technologies.values() for c in one.gives), *begin.products]
    return {
        "synergy": 1,
        "name": f"Start from {', '.join(begin.technologies)}",
        "description": "Made from the technology catalogue. Replace sizes, prices and demand by your own.",
        "currency": CURRENCY,
        "price_year": PRICE_YEAR,
        "discount_rate": "7 %",
        "time": {"year": 2030, "steps": 24, "hours": 1, "weights": {"day": 365}},
        "carriers": {carrier: listed()[carrier].to_data() for carrier in dict.fromkeys(carriers)},
        "sites": {SITE: {"name": "Works"}},
        "assets": {**_plants(begin, activities), **dict(_ends(begin, activities))},
    }


def _technologies(begin: Beginning, wanted: Sequence[str]) -> Iterator[Fault]:
    """Fill in the technologies; yield what is wrong with them."""
    for text in wanted:
        name, _, condition = text.partition("@")
        place = "--technology"
        if name not in of_technology():
            yield unknown(place, "technology", name, of_technology())
            continue
        one = entry(name)
        if one.place == "corridor":
            fix = "leave it out and add it with a corridor to the file"
            yield Fault(place, f"'{name}' lies in a corridor, and this makes one site", fix=fix)
            continue
        if one.kind not in KINDS:
            fix = "leave it out and add it to the file with what it depends on"
            yield Fault(place, f"what '{name}' does depends on weather or temperatures", fix=fix)
            continue
        if name in begin.technologies:
            yield Fault(place, f"'{name}' is named twice", fix="name it once, and give it a larger size")
            continue
        given = dict([condition.split("=", 1)]) if "=" in condition else {}
        for fault in condition_faults(curves(name), given, name, place):
            asked = [f"write --technology {name}@{curve.condition}=VALUE" for curve in curves(name).values()]
            yield Fault(place, fault.found, fault.why, asked[0] if asked else fault.fix)
        begin.technologies[name] = one
        begin.conditions[name] = {key: _spaced(value) for key, value in given.items()}
    if not wanted:
        yield Fault("--technology", "no technology is named", fix="see synergy technologies")


def _prices(begin: Beginning, wanted: Sequence[str]) -> Iterator[Fault]:
    """Fill in the prices; yield what is wrong with them."""
    traded = [*begin.taken, *sorted(begin.made)]
    for text in wanted:
        carrier, _, price = text.partition("=")
        if carrier not in traded:
            yield unknown("--price", "carrier of these technologies", carrier, traded)
            continue
        unit = f"{CURRENCY}/{listed()[carrier].unit}"
        try:
            number = convert(_spaced(price), (unit,), _units())
        except UnitError as error:
            yield Fault("--price", error.found, fix=f"write {carrier}=NUMBER, in {unit}")
            continue
        begin.prices[carrier] = f"{number:.12g} {unit}"


def _products(begin: Beginning, wanted: Sequence[str]) -> Iterator[Fault]:
    """Fill in what the site must give; yield what is wrong with it."""
    for text in wanted:
        carrier, _, amount = text.partition("=")
        if carrier not in begin.made:
            yield unknown("--product", "product of these technologies", carrier, sorted(begin.made))
            continue
        unit = _flow_unit(listed()[carrier])
        try:
            number = convert(_spaced(amount), (unit,), _units())
        except UnitError as error:
            yield Fault("--product", error.found, fix=f"write {carrier}=NUMBER, in {unit}")
            continue
        if number <= 0:
            yield Fault("--product", f"{number:g} of '{carrier}' is nothing", fix="give more than zero")
            continue
        begin.products[carrier] = number
    if not wanted:
        first = next(iter(begin.technologies.values()))
        if first.gives:
            begin.products[main_product(first)] = USUAL_DEMAND
        else:
            yield Fault("--product", f"'{first.technology}' gives nothing", fix="name one that does first")


def _nothing_missing(begin: Beginning) -> Iterator[Fault]:
    """Yield what has to be bought and has no price."""
    made = {c for one in begin.technologies.values() if one.kind != "storage" for c in one.gives}
    for carrier in begin.taken:
        if listed()[carrier].supply == "market" and carrier not in made and not _price(begin, carrier):
            fix = f"give --price {carrier}=NUMBER, in {CURRENCY}/{listed()[carrier].unit}"
            yield Fault("--price", f"no price is known for '{carrier}', which has to be bought", fix=fix)


def _price(begin: Beginning, carrier: str) -> str:
    """Return the price at which a carrier can be bought, or nothing."""
    return begin.prices.get(carrier, listed()[carrier].buy_price)


def _bought(begin: Beginning) -> list[str]:
    """Return what is taken and has a price, unless it is made on purpose and no price was asked for."""
    return [
        carrier
        for carrier in begin.taken
        if (carrier not in begin.mainly_made or carrier in begin.prices) and _price(begin, carrier)
    ]


def _activities(begin: Beginning) -> dict[str, float]:
    """Return the flow of each reference carrier that covers what is needed of what the technology is for.

    Each is sized as if it made all of that. One that lives on a by-product is no larger than there is of it.
    """
    found = dict.fromkeys(begin.technologies, 0.0)
    for _ in begin.technologies:  # a chain is no longer than this
        needed = _needed(begin, found)
        for name, one in begin.technologies.items():
            ratio = _ratios(begin, name, "outputs").get(main_product(one), 1.0)
            found[name] = needed.get(main_product(one), 0.0) / ratio
    spare = _by_products(begin, found)
    for name in begin.technologies:
        for carrier, ratio in _ratios(begin, name, "inputs").items():
            if carrier in spare and carrier not in _bought(begin) and listed()[carrier].supply == "market":
                found[name] = min(found[name], spare[carrier] / ratio)
    return found


def _needed(begin: Beginning, activities: Mapping[str, float]) -> dict[str, float]:
    """Return how much of each carrier is needed at given activities."""
    needed = dict(begin.products)
    for name in begin.technologies:
        for carrier, ratio in _ratios(begin, name, "inputs").items():
            needed[carrier] = needed.get(carrier, 0.0) + activities[name] * ratio
    return needed


def _by_products(begin: Beginning, activities: Mapping[str, float]) -> dict[str, float]:
    """Return how much there is of what no technology is there for."""
    found: dict[str, float] = {}
    for name in begin.technologies:
        for carrier, ratio in _ratios(begin, name, "outputs").items():
            if carrier not in begin.mainly_made:
                found[carrier] = found.get(carrier, 0.0) + activities[name] * ratio
    return found


def _ratios(begin: Beginning, name: str, side: str) -> dict[str, float]:
    """Return what a technology takes or gives per unit of its reference."""
    ratios = fields_at(name, begin.conditions[name]).get(side, {})
    return {carrier: float(str(text).split()[0]) for carrier, text in ratios.items()}


def _plants(begin: Beginning, activities: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """Return the assets of the technologies."""
    usual = max(begin.products.values())
    found: dict[str, dict[str, Any]] = {}
    for name, one in begin.technologies.items():
        amount = SPARE * (activities[name] or usual)
        unit = _flow_unit(listed()[one.reference])
        power = {}
        if one.kind == "storage":  # what flows in a day
            if "c_rate" not in fields_at(name, begin.conditions[name]):
                power = {"power_max": f"{_rounded(amount)} {unit}"}
            amount, unit = 24 * amount, listed()[one.reference].unit
        condition = {"technology_at": begin.conditions[name]} if begin.conditions[name] else {}
        size = "capacity_max" if one.capex else "capacity_existing"
        sized = {size: f"{_rounded(amount)} {unit}", **power}
        found[name] = {"technology": name, **condition, "site": SITE, **sized}
    return found


def _ends(begin: Beginning, activities: Mapping[str, float]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield demand, markets and what is at the site."""
    for carrier, amount in begin.products.items():
        demand = f"{amount:.12g} {_flow_unit(listed()[carrier])}"
        yield f"{carrier}-demand", {"kind": "demand", "site": SITE, "carrier": carrier, "demand": demand}
    for carrier in _bought(begin):
        market = {"kind": "market", "site": SITE, "carrier": carrier, "buy_price": _price(begin, carrier)}
        yield f"{carrier}-market", market
    needed, spare = _needed(begin, activities), _by_products(begin, activities)
    for carrier in begin.taken:
        lacking = needed[carrier] - spare.get(carrier, 0.0)
        if listed()[carrier].supply == "source" and carrier not in begin.mainly_made and lacking > 0:
            size = f"{_rounded_up(lacking)} {_flow_unit(listed()[carrier])}"
            there = {"kind": "generator", "site": SITE, "carrier": carrier, "capacity_existing": size}
            yield f"{carrier}-source", {**there, "must_run": True}
    for carrier in sorted((begin.made - set(begin.taken)) & set(begin.prices)):
        market = {"kind": "market", "site": SITE, "carrier": carrier, "sell_price": begin.prices[carrier]}
        yield f"{carrier}-sales", market


def _flow_unit(carrier: ListedCarrier) -> str:
    return "MW" if carrier.unit == "MWh" else "t/h"


def _units() -> Units:
    return Units(CURRENCY, PRICE_YEAR, {name: one.unit for name, one in listed().items()})


def _spaced(text: str) -> str:
    """Return a number and its unit with a blank between them."""
    text = text.strip()
    cut = next((place for place, sign in enumerate(text) if sign.isalpha() or sign == "%"), len(text))
    return f"{text[:cut].strip()} {text[cut:].strip()}".strip()


def _rounded(value: float) -> str:
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def _rounded_up(value: float) -> str:
    """Return a number of three digits that is not smaller: what lives on it can then be met."""
    digit = 10.0 ** (math.floor(math.log10(value)) - 2)
    return f"{math.ceil(value / digit - 1e-9) * digit:.6g}"
