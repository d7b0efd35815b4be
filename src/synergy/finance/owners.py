r"""Finance of each owner: what it invests, pays, gets, saves and avoids, and whether joining pays.

Money is real, of the scenario's price year; the plan's year repeats itself to the horizon :math:`H`, and
yearly amounts stand at the end of their year.

=================================  ========================================================  =========
row                                meaning                                                   unit
=================================  ========================================================  =========
``investment``, ``granted``        capital of what is newly built; what policies give of it  money
``annuity``, ``operation``,        costs of the owner's assets by group, see `cost_groups`;  money/a
``purchases and sales``,           the annuity is at the owner's own cost of capital
``tariffs``, ``carbon``,
``support``, ``other``
``own cost``                       their sum :math:`o`                                       money/a
``transfer``                       :math:`x - o`: paid to others, negative where received    money/a
``payment``                        what the owner pays in all, :math:`x`                     money/a
``alone``                          cost of the stand-alone case, :math:`c`                   money/a
``saving``                         :math:`c - x`                                             money/a
``saving share``                   the same as a share of :math:`c`                          %
``additional investment``          net of grants, beyond that of the stand-alone case        money
``net present value``              of the additional cash flows :math:`F_t` at its own WACC  money
``internal rate``                  rate at which that is zero, where there is just one       1/a
``modified internal rate``         with its WACC to borrow and to reinvest at                1/a
``payback``                        simple                                                    a
``discounted payback``             at its own WACC                                           a
``avoided``                        net emissions alone less those in the plan                t/a
``abatement cost``                 per tonne, without carbon prices and before support       money/t
``abatement cost after support``   the same with what policies pay                           money/t
=================================  ========================================================  =========

The additional cash flows of joining are, with outlays :math:`I_t` dated as in `synergy.finance.outlays`, all
other yearly costs :math:`O`, and superscript 0 for the stand-alone case,

.. math:: F_0 = I^0_0 - I_0, \qquad F_t = (I^0_t - I_t) + O^0 - O - (x - o) \quad (t \ge 1),

so that their net present value is the saving times :math:`(1 - (1 + i)^{-H}) / i`. As all years are equal,
the abatement cost is the levelised one over discounted tonnes. Tonnes count to whoever emits them, not to
whoever pays. A grant counts when an asset is bought, other support year by year. For the whole, the net
present value is the sum of the owners'; rates and payback are those of the sum of their cash flows, at the
scenario's discount rate.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from synergy.cluster.cluster import COMMON
from synergy.economics import internal_rates, modified_internal_rate, net_present_value, payback
from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.finance.accounts import NOTHING, Account, accounts, together
from synergy.finance.cost_groups import CARBON
from synergy.finance.outlays import longest_life, outlay_table, outlays
from synergy.plan.compare import LEAST_AVOIDED
from synergy.plan.indicators import WHOLE

if TYPE_CHECKING:
    from synergy.plan.plan import Plan

BALANCE = 1e-6
"""How far payments may miss the plan's cost, as a share of all costs."""
LEAST_MONEY = 1e-9
"""Cash flows below this share of the largest are rounding."""


@dataclass(frozen=True, eq=False)
class OwnerFinance:
    """Finance of each owner in a plan.

    Parameters
    ----------
    table : DataFrame
        A row for each figure, as `synergy.finance.owners` says; columns ``unit``, one for each owner, and
        ``(whole)``. What can not be said is missing (NaN).
    investments : DataFrame
        ``asset``, ``owner``, ``capital``, ``granted``, ``unit``, ``lifetime``, ``wacc``, ``annuity``.
    cash_flows : DataFrame
        Additional cash flows against the stand-alone case by year, in money: a column for each owner whose
        stand-alone case is a plan, and ``(whole)`` where those of all are.
    notes : mapping of str to str
        Why an owner has no single internal rate.
    """

    table: pd.DataFrame
    investments: pd.DataFrame
    cash_flows: pd.DataFrame
    notes: Mapping[str, str]

    def tidy(self) -> pd.DataFrame:
        """Return a row for each owner and figure: ``owner``, ``figure``, ``value``, ``unit``."""
        units, values = self.table["unit"], self.table.drop(columns="unit").rename_axis("figure")
        long = values.reset_index().melt("figure", var_name="owner", value_name="value")
        long["unit"] = long["figure"].map(units)
        return long[["owner", "figure", "value", "unit"]]


@dataclass(frozen=True, eq=False)
class _Side:
    """One owner before and after: its account in the plan, what it pays, its stand-alone case, its WACC."""

    own: Account
    payment: float
    alone: Account | float | None
    rate: float

    @property
    def alone_cost(self) -> float:
        if self.alone is None:
            return math.nan
        return self.alone.cost if isinstance(self.alone, Account) else self.alone


def owner_finance(
    plan: Plan,
    allocation: Mapping[str, float] | None = None,
    alone: Plan | Mapping[str, Plan | float] | None = None,
    *,
    horizon: int | None = None,
) -> OwnerFinance:
    """Return the finance of each owner.

    Parameters
    ----------
    plan : Plan
        What is built together.
    allocation : mapping of str to float, optional
        What each owner is to pay in all, in money a year; adds up to the plan's cost. By default each pays
        for its own assets. Where ``(common)`` is not named, what nobody owns is left for the owners to pay.
    alone : Plan, or mapping of str to Plan or float, optional
        The stand-alone case: one plan for all, such as that of ``plan.scenario.as_it_stands()``, or what
        each owner would do by itself, as a plan, or as its cost in money a year.
    horizon : int, optional
        Years of the cash flows; by default the longest life of what is built.

    Returns
    -------
    OwnerFinance

    Raises
    ------
    ScenarioError
        If owners are unknown or left out, payments do not add up to the plan's cost, the horizon is no year,
        or cases count in different money.

    Examples
    --------
    >>> import synergy
    >>> from synergy.finance import owner_finance
    >>> scenario = synergy.examples.load("two-plants")
    >>> plan, today = synergy.solve(scenario), synergy.solve(scenario.as_it_stands())
    >>> finance = owner_finance(plan, alone=today)
    >>> round(float(finance.table.loc["payback", "paper"]), 1)
    0.7
    """
    sides = _sides(plan, accounts(plan), allocation, alone, horizon)
    everyone = _everyone(sides, plan.scenario.cluster.discount_rate)
    built = [side.own for side in sides.values()]
    built += [side.alone for side in sides.values() if isinstance(side.alone, Account)]
    years = horizon or longest_life(each for account in built for each in account.outlays)
    flows = {
        name: pd.Series(side.alone.spent(years) - _spent_together(side, years))
        for name, side in {**sides, WHOLE: everyone}.items()
        if isinstance(side.alone, Account)
    }
    columns, notes = {}, {}
    for name, side in {**sides, WHOLE: everyone}.items():
        columns[name] = _paid(side) | _avoiding(side)
        if name in flows:
            returns, note = _returns(flows[name], side)
            columns[name] |= returns
            if note:
                notes[name] = note
    if WHOLE in flows:
        columns[WHOLE]["net present value"] = sum(columns[name]["net present value"] for name in sides)
    units = _units(plan.scenario.currency, with_alone=alone is not None)
    table = pd.DataFrame(columns, index=list(units), dtype=float).rename_axis("figure")
    table.insert(0, "unit", list(units.values()))
    cash = pd.DataFrame(flows).rename_axis("year")
    return OwnerFinance(table, outlay_table(plan, outlays(plan)), cash, notes)


def _spent_together(side: _Side, years: int) -> pd.Series[float]:
    """Return what an owner spends in the plan by year, with what it pays to others."""
    spent = pd.Series(side.own.spent(years))
    spent.iloc[1:] += side.payment - side.own.cost
    return spent


def _sides(
    plan: Plan,
    own: Mapping[str, Account],
    allocation: Mapping[str, float] | None,
    alone: Plan | Mapping[str, Plan | float] | None,
    horizon: int | None,
) -> dict[str, _Side]:
    """Return every owner's side of the plan, and refuse what does not fit."""
    cluster = plan.scenario.cluster
    known = [*cluster.owners, *([COMMON] if COMMON in own else [])]
    faults = (
        []
        if horizon is None or horizon >= 1
        else [Fault("horizon", f"{horizon} years", fix="give 1 or more")]
    )
    payments = {name: own[name].cost if name in own else 0.0 for name in known}
    if allocation is not None:
        faults += _strangers("allocation", allocation, [*known, COMMON])
        absent = [name for name in known if name != COMMON and name not in allocation]
        faults += [
            Fault(f"allocation.{name}", "missing", fix="say what it pays, 0 if nothing") for name in absent
        ]
        payments = {name: float(allocation.get(name, 0.0)) for name in known}
        faults += _imbalance(plan, sum(payments.values()))
    cases: dict[str, Account | float | None] = dict.fromkeys(known)
    if alone is not None and not isinstance(alone, Mapping):
        faults += _other_money(plan, alone, "alone")
        before = accounts(alone)
        faults += _strangers("alone", before, [*known, COMMON])
        known = [*known, *(name for name in before if name not in known)]
        cases = {name: before.get(name, NOTHING) for name in known}
    elif alone is not None:
        faults += _strangers("alone", alone, [*known, COMMON])
        faults += _missing("alone", alone, known, "give its plan, or its cost")
        cases = dict.fromkeys(known, NOTHING)
        for name, case in alone.items():
            if isinstance(case, int | float):
                cases[name] = float(case)
            else:
                faults += _other_money(plan, case, f"alone.{name}")
                cases[name] = together(accounts(case).values())
    if faults:
        raise ScenarioError(faults)
    return {
        name: _Side(own.get(name, NOTHING), payments.get(name, 0.0), cases[name], _wacc(plan, name))
        for name in known
    }


def _everyone(sides: Mapping[str, _Side], rate: float) -> _Side:
    """Return the sum of all sides; its stand-alone case is an account where everybody's is one."""
    cases = [side.alone for side in sides.values()]
    case: Account | float | None = None
    if all(isinstance(each, Account) for each in cases):
        case = together(each for each in cases if isinstance(each, Account))
    elif all(each is not None for each in cases):
        case = sum(side.alone_cost for side in sides.values())
    own = together(side.own for side in sides.values())
    return _Side(own, sum(side.payment for side in sides.values()), case, rate)


def _paid(side: _Side) -> dict[str, float]:
    own, alone = side.own, side.alone_cost
    return {
        "investment": sum(each.capital for each in own.outlays),
        "granted": sum(each.granted for each in own.outlays),
        **own.groups,
        "own cost": own.cost,
        "transfer": side.payment - own.cost,
        "payment": side.payment,
        "alone": alone,
        "saving": alone - side.payment,
        "saving share": 100.0 * (alone - side.payment) / abs(alone) if alone else math.nan,
    }


def _avoiding(side: _Side) -> dict[str, float]:
    own, alone = side.own, side.alone
    if not isinstance(alone, Account):
        return {}
    avoided = alone.emissions - own.emissions
    figures = {"additional investment": own.net_investment - alone.net_investment, "avoided": avoided}
    if avoided > LEAST_AVOIDED * max(1.0, abs(alone.emissions)):
        transfer = side.payment - own.cost
        before = own.resources + transfer - alone.resources
        after = own.cost - own.groups[CARBON] + transfer - (alone.cost - alone.groups[CARBON])
        figures["abatement cost"], figures["abatement cost after support"] = before / avoided, after / avoided
    return figures


def _returns(series: pd.Series[float], side: _Side) -> tuple[dict[str, float], str]:
    """Return what additional cash flows yield, and why there is no single internal rate."""
    rounding = LEAST_MONEY * float(series.abs().max())
    flows = [0.0 if abs(flow) <= rounding else float(flow) for flow in series]
    found = {
        "net present value": net_present_value(side.rate, flows),
        "payback": payback(flows),
        "discounted payback": payback(flows, side.rate),
    }
    if min(flows) < 0 < max(flows):
        found["modified internal rate"] = modified_internal_rate(flows, side.rate, side.rate)
    if flows[0] >= 0:
        return found, "invests no more than alone: there is no outlay that could earn a rate"
    rates = internal_rates(flows)
    if len(rates) == 1:
        return found | {"internal rate": rates[0]}, ""
    if not rates:
        return found, "no rate makes the cash flows worth nothing"
    named = " and ".join(f"{100 * rate:.4g} %" for rate in rates)
    return found, f"several internal rates, {named}: none of them is the return"


def _units(money: str, *, with_alone: bool) -> dict[str, str]:
    yearly = dict.fromkeys([*NOTHING.groups, "own cost", "transfer", "payment"], f"{money}/a")
    units = {"investment": money, "granted": money, **yearly}
    if not with_alone:
        return units
    return units | {
        "alone": f"{money}/a",
        "saving": f"{money}/a",
        "saving share": "%",
        "additional investment": money,
        "net present value": money,
        "internal rate": "1/a",
        "modified internal rate": "1/a",
        "payback": "a",
        "discounted payback": "a",
        "avoided": "t/a",
        "abatement cost": f"{money}/t",
        "abatement cost after support": f"{money}/t",
    }


def _wacc(plan: Plan, name: str) -> float:
    cluster = plan.scenario.cluster
    owner = cluster.owners.get(name)
    return cluster.discount_rate if owner is None or owner.wacc is None else owner.wacc


def _strangers(place: str, named: Mapping[str, object], known: list[str]) -> list[Fault]:
    return [
        Fault(f"{place}.{name}", f"'{name}' is no owner{did_you_mean(name, known)}")
        for name in named
        if name not in known
    ]


def _missing(place: str, named: Mapping[str, object], known: list[str], fix: str) -> list[Fault]:
    absent = [name for name in known if name != COMMON and name not in named]
    return [Fault(f"{place}.{name}", "missing", fix=fix) for name in absent]


def _imbalance(plan: Plan, paid: float) -> list[Fault]:
    scale = float(plan.costs["cost"].abs().sum())
    if math.isfinite(paid) and abs(paid - plan.cost) <= BALANCE * max(1.0, scale):
        return []
    found = f"payments add up to {paid:,.2f}, the plan costs {plan.cost:,.2f} {plan.scenario.currency}/a"
    return [Fault("allocation", found, "somebody has to pay the rest", "share out exactly the plan's cost")]


def _other_money(plan: Plan, other: Plan, place: str) -> list[Fault]:
    ours, theirs = plan.scenario, other.scenario
    if (ours.currency, ours.price_year) == (theirs.currency, theirs.price_year):
        return []
    found = (
        f"counts in {theirs.currency} of {theirs.price_year}, "
        f"the plan in {ours.currency} of {ours.price_year}"
    )
    return [Fault(place, found, "the two can not be compared", "state both in the same money")]
