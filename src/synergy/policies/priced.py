"""What policies share that are worth the carbon price that they name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from synergy.cluster.asset import Asset
from synergy.cluster.carrier import SCOPE1
from synergy.cluster.check import unknown
from synergy.cluster.limited import is_limited
from synergy.cluster.selection import Selection
from synergy.errors import Fault
from synergy.record import quantity

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.scenario import Scenario


class Priced(Selection):
    """Base of policies that name a carbon price: that of another policy, or a number."""

    carbon_price: str | None = Field(default=None, description="policy whose price it goes by")
    impact: str = Field(default=SCOPE1, description="impact whose price that is")
    price: float | None = quantity(
        "EUR/t", "price that it goes by, where it names no policy", default=None, ge=-1e6, le=1e6
    )

    @model_validator(mode="after")
    def _one_price(self) -> Priced:
        if (self.carbon_price is None) == (self.price is None):
            found = "no price" if self.price is None else "two prices"
            raise ValueError(f"{found}. Fix: give carbon_price: the id of a policy, or price: a number")
        return self

    @property
    def goes_by(self) -> frozenset[str]:
        """The policy whose price it goes by."""
        return frozenset() if self.carbon_price is None else frozenset({self.carbon_price})

    def check_in(self, scenario: Scenario) -> Iterable[Fault]:
        """Yield a fault if the policy that it names puts no price on the impact."""
        if self.carbon_price is None:
            return
        policies = {policy.id: policy for policy in scenario.policies}
        if self.carbon_price not in policies:
            yield unknown("carbon_price", "policy", self.carbon_price, policies)
        elif policies[self.carbon_price].price_of(self.impact) is None:
            pricing = [key for key, policy in policies.items() if policy.price_of(self.impact) is not None]
            fix = f"use one of {', '.join(pricing)}" if pricing else f"let it price {self.impact}"
            yield Fault("carbon_price", f"'{self.carbon_price}' puts no price on {self.impact}", fix=fix)

    def price_in(self, scenario: Scenario) -> float:
        """Return the price that it goes by, in money per t."""
        if self.price is not None:
            return self.price
        prices = (each.price_of(self.impact) for each in scenario.policies if each.id == self.carbon_price)
        return next((price for price in prices if price is not None), 0.0)


def output_faults(asset: Asset, carrier: str, cluster: Cluster) -> Iterable[Fault]:
    """Yield a fault if an asset's output of a carrier may not be rewarded: nothing would limit it."""
    if not is_limited(asset, "gives", carrier, cluster):
        yield Fault(
            "assets",
            f"nothing limits what '{asset.id}' gives",
            "a reward for each unit could be earned without end",
            "mean plants whose capacity limits them, or give it buy_max",
        )


def waste_faults(carrier: str, cluster: Cluster) -> Iterable[Fault]:
    """Yield a fault if wasting a carrier whose output is rewarded would earn the reward."""
    if cluster.carriers[carrier].surplus != "forbidden":
        yield Fault(
            "carrier",
            f"surplus of '{carrier}' is {cluster.carriers[carrier].surplus}",
            "what is made and wasted would count",
            f"write surplus: forbidden at carriers.{carrier}",
        )
