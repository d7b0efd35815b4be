"""What every kind of policy is: rules that price, cap or fund what the ledger holds."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import Field, field_validator

from synergy.cluster.kinds import Registry
from synergy.errors import Fault
from synergy.record import Record, check_identifier

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit
    from synergy.scenario import Scenario

POLICY_KINDS: Registry[Policy] = Registry("policy", "synergy.policies")


class Policy(Record):
    """Base of all kinds of policy."""

    kind: ClassVar[str]
    id: str = Field(description="name, unique among the policies")

    _check_id = field_validator("id")(check_identifier)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "formulate" in cls.__dict__ and not cls.__name__.startswith("_"):
            cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
            POLICY_KINDS.enter(cls.kind, cls)

    @property
    def payments(self) -> frozenset[str]:
        """Categories of cost under which it charges or pays: money moved, not resources spent."""
        return frozenset()

    @property
    def demands(self) -> bool:
        """Whether it asks for something that may be out of reach, so that there is no plan."""
        return False

    @property
    def goes_by(self) -> frozenset[str]:
        """Ids of the policies that it can not be without."""
        return frozenset()

    @abstractmethod
    def formulate(self, f: PolicyFormulation) -> None:
        """State the policy's charges and constraints on what the ledger holds."""

    @abstractmethod
    def audit(self, a: PolicyAudit) -> None:
        """Recompute charges and limits from the audited impacts and investments."""

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults in what the policy refers to; ``place`` is relative to the policy."""
        return ()

    def check_in(self, scenario: Scenario) -> Iterable[Fault]:
        """Yield faults that only show beside other policies, time and profiles; ``place`` as in `check`."""
        return ()

    def beyond_reach(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of what no plan could meet, where nothing was built earlier; ``place`` as in `check`.

        Scenario folders are looked at in this way. Parts of a cluster are not: that these can not is no slip.
        """
        return ()

    def within(self, cluster: Cluster) -> Self | None:
        """Return the policy as it holds in a part of the cluster, or None if nothing of it is left there."""
        return self

    def in_year(self, years: float | None) -> Self:
        """Return the policy for an investment year of a pathway, so many years after the one before.

        ``years`` is None for the first investment year, where nothing says when decisions began.
        """
        return self

    def pushes(self, cluster: Cluster) -> frozenset[str]:
        """Return the carriers that somebody may put in, though they are worth nothing, because it pays."""
        return frozenset()

    def forces(self, cluster: Cluster) -> frozenset[str]:
        """Return the assets that may have to be larger than is of use, so that no size may be cut to that."""
        return frozenset()

    def price_of(self, impact: str) -> float | None:
        """Return the price that it puts on an impact everywhere, or None if it puts none."""
        return None

    def to_data(self) -> dict[str, Any]:
        """Return kind and all fields that differ from their defaults."""
        return {"kind": self.kind, **super().to_data()}
