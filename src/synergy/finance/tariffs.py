r"""Tariffs that recover what shared assets cost, from those who use them.

With :math:`R` the revenue to be recovered, and for each user the amount :math:`q`, the booked capacity
:math:`b` (its own largest flow), the flow :math:`k` in the step in which all together is largest, and the
mean distance :math:`d` (see `synergy.finance.flow_tracing`):

=========================  ======================================================  =================
method                     a user pays                                             tariff in
=========================  ======================================================  =================
``postage_stamp``          :math:`R q / \sum q`, wherever it is                    EUR/MWh, EUR/t
``capacity``               :math:`R b / \sum b`                                    EUR/MW/a
``peak``                   :math:`R k / \sum k`                                    EUR/MW/a
``capacity_distance``      :math:`R b d / \sum b d`                                EUR/MW/km/a
``throughput_per_asset``   each asset's cost by what users move through it         EUR/MWh, by user
``capacity_per_asset``     each asset's cost by the capacity booked on it          EUR/MW/a, by user
=========================  ======================================================  =================

The capacity that a user books on one asset is its capacity times the share of its amount that goes through
the asset. None of these looks at what users could do without the assets: whether anybody would rather leave
is for a game to say (`payments_with_tariff`).

Capacity-weighted distance is what Regulation (EU) 2017/460, article 8, compares other methods of gas networks
with; with a single exit it is capacity times distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from synergy.cluster.cluster import COMMON
from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.finance.cost_flows import LEAST_FLOW, wastes
from synergy.finance.flow_tracing import NetworkUse, Payers, network_use

if TYPE_CHECKING:
    from synergy.plan.plan import Plan

Method = Literal[
    "postage_stamp", "capacity", "peak", "capacity_distance", "throughput_per_asset", "capacity_per_asset"
]
METHODS: tuple[Method, ...] = get_args(Method)


@dataclass(frozen=True, eq=False)
class Tariff:
    """What users of shared assets pay.

    Parameters
    ----------
    method : str
    carrier : str
        What the assets move, make or take.
    asset_costs : mapping of str to float
        What each asset has to earn, money a year.
    table : DataFrame
        By user: ``amount``, ``capacity``, ``peak``, ``distance`` (km), ``tariff`` in ``tariff_unit``, and
        ``payment`` in money a year; ``amount_unit`` and ``capacity_unit`` say the units.
    """

    method: Method
    carrier: str
    asset_costs: Mapping[str, float]
    table: pd.DataFrame

    @property
    def revenue(self) -> float:
        """What the assets earn, money a year."""
        return sum(self.asset_costs.values())

    @property
    def payments(self) -> dict[str, float]:
        """What each user pays, money a year."""
        return {str(user): float(paid) for user, paid in self.table["payment"].items()}


def tariff(
    plan: Plan,
    assets: Iterable[str],
    method: Method = "postage_stamp",
    *,
    carrier: str | None = None,
    payers: Payers | None = None,
    revenue: float | None = None,
) -> Tariff:
    """Return a tariff that recovers what shared assets cost.

    Parameters
    ----------
    plan : Plan
    assets : iterable of str
        Ids of the shared assets: pipes of one carrier, and what makes, stores or takes it at sites.
    method : str
        One of those that `synergy.finance.tariffs` lists.
    carrier : str, optional
        Carrier of whose network they are part; by default what the first of them moves or gives.
    payers : {"takers", "givers"}, optional
        Who pays: by default whoever takes a product, and whoever gives a waste such as CO2.
    revenue : float, optional
        What is to be recovered, in money a year; by default all that the assets cost in the plan.

    Returns
    -------
    Tariff

    Raises
    ------
    ScenarioError
        If assets are unknown, not of one network, used by nobody, or the method can not be applied to them.

    Examples
    --------
    >>> import synergy
    >>> from synergy.finance import tariff
    >>> plan = synergy.solve(synergy.examples.load("hydrogen-valley"))
    >>> price = tariff(plan, ["pipe"])
    >>> round(float(price.table.loc["steelworks", "tariff"]), 3), price.table.loc["steelworks", "tariff_unit"]
    (1.275, 'EUR/MWh')
    """
    if method not in METHODS:
        near = did_you_mean(method, METHODS)
        raise ScenarioError([Fault("method", f"'{method}'{near}", fix=f"use one of {', '.join(METHODS)}")])
    shared = _shared(plan, assets, carrier, payers, revenue)
    if method == "capacity_distance" and not shared.moves:
        found = "nothing is moved over any distance"
        raise ScenarioError([Fault("method", found, fix="use capacity, or name pipes")])
    return Tariff(method, shared.carrier, shared.costs, _table(plan, shared, method))


def compare_tariffs(
    plan: Plan,
    assets: Iterable[str],
    *,
    carrier: str | None = None,
    payers: Payers | None = None,
    revenue: float | None = None,
) -> pd.DataFrame:
    """Return what each user pays a year under every tariff; parameters as for `tariff`.

    Capacity times distance is left out where nothing is moved over any distance.

    Returns
    -------
    DataFrame
        Rows by user, a column for each method, and ``unit``.
    """
    shared = _shared(plan, assets, carrier, payers, revenue)
    methods = [method for method in METHODS if method != "capacity_distance" or shared.moves]
    table = pd.DataFrame({method: _table(plan, shared, method)["payment"] for method in methods})
    table.insert(0, "unit", f"{plan.scenario.currency}/a")
    return table


def payments_with_tariff(plan: Plan, price: Tariff) -> dict[str, float]:
    """Return what each owner pays in all once a tariff holds, in money a year; adds up to the plan's cost.

    Every owner bears the cost of its own assets; users pay the tariff, and the owners of the shared assets
    get it, in proportion to what these cost. So what `owner_finance` takes as an allocation, and a game as
    payments to test, is the owner's own cost, less what it gets, plus what it pays.
    """
    cluster = plan.scenario.cluster
    paid = dict.fromkeys(cluster.owners, 0.0)
    for owner, cost in plan.costs.groupby("owner", sort=False)["cost"].sum().items():
        paid[str(owner)] = paid.get(str(owner), 0.0) + float(cost)
    for name, cost in price.asset_costs.items():
        owner = cluster.owner_of(cluster.assets[name]) or COMMON
        paid[owner] = paid.get(owner, 0.0) - cost
    for user, payment in price.payments.items():
        paid[user] = paid.get(user, 0.0) + payment
    return paid


@dataclass(frozen=True, eq=False)
class _Shared:
    """Shared assets: the carrier of their network, how owners use them, and what each has to earn."""

    carrier: str
    use: NetworkUse
    costs: Mapping[str, float]

    @property
    def moves(self) -> bool:
        return bool((self.use.users["distance"] > 0).any())


def _shared(
    plan: Plan, assets: Iterable[str], carrier: str | None, payers: Payers | None, revenue: float | None
) -> _Shared:
    chosen = frozenset(assets)
    _check_names(plan, chosen, carrier)
    carrier = carrier or _carrier_of(plan, chosen)
    payers = payers or ("givers" if carrier in wastes(plan) else "takers")
    _check_network(plan, chosen, carrier, payers)
    use = network_use(plan, chosen, carrier, payers)
    if use.users.empty:
        found, why = f"nobody's {carrier} goes through them", "no tariff can recover their cost"
        raise ScenarioError([Fault("assets", found, why, "look at their flows")])
    own = plan.costs[plan.costs["asset"].isin(chosen)].groupby("asset")["cost"].sum()
    costs = {name: float(own.get(name, 0.0)) for name in sorted(chosen)}
    if revenue is not None:
        total = sum(costs.values())
        shares = {name: cost / total if total > 0 else 1.0 / len(costs) for name, cost in costs.items()}
        costs = {name: revenue * share for name, share in shares.items()}
    return _Shared(carrier, use, costs)


def _table(plan: Plan, shared: _Shared, method: Method) -> pd.DataFrame:
    """Return each user's tariff and payment."""
    record, money = plan.scenario.cluster.carriers[shared.carrier], plan.scenario.currency
    use, costs, users = shared.use, shared.costs, shared.use.users
    bases = {
        "postage_stamp": (users["amount"], record.unit),
        "capacity": (users["capacity"], f"{record.flow_unit}/a"),
        "peak": (users["peak"], f"{record.flow_unit}/a"),
        "capacity_distance": (users["capacity"] * users["distance"], f"{record.flow_unit}/km/a"),
        "throughput_per_asset": (users["amount"], record.unit),
        "capacity_per_asset": (users["capacity"], f"{record.flow_unit}/a"),
    }
    base, unit = bases[method]
    if method == "throughput_per_asset":
        paid = _by_asset(use.through, users["amount"], costs)
    elif method == "capacity_per_asset":
        paid = _by_asset(use.through * (users["capacity"] / users["amount"]), users["capacity"], costs)
    else:
        paid = base / base.sum() * sum(costs.values())
    return users.assign(
        amount_unit=f"{record.unit}/a",
        capacity_unit=record.flow_unit,
        tariff=paid / base.where(base > 0),
        tariff_unit=f"{money}/{unit}",
        payment=paid,
    )


def _by_asset(
    weights: pd.DataFrame, otherwise: pd.Series[float], costs: Mapping[str, float]
) -> pd.Series[float]:
    """Return the sum of assets' costs, each shared by weights; of what moves nothing, by what all use."""
    paid = pd.Series(0.0, index=weights.columns)
    for name, cost in costs.items():
        weight = weights.loc[name] if weights.loc[name].sum() > LEAST_FLOW else otherwise
        paid += cost * weight / weight.sum()
    return paid


def _check_names(plan: Plan, assets: frozenset[str], carrier: str | None) -> None:
    cluster = plan.scenario.cluster
    faults = [
        Fault("assets", f"'{name}' is no asset{did_you_mean(name, cluster.assets)}")
        for name in sorted(assets - set(cluster.assets))
    ]
    if not assets:
        faults.append(Fault("assets", "none", fix="name the shared assets"))
    if carrier is not None and carrier not in cluster.carriers:
        faults.append(Fault("carrier", f"'{carrier}'{did_you_mean(carrier, cluster.carriers)}"))
    if faults:
        raise ScenarioError(faults)


def _carrier_of(plan: Plan, assets: frozenset[str]) -> str:
    """Return the one carrier that all the assets refer to."""
    cluster = plan.scenario.cluster
    found = {cluster.assets[name].reference_carrier for name in assets}
    if len(found) == 1:
        return found.pop()
    text = f"they refer to {' and '.join(sorted(found))}"
    fix = "say of which carrier's network they are part: carrier=..."
    raise ScenarioError([Fault("assets", text, fix=fix)])


def _check_network(plan: Plan, assets: frozenset[str], carrier: str, payers: Payers) -> None:
    cluster = plan.scenario.cluster
    faults = []
    word = "give" if payers == "takers" else "take"
    for name in sorted(assets):
        asset = cluster.assets[name]
        ports = [port for port in cluster.ports[name] if port.carrier == carrier]
        one_way = any(port.gives != port.takes for port in ports) and asset.place == "site"
        served = not one_way or any(port.gives if payers == "takers" else port.takes for port in ports)
        if not ports or not served or (asset.place == "corridor" and asset.reference_carrier != carrier):
            found, why = f"does not {word} {carrier}", f"{payers} of {carrier} do not use it"
            fix = "leave it out, or name another carrier or other payers"
            faults.append(Fault(f"assets.{name}", found, why, fix))
    if faults:
        raise ScenarioError(faults)
