"""What a policy's audit is written with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from synergy.cluster.asset import NEW_SIZE, Asset, Investment
from synergy.cluster.cluster import COMMON
from synergy.cluster.vintage import LEARNING, Vintage, ever, paid_by
from synergy.economics import annuity_factor
from synergy.plan.asset_audit import AuditBook, AuditedFunding, AuditedImpact, Numbers
from synergy.plan.findings import Findings
from synergy.time.series import FloatArray, Series

if TYPE_CHECKING:
    from synergy.scenario import Scenario


THOUSAND = 1e3
"""Limits are stated, and held by solvers, in thousands of money or t; this is their one."""


class PolicyAudit:
    """Where one policy recomputes its charges and limits from audited flows, impacts and capital.

    Parameters
    ----------
    scenario : Scenario
        The input.
    policy : str
        Id of the policy.
    results : mapping
        Named results of every asset, hub surplus and policy.
    book : AuditBook
        What the assets' results imply; takes what the policy implies.
    findings : Findings
        Takes what does not hold.
    history : sequence of Vintage
        What earlier years of a pathway built, and were given or lent for it.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: str,
        results: Mapping[str, Mapping[str, FloatArray]],
        book: AuditBook,
        findings: Findings,
        history: Sequence[Vintage[float]] = (),
    ) -> None:
        self.scenario = scenario
        self._history = history
        self.cluster = scenario.cluster
        self._policy = policy
        self._results = results
        self._book = book
        self._findings = findings

    @property
    def zeros(self) -> FloatArray:
        """Zeros over year, period and step."""
        return np.zeros((1, *self.scenario.time.shape))

    def reports(self, name: str) -> bool:
        """Return whether the policy has a result of that name."""
        return name in self._results.get(f"policy {self._policy}", {})

    def result(self, name: str) -> FloatArray:
        """Return a named result of the policy; one that is missing is a finding and comes back as zero."""
        found = self._results.get(f"policy {self._policy}", {}).get(name)
        if found is None:
            place = f"policy {self._policy}"
            self._findings.compare(place, f"result '{name}' is reported", np.array([np.inf]), 1.0)
            return np.zeros(1)
        return found

    def impacts(
        self, names: Iterable[str], site: str | None = None, owner: str | None = None
    ) -> list[AuditedImpact]:
        """Return recomputed entries of some impacts, of one site or owner if named."""
        wanted = frozenset(names)
        return [
            entry
            for entry in self._book.impacts
            if entry.impact in wanted and site in {None, entry.site} and owner in {None, entry.owner}
        ]

    def impact_of(self, asset: Asset, names: Iterable[str]) -> FloatArray:
        """Return what an asset adds to some impacts in a year, together."""
        amounts = [entry.amount for entry in self.impacts(names) if entry.asset == asset.id]
        return np.asarray(sum(amounts, np.zeros(1)), dtype=np.float64)

    def capital(self, assets: Iterable[Asset]) -> FloatArray:
        """Return what is spent on building some assets, in money, without what could be learned so far."""
        wanted = frozenset(asset.id for asset in assets)
        amounts = [amount for (asset, _), amount in self._book.capital.items() if asset in wanted]
        amounts += [
            -entry.amount
            for entry in self._book.funding
            if entry.asset in wanted and entry.category == LEARNING
        ]
        return np.asarray(sum(amounts, np.zeros(1)), dtype=np.float64)

    def series(self, series: Series) -> FloatArray:
        """Return a field that holds a number or a profile, shape (periods, steps)."""
        return self.scenario.values_of(series)

    def given(self, asset: Asset, carrier: str, site: str | None = None) -> FloatArray:
        """Return what an asset puts in of a carrier, in MW or t/h over time; negative where it takes.

        Of what lies between two sites that is what arrives less what enters, unless a ``site`` is named.
        """
        sites = {site} if site is not None else set(self.cluster.ends(asset))
        flows = [self._book.given.get((asset.id, one, carrier), self.zeros) for one in sorted(sites)]
        return np.asarray(sum(flows, self.zeros), dtype=np.float64)

    def yearly(self, rate: Numbers) -> FloatArray:
        """Return the sum over the year of something per hour, by year."""
        hours = self.scenario.time.hours_in_year
        return np.asarray((np.asarray(rate) * hours).sum(axis=(-2, -1)), dtype=np.float64)

    def in_service(self, asset: Asset) -> FloatArray:
        """Return the capacity of an asset that is in service, which its own audit has checked."""
        return self._results.get(asset.id, {}).get("capacity", np.zeros(1))

    def newly_built(self, asset: Asset) -> FloatArray:
        """Return the capacity of an asset that is newly built."""
        results = self._results.get(asset.id, {})
        sizes = [values for name, values in results.items() if NEW_SIZE.fullmatch(name)]
        return np.asarray(sum(sizes, np.zeros(1)), dtype=np.float64)

    def built_before(self, asset: Asset) -> float:
        """Return the capacity of an asset that earlier years of a pathway built, also if its life is over."""
        return sum(one.size for one in ever(self._history, asset.id, "capacity"))

    def construction_factor(self, asset: Asset) -> float:
        """Return what capital is at the start of service, with interest, per unit of overnight cost."""
        wacc = self.cluster.wacc_of(asset)
        return asset.construction_factor(wacc) if isinstance(asset, Investment) else 1.0

    def annuity(self, asset: Asset) -> float:
        """Return the yearly cost of a unit of capital spent on an asset, at its owner's WACC, 1/a."""
        if not isinstance(asset, Investment):
            return 0.0
        return annuity_factor(self.cluster.wacc_of(asset), asset.lifetime)

    def stated(self, policy: str, name: str) -> FloatArray:
        """Return a named result of a policy that was stated before this one; zero where there is none."""
        earlier = [each.id for each in self.scenario.policies]
        if earlier.index(policy) >= earlier.index(self._policy):
            return np.zeros(1)
        return self._results.get(f"policy {policy}", {}).get(name, np.zeros(1))

    def charge(self, entry: AuditedImpact, category: str, yearly: Numbers) -> None:
        """Enter a charge on whoever is behind an impact, in money a year."""
        self._charge(entry.asset, entry.owner, category, yearly)

    def charge_asset(self, asset: Asset, category: str, yearly: Numbers) -> None:
        """Enter a charge on an asset's owner, in money a year."""
        self._charge(asset.id, self.cluster.owner_of(asset) or COMMON, category, yearly)

    def _charge(self, asset: str, owner: str, category: str, yearly: Numbers) -> None:
        key = (asset, owner, category)
        self._book.costs[key] = self._book.costs.get(key, np.zeros(1)) + np.asarray(yearly, dtype=np.float64)

    def funded(self, asset: Asset) -> FloatArray:
        """Return the capital of an asset that policies audited so far give or lend, in money."""
        amounts = [
            entry.amount
            for entry in self._book.funding
            if entry.asset == asset.id and entry.category != LEARNING
        ]
        return np.asarray(sum(amounts, np.zeros(1)), dtype=np.float64)

    def paid_before(self) -> float:
        """Return what this policy gave or lent in earlier years of a pathway, in money."""
        return sum(one.capital for one in paid_by(self._history, self._policy))

    def fund(self, asset: Asset, amount: FloatArray, worth: float, gift: bool, category: str) -> None:
        """Enter capital that is given or lent for an asset, in money, and what it is worth to its owner."""
        owner = self.cluster.owner_of(asset) or COMMON
        self._book.funding.append(
            AuditedFunding(self._policy, asset.id, owner, amount, worth, gift, category)
        )
        self._charge(asset.id, owner, category, -worth * amount)

    def at_most(self, what: str, left: Numbers, right: Numbers, least: float = THOUSAND) -> None:
        """Check that one is at most the other; ``least`` is the smallest scale on which that is judged."""
        low, high = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
        scale = float(max(least, np.abs(low).max(initial=0.0), np.abs(high).max(initial=0.0)))
        self._findings.compare(f"policy {self._policy}", what, np.atleast_1d(low - high), scale)
