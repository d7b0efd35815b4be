"""A scenario: a cluster, the time it is held against, the policies, and what is to be minimised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from dataclasses import fields as dataclass_fields
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from synergy.cluster.cluster import Cluster
from synergy.cluster.edit import with_changes
from synergy.cluster.permits import missing_permits
from synergy.cluster.policy import POLICY_KINDS, Policy
from synergy.cluster.quality import clean_ups_for_nothing
from synergy.cluster.reach import unsupplied
from synergy.cluster.read import SECTIONS, read_kind, read_units, section_faults
from synergy.cluster.sketch import sketch
from synergy.cluster.summary import facts, facts_html, facts_text
from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.objective import Objective, read_objective
from synergy.scenario_check import scenario_faults
from synergy.time.axis import TimeAxis
from synergy.time.series import FloatArray, Series, series_values
from synergy.units import Units

FORMAT_VERSION = 1
HEADER_FIELDS = (
    "synergy",
    "name",
    "description",
    "currency",
    "price_year",
    "objective",
    "time",
    "policies",
    "profiles",
)
_CURRENCY = re.compile(r"[A-Z]{3}")
_OF_AN_OUTAGE = re.compile(r"outage '([^']+)'")


@dataclass(frozen=True, eq=False)
class Scenario:
    """Everything that a plan depends on, immutable.

    Parameters
    ----------
    cluster : Cluster
        What may be built and run.
    time : TimeAxis
        Periods and steps of the year; by default one step that lasts all year.
    profiles : mapping of str to array
        Named series of shape (periods, steps) that assets refer to.
    policies : tuple of Policy
        Prices, caps and budgets.
    objective : Objective
        What is minimised.
    name, description : str
        For people.
    currency : str
        Three-letter code of the money used throughout.
    price_year : int
        Year whose prices all money is in.

    Raises
    ------
    ScenarioError
        With every fault found.
    """

    cluster: Cluster
    time: TimeAxis = TimeAxis()
    profiles: Mapping[str, FloatArray] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()
    objective: Objective = Objective()
    name: str = ""
    description: str = ""
    currency: str = "EUR"
    price_year: int = 2025

    def __post_init__(self) -> None:
        faults: list[Fault] = []
        names = tuple(self.profiles)
        object.__setattr__(self, "profiles", _frozen_profiles(self.profiles, self.time, faults))
        object.__setattr__(self, "policies", tuple(self.policies))
        faults += scenario_faults(self, profiles=names)
        errors = [fault for fault in faults if not fault.warning]
        if errors:
            raise ScenarioError(errors)

    def drafted(self, **fields: Any) -> Scenario:
        """Return it with other fields, of which nothing is checked, for checks to look at."""
        return _unchecked(**{**vars(self), **fields})

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What looks odd but can be solved."""
        odd = (fault for fault in scenario_faults(self) if fault.warning)
        cluster = self.cluster
        return (
            *odd,
            *missing_permits(cluster),
            *unsupplied(cluster),
            *clean_ups_for_nothing(cluster),
        )

    @property
    def units(self) -> Units:
        """The scenario's money, and the units of its carriers and impacts."""
        own = self.cluster.units
        return Units(self.currency, self.price_year, own.carriers, own.impacts)

    def values_of(self, series: Series) -> FloatArray:
        """Return the values of a field that holds a number or a profile, shape (periods, steps)."""
        return series_values(series, self.profiles, self.time.shape)

    @classmethod
    def from_data(
        cls, data: Mapping[str, Any], profiles: Mapping[str, npt.ArrayLike] | None = None
    ) -> Scenario:
        """Return the scenario that plain data describe, as read from ``scenario.yaml``.

        Parameters
        ----------
        data : mapping
            The file's content.
        profiles : mapping of str to array, optional
            Profiles of shape (periods, steps).

        Raises
        ------
        ScenarioError
            With every fault found; ``place`` is the dotted path in the data.
        """
        return read_scenario(data, profiles or {})

    def to_data(self) -> dict[str, Any]:
        """Return plain data from which `from_data`, with the profiles, builds an equal scenario."""
        policies = {policy.id: _without_id(policy.to_data()) for policy in self.policies}
        return {
            "synergy": FORMAT_VERSION,
            "name": self.name,
            "description": self.description,
            "currency": self.currency,
            "price_year": self.price_year,
            "objective": self.objective.to_data(),
            "time": self.time.to_data(),
            **self.cluster.to_data(),
            "policies": policies,
        }

    def with_(self, changes: Mapping[str, Any]) -> Scenario:
        """Return a scenario with some values changed, by dotted path.

        Parameters
        ----------
        changes : mapping of str to value
            E.g. ``{"policies.carbon.prices.scope1": 120, "corridors.ince-hawarden.length": "10 km"}``;
            ``None`` takes an entry out.

        Raises
        ------
        ScenarioError
            If a path does not exist or a value does not fit.
        """
        return Scenario.from_data(with_changes(self.to_data(), changes), self.declared_profiles)

    @property
    def declared_profiles(self) -> dict[str, FloatArray]:
        """The profiles without the copies of periods in outages."""
        return {name: values[: self.time.declared] for name, values in self.profiles.items()}

    def restrict(
        self, owners: Iterable[str] | None = None, *, clusters: Iterable[str] | None = None
    ) -> Scenario:
        """Return what some owners or named clusters could do by themselves (see `Cluster.restrict`)."""
        return self.with_cluster(self.cluster.restrict(owners, clusters=clusters))

    def as_it_stands(self) -> Scenario:
        """Return the scenario with nothing left to build: business as usual, to compare a plan with.

        Raises
        ------
        ScenarioError
            If what stands can not meet every demand.

        Examples
        --------
        >>> import synergy
        >>> scenario = synergy.examples.load("two-plants")
        >>> plan, today = synergy.solve(scenario), synergy.solve(scenario.as_it_stands())
        >>> plan.against(today).cost_difference < 0
        True
        """
        name = f"{self.name}, as it stands" if self.name else ""
        return replace(self.with_cluster(self.cluster.as_it_stands()), name=name)

    def with_cluster(self, cluster: Cluster) -> Scenario:
        """Return the scenario of a part of its cluster, with the policies that have something left there."""
        parts = [policy.within(cluster) for policy in self.policies]
        left = [policy for policy in parts if policy is not None]
        gone = {policy.id for policy in self.policies} - {policy.id for policy in left}
        kept = tuple(policy for policy in left if gone.isdisjoint(policy.goes_by))
        return replace(self, cluster=cluster, time=self.time.with_assets(cluster.assets), policies=kept)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Scenario)
            and self.to_data() == other.to_data()
            and self.profiles.keys() == other.profiles.keys()
            and all(np.array_equal(values, other.profiles[name]) for name, values in self.profiles.items())
        )

    __hash__ = None  # type: ignore[assignment]  # equal by content, and the content is not hashable

    @property
    def _facts(self) -> list[tuple[str, str]]:
        periods, steps = self.time.shape
        order = ", chained" if self.time.chained else ""
        if self.time.sequence:
            order = f", in a sequence of {len(self.time.sequence)}"
        if self.time.outages:
            order = f", {periods - self.time.declared} of them in outages"
        return [
            ("year", f"{self.time.year}, {periods} periods x {steps} steps{order}"),
            ("money", f"{self.currency} of {self.price_year}"),
            ("objective", str(self.objective)),
            ("policies", ", ".join(f"{policy.id} ({policy.kind})" for policy in self.policies) or "none"),
            *facts(self.cluster),
        ]

    @property
    def _title(self) -> str:
        return f"Scenario '{self.name}'" if self.name else "Scenario"

    def __repr__(self) -> str:
        return facts_text(self._title, self._facts)

    def _repr_html_(self) -> str:
        return facts_html(self._title, self._facts, sketch(self.cluster))


def read_scenario(data: Mapping[str, Any], profiles: Mapping[str, npt.ArrayLike]) -> Scenario:
    """Return the scenario that plain data describe; raise `ScenarioError` with every fault."""
    scenario, faults = draft(data, profiles)
    if faults:
        raise ScenarioError(faults)
    return scenario


def draft(
    data: Mapping[str, Any], profiles: Mapping[str, npt.ArrayLike]
) -> tuple[Scenario, tuple[Fault, ...]]:
    """Return the sound part of the scenario that plain data describe, and every fault found."""
    faults: list[Fault] = []
    header = _read_header(data, faults)
    units = Units(header.get("currency", "EUR"), header.get("price_year", 2025))
    time, more = TimeAxis.read(data.get("time", {}), units, "time")
    faults += map(_at_its_outage, more)
    likely = TimeAxis.read(_always_possible(data.get("time")), units, "time")[0] if time is None else time
    policies = _read_policies(data, read_units(data, units), faults)
    objective, more = read_objective(data.get("objective", "cost"), units)
    faults += more
    cluster_data = {key: value for key, value in data.items() if key not in HEADER_FIELDS}
    cluster, found = Cluster.draft(cluster_data, units)
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in profiles.items()}
    values = {} if time is None else _frozen_profiles(arrays, time, faults)
    scenario = _unchecked(
        cluster=found.sound if found.faults else cluster,
        time=likely or TimeAxis(),
        profiles=values,
        policies=tuple(policies),
        objective=objective,
        **header,
    )
    doubts = found.doubts.with_faults(faults)
    later = scenario_faults(scenario, doubts, cluster.assets, tuple(arrays))
    if time is None:  # whether a stretch of time can be told apart is not known
        later = [fault for fault in later if not fault.place.endswith(".every")]
    return scenario, (*faults, *found.faults, *(fault for fault in later if not fault.warning))


def _at_its_outage(fault: Fault) -> Fault:
    """Return a fault of a time axis at the outage that it names, if any."""
    named = _OF_AN_OUTAGE.match(fault.found) if fault.place == "time" else None
    return replace(fault, place=f"time.outages.{named.group(1)}") if named else fault


def _always_possible(time: Any) -> Any:
    """Return the data of a time axis whose outages may come in any period, to look at what goes out."""
    if not isinstance(time, Mapping) or not isinstance(time.get("outages"), Mapping):
        return time
    outages = {
        name: {key: value for key, value in outage.items() if key != "periods"}
        for name, outage in time["outages"].items()
        if isinstance(outage, Mapping)
    }
    return {**time, "outages": outages}


def _unchecked(**fields: Any) -> Scenario:
    scenario = object.__new__(Scenario)
    defaults = {one.name: one.default for one in dataclass_fields(Scenario)}
    for name, value in {**defaults, **fields}.items():
        object.__setattr__(scenario, name, value)
    return scenario


def _read_header(data: Mapping[str, Any], faults: list[Fault]) -> dict[str, Any]:
    known = [*HEADER_FIELDS, *SECTIONS, "discount_rate"]
    for key in data:
        if key not in known:
            faults.append(
                Fault(
                    "",
                    f"unknown field '{key}'{did_you_mean(str(key), known)}",
                    fix=f"use one of {', '.join(known)}",
                )
            )
    version = data.get("synergy", FORMAT_VERSION)
    if version != FORMAT_VERSION:
        faults.append(
            Fault("synergy", f"format {version!r} is unknown", fix=f"write synergy: {FORMAT_VERSION}")
        )
    header: dict[str, Any] = {}
    for key in ("name", "description"):
        value = data.get(key, "")
        header[key] = "" if value is None else str(value)
    currency = data.get("currency", "EUR")
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        faults.append(
            Fault("currency", f"{currency!r} is no currency code", fix="write three capitals, e.g. EUR")
        )
    else:
        header["currency"] = currency
    year = data.get("price_year", 2025)
    if isinstance(year, bool) or not isinstance(year, int) or not 1900 <= year <= 2200:
        faults.append(
            Fault("price_year", f"{year!r} is no year", fix="write the year of all prices, e.g. 2025")
        )
    else:
        header["price_year"] = year
    return header


def _read_policies(data: Mapping[str, Any], units: Units, faults: list[Fault]) -> list[Policy]:
    faults += section_faults(data, "policies")
    found = data.get("policies")
    policies: list[Policy] = []
    for key, value in found.items() if isinstance(found, Mapping) else ():
        policy, more = read_kind(POLICY_KINDS, value, units, f"policies.{key}", str(key))
        faults += more
        if policy is not None:
            policies.append(policy)
    return policies


def _frozen_profiles(
    profiles: Mapping[str, FloatArray], time: TimeAxis, faults: list[Fault]
) -> Mapping[str, FloatArray]:
    frozen: dict[str, FloatArray] = {}
    for name, values in profiles.items():
        array = np.array(values, dtype=np.float64)
        periods, steps = time.declared, time.steps
        for shape in (time.shape, (periods, steps)):
            if array.size == shape[0] * shape[1] and array.ndim == 1:
                array = array.reshape(shape)
        if array.shape == (periods, steps):
            array = array[time.sources]
        if array.shape != time.shape:
            faults.append(
                Fault(
                    f"profiles.{name}",
                    f"has shape {array.shape}, {periods} periods x {steps} steps needed",
                    fix="give one value for each step of each period",
                )
            )
            continue
        if not np.array_equal(array, array[time.sources], equal_nan=True):
            found = "differs in the copy of a period in an outage from the period itself"
            faults.append(Fault(f"profiles.{name}", found, fix="give the periods of time.weights alone"))
            continue
        if not np.all(np.isfinite(array)):
            faults.append(
                Fault(f"profiles.{name}", "holds values that are not finite numbers", fix="fill the gaps")
            )
        array.flags.writeable = False
        frozen[name] = array
    return MappingProxyType(frozen)


def _without_id(data: dict[str, Any]) -> dict[str, Any]:
    data.pop("id", None)
    return data
