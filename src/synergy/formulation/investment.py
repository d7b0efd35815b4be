r"""The decision to build: binary, size between limits, fixed and slope cost.

With several ways :math:`k` to build (segments of a concave cost curve, discrete diameters, or just one) at
most one is chosen:

.. math::

    \sum_k b_k \le 1, \qquad \underline{x}_k b_k \le x_k \le \overline{x}_k b_k, \qquad
    C = \sum_k (a + \phi) (F_k b_k + s_k x_k) + o \, (e - r + h + \sum_k x_k)

What earlier years of a pathway built and is still alive, :math:`h`, serves as well and is still paid off; of
what stood at the beginning some may have been closed early or used up by a retrofit, :math:`r`. Capacity in
service is :math:`e - r + h + \sum_k x_k`, and with more than one vintage alive they share the site:

.. math:: h + \sum_k x_k \le \max_k \overline{x}_k

Where capacity comes in whole units of size :math:`u`, sizes are :math:`x_k = u n_k` with

.. math:: n_k \in \mathbb{Z}, \qquad
    \lceil \underline{x}_k / u \rceil b_k \le n_k \le \lfloor \overline{x}_k / u \rfloor b_k

and no :math:`b_k` where neither a fixed cost nor a smallest size needs it. What may be of use is rounded up
to whole units.

The multiple-choice form is as tight as a single-asset model can be: its linear relaxation is the convex
hull of the ways (Croxton, Gendron and Magnanti 2003). Each :math:`\overline{x}_k` is the user's own limit,
cut to what can be of use (`synergy.cluster.limits`), never a common large number; a way whose smallest
size is more than that is left out where another one is enough and costs no more.

==================  =====================================  ===========
symbol              field or variable                      unit
==================  =====================================  ===========
:math:`b_k`         ``built``                              1
:math:`x_k`         ``size``                               flow unit
:math:`n_k, u`      ``units``, ``unit_size``               1, flow unit
:math:`e`           ``capacity_existing`` within its life  flow unit
:math:`F_k, s_k`    ``capex_fixed``, ``capex_specific``    EUR, EUR per flow unit
:math:`a`           annuity factor at the owner's WACC     1/a
:math:`\phi`        ``opex_fixed_share``                   1/a
:math:`o`           ``opex_fixed``                         EUR per flow unit and year
==================  =====================================  ===========

References
----------
K. L. Croxton, B. Gendron, T. L. Magnanti, "A comparison of mixed-integer programming models for nonconvex
piecewise linear cost minimization problems", Management Science 49 (2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from synergy.cluster.asset import SizeOption
from synergy.cluster.vintage import Vintage
from synergy.cluster.whole_units import least_units, most_units
from synergy.formulation.affine import Affine, total

if TYPE_CHECKING:
    from synergy.formulation.asset_formulation import AssetFormulation


@dataclass(frozen=True, eq=False)
class Sizing:
    """A capacity that is partly given and partly to be decided.

    Parameters
    ----------
    in_service : Affine
        Capacity in each year.
    largest : float
        No year can have more.
    built : Affine
        1 where something is built; a constant where nothing can be, or where no binary is needed.
    decided : bool
        Whether there is anything to decide.
    new, capital : Affine
        What is built in this year, and the money it takes.
    ceiling : float
        The most that this and earlier years of a pathway may build together.
    module : float
        Size of a unit where capacity comes in whole units, 0 where it does not.
    """

    in_service: Affine
    largest: float
    built: Affine
    decided: bool
    new: Affine
    capital: Affine
    ceiling: float
    module: float = 0.0

    @property
    def units(self) -> Affine:
        """Number of units in service in each year, where capacity comes in whole units."""
        number = self.in_service * (1.0 / self.module)
        return Affine(number.axes, np.round(number.constant), number.terms)


@dataclass(frozen=True)
class Terms:
    """What turns investment and capacity into yearly cost."""

    annuity: float
    fixed_share: float
    opex_fixed: float


@dataclass(frozen=True, eq=False)
class Standing:
    """What is there before anything is built in this year.

    Parameters
    ----------
    existing : Affine
        Existing capacity within its life, less what is closed or converted.
    most : float
        The most that this can be.
    vintages : tuple of Vintage
        What earlier years of a pathway built and still serves.
    module : float
        Size of a unit where capacity comes in whole units.
    """

    existing: Affine
    most: float
    vintages: tuple[Vintage[Affine], ...] = ()
    module: float = 0.0


def size(
    f: AssetFormulation,
    name: str,
    standing: Standing,
    options: Sequence[SizeOption],
    terms: Terms,
    unit: str,
    limit: float = np.inf,
) -> Sizing:
    """State the decision to build and charge for it.

    Parameters
    ----------
    f : AssetFormulation
        The asset that is formulated.
    name : str
        ``"capacity"``, or ``"power"`` for a storage's second size; other names are derived from it.
    standing : Standing
        Capacity that is there anyway.
    options : sequence of SizeOption
        Ways to build; none if nothing may be built.
    terms : Terms
        Yearly cost factors.
    unit : str
        Unit of the capacity.
    limit : float
        The most that can ever be of use, from the data around the asset.
    """
    years = (f.frame.year,)
    prefix = "" if name == "capacity" else f"{name}_"
    sure = float(standing.existing.constant.sum()) if standing.existing.is_constant else 0.0
    chosen = _of_use(options, max(limit - sure, 0.0)) if f.tight else dict(enumerate(options))
    parts = [
        _state(f, prefix, option, number if len(options) > 1 else None, unit)
        for number, option in chosen.items()
    ]
    for number in sorted(set(range(len(options))) - set(chosen)):
        f.report(f"{prefix}size_{number + 1}", Affine(years, np.zeros(1)), unit)
        f.report(f"{prefix}built_{number + 1}", Affine(years, np.zeros(1)), "")
        if options[number].module:
            f.report(f"{prefix}units_{number + 1}", Affine(years, np.zeros(1)), "")
    new = total([part.size for part in parts], years)
    built = total([part.built for part in parts], years)
    if len(parts) > 1:
        f.constraint(f"{prefix}one_way_to_build", built <= 1.0)
    capital = total([part.capital for part in parts], years)
    site = max(
        [*(option.maximum for option in options), *(v.ceiling for v in standing.vintages)], default=0.0
    )
    newest = max((option.maximum for option in chosen.values()), default=0.0)
    ceiling = min(site, newest + max((v.ceiling for v in standing.vintages), default=0.0))
    inherited = total([v.size for v in standing.vintages], years)
    if standing.vintages:
        f.report(f"{prefix}inherited", inherited, unit)
        if parts:
            f.constraint(f"{prefix}vintages_share_the_site", inherited + new <= site)
    in_service = new + inherited + standing.existing
    f.report(name, in_service, unit)
    _charge(f, standing.vintages, capital, in_service, terms)
    f.spend(capital)
    if in_service.is_constant:
        largest = float(in_service.constant.sum())
    else:
        largest = standing.most + ceiling
    decided = not in_service.is_constant
    return Sizing(in_service, largest, built, decided, new, capital, ceiling, standing.module)


def _charge(
    f: AssetFormulation,
    vintages: Sequence[Vintage[Affine]],
    capital: Affine,
    in_service: Affine,
    terms: Terms,
) -> None:
    """Charge what is paid off in this year, and fixed operation of all that serves."""
    years = (f.frame.year,)
    f.charge(
        "investment", total([capital * terms.annuity, *(v.capital * v.annuity for v in vintages)], years)
    )
    fixed = total([capital * terms.fixed_share, *(v.capital * v.fixed_share for v in vintages)], years)
    f.charge("fixed operation", fixed + in_service * terms.opex_fixed)


@dataclass(frozen=True, eq=False)
class _Part:
    size: Affine
    built: Affine
    capital: Affine


def _of_use(options: Sequence[SizeOption], limit: float) -> dict[int, SizeOption]:
    """Return the options that may be best, by number, each cut to what is of use."""
    cut = [_cut(option, limit) for option in options]
    return {
        number: option
        for number, option in enumerate(cut)
        if not any(_needless(option, number, other, rank, limit) for rank, other in enumerate(cut))
    }


def _needless(option: SizeOption, number: int, other: SizeOption, rank: int, limit: float) -> bool:
    """Return whether another option is enough, and neither larger nor dearer than this at its smallest."""
    if rank == number or option.minimum < limit or other.maximum < limit:
        return False
    size = _enough(max(limit, other.minimum), other)
    one = (size, other.fixed + other.slope * size, rank)
    two = (option.minimum, option.fixed + option.slope * option.minimum, number)
    return one[0] <= two[0] and one[1] <= two[1] and one < two


def _cut(option: SizeOption, limit: float) -> SizeOption:
    """Return the option with its largest size cut to what is of use; discrete sizes and units stay whole."""
    if option.minimum == option.maximum:
        return option
    return replace(option, maximum=max(min(option.maximum, _enough(limit, option)), option.minimum))


def _enough(limit: float, option: SizeOption) -> float:
    """Return the smallest size of the option that is at least a limit."""
    if not option.module or limit == np.inf:
        return limit
    return least_units(limit, option.module) * option.module


def _state(f: AssetFormulation, prefix: str, option: SizeOption, number: int | None, unit: str) -> _Part:
    years = (f.frame.year,)
    suffix = "" if number is None else f"_{number + 1}"
    discrete = option.minimum == option.maximum > 0.0
    anything = option.fixed == 0.0 and option.minimum == option.module == 0.0
    if not discrete and anything and number is None:
        new = f.variable(f"{prefix}size", years, upper=option.maximum, unit=unit)
        return _Part(new, Affine.of(0.0), new * option.slope)
    if option.module and not discrete:
        return _state_units(f, prefix, option, suffix, unit)
    built = f.variable(f"{prefix}built{suffix}", years, upper=1.0, integer=True)
    if discrete:
        new = built * option.maximum
        f.report(f"{prefix}size{suffix}", new, unit)
        if option.module:
            f.report(f"{prefix}units{suffix}", built * float(most_units(option.maximum, option.module)), "")
    else:
        new = f.variable(f"{prefix}size{suffix}", years, upper=option.maximum, unit=unit)
        f.constraint(f"{prefix}size{suffix}_only_if_built", new <= built * option.maximum)
        if option.minimum > 0:
            f.constraint(f"{prefix}size{suffix}_at_least", new >= built * option.minimum)
    return _Part(new, built, built * option.fixed + new * option.slope)


def _state_units(f: AssetFormulation, prefix: str, option: SizeOption, suffix: str, unit: str) -> _Part:
    """State how many whole units are built, and whether any, where a cost or a smallest size asks."""
    years = (f.frame.year,)
    least, most = (float(most_units(x, option.module)) for x in (option.minimum, option.maximum))
    units = f.variable(f"{prefix}units{suffix}", years, upper=most, integer=True)
    new = units * option.module
    f.report(f"{prefix}size{suffix}", new, unit)
    if not suffix and option.fixed == 0.0 and least <= 1.0:
        return _Part(new, Affine.of(0.0), new * option.slope)
    built = f.variable(f"{prefix}built{suffix}", years, upper=1.0, integer=True)
    f.constraint(f"{prefix}units{suffix}_only_if_built", units <= built * most)
    if least > 0:
        f.constraint(f"{prefix}units{suffix}_at_least", units >= built * least)
    return _Part(new, built, built * option.fixed + new * option.slope)
