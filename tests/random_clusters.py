"""Seeded small random clusters of every kind, policy and shape, with the numbers that break solvers.

Zeros, numbers near 1e-6, ties, identical sites, negative prices, unserved demand at a price (a slack that
shares its row with integers: the shape on which HiGHS 1.14 returned wrong optima), plants that must run,
minimum loads, stores and pipes that lose. At most 30 binaries, so that every model solves in milliseconds and
small ones can be enumerated.

The same seed gives the same cluster on every machine: only `random.Random.random` is drawn from.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from synergy.scenario import Scenario
from synergy.time.series import FloatArray

MOST_BINARIES = 30
Data = dict[str, Any]
Something = TypeVar("Something")

CARRIERS: Data = {
    "power": {"unit": "MWh"},
    "steam": {"unit": "MWh"},
    "natural-gas": {"unit": "MWh"},
    "hydrogen": {"unit": "MWh"},
    "flue-gas": {"unit": "t", "surplus": "vented", "emission_factor": 1.0},
    "flue-gas-bio": {"unit": "t", "surplus": "vented", "emission_factor": 1.0, "impact": "biogenic"},
    "co2": {"unit": "t", "surplus": "vented", "emission_factor": 1.0},
}


@dataclass(frozen=True, eq=False)
class RandomCluster:
    """A random scenario as plain data, so that tests can change it.

    Parameters
    ----------
    seed : int
    data : dict
        What a scenario file would hold.
    profiles : dict of str to array
    feasible : bool
        Whether it is feasible for sure; otherwise nothing is known.
    """

    seed: int
    data: Data
    profiles: dict[str, FloatArray]
    feasible: bool

    @property
    def scenario(self) -> Scenario:
        """The scenario itself."""
        return Scenario.from_data(self.data, self.profiles)

    def copy(self) -> RandomCluster:
        """Return one whose data and profiles may be changed."""
        profiles = {name: values.copy() for name, values in self.profiles.items()}
        return RandomCluster(self.seed, copy.deepcopy(self.data), profiles, self.feasible)


def random_cluster(seed: int) -> RandomCluster:
    """Return the random cluster of a seed."""
    return _Maker(seed).make()


class _Draw:
    """Random choices that are the same everywhere."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random  # noqa: S311  # not for secrets

    def chance(self, probability: float) -> bool:
        return self._random() < probability

    def pick(self, choices: Sequence[Something]) -> Something:
        return choices[min(int(self._random() * len(choices)), len(choices) - 1)]

    def whole(self, low: int, high: int) -> int:
        return self.pick(range(low, high + 1))

    def number(self, low: float, high: float) -> float:
        """Return a positive number: a round one, one with three digits, or one with all its digits."""
        value = low * (high / low) ** self._random()
        if self.chance(0.4):
            return float(f"{value:.0e}")
        return float(f"{value:.2e}") if self.chance(0.7) else value

    def share(self, low: float, high: float) -> float:
        value = low + (high - low) * self._random()
        return round(value, 2) if self.chance(0.7) else value

    def ugly(self, low: float, high: float) -> float:
        """Return a number that is now and then zero or almost."""
        if self.chance(0.08):
            return 0.0
        return 1e-6 * self.number(0.5, 5.0) if self.chance(0.04) else self.number(low, high)


class _Maker:
    """Puts one cluster together."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.draw = _Draw(seed)
        self.binaries = MOST_BINARIES
        self.assets: Data = {}
        self.corridors: Data = {}
        self.policies: Data = {}
        self.profiles: dict[str, FloatArray] = {}
        self.carriers: Data = copy.deepcopy(CARRIERS)
        self.feasible = True

    def make(self) -> RandomCluster:
        draw = self.draw
        self._time()
        for carrier in ("power", "steam", "hydrogen"):
            if draw.chance(0.3):
                self.carriers[carrier]["surplus"] = "free"
        self.owners = [f"owner-{number}" for number in range(draw.whole(1, 3))]
        self.sites = [f"site-{number}" for number in range(draw.whole(1, 4))]
        twins = len(self.sites) > 1 and draw.chance(0.25)
        for number, site in enumerate(self.sites):
            left = self.binaries
            if twins and number == 1:
                self._twin()
            else:
                self._site(site)
            twins = twins and number == 0 and self._afford(left - self.binaries)
        self._join()
        self._policies()
        return RandomCluster(self.seed, self._data(), self.profiles, self.feasible)

    def _data(self) -> Data:
        draw = self.draw
        return {
            "name": f"random {self.seed}",
            "objective": self._objective(),
            "discount_rate": draw.pick([0.0, 0.04, 0.07]),
            "time": self.time,
            "carriers": self.carriers,
            "impacts": {"water": {"unit": "m3"}},
            "owners": {name: self._perhaps("wacc", [0.0, 0.05, 0.1]) for name in self.owners},
            "sites": {name: self._perhaps("owner", self.owners) for name in self.sites},
            "corridors": self.corridors,
            "assets": self.assets,
            "policies": self.policies,
        }

    def _perhaps(self, field: str, values: Sequence[Any]) -> Data:
        return {field: self.draw.pick(values)} if self.draw.chance(0.65) else {}

    def _objective(self) -> Any:
        place = self.draw.whole(1, 20)
        if place <= 15:
            return "cost"
        return {16: "emissions", 17: ["cost", "emissions"], 18: ["emissions", "cost"]}.get(
            place, {"cost": 1.0, "emissions": self.draw.pick([1e-6, 50.0, 300.0])}
        )

    # ---------------------------------------------------------------- time

    def _time(self) -> None:
        draw = self.draw
        self.steps, periods = draw.whole(1, 4), draw.whole(1, 2)
        hours = [draw.pick([1.0, 3.0, 8.0]) for _ in range(self.steps)]
        if draw.chance(0.6):
            hours = [hours[0]] * self.steps
        parts = [draw.share(0.1, 1.0) for _ in range(periods)]
        weights = [8760.0 / sum(hours) * part / sum(parts) for part in parts]
        labels = ["winter", "summer"][:periods]
        self.time: Data = {
            "steps": self.steps,
            "hours": hours,
            "weights": dict(zip(labels, weights, strict=True)),
        }
        self.shape = (periods, self.steps)
        self.points = periods * self.steps

    def _profile(self, values: Sequence[float]) -> str:
        name = f"profile-{len(self.profiles)}"
        self.profiles[name] = np.array(values, dtype=np.float64).reshape(self.shape)
        return name

    def _series(self, low: float, high: float) -> Any:
        """Return a number, or a profile between zero and it."""
        peak = self.draw.ugly(low, high)
        if self.draw.chance(0.4):
            return peak
        shares = [self.draw.pick([0.0, 0.5, 1.0, self.draw.share(0.0, 1.0)]) for _ in range(self.points)]
        return {"profile": self._profile(shares), "scale": peak}

    def _share_series(self) -> Any:
        if self.draw.chance(0.5):
            return self.draw.pick([1.0, 1.0, 0.9, 0.5])
        return {"profile": self._profile([self.draw.share(0.0, 1.0) for _ in range(self.points)])}

    # ---------------------------------------------------------------- what is built

    def _afford(self, binaries: int) -> bool:
        if binaries > self.binaries:
            return False
        self.binaries -= binaries
        return True

    def _operation(self) -> Data:
        draw = self.draw
        fields: Data = {}
        if draw.chance(0.3):
            fields["opex_variable"] = draw.ugly(0.5, 20.0)
        if draw.chance(0.2):
            fields["opex_fixed"] = draw.ugly(100.0, 2e4)
        if draw.chance(0.2):
            fields["opex_fixed_share"] = draw.share(0.0, 0.1)
        if draw.chance(0.3):
            fields["owner"] = draw.pick(self.owners)
        fields["lifetime"] = draw.pick([1.0, 10.0, 20.0, 25.0])
        return fields

    def _investment(self, low: float, high: float, specific: float, fixed: float) -> Data:
        """Return sizes and costs: what stands already, what may be built, or both."""
        draw = self.draw
        fields = self._operation()
        if draw.chance(0.4):
            fields["capacity_existing"] = draw.number(low, high)
            if draw.chance(0.3):
                fields["age"] = draw.pick([5.0, 10.0, 24.0])
            if draw.chance(0.6):
                return fields
        fields["capacity_max"] = draw.number(low, high)
        if draw.chance(0.85):
            fields["capex_specific"] = draw.ugly(specific / 10, specific)
        if draw.chance(0.65) and self._afford(1):
            if draw.chance(0.85):
                fields["capex_fixed"] = draw.ugly(fixed / 30, fixed)
            if draw.chance(0.4):
                fields["capacity_min"] = fields["capacity_max"] * draw.pick([0.1, 0.5, 1.0])
        return fields

    def _add(self, name: str, kind: str, place: Data, **fields: Any) -> None:
        self.assets[f"{name}-{len(self.assets)}"] = {"kind": kind, **place, **fields}

    # ---------------------------------------------------------------- at a site

    def _site(self, site: str) -> None:
        draw, here = self.draw, {"site": site}
        for carrier, probability in (("power", 0.6), ("steam", 0.5), ("hydrogen", 0.25)):
            if draw.chance(probability):
                self._demand(here, carrier)
        for maker, probability in (
            (self._power_market, 0.6),
            (self._gas_plant, 0.55),
            (self._electric_plant, 0.35),
            (self._generator, 0.4),
            (self._process, 0.35),
            (self._storage, 0.4),
            (self._further_market, 0.25),
        ):
            if draw.chance(probability):
                maker(here)

    def _demand(self, here: Data, carrier: str) -> None:
        draw = self.draw
        fields: Data = {"carrier": carrier, "demand": self._series(1.0, 100.0)}
        if draw.chance(0.9):
            fields["unserved_price"] = draw.pick([0.0, 30.0, 200.0, 1000.0, draw.number(10.0, 3000.0)])
        else:  # must be met, and can be
            self._add("backstop", "market", here, carrier=carrier, buy_price=draw.number(100.0, 500.0))
        self._add("demand", "demand", here, **fields)

    def _price(self, low: float, high: float) -> Any:
        """Return a price and whether it is negative somewhere."""
        draw = self.draw
        if draw.chance(0.4):
            return draw.ugly(low, high)
        values = [draw.pick([50.0, draw.number(low, high)]) for _ in range(self.points)]
        if draw.chance(0.3):
            values[draw.whole(0, self.points - 1)] = -draw.number(1.0, 60.0)
        return {"profile": self._profile(values)}

    def _lowest(self, price: Any) -> float:
        return float(self.profiles[price["profile"]].min()) if isinstance(price, dict) else float(price)

    def _power_market(self, here: Data) -> None:
        draw = self.draw
        buy = self._price(20.0, 150.0)
        fields: Data = {"carrier": "power", "buy_price": buy, "buy_max": self._series(20.0, 200.0)}
        if draw.chance(0.6):
            fields["impacts"] = {
                "scope2": draw.ugly(0.05, 0.5),
                **({"water": 1.5} if draw.chance(0.3) else {}),
            }
        if draw.chance(0.35):
            fields["sell_price"] = self._price(5.0, 90.0)
            fields["sell_max"] = self._series(10.0, 100.0)
        if draw.chance(0.3):
            fields |= self._investment(10.0, 100.0, 1e5, 1e6)
        elif self._lowest(buy) >= 0 and draw.chance(0.3):
            del fields["buy_max"]
            fields["buy_max_yearly"] = draw.number(1e3, 1e6)
        if "sell_price" in fields and draw.chance(0.3):
            fields["sell_max_yearly"] = draw.number(1e3, 1e5)
        self._add("grid", "market", here, **fields)

    def _further_market(self, here: Data) -> None:
        """Buy hydrogen or steam, or sell heat or CO2."""
        draw = self.draw
        carrier = draw.pick(["hydrogen", "steam", "co2"])
        if carrier == "co2" or draw.chance(0.4):
            price = draw.pick([-20.0, 0.0, 15.0, draw.number(1.0, 100.0)])
            self._add(
                "buyer", "market", here, carrier=carrier, sell_price=price, sell_max=self._series(1.0, 30.0)
            )
        else:
            impacts = {"scope1": draw.ugly(0.1, 0.4)}
            self._add(
                "seller", "market", here, carrier=carrier, buy_price=draw.number(40.0, 300.0), impacts=impacts
            )

    def _gas_plant(self, here: Data) -> None:
        """Gas, and a boiler or a CHP plant that burns it."""
        draw = self.draw
        self._add("gas", "market", here, carrier="natural-gas", buy_price=draw.ugly(10.0, 60.0))
        for _ in range(draw.whole(1, 2)):
            fuel = 1 / draw.pick([0.9, 0.93, 0.5, 1.0])
            outputs: Data = {"steam": 1.0}
            if draw.chance(0.8):
                outputs[draw.pick(["flue-gas", "flue-gas", "flue-gas-bio"])] = round(0.2 * fuel, 4)
            if draw.chance(0.3):
                outputs["power"] = draw.share(0.1, 0.8)
            self._converter("boiler", here, "steam", {"natural-gas": fuel}, outputs)

    def _electric_plant(self, here: Data) -> None:
        draw = self.draw
        if draw.chance(0.5):
            self._converter(
                "electric-boiler", here, "steam", {"power": 1 / draw.pick([0.99, 3.0])}, {"steam": 1.0}
            )
        else:
            outputs = {"hydrogen": draw.share(0.6, 0.75), **({"steam": 0.2} if draw.chance(0.3) else {})}
            self._converter("electrolyser", here, "power", {"power": 1.0}, outputs)
        if draw.chance(0.3):
            self._converter("fuel-cell", here, "power", {"hydrogen": 2.0}, {"power": 1.0, "steam": 0.5})

    def _converter(self, name: str, here: Data, reference: str, inputs: Data, outputs: Data) -> None:
        draw = self.draw
        fields = self._investment(5.0, 150.0, 1e6, 5e6)
        if draw.chance(0.35) and self._afford(self.points):
            fields["minimum_load"] = draw.pick([0.2, 0.5, 1.0, draw.share(0.05, 0.9)])
        if draw.chance(0.2):
            fields["availability"] = self._share_series()
        if draw.chance(0.2):
            fields["impacts"] = {"water": draw.ugly(0.1, 2.0)}
        self._add(name, "converter", here, reference=reference, inputs=inputs, outputs=outputs, **fields)

    def _generator(self, here: Data) -> None:
        draw = self.draw
        carrier = draw.pick(["power", "power", "steam"])
        fields = self._investment(5.0, 150.0, 1e6, 5e6)
        fields["availability"] = self._share_series()
        if draw.chance(0.3):
            fields["must_run"] = True
            price = draw.pick([0.0, -1.0, -30.0])
            self._add("outlet", "market", here, carrier=carrier, sell_price=price)
        if draw.chance(0.2):
            fields["impacts"] = {"scope1": draw.ugly(0.01, 0.1)}
        self._add("source", "generator", here, carrier=carrier, **fields)

    def _process(self, here: Data) -> None:
        """A process that gives off CO2, and perhaps capture and a store."""
        draw = self.draw
        flue = draw.pick(["flue-gas", "flue-gas", "flue-gas-bio"])
        flow = draw.number(1.0, 50.0)
        self._add(
            "process", "generator", here, carrier=flue, capacity_existing=flow, lifetime=30.0, must_run=True
        )
        if draw.chance(0.75):
            self._capture(here, flue)
        if draw.chance(0.6):
            self._disposal(here)

    def _capture(self, here: Data, flue: str) -> None:
        draw = self.draw
        inputs: Data = {flue: 1.0, "power": draw.share(0.05, 0.3)}
        if draw.chance(0.4):
            inputs["steam"] = draw.share(0.1, 0.8)
        if draw.chance(0.3):
            self._converter("capture", here, "co2", inputs, {"co2": 1.0})
            return
        if draw.chance(0.2):  # both kinds of CO2 in one stack
            inputs |= {"flue-gas": 0.7, "flue-gas-bio": 0.3, "power": 1.0}
            self._converter("capture", here, "power", inputs, {"co2": draw.pick([1.0, 0.5])})
            return
        captured = draw.pick([0.9, 0.95, 1.0])
        rest = {flue: 1.0 - captured} if captured < 1 else {}
        self._converter("capture", here, flue, inputs, {"co2": captured, **rest})

    def _disposal(self, here: Data) -> None:
        draw = self.draw
        fields = self._investment(5.0, 100.0, 2e5, 3e6)
        fields["tariff"] = draw.pick([0.0, 20.0, -5.0, draw.number(1.0, 60.0)])
        if draw.chance(0.3):
            fields["disposal_max_yearly"] = draw.ugly(1e3, 3e5)
        self._add("store", "disposal", here, carrier="co2", **fields)

    def _storage(self, here: Data) -> None:
        draw = self.draw
        carrier = draw.pick(["power", "power", "steam", "hydrogen", "co2"])
        fields = self._investment(5.0, 300.0, 2e5, 1e6)
        if draw.chance(0.6):
            fields["c_rate"] = draw.pick([0.1, 0.25, 1.0])
        else:
            fields |= {"power_max": draw.number(2.0, 50.0), "capex_power": draw.ugly(1e4, 2e5)}
            if draw.chance(0.3):
                fields |= {"power_existing": draw.number(1.0, 20.0), "opex_fixed_power": draw.ugly(10.0, 1e3)}
        if draw.chance(0.7):
            fields |= {
                "charge_efficiency": draw.share(0.7, 1.0),
                "discharge_efficiency": draw.share(0.7, 1.0),
            }
        if draw.chance(0.4):
            fields["standing_loss"] = draw.pick([1e-6, 0.001, 0.02, 0.2])
        # Unless told otherwise, a binary a step keeps it from charging and discharging at once where it may
        # pay to.
        if not self._afford(self.points):
            fields["exclusive"] = False
        elif draw.chance(0.2):
            fields["exclusive"] = True
        self._add("tank", "storage", here, carrier=carrier, **fields)

    # ---------------------------------------------------------------- between sites

    def _twin(self) -> None:
        """Make the second site a copy of the first: ties everywhere."""
        first, second = self.sites[:2]
        for key, asset in list(self.assets.items()):
            if asset["site"] == first:
                self.assets[f"{key}-twin"] = {**copy.deepcopy(asset), "site": second}

    def _join(self) -> None:
        draw = self.draw
        pairs = [(a, b) for number, b in enumerate(self.sites[1:], 1) for a in self.sites[:number]]
        for start, end in pairs:
            if not draw.chance(0.6):
                continue
            key = f"{start}-{end}" if draw.chance(0.7) else f"{end}-{start}"
            ends = (start, end) if key.startswith(start) else (end, start)
            self.corridors[key] = {"from": ends[0], "to": ends[1], "length": draw.number(0.5, 50.0)}
            if draw.chance(0.4):
                self.corridors[key]["terrain_factor"] = draw.pick([1.1, 1.5])
            if draw.chance(0.3):
                self.corridors[key]["owner"] = draw.pick(self.owners)
            for _ in range(draw.whole(1, 2)):
                draw.pick([self._pipeline, self._cable, self._heat_pipe])(key, ends)

    def _line(self, carrier: str, two_way: bool) -> Data:
        """Return carrier, direction, losses, sizes and costs of something that lies in a corridor."""
        draw = self.draw
        fields: Data = {"carrier": carrier, **self._investment(5.0, 100.0, 1e4, 1e5)}
        if two_way:
            fields["two_way"] = True
        if draw.chance(0.5) and (not two_way or self._afford(self.points)):
            fields["loss_per_km"] = draw.pick([1e-6, 0.001, 0.01])
        if "capacity_max" in fields and draw.chance(0.7):
            self._cost_per_km(fields)
        return fields

    def _cost_per_km(self, fields: Data) -> None:
        draw, most = self.draw, fields["capacity_max"]
        shape = draw.pick(["slope", "segments", "diameters"])
        if shape == "segments" and self._afford(2):
            middle = most / 2
            fields["segments"] = [
                {
                    "capacity_max": middle,
                    "capex_fixed_per_km": 1e4,
                    "capex_specific_per_km": draw.number(1e3, 2e4),
                },
                {
                    "capacity_min": middle,
                    "capacity_max": most,
                    "capex_fixed_per_km": draw.number(2e4, 4e5),
                    "capex_specific_per_km": draw.ugly(1e2, 1e3),
                },
            ]
        elif shape == "diameters" and self._afford(2):
            fields.pop("capacity_min", None)
            fields["diameters"] = [
                {"name": "small", "capacity": most / 3, "capex_per_km": draw.ugly(1e4, 1e5)},
                {"name": "large", "capacity": most, "capex_per_km": draw.number(1e5, 4e5)},
            ]
        elif "capex_fixed" in fields or self._afford(1):
            fields["capex_fixed_per_km"] = draw.ugly(1e4, 2e5)
            fields["capex_specific_per_km"] = draw.ugly(1e2, 1e4)

    def _pipeline(self, corridor: str, ends: tuple[str, str]) -> None:
        draw = self.draw
        carrier = draw.pick(["hydrogen", "co2", "co2", "natural-gas", "steam", "power"])
        fields = self._line(carrier, two_way=draw.chance(0.4))
        drives = not fields.get("two_way") or "loss_per_km" in fields or self._afford(self.points)
        if draw.chance(0.4) and drives and carrier != "power":
            fields["compression"] = draw.ugly(0.01, 0.2)
            fields["compression_per_km"] = draw.ugly(1e-4, 1e-3)
        self._add("pipe", "pipeline", {"corridor": corridor}, **fields)

    def _cable(self, corridor: str, ends: tuple[str, str]) -> None:
        draw = self.draw
        fields = self._line("power", two_way=draw.chance(0.6))
        fields.setdefault("two_way", False)
        if draw.chance(0.3) and ("loss_per_km" in fields or not fields["two_way"]):
            fields["station_loss"] = draw.pick([0.01, 0.05])
        self._add("cable", "cable", {"corridor": corridor}, **fields)

    def _heat_pipe(self, corridor: str, ends: tuple[str, str]) -> None:
        draw = self.draw
        fields = self._line("steam", two_way=False)
        if draw.chance(0.5):
            fields["standing_loss_per_km"] = draw.pick([1e-6, 1e-4, 1e-3])
            if "capacity_existing" in fields:  # is to be kept warm, so something must be able to
                self._add("backstop", "market", {"site": ends[0]}, carrier="steam", buy_price=400.0)
        self._add("heat-main", "heat_pipe", {"corridor": corridor}, **fields)

    # ---------------------------------------------------------------- policies

    def _unavoidable(self) -> float:
        """Return the t CO2 a year that what must run gives off at most."""
        total = 0.0
        for asset in self.assets.values():
            if asset.get("must_run"):
                factor = asset.get("impacts", {}).get("scope1", 0.0) + (asset["carrier"] == "flue-gas")
                total += 8760.0 * factor * asset.get("capacity_existing", 0.0)
        return total

    def _policies(self) -> None:
        draw = self.draw
        if draw.chance(0.5):
            price = draw.pick([50.0, 100.0, draw.ugly(5.0, 300.0)])
            prices = {"scope1": price, "scope2": price * draw.pick([0.0, 1.0]), "removal": price}
            if draw.chance(0.2):
                prices["biogenic"] = draw.number(1.0, 20.0)
            if draw.chance(0.3):
                prices["water"] = draw.ugly(0.1, 5.0)
            self.policies["carbon"] = {"kind": "carbon_price", "prices": prices}
        if draw.chance(0.25):
            self._cap()
        if draw.chance(0.25):
            self.policies["budget"] = {"kind": "budget", "limit": draw.ugly(1e5, 1e8)}
            if draw.chance(0.4):
                self.policies["budget"]["owner"] = draw.pick(self.owners)

    def _cap(self) -> None:
        draw = self.draw
        unavoidable = self._unavoidable()
        fields: Data = {
            "kind": "emission_cap",
            "limit": unavoidable * draw.pick([1.0, 1.2]) + draw.ugly(1e2, 1e6),
        }
        if draw.chance(0.2):
            fields |= {"impacts": ["water"], "limit": draw.ugly(1e2, 1e6)}
        elif draw.chance(0.3):  # out of reach, or within reach of capture
            fields["limit"] = unavoidable * draw.pick([0.0, 0.1, 0.5, 0.99])
            self.feasible = unavoidable == 0
        if draw.chance(0.2):
            fields["site"] = draw.pick(self.sites)
        elif draw.chance(0.2):
            fields["owner"] = draw.pick(self.owners)
        self.policies["cap"] = fields
