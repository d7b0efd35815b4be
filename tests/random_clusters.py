"""Seeded small random clusters of every kind, policy and shape, with the numbers that break solvers.

Zeros, numbers near 1e-6, ties, identical sites, negative prices, unserved demand at a price (a slack that
shares its row with integers: the shape on which HiGHS 1.14 returned wrong optima), plants that must run,
minimum loads, stores and pipes that lose. At most 30 binaries, so that every model solves in milliseconds and
small ones can be enumerated.

The same seed gives the same cluster on every machine: only `random.Random.random` is drawn from.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from random_assets import CorridorAssets
from random_parts import Data
from synergy.errors import ScenarioError
from synergy.scenario import Scenario
from synergy.time.series import FloatArray


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
    return Maker(seed).make()


class Maker(CorridorAssets):
    """Puts one cluster together."""

    def make(self) -> RandomCluster:
        draw = self.draw
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
        data = self._data()
        self._support(data)
        return RandomCluster(self.seed, data, self.profiles, self.feasible)

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
            self.policies["capital"] = {"kind": "budget", "limit": draw.ugly(1e5, 1e8)}
            if draw.chance(0.4):
                self.policies["capital"]["owner"] = draw.pick(self.owners)

    def _support(self, data: Data) -> None:
        """Add now and then what gives or asks, where it can be meant; drawn last, after everything else."""
        draw = self.draw
        for fields in self.assets.values():
            if draw.chance(0.3):
                fields["tags"] = ["good"]
        giving, asking = self._giving(), self._asking()
        for kind, fields in {**giving, **asking}.items():
            asks = kind in asking
            if not draw.chance(0.04 if asks else 0.09):
                continue
            policy = {"kind": kind, **fields}
            try:
                more = {**self.policies, f"the-{kind}": policy}
                Scenario.from_data({**data, "policies": more}, self.profiles)
            except ScenarioError:
                continue
            self.policies[f"the-{kind}"] = policy
            self.feasible = self.feasible and not asks

    def _giving(self) -> Data:
        draw, good = self.draw, {"tags": ["good"]}
        rate = draw.pick([0.0, 0.03])
        return {
            "grant": {**good, "share": draw.share(0.0, 1.0), **self._ceiling()},
            "loan": {**good, "share": draw.share(0.0, 1.0), "interest": rate, **self._ceiling()},
            "free_allocation": self._allowances(),
            "contract_for_difference": self._contract(),
            "removal_certificate": {"price": draw.ugly(1.0, 300.0), "volume_max": draw.ugly(1.0, 1e6)},
        }

    def _asking(self) -> Data:
        draw, good = self.draw, {"tags": ["good"]}
        every = {"every": draw.pick(["year", "period"])}
        carrier = draw.pick(["steam", "hydrogen"])
        power = {"carrier": "power", "asset_kinds": ["converter"], "supplier_tags": ["good"]}
        return {
            "ban": {**good, "capacity": draw.pick([0.0, draw.ugly(0.1, 30.0)])},
            "mandate": {**good, "asset_kinds": ["converter"], "capacity": draw.number(0.1, 30.0)},
            "quota": {**good, **every, "carrier": carrier, "share": draw.share(0.1, 0.9)},
            "matching": {**power, **every},
        }

    def _ceiling(self) -> Data:
        return {"ceiling": self.draw.ugly(1e3, 1e7)} if self.draw.chance(0.5) else {}

    def _allowances(self) -> Data:
        draw = self.draw
        fields: Data = {"price": draw.number(5.0, 200.0), "factor": draw.pick([1.0, 0.5])}
        if self.assets and draw.chance(0.3):
            return {**fields, "amounts": {draw.pick(list(self.assets)): draw.ugly(1.0, 1e5)}}
        return {**fields, "carrier": draw.pick(["steam", "hydrogen"]), "benchmark": draw.ugly(0.01, 0.5)}

    def _contract(self) -> Data:
        draw = self.draw
        prices = {"strike": draw.ugly(1.0, 300.0), "price": draw.number(5.0, 200.0)}
        if draw.chance(0.5):
            return {**prices, "asset_kinds": ["disposal"], "carrier": "co2", "content": 1.0}
        carrier = draw.pick(["steam", "hydrogen"])
        return {**prices, "tags": ["good"], "carrier": carrier, "benchmark": draw.ugly(0.01, 0.4)}

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
