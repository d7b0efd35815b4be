"""A pathway: one scenario for each investment year, held together by what is built."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy.typing as npt

from synergy.cluster.read import read_or_stand_in
from synergy.cluster.sketch import sketch
from synergy.cluster.summary import facts_html, facts_text
from synergy.errors import Fault, ScenarioError
from synergy.pathway.terms import PathwayTerms
from synergy.pathway.yearly import change_faults, yearly_scenarios
from synergy.scenario import Scenario, draft
from synergy.time.series import FloatArray
from synergy.units import Units

SECTION = "pathway"
"""Section of ``scenario.yaml`` that makes a scenario a pathway."""


@dataclass(frozen=True, eq=False)
class Pathway:
    """When to build: a base scenario, investment years, and what changes from one to the next.

    Parameters
    ----------
    base : Scenario
        What is known of its own ``time.year``.
    terms : PathwayTerms
        Years, discounting, foresight, changes.

    Attributes
    ----------
    scenarios : mapping of int to Scenario
        The scenario of each investment year: an ordinary one, which can be solved or looked at by itself.

    Raises
    ------
    ScenarioError
        With every fault found.

    Examples
    --------
    >>> import synergy
    >>> base = synergy.examples.load("two-plants")
    >>> pathway = synergy.Pathway.of(base, years=(2030, 2040), discount_rate=0.05)
    >>> pathway.years, round(float(pathway.weights[1] / pathway.weights[0]), 4)
    ((2030, 2040), 0.6139)
    """

    base: Scenario
    terms: PathwayTerms
    scenarios: Mapping[int, Scenario] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scenarios", MappingProxyType(yearly_scenarios(self.base, self.terms)))

    @classmethod
    def of(cls, base: Scenario, **terms: Any) -> Pathway:
        """Return the pathway of a scenario; keywords are the fields of `PathwayTerms`.

        Raises
        ------
        ScenarioError
            With every fault found.
        """
        read, faults = PathwayTerms.read(terms, base.units, SECTION)
        if read is None:
            raise ScenarioError(faults)
        return cls(base, read)

    @classmethod
    def from_data(
        cls, data: Mapping[str, Any], profiles: Mapping[str, npt.ArrayLike] | None = None
    ) -> Pathway:
        """Return the pathway that plain data describe: those of a scenario, with a section ``pathway``.

        Raises
        ------
        ScenarioError
            With every fault found; ``place`` is the dotted path in the data.
        """
        rest = {key: value for key, value in data.items() if key != SECTION}
        units = Units(str(data.get("currency", "EUR")))
        terms, faults = read_or_stand_in(PathwayTerms, data.get(SECTION), units, SECTION, None)
        base, of_base = draft(rest, profiles or {})
        if of_base:
            of_changes = change_faults(rest, profiles or {}, terms, of_base) if terms is not None else ()
            raise ScenarioError([*faults, *of_base, *of_changes])
        if terms is None:
            raise ScenarioError(faults)
        try:
            pathway = cls(base, terms)
        except ScenarioError as error:
            raise ScenarioError([*faults, *error.faults]) from None
        if faults:
            raise ScenarioError(faults)
        return pathway

    def to_data(self) -> dict[str, Any]:
        """Return plain data from which `from_data`, with the profiles, builds an equal pathway."""
        return {**self.base.to_data(), SECTION: self.terms.to_data()}

    def with_(self, changes: Mapping[str, Any]) -> Pathway:
        """Return a pathway with some values of the base or the terms changed, by dotted path."""
        of_terms = {key: value for key, value in changes.items() if key.partition(".")[0] == SECTION}
        of_base = {key: value for key, value in changes.items() if key not in of_terms}
        base = self.base.with_(of_base) if of_base else self.base
        fields = {**self.terms.to_data()}
        for key, value in of_terms.items():
            fields[key.removeprefix(f"{SECTION}.")] = value
        return Pathway.of(base, **fields)

    @property
    def years(self) -> tuple[int, ...]:
        """Investment years."""
        return self.terms.years

    @property
    def durations(self) -> FloatArray:
        """Years that each investment year stands for, shape (years,)."""
        return self.terms.durations

    @property
    def discount_rate(self) -> float:
        """Real discount rate per year."""
        return self.terms.rate(self.base.cluster.discount_rate)

    @property
    def weights(self) -> FloatArray:
        """What the yearly cost of each investment year counts in present money, shape (years,)."""
        return self.terms.weights(self.base.cluster.discount_rate)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What looks odd in any year but can be solved."""
        found: dict[str, Fault] = {}
        for scenario in self.scenarios.values():
            for fault in scenario.warnings:
                found.setdefault(str(fault), fault)
        return tuple(found.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pathway) and self.base == other.base and self.terms == other.terms

    __hash__ = None  # type: ignore[assignment]  # equal by content, and the content is not hashable

    @property
    def _facts(self) -> list[tuple[str, str]]:
        spans = zip(self.years, self.durations, strict=True)
        assets = {year: len(scenario.cluster.assets) for year, scenario in self.scenarios.items()}
        budget = self.terms.emission_budget
        return [
            ("years", ", ".join(f"{year} (for {span:.0f} a)" for year, span in spans)),
            ("foresight", str(self.terms.foresight)),
            ("discounting", f"{self.discount_rate:.2%} a year, real".replace("%", " %")),
            ("in each year", f"{_range(assets.values())} assets"),
            *([("net emissions", f"at most {budget:,.0f} t over all years")] if budget is not None else []),
            *self.base._facts[1:],
        ]

    @property
    def _title(self) -> str:
        return f"Pathway '{self.base.name}'" if self.base.name else "Pathway"

    def __repr__(self) -> str:
        return facts_text(self._title, self._facts)

    def _repr_html_(self) -> str:
        return facts_html(self._title, self._facts, sketch(self.base.cluster))


def _range(numbers: Collection[int]) -> str:
    least, most = min(numbers), max(numbers)
    return f"{least}" if least == most else f"{least} to {most}"
