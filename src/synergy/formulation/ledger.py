"""The ledger: the only link between kinds of asset.

Assets put carriers into hubs, charge owners, and count impacts. Balances, the objective, cost by owner and
emissions by site follow from the entries, without any code that knows a kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from synergy.formulation.affine import Affine

MONEY_SCALE = 1e-3
"""Money inside the model is in thousands, which keeps coefficients of the objective between 1e-4 and 1e4."""


@dataclass(frozen=True, eq=False)
class Injection:
    """A flow that an asset puts into a hub, or takes from it where negative, by year, period and step."""

    asset: str
    site: str
    carrier: str
    flow: Affine


@dataclass(frozen=True, eq=False)
class Charge:
    """What an owner pays for an asset in a year, in money; negative where something is earned."""

    asset: str
    owner: str
    category: str
    amount: Affine


@dataclass(frozen=True, eq=False)
class ImpactEntry:
    """What an asset adds to an impact in a year, in the impact's unit.

    ``carrier`` is what is let go, where it is a carrier's release that counts as the impact.
    """

    asset: str
    owner: str
    site: str
    impact: str
    amount: Affine
    carrier: str | None = None


@dataclass(frozen=True, eq=False)
class CapitalEntry:
    """Capital that an owner spends on an asset when it is built, in money."""

    asset: str
    owner: str
    amount: Affine


@dataclass(frozen=True, eq=False)
class Funding:
    """Capital of an asset that somebody else gives or lends, in money, and what a unit is worth a year.

    A gift need not be paid back: it is capital that the owner does not write off. ``category`` is that of the
    cost under which it counts.
    """

    policy: str
    asset: str
    owner: str
    amount: Affine
    worth: float
    gift: bool
    category: str


@dataclass
class Ledger:
    """All entries of a model."""

    injections: list[Injection] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    impacts: list[ImpactEntry] = field(default_factory=list)
    capital: list[CapitalEntry] = field(default_factory=list)
    funding: list[Funding] = field(default_factory=list)
