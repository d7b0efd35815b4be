"""The conformance suite itself: a kind with a planted fault fails the check that is there for it.

Names with a leading underscore keep these kinds out of the registry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ConfigDict, Field

from factories import market
from kind_examples import LOAD, examples_of, two_steps
from synergy import testing
from synergy.assets.generator import Generator
from synergy.cluster.asset import ASSET_KINDS, Asset, Port
from synergy.cluster.cluster import Cluster
from synergy.formulation.affine import Affine
from synergy.formulation.ledger import Charge
from synergy.record import quantity
from synergy.scenario import Scenario


class _Sound(Generator):
    __doc__ = Generator.__doc__


class _Undocumented(Generator):
    """Makes something out of nothing."""


class _Outdated(Generator):
    __doc__ = (
        (Generator.__doc__ or "").replace("``must_run``", "").replace("``availability``", "``available``")
    )


class _UnitForgotten(_Sound):
    bonus: float = 1.0


class _NotDescribed(_Sound):
    bonus: float = quantity("EUR", "", default=0.0)


class _UnitMisspelt(_Sound):
    bonus: float = quantity("EUR/{qantity}", "what comes on top", default=0.0)


class _FieldLost(_Sound):
    def to_data(self) -> dict[str, Any]:
        return {key: value for key, value in super().to_data().items() if key != "opex_variable"}


class _AnythingGoes(_Sound):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _NumbersOnly(_Sound):
    @classmethod
    def converted(cls, data: Any, *_: Any, **__: Any) -> Any:
        return dict(data), []


class _DearerWhenTight(_Sound):
    def formulate(self, f: Any) -> None:
        super().formulate(f)
        f.charge("tightness", Affine.of(1e6 if f.tight else 0.0))


class _Immortal(_Sound):
    @property
    def standing(self) -> float:
        return self.capacity_existing


class _NeverAudited(_Sound):
    def audit(self, a: Any) -> None:
        return


class _OperationForgotten(_Sound):
    def audit(self, a: Any) -> None:
        Generator.audit(self.model_copy(update={"opex_variable": 0.0}), a)


class _CapacityUnlimited(_Sound):
    """Checks neither its flow nor what it costs."""

    def audit(self, a: Any) -> None:
        a.inject(a.result("flow"), self.carrier)
        a.capacity(self)
        a.charge("variable operation", self.opex_variable * a.yearly(a.result("flow")))
        for impact, factor in self.impacts.items():
            a.emit(impact, a.yearly(a.result("flow")) * factor)
        a.result("must_stay_warm")


class _ForeignHub(_Sound):
    def formulate(self, f: Any) -> None:
        super().formulate(f)
        f.inject(f.over_time(Affine.of(0.0)), "heat")


class _IdlePort(_Sound):
    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        return (*super().ports(ends), Port(ends[0], "heat", gives=False, takes=True))


class _WrongWay(_Sound):
    def ports(self, ends: tuple[str, ...]) -> tuple[Port, ...]:
        return (Port(ends[0], self.carrier, gives=False, takes=True),)


class _OthersPay(_Sound):
    def formulate(self, f: Any) -> None:
        super().formulate(f)
        f.ledger.charges.append(Charge(self.id, "somebody else", "bonus", Affine.of(1.0)))


class _EntersForOthers(_Sound):
    def formulate(self, f: Any) -> None:
        super().formulate(f)
        f.ledger.charges.append(Charge("load", f.owner, "bonus", Affine.of(1.0)))


class _NotANumber(_Sound):
    def formulate(self, f: Any) -> None:
        super().formulate(f)
        f.charge("bonus", Affine.of(float("nan")))


def with_kind(kind: type[Generator]) -> list[Scenario]:
    """Return the generator's examples with every generator of another kind."""
    made = []
    for scenario in examples_of("generator"):
        cluster = scenario.cluster
        assets: list[Asset] = [
            kind.model_validate(asset.model_dump()) if isinstance(asset, Generator) else asset
            for asset in cluster.assets.values()
        ]
        parts: dict[str, Sequence[Any]] = {
            name: tuple(getattr(cluster, name).values())
            for name in ("carriers", "sites", "corridors", "owners")
        }
        made.append(replace(scenario, cluster=Cluster(**parts, assets=assets, discount_rate=0.0)))
    return made


def test_a_sound_kind_passes() -> None:
    testing.check_asset_kind(_Sound, with_kind(_Sound))


@pytest.mark.parametrize(
    ("kind", "check", "words"),
    [
        (_Undocumented, testing.check_documentation, "states no mathematics"),
        (_Outdated, testing.check_documentation, "names available"),
        (_UnitForgotten, testing.check_fields, "bonus: has no description"),
        (_NotDescribed, testing.check_fields, "bonus: has no description"),
        (_UnitMisspelt, testing.check_fields, "bonus: its unit .* can not be read"),
        (_FieldLost, testing.check_round_trip, "does not come back"),
        (_AnythingGoes, testing.check_unknown_fields, "accepts the unknown field"),
        (_NumbersOnly, testing.check_text_with_units, "refused"),
        (_DearerWhenTight, testing.check_tight_and_loose, "tight"),
        (_Immortal, testing.check_useless_option, "a twin that never pays changes the cost"),
        (_NeverAudited, testing.check_audit, "fails its audit"),
        (_OperationForgotten, testing.check_audit, "cost of variable operation"),
        (_CapacityUnlimited, testing.check_audit, "'must_stay_warm' is reported"),
        (_ForeignHub, testing.check_ports, "not among its ports"),
        (_IdlePort, testing.check_ports, "never touches its ports"),
        (_WrongWay, testing.check_ports, "where its port only takes"),
        (_OthersPay, testing.check_ledger, "enters for others than"),
        (_EntersForOthers, testing.check_ledger, "enters for others"),
        (_NotANumber, testing.check_ledger, "not finite"),
    ],
)
def test_a_fault_is_caught(kind: type[Generator], check: testing.AssetCheck, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        check(kind, with_kind(kind))


def test_a_unit_is_asked_for() -> None:
    class _Described(_Sound):
        """A number with a description only."""

        bonus: float = Field(default=1.0, description="what comes on top")

    with pytest.raises(AssertionError, match="is a number without a unit"):
        testing.check_fields(_Described, with_kind(_Described))


def test_all_failures_are_told_at_once() -> None:
    class _Twice(_Undocumented):
        bonus: float = 1.0

    with pytest.raises(AssertionError, match=r"(?s)states no mathematics.*bonus: has no description"):
        testing.check_asset_kind(_Twice, with_kind(_Twice))


def test_examples_are_needed() -> None:
    for examples in ([], [two_steps({"load": LOAD, "grid": market(50.0)})]):
        with pytest.raises(AssertionError, match=r"no example is given|holds no asset of this kind"):
            testing.check_ports(Generator, examples)


def test_these_kinds_are_not_registered() -> None:
    assert not any(kind.__name__.startswith("_") for kind in ASSET_KINDS.kinds.values())
    assert ASSET_KINDS.kinds["generator"] is Generator
