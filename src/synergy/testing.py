"""Checks that every kind of asset must pass, for the kinds of this package and for anybody's own.

A check takes a class and a few scenarios that each hold at least one asset of that class, and raises
`AssertionError` with what is wrong. In a test suite of your own:

.. code-block:: python

    import pytest
    from synergy.testing import ASSET_CHECKS


    @pytest.mark.parametrize("check", ASSET_CHECKS)
    def test_my_kind(check):
        check(MyKind, [scenario_with_a_my_kind, another_one])

Small scenarios (a few steps) that are feasible and together use every feature of the kind do best: each is
solved several times.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, get_args

import numpy as np
import pyomo.environ as pyo

from synergy.cluster.asset import Asset, Investment
from synergy.cluster.cluster import COMMON
from synergy.errors import ScenarioError
from synergy.formulation.affine import Affine
from synergy.formulation.asset_formulation import AssetFormulation, ModelContext
from synergy.formulation.axes import Axis
from synergy.formulation.block import ModelFrame
from synergy.formulation.build import build
from synergy.formulation.layout import Layout
from synergy.formulation.ledger import CapitalEntry, Charge, ImpactEntry, Ledger
from synergy.objective import Objective
from synergy.plan.audit import audit
from synergy.plan.plan import Plan
from synergy.plan.solve import solve
from synergy.record import Record, unit_of
from synergy.scenario import Scenario
from synergy.solver.highs import solve_matrix
from synergy.solver.options import SolveOptions
from synergy.time.series import FloatArray, Profile
from synergy.units import UnitError, Units, convert

AssetCheck = Callable[[type[Asset], Sequence[Scenario]], None]
SAME = 1e-6
"""Relative difference below which two optima are equal."""
NO_FLOW = 1e-6
"""Flows below this are nothing."""


def check_documentation(kind: type[Asset], examples: Sequence[Scenario]) -> None:
    """Check that the docstring states the mathematics and explains its symbols.

    It has a ``.. math::`` block and a table with columns *symbol* and *unit*; every ``name`` in the table
    is a field of the kind, or a result that it reports in one of the examples.
    """
    text = kind.__doc__ or ""
    _require(".. math::" in text, f"{kind.__name__}: the docstring states no mathematics (.. math::)")
    header, body = _symbol_table(text)
    _require("symbol" in header, f"{kind.__name__}: the docstring has no table of symbols")
    _require("unit" in header, f"{kind.__name__}: the table of symbols has no column of units")
    known = {*kind.model_fields}
    for scenario, asset in _assets(kind, examples):
        known |= set(_formulated(scenario, asset).results)
    unknown = [word for word in re.findall(r"``([a-z][a-z0-9_]*)``", body) if word not in known]
    _require(
        not unknown,
        f"{kind.__name__}: its table names {', '.join(unknown)}: no field, and no result in an example",
    )


def check_fields(kind: type[Asset], examples: Sequence[Scenario]) -> None:
    """Check that every field is described, and every number has a unit that can be read."""
    for cls in (kind, *kind.nested_records.values()):
        for name, field in cls.model_fields.items():
            place = f"{cls.__name__}.{name}"
            _require(bool(field.description), f"{place}: has no description")
            if name in cls.nested_records or not _is_numeric(field.annotation):
                continue
            unit = unit_of(field)
            _require(
                unit is not None,
                f"{place}: is a number without a unit; declare it with quantity() or described()",
            )
            for candidate in Units().candidates(unit or ""):
                _require_readable(candidate, place)


def check_round_trip(kind: type[Asset], examples: Sequence[Scenario]) -> None:
    """Check that every asset comes back exactly from its plain data, and from these as JSON."""
    for scenario, asset in _assets(kind, examples):
        data = asset.to_data()
        _require(
            data.get("kind") == kind.kind, f"{kind.__name__}: to_data() does not name its kind '{kind.kind}'"
        )
        for what, same in (("plain data", data), ("JSON", json.loads(json.dumps(data)))):
            found = _read(kind, same, scenario.units)
            _require(
                found == asset, f"{asset.id}: does not come back from {what}: {asset!r} became {found!r}"
            )


def check_unknown_fields(kind: type[Asset], examples: Sequence[Scenario]) -> None:
    """Check that a field that the kind does not have is refused by name."""
    for scenario, asset in _assets(kind, examples):
        fields = {key: value for key, value in asset.to_data().items() if key != "kind"}
        record, faults = kind.read({**fields, "no_such_field": 1.0}, scenario.units, "asset")
        told = any("no_such_field" in fault.found for fault in faults)
        _require(record is None and told, f"{kind.__name__}: accepts the unknown field 'no_such_field'")


def check_text_with_units(kind: type[Asset], examples: Sequence[Scenario]) -> None:
    """Check that every number may be written as text with its unit."""
    for scenario, asset in _assets(kind, examples):
        data = asset.to_data()
        speak = partial(_spoken, scenario.units, kind.reference_carrier_in(data))
        rounded = _read(kind, _each_number(kind, data, lambda value, *_: value), scenario.units)
        found = _read(kind, _each_number(kind, data, speak), scenario.units)
        _require(found == rounded, f"{asset.id}: with units written out, {rounded!r} became {found!r}")


def check_tight_and_loose(kind: type[Asset], examples: Sequence[Scenario]) -> None:
    """Check that cutting sizes to what can flow at all changes no optimum."""
    for scenario, _ in _assets(kind, examples):
        tight, loose = _optimum(scenario, tight=True), _optimum(scenario, tight=False)
        _require(_same(tight, loose), f"{kind.__name__}: optimum {tight:.9g} tight, {loose:.9g} loose")


def check_useless_option(kind: type[Asset], examples: Sequence[Scenario]) -> None:
    """Check that a twin which is too dear to build, and past its life where it stands, changes no cost."""
    for scenario, asset in _assets(kind, examples):
        if not isinstance(asset, Investment) or asset.brings_duty:
            continue
        cheapest = replace(scenario, objective=Objective())
        plan = _plan(cheapest)
        twin = _useless_twin(asset, float(plan.costs["cost"].abs().sum()))
        cluster = scenario.cluster.holding([*scenario.cluster.assets.values(), twin])
        cost = _plan(replace(cheapest, cluster=cluster)).cost
        _require(
            _same(plan.cost, cost),
            f"{asset.id}: a twin that never pays changes the cost from {plan.cost:.9g} to {cost:.9g}",
        )


def check_audit(kind: type[Asset], examples: Sequence[Scenario]) -> None:
    """Check that the audit passes on the plan, and fails once any result that it reads is changed."""
    for scenario, asset in _assets(kind, examples):
        plan = _plan(scenario, audit=False)
        results = _Watched(plan.results.get(asset.id, {}))
        report = audit(replace(plan, results={**plan.results, asset.id: results}))
        _require(report.passed, f"{asset.id}: the plan fails its audit\n{report}")
        _require(bool(results.read) or not results, f"{asset.id}: the audit reads none of its results")
        for name in sorted(results.read & set(results)):
            values = results[name]
            uneven = np.linspace(1.0, 2.0, values.size).reshape(
                values.shape
            )  # a level may be higher by a constant
            changed = {**results, name: values + 0.01 * max(1.0, float(np.abs(values).max())) * uneven}
            _require(
                not audit(replace(plan, results={**plan.results, asset.id: changed})).passed,
                f"{asset.id}: the audit passes although result '{name}' is wrong by 1 %",
            )


def check_ports(kind: type[Asset], examples: Sequence[Scenario]) -> None:
    """Check that the asset puts in and takes out at its ports, only there, and only as they say."""
    for scenario, asset in _assets(kind, examples):
        ports = {(port.site, port.carrier): port for port in asset.ports(scenario.cluster.ends(asset))}
        used = {(entry.site, entry.carrier) for entry in _formulated(scenario, asset).ledger.injections}
        _require(
            used <= set(ports),
            f"{asset.id}: touches {sorted(used - set(ports))}, which are not among its ports",
        )
        _require(set(ports) <= used, f"{asset.id}: never touches its ports {sorted(set(ports) - used)}")
        flows = _plan(scenario).flows[asset.id]
        for hub, port in ports.items():
            if not port.gives and not port.takes:  # it gives back what was put in
                continue
            flow = flows[hub].to_numpy()
            _require(
                port.gives or flow.max() <= NO_FLOW, f"{asset.id}: gives at {hub}, where its port only takes"
            )
            _require(
                port.takes or flow.min() >= -NO_FLOW, f"{asset.id}: takes at {hub}, where its port only gives"
            )


def check_ledger(kind: type[Asset], examples: Sequence[Scenario]) -> None:
    """Check that what the asset enters in the ledger is its own: by owner, place and axes, and finite."""
    for scenario, asset in _assets(kind, examples):
        f = _formulated(scenario, asset)
        ledger, cluster = f.ledger, scenario.cluster
        owner, years, time = cluster.owner_of(asset) or COMMON, (f.frame.year,), f.frame.time
        money: list[Charge | ImpactEntry | CapitalEntry]
        money = [*ledger.charges, *ledger.impacts, *ledger.capital]
        entries = [*money, *ledger.injections]
        _require(all(entry.asset == asset.id for entry in entries), f"{asset.id}: enters for others")
        _require(all(entry.owner == owner for entry in money), f"{asset.id}: enters for others than {owner}")
        for entry in ledger.impacts:
            known = entry.impact in cluster.impacts
            _require(known, f"{asset.id}: counts '{entry.impact}', which nobody described")
            _require(entry.site in f.ends, f"{asset.id}: counts at {entry.site}, where it does not stand")
        amounts, flows = [entry.amount for entry in money], [entry.flow for entry in ledger.injections]
        for amount in amounts:
            _require(set(amount.axes) <= set(years), f"{asset.id}: an amount is not by year: {amount!r}")
        for flow in flows:
            _require(set(flow.axes) <= set(time), f"{asset.id}: a flow is not over time: {flow!r}")
        for expression in (*amounts, *flows):
            _require(_is_finite(expression), f"{asset.id}: an entry is not finite: {expression!r}")


ASSET_CHECKS: tuple[AssetCheck, ...] = (
    check_documentation,
    check_fields,
    check_round_trip,
    check_unknown_fields,
    check_text_with_units,
    check_tight_and_loose,
    check_useless_option,
    check_audit,
    check_ports,
    check_ledger,
)
"""Every check of a kind of asset."""


def check_asset_kind(kind: type[Asset], examples: Sequence[Scenario]) -> None:
    """Run every check on a kind of asset.

    Parameters
    ----------
    kind : type of Asset
    examples : sequence of Scenario
        Feasible scenarios, each with at least one asset of the kind; together they use all of its
        features.

    Raises
    ------
    AssertionError
        With every failure, one a line.

    Examples
    --------
    >>> from synergy.assets.demand import Demand
    >>> from synergy.assets.generator import Generator
    >>> from synergy.cluster.carrier import Carrier
    >>> from synergy.cluster.cluster import Cluster
    >>> from synergy.cluster.place import Site
    >>> load = Demand(id="load", site="works", carrier="power", demand=10.0, unserved_price=90.0)
    >>> sun = Generator(id="sun", site="works", carrier="power", capacity_max=20.0, capex_specific=8e5)
    >>> cluster = Cluster(carriers=[Carrier(id="power")], sites=[Site(id="works")], assets=[load, sun])
    >>> check_asset_kind(Generator, [Scenario(cluster)])
    """
    failures: list[str] = []
    for check in ASSET_CHECKS:
        try:
            check(kind, examples)
        except AssertionError as failure:
            failures.append(str(failure))
    _require(not failures, "\n".join(failures))


def _require(holds: bool, failure: str) -> None:
    if not holds:
        raise AssertionError(failure)


def _assets(kind: type[Asset], examples: Sequence[Scenario]) -> Iterator[tuple[Scenario, Asset]]:
    """Yield each example with each of its assets of exactly this kind."""
    _require(bool(examples), f"{kind.__name__}: no example is given")
    for scenario in examples:
        found = [asset for asset in scenario.cluster.assets.values() if type(asset) is kind]
        _require(bool(found), f"{kind.__name__}: the example '{scenario.name}' holds no asset of this kind")
        for asset in found:
            yield scenario, asset


def _symbol_table(text: str) -> tuple[str, str]:
    """Return header and body of the first table whose header names symbols; empty where there is none."""
    rule = r"^[ \t]*=+(?:[ \t]+=+)+[ \t]*\n"
    for header, body in re.findall(
        rf"{rule}(.*?)\n{rule}(.*?)^[ \t]*=+(?:[ \t]+=+)+", text, re.MULTILINE | re.DOTALL
    ):
        if "symbol" in header:
            return header, body
    return "", ""


def _is_numeric(annotation: Any) -> bool:
    if annotation in {int, float} or annotation is Profile:
        return True
    return any(_is_numeric(part) for part in get_args(annotation) if not isinstance(part, str))


def _require_readable(unit: str, place: str) -> None:
    try:
        value = convert(f"2 {unit}", (unit,), Units())
    except UnitError as error:
        raise AssertionError(f"{place}: its unit '{unit}' can not be read: {error}") from None
    _require(value == 2.0, f"{place}: '2 {unit}' is read as {value:g}")


def _read(kind: type[Asset], data: Mapping[str, Any], units: Units) -> Asset:
    record, faults = kind.read({key: value for key, value in data.items() if key != "kind"}, units, "asset")
    if record is None:
        raise AssertionError(f"{kind.__name__}: its own data are refused:\n" + "\n".join(map(str, faults)))
    return record


Change = Callable[[float, str, str | None], Any]


def _each_number(cls: type[Record], data: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """Return data with every number that has a unit changed; it is rounded first, as text holds 15 digits."""
    changed = dict(data)
    for name, value in data.items():
        if name in cls.nested_records:
            changed[name] = [_each_number(cls.nested_records[name], item, change) for item in value]
        elif name in cls.model_fields and (unit := unit_of(cls.model_fields[name])) is not None:
            changed[name] = _number_or_more(value, unit, None, change)
    return changed


def _number_or_more(value: Any, unit: str, key: str | None, change: Change) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping) and "profile" in value:
        return {
            **value,
            **({"scale": _number_or_more(value["scale"], unit, key, change)} if "scale" in value else {}),
        }
    if isinstance(value, Mapping):
        return {word: _number_or_more(item, unit, str(word), change) for word, item in value.items()}
    if isinstance(value, list | tuple):
        return [_number_or_more(item, unit, key, change) for item in value]
    return change(float(f"{value:.12g}"), unit, key)


def _spoken(units: Units, reference: str | None, value: float, template: str, key: str | None) -> str:
    return f"{value!r} {units.candidates(template, reference, key)[0]}".strip()


def _optimum(scenario: Scenario, tight: bool) -> float:
    matrix = build(scenario, tight=tight).matrix()
    solution = solve_matrix(matrix, SolveOptions(gap=0.0), want_duals=False, in_process=True)
    _require(solution.objective is not None, f"the example '{scenario.name}' is {solution.status}")
    return solution.objective or 0.0


def _plan(scenario: Scenario, audit: bool = True) -> Plan:
    return solve(scenario, gap=0.0, in_process=True, prices=False, audit=audit)


def _same(first: float, second: float) -> bool:
    return abs(first - second) <= SAME * max(1.0, abs(first), abs(second))


def _useless_twin(asset: Investment, turnover: float) -> Investment:
    """Return a twin that is past its life where it stands, and too dear to build."""
    changes: dict[str, Any] = {
        "id": f"{asset.id}-useless",
        "age": asset.lifetime,
        "capex_fixed": 10.0 * (turnover + 1000.0) * asset.lifetime,
    }
    if not asset.buildable:
        changes["capacity_max"] = max(asset.capacity_existing, asset.unit_size, 1.0)
    return type(asset).model_validate({**asset.model_dump(exclude_unset=True), **changes})


class _Watched(dict[str, FloatArray]):
    """Results that remember which of them were read."""

    def __init__(self, results: Mapping[str, FloatArray]) -> None:
        super().__init__(results)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> FloatArray:
        self.read.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a result and remember that it was read."""
        self.read.add(name)
        return super().get(name, default)


def _formulated(scenario: Scenario, asset: Asset) -> AssetFormulation:
    """Return what the asset states by itself, without hubs, policies and the other assets."""
    time = scenario.time
    model = pyo.ConcreteModel()
    year, period = Axis("year", (time.year,)), Axis("period", time.periods)
    frame = ModelFrame(model, Layout(), year, period, Axis("step", tuple(range(1, time.steps + 1))))
    model.asset = pyo.Block()
    every_carrier = frozenset(
        scenario.cluster.carriers
    )  # as if wasting paid everywhere: states all that may be stated
    f = AssetFormulation(
        frame, model.asset, asset, ModelContext(scenario, every_carrier, {}, tight=True), Ledger()
    )
    try:
        asset.formulate(f)
    except ScenarioError as error:
        raise AssertionError(f"{asset.id}: can not be formulated: {error}") from None
    return f


def _is_finite(expression: Affine) -> bool:
    parts = [expression.constant, *(term.weights for term in expression.terms)]
    return all(bool(np.isfinite(part).all()) for part in parts)
