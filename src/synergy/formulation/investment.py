r"""The decision to build: binary, size between limits, fixed and slope cost.

With several ways :math:`k` to build (segments of a concave cost curve, discrete diameters, or just one) at
most one is chosen:

.. math::

    \sum_k b_k \le 1, \qquad \underline{x}_k b_k \le x_k \le \overline{x}_k b_k, \qquad
    C = \sum_k (a + \phi) (F_k b_k + s_k x_k) + o \, (e + \sum_k x_k)

This multiple-choice form is as tight as a single-asset model can be: its linear relaxation is the convex
hull of the ways (Croxton, Gendron and Magnanti 2003). Each :math:`\overline{x}_k` is the user's own limit,
cut to what can flow at all, never a common large number.

==================  =====================================  ===========
symbol              field or variable                      unit
==================  =====================================  ===========
:math:`b_k`         ``built``                              1
:math:`x_k`         ``size``                               flow unit
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
    """

    in_service: Affine
    largest: float
    built: Affine
    decided: bool


@dataclass(frozen=True)
class Terms:
    """What turns investment and capacity into yearly cost."""

    yearly_factor: float
    annuity: float
    opex_fixed: float


def size(
    f: AssetFormulation,
    name: str,
    standing: float,
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
    standing : float
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
    chosen = [_cut(option, max(limit - standing, 0.0)) for option in options] if f.tight else list(options)
    parts = [
        _state(f, prefix, option, number if len(chosen) > 1 else None, unit)
        for number, option in enumerate(chosen)
    ]
    new = total([part.size for part in parts], years)
    built = total([part.built for part in parts], years)
    if len(parts) > 1:
        f.constraint(f"{prefix}one_way_to_build", built <= 1.0)
    in_service = new + standing
    f.report(name, in_service, unit)
    capital = total([part.capital for part in parts], years)
    f.charge("investment", capital * terms.annuity)
    fixed_share = terms.yearly_factor - terms.annuity
    f.charge("fixed operation", capital * fixed_share + in_service * terms.opex_fixed)
    f.spend(capital)
    largest = standing + max((option.maximum for option in chosen), default=0.0)
    return Sizing(in_service, largest, built, bool(chosen))


@dataclass(frozen=True, eq=False)
class _Part:
    size: Affine
    built: Affine
    capital: Affine


def _cut(option: SizeOption, limit: float) -> SizeOption:
    """Return the option with its largest size cut to what is of use; a discrete size stays whole."""
    if option.minimum == option.maximum:
        return option
    return replace(option, maximum=max(min(option.maximum, limit), option.minimum))


def _state(f: AssetFormulation, prefix: str, option: SizeOption, number: int | None, unit: str) -> _Part:
    years = (f.frame.year,)
    suffix = "" if number is None else f"_{number + 1}"
    discrete = option.minimum == option.maximum > 0.0
    if not discrete and option.fixed == 0.0 and option.minimum == 0.0 and number is None:
        new = f.variable(f"{prefix}size", years, upper=option.maximum, unit=unit)
        return _Part(new, Affine.of(0.0), new * option.slope)
    built = f.variable(f"{prefix}built{suffix}", years, upper=1.0, integer=True)
    if discrete:
        new = built * option.maximum
        f.report(f"{prefix}size{suffix}", new, unit)
    else:
        new = f.variable(f"{prefix}size{suffix}", years, upper=option.maximum, unit=unit)
        f.constraint(f"{prefix}size{suffix}_only_if_built", new <= built * option.maximum)
        if option.minimum > 0:
            f.constraint(f"{prefix}size{suffix}_at_least", new >= built * option.minimum)
    return _Part(new, built, built * option.fixed + new * option.slope)
