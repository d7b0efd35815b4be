"""Changes of a random cluster whose effect on the optimum is known, made on its plain data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from random_clusters import RandomCluster
from random_parts import Data
from synergy.cluster.asset import ASSET_KINDS
from synergy.cluster.carrier import NET_EMISSIONS, Carrier
from synergy.cluster.policy import POLICY_KINDS
from synergy.record import Record, unit_of

QUANTITIES = re.compile(r"\{flow\}|\{quantity\}|\{key\}|\bMWh\b|\bMW\b")
BUILDING = ("capacity_max", "capacity_min", "power_max", "segments", "diameters")


def records(data: Data) -> Iterator[tuple[type[Record], Data]]:
    """Yield every carrier, asset and policy of the data with the class that reads it."""
    for fields in data["carriers"].values():
        yield Carrier, fields
    for fields in data["assets"].values():
        yield ASSET_KINDS.kinds[fields["kind"]], fields
    for fields in data["policies"].values():
        yield POLICY_KINDS.kinds[fields["kind"]], fields


def scaled(case: RandomCluster, factor: Callable[[str], float]) -> RandomCluster:
    """Return the cluster with every number multiplied by what ``factor`` says of its unit."""
    made = case.copy()
    for cls, fields in records(made.data):
        _scale(cls, fields, factor)
    return made


def _scale(cls: type[Record], fields: Data, factor: Callable[[str], float]) -> None:
    for name, value in fields.items():
        if name in cls.nested_records:
            for item in value:
                _scale(cls.nested_records[name], item, factor)
            continue
        field = cls.model_fields.get(name)
        unit = None if field is None else unit_of(field)
        if unit:
            fields[name] = _times(value, factor(unit))


def _times(value: Any, factor: float) -> Any:
    if isinstance(value, dict) and "profile" in value:
        return {**value, "scale": value.get("scale", 1.0) * factor}
    if isinstance(value, dict):
        return {key: number * factor for key, number in value.items()}
    return value * factor


def money_in(unit: str) -> int:
    """Return the power of money in a unit.

    >>> money_in("EUR/{flow}/a"), money_in("{flow}")
    (1, 0)
    """
    return unit.count("EUR")


def quantity_in(unit: str) -> int:
    """Return the power of MWh or t (of carriers, not of impacts) in a unit.

    >>> quantity_in("EUR/{flow}/a"), quantity_in("{flow}"), quantity_in("MWh/{quantity}/km")
    (-1, 1, 0)
    """
    above, *below = unit.split("/")
    return len(QUANTITIES.findall(above)) - sum(len(QUANTITIES.findall(part)) for part in below)


def with_cost_as_objective(case: RandomCluster) -> RandomCluster:
    """Return the cluster at least cost."""
    made = case.copy()
    made.data["objective"] = "cost"
    return made


def without_policies(case: RandomCluster, *kinds: str) -> RandomCluster:
    """Return the cluster without policies of some kinds, or of any kind if none is named."""
    made = case.copy()
    kept = {key: each for key, each in made.data["policies"].items() if kinds and each["kind"] not in kinds}
    made.data["policies"] = kept
    return made


def without_kind(case: RandomCluster, kind: str) -> RandomCluster:
    """Return the cluster without assets of a kind, and without the allowances that they were given."""
    made = case.copy()
    made.data["assets"] = {key: each for key, each in made.data["assets"].items() if each["kind"] != kind}
    for policy, fields in list(made.data["policies"].items()):
        if "amounts" in fields:
            left = {key: value for key, value in fields["amounts"].items() if key in made.data["assets"]}
            if left:
                fields["amounts"] = left
            else:
                del made.data["policies"][policy]
    return made


def shuffled(case: RandomCluster, seed: int) -> RandomCluster:
    """Return the cluster with its sites, assets and so on in another order."""
    made = case.copy()
    order = np.random.default_rng(seed)
    for section in ("carriers", "owners", "sites", "corridors", "assets", "policies"):
        entries = list(made.data[section].items())
        made.data[section] = dict(entries[number] for number in order.permutation(len(entries)))
    return made


def renamed(case: RandomCluster) -> RandomCluster:
    """Return the cluster with other ids, in another alphabetical order, for everything that has one."""
    names: dict[str, str] = {}
    for section in ("carriers", "owners", "sites", "corridors", "assets", "policies"):
        for number, key in enumerate(reversed(case.data[section])):
            names[key] = f"{section[:2]}_{number}-x"
    made = case.copy()
    for fields in made.data["assets"].values():
        if fields["kind"] == "pipeline":
            fields.setdefault("compression_carrier", "power")
    return replace(made, data={key: _renamed(value, names) for key, value in made.data.items()})


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(key, key): _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def shifted(case: RandomCluster, steps: int = 1) -> RandomCluster:
    """Return the cluster with each period beginning some steps later; every period is a ring."""
    made = case.copy()
    for name, values in made.profiles.items():
        made.profiles[name] = np.roll(values, steps, axis=1)
    made.data["time"]["hours"] = np.roll(made.data["time"]["hours"], steps).tolist()
    return made


def steps_doubled(case: RandomCluster) -> RandomCluster:
    """Return the cluster with each step followed by one like it, every period occurring half as often."""
    made = case.copy()
    for name, values in made.profiles.items():
        made.profiles[name] = np.repeat(values, 2, axis=1)
    time = made.data["time"]
    time["steps"] *= 2
    time["hours"] = np.repeat(time["hours"], 2).tolist()
    time["weights"] = {label: weight / 2 for label, weight in time["weights"].items()}
    return made


def period_split(case: RandomCluster) -> RandomCluster:
    """Return the cluster with its first period given as two, each occurring half as often."""
    made = case.copy()
    for name, values in made.profiles.items():
        made.profiles[name] = np.concatenate([values[:1], values])
    first, *rest = made.data["time"]["weights"].items()
    made.data["time"]["weights"] = {"again": first[1] / 2, first[0]: first[1] / 2, **dict(rest)}
    return made


def year_of(case: RandomCluster, order: str) -> RandomCluster:
    """Return the cluster with its periods as a whole year: "chained", in a "sequence", or as one "period"."""
    made = case.copy()
    labels, steps = list(made.data["time"]["weights"]), made.data["time"]["steps"]
    hours = np.array(made.data["time"]["hours"])
    hours = hours * 8760.0 / (hours.sum() * len(labels))
    time: dict[str, Any] = {"steps": steps, "hours": hours.tolist(), "weights": dict.fromkeys(labels, 1.0)}
    if order == "period":
        time |= {"steps": steps * len(labels), "hours": np.tile(hours, len(labels)).tolist()}
        time["weights"] = {"year": 1.0}
        made.profiles.update({name: values.reshape(1, -1) for name, values in made.profiles.items()})
    else:
        time[order] = True if order == "chained" else labels
    made.data["time"] = time
    for fields in made.data["assets"].values():  # what is lost in an hour would be all in a season
        if "standing_loss" in fields:
            fields["standing_loss"] *= 1e-3
    return made


def numbers_as_profiles(case: RandomCluster) -> RandomCluster:
    """Return the cluster with every constant series written as a profile."""
    made = case.copy()
    shape = (len(made.data["time"]["weights"]), made.data["time"]["steps"])
    for key, fields in made.data["assets"].items():
        for name in getattr(ASSET_KINDS.kinds[fields["kind"]], "series_ranges", {}):
            if isinstance(fields.get(name), int | float):
                made.profiles[f"{key}-{name}"] = np.full(shape, fields[name])
                fields[name] = {"profile": f"{key}-{name}"}
    return made


def buildable(case: RandomCluster) -> list[str]:
    """Return the assets about which there is a decision to build."""
    return [key for key, fields in case.data["assets"].items() if any(name in fields for name in BUILDING)]


def not_to_be_built(case: RandomCluster, key: str) -> RandomCluster:
    """Return the cluster without the decision to build an asset; what stands of it stays."""
    made = case.copy()
    fields = made.data["assets"][key]
    for name in BUILDING:
        fields.pop(name, None)
    stands = fields.get("capacity_existing", 0.0) > 0
    if fields["kind"] == "storage":
        stands = stands and ("c_rate" in fields or fields.get("power_existing", 0.0) > 0)
    if not stands:
        del made.data["assets"][key]
    return made


def goes_with_its_costs(case: RandomCluster, key: str) -> bool:
    """Return whether without building an asset the running costs of what stands of it end as well.

    A store of which only content stands, or only power, is no store without what was to be built.
    """
    fields = case.data["assets"][key]
    stands = any(fields.get(name, 0.0) > 0 for name in ("capacity_existing", "power_existing"))
    return stands and key not in not_to_be_built(case, key).data["assets"]


def with_source(case: RandomCluster, carrier: str, **costs: float) -> RandomCluster:
    """Return the cluster with one more source of a carrier that may be built at its first site."""
    made = case.copy()
    site = next(iter(made.data["sites"]))
    made.data["assets"]["one-more-source"] = {
        "kind": "generator",
        "site": site,
        "carrier": carrier,
        "capacity_max": 50.0,
        "lifetime": 1.0,
        **costs,
    }
    return made


def priced(case: RandomCluster, price: float) -> RandomCluster:
    """Return the cluster at least cost with this price on net emissions, and no other price or cap."""
    made = with_cost_as_objective(without_policies(case, "carbon_price", "emission_cap"))
    prices = dict.fromkeys(NET_EMISSIONS, price)
    made.data["policies"] = {**made.data["policies"], "price": {"kind": "carbon_price", "prices": prices}}
    return made


def capped(case: RandomCluster, limit: float) -> RandomCluster:
    """Return the cluster at least cost with a cap on net emissions, and no other cap."""
    made = with_cost_as_objective(without_policies(case, "emission_cap"))
    made.data["policies"]["limit"] = {"kind": "emission_cap", "limit": limit}
    return made


def lossless(case: RandomCluster) -> RandomCluster:
    """Return the cluster with pipes and stores that lose nothing and take no compression."""
    made = case.copy()
    for fields in made.data["assets"].values():
        for name in [*fields]:
            if name.startswith(("loss", "standing_loss", "station_loss", "compression")):
                del fields[name]
            elif name in {"charge_efficiency", "discharge_efficiency"}:
                fields[name] = 1.0
    return made


def corridor_in_two(case: RandomCluster, key: str) -> RandomCluster:
    """Return the cluster with a corridor cut in the middle, where a new site without anything stands.

    What lies in it lies in both halves; what its costs do not owe to the length, the first half bears.
    """
    made = case.copy()
    corridors, assets = made.data["corridors"], made.data["assets"]
    whole = corridors.pop(key)
    made.data["sites"]["halfway"] = {}
    half = whole["length"] / 2
    corridors["half-1"] = {**whole, "to": "halfway", "length": half}
    corridors["half-2"] = {**whole, "from": "halfway", "length": half}
    for name, fields in list(assets.items()):
        if fields.get("corridor") == key:
            del assets[name]
            assets[f"{name}-1"] = {**fields, "corridor": "half-1"}
            once = {"capex_fixed", "capex_specific", "opex_fixed", "opex_variable"}
            rest = {field: value for field, value in fields.items() if field not in once}
            assets[f"{name}-2"] = {**rest, "corridor": "half-2"}
    return made


def all_owned(case: RandomCluster) -> RandomCluster:
    """Return the cluster with an owner for every site and corridor, so that nothing is common."""
    made = without_policies(case, *(set(POLICY_KINDS.kinds) - {"carbon_price"}))
    owners = list(made.data["owners"])
    for section in ("sites", "corridors"):
        for number, fields in enumerate(made.data[section].values()):
            fields.setdefault("owner", owners[number % len(owners)])
    return made


def retired(case: RandomCluster, key: str) -> RandomCluster:
    """Return the cluster with what stands of an asset as old as its life allows."""
    made = case.copy()
    fields = made.data["assets"][key]
    fields["age"] = fields.get("lifetime", 25.0)
    return made


def torn_down(case: RandomCluster, key: str) -> RandomCluster:
    """Return the cluster with nothing standing of an asset."""
    made = case.copy()
    for name in ("capacity_existing", "power_existing", "age"):
        made.data["assets"][key].pop(name, None)
    return made


def without_detours(case: RandomCluster) -> RandomCluster:
    """Return the cluster with each corridor as long as its route really is."""
    made = case.copy()
    for fields in made.data["corridors"].values():
        fields["length"] *= fields.pop("terrain_factor", 1.0)
    return made


def with_every_wacc(case: RandomCluster) -> RandomCluster:
    """Return the cluster with an owner for everything, each of whom says what capital costs."""
    made = case.copy()
    made.data["owners"]["common"] = {}
    for section in ("sites", "corridors"):
        for fields in made.data[section].values():
            fields.setdefault("owner", "common")
    for fields in made.data["owners"].values():
        fields.setdefault("wacc", made.data["discount_rate"])
    return made


def site_in_two(case: RandomCluster) -> RandomCluster:
    """Return the cluster with half of its first site moved next door, over lossless links for free."""
    made = case.copy()
    first, fields = next(iter(made.data["sites"].items()))
    made.data["sites"]["next-door"] = dict(fields)
    made.data["corridors"]["door"] = {"from": first, "to": "next-door", "length": 1.0, **fields}
    here = [each for each in made.data["assets"].values() if each.get("site") == first]
    for each in here[::2]:
        each["site"] = "next-door"
    for carrier in made.data["carriers"]:
        made.data["assets"][f"door-{carrier}"] = {
            "kind": "pipeline",
            "corridor": "door",
            "carrier": carrier,
            "two_way": True,
            "capacity_existing": 1e4,
        }
    return made
