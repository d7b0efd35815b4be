"""Vintages: what was built, or closed, in one investment year and still counts in later ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Amount = TypeVar("Amount")
Other = TypeVar("Other")
RETIRED = "retired"
"""Quantity of a vintage that stands for existing capacity closed early."""
SUPPORT = "support"
"""Category of cost under which support is paid, negative where an owner gets it."""
LEARNING = "learning"
"""Category of cost under which learning saves capital, negative where an owner saves."""
GIFT, LOAN, LESSON = "gift of ", "loan of ", "learned by "
"""First words of the quantity of a vintage that stands for what a policy gave, lent, or let be learned."""
LEAST_SIZE, LEAST_CAPITAL = 1e-7, 1.0
"""Sizes and money below these are what solvers mean by zero."""


@dataclass(frozen=True, eq=False)
class Vintage(Generic[Amount]):
    """What one asset built in one year.

    Parameters
    ----------
    asset : str
    quantity : str
        ``"capacity"``, ``"power"`` (a storage's second size), ``"retired"``, what a policy gave or lent for
        it, ``"gift of ..."`` or ``"loan of ..."``, or a part of a size that its kind asks for in later years.
    year : int
        Year in which it came into service.
    until : float
        Year in which its life ends; it serves in the years before.
    size : number or expression
        In the unit of the quantity.
    capital : number or expression
        Overnight investment in money.
    annuity, fixed_share : float
        Yearly payment, negative where it is support, and yearly fixed operation per unit of capital, 1/a.
    ceiling : float
        The most that new and older vintages could have together when it was built.
    """

    asset: str
    quantity: str
    year: int
    until: float
    size: Amount
    capital: Amount
    annuity: float
    fixed_share: float
    ceiling: float

    def counted_as(self, size: Other, capital: Other) -> Vintage[Other]:
        """Return the same vintage with its amounts in another form: expressions or numbers."""
        given = {**vars(self), "size": size, "capital": capital}
        return Vintage(**given)

    def to_data(self) -> dict[str, Any]:
        """Return all fields as plain data."""
        return dict(vars(self))


def is_something(vintage: Vintage[float]) -> bool:
    """Return whether anything was built or closed at all, or paid for."""
    return abs(vintage.size) > LEAST_SIZE or abs(vintage.capital) > LEAST_CAPITAL


def living(
    vintages: Iterable[Vintage[Amount]], asset: str, quantity: str, year: int
) -> tuple[Vintage[Amount], ...]:
    """Return an asset's vintages that serve in a year.

    Examples
    --------
    >>> mast = Vintage("mast", "capacity", 2030, 2055.0, 10.0, 1e6, 0.08, 0.02, 20.0)
    >>> [len(living([mast], "mast", "capacity", year)) for year in (2050, 2055)]
    [1, 0]
    """
    return tuple(v for v in ever(vintages, asset, quantity) if v.until > year)


def ever(vintages: Iterable[Vintage[Amount]], asset: str, quantity: str) -> tuple[Vintage[Amount], ...]:
    """Return all vintages of one quantity of an asset, also those whose life is over."""
    return tuple(v for v in vintages if v.asset == asset and v.quantity == quantity)


def supported(vintages: Iterable[Vintage[Amount]], year: int) -> tuple[Vintage[Amount], ...]:
    """Return what policies of earlier years gave or lent for assets that still serve in a year."""
    return tuple(
        v for v in vintages if v.quantity.startswith((GIFT, LOAN, LESSON)) and v.year < year < v.until
    )


def quantity_of(policy: str, gift: bool, category: str) -> str:
    """Return the quantity of a vintage that stands for what a policy gave, lent, or let be learned.

    Examples
    --------
    >>> quantity_of("fund", True, SUPPORT), quantity_of("stacks", True, LEARNING)
    ('gift of fund', 'learned by stacks')
    """
    return f"{LESSON if category == LEARNING else GIFT if gift else LOAN}{policy}"


def category_of(vintage: Vintage[Amount]) -> str:
    """Return the category of cost under which what a policy gave, lent, or let be learned still counts."""
    return LEARNING if vintage.quantity.startswith(LESSON) else SUPPORT


def paid_by(vintages: Iterable[Vintage[Amount]], policy: str) -> tuple[Vintage[Amount], ...]:
    """Return what one policy gave or lent in earlier years, also for what no longer serves.

    Examples
    --------
    >>> grant = Vintage("mast", "gift of fund", 2030, 2055.0, 0.0, 1e6, -0.08, 0.0, 0.0)
    >>> [len(paid_by([grant], policy)) for policy in ("fund", "other")]
    [1, 0]
    """
    return tuple(v for v in vintages if v.quantity in (f"{GIFT}{policy}", f"{LOAN}{policy}"))
