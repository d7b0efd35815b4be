"""Build rate: no more new capacity than can be built in the time there is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import model_validator

from synergy.cluster.asset import Investment
from synergy.cluster.selection import Selection, capacity_faults
from synergy.errors import Fault
from synergy.formulation.affine import Affine, total
from synergy.record import quantity
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.cluster.cluster import Cluster
    from synergy.formulation.policy_formulation import PolicyFormulation
    from synergy.plan.policy_audit import PolicyAudit


class BuildRate(Selection):
    r"""Limits new capacity of some assets in an investment year by the years since the one before it.

    .. math::

        \sum_a x_{a y} \le r \, \Delta_y, \qquad
        \sum_a x_{a y} \le \bigl((1 + g)^{\Delta_y} - 1\bigr) \, \Bigl(\sum_a e_a + \sum_{y' < y} \sum_a
        x_{a y'}\Bigr) + s \, \Delta_y

    ================  ==========================================================  ==============
    symbol            field or variable                                           unit
    ================  ==========================================================  ==============
    :math:`x_{ay}`    ``size``: new capacity of an asset in a year                MW or t/h
    :math:`r`         ``limit``: most that can be built in a year                 MW/a or t/h/a
    :math:`\Delta_y`  ``years`` since the investment year before                  a
    :math:`g`         ``growth`` of all that was ever built, a year               1/a
    :math:`s`         ``seed``: what can be built in a year where nothing stands  MW/a or t/h/a
    :math:`e_a`       ``capacity`` that stood at the beginning                    MW or t/h
    ================  ==========================================================  ==============

    The second is a limit on diffusion: an industry grows by a share of what it has built, from a seed. In a
    pathway ``years`` is set for each investment year but the first; for that it counts from the pathway's
    ``today`` where that is given, and as it stands here otherwise. What is built counts for good, also when
    its life is over. A part of the cluster looked at by itself has the limit for itself.

    Source of the diffusion limit: C. Wilson et al., "Future capacity growth of energy technologies: are
    scenarios consistent with historical evidence?", Climatic Change 118 (2013); the form with a seed is that
    of TIMES and MESSAGE.

    Examples
    --------
    >>> BuildRate(id="wind", tags=["wind"], limit=50.0, growth="20 %", seed=5.0).growth
    0.2
    """

    limit: float | None = quantity(
        "{flow}", "most new capacity in each year; default: no limit", default=None, ge=0
    )
    growth: float | None = quantity(
        "", "most growth a year of all that was built; default: no limit", default=None, ge=0, le=10
    )
    seed: float = quantity("{flow}", "what can be built in each year beside growth", default=0.0, ge=0)
    years: float = quantity("a", "years in which it is built", default=1.0, gt=0, le=200)

    @model_validator(mode="after")
    def _limits_something(self) -> BuildRate:
        if self.limit is None and self.growth is None:
            raise ValueError("neither limit nor growth is given. Fix: give limit, growth, or both")
        if self.seed and self.growth is None:
            raise ValueError("seed without growth has no effect. Fix: give growth, or a limit instead")
        return self

    def check(self, cluster: Cluster) -> Iterable[Fault]:
        """Yield faults of names, and of capacities that can not be added."""
        yield from super().check(cluster)
        yield from capacity_faults(self, cluster)

    def in_year(self, years: float | None) -> Self:
        """Return it for an investment year so many years after the one before, if that is known."""
        return self if years is None else self.model_copy(update={"years": years})

    def _growing(self, standing: float) -> tuple[float, float]:
        """Return what all that was built may grow by: the part of what stood, and the factor of what came."""
        assert self.growth is not None  # noqa: S101  # callers have looked
        factor = (1.0 + self.growth) ** self.years - 1.0
        return factor * standing + self.seed * self.years, factor

    def _stood(self, cluster: Cluster) -> float:
        meant = (asset for asset in self.chosen(cluster) if isinstance(asset, Investment))
        return sum(asset.stood for asset in meant)

    def formulate(self, f: PolicyFormulation) -> None:
        """State the limits on what is new."""
        assets = self.chosen(f.cluster)
        new = total([f.newly_built(asset) for asset in assets], (f.frame.year,))
        if not new.terms:
            return
        if self.limit is not None:
            f.constraint("rate", new <= self.limit * self.years)
        if self.growth is not None:
            fixed, factor = self._growing(0.0)
            stood = [
                f.only_with(asset, Affine.of(asset.stood))
                for asset in assets
                if isinstance(asset, Investment)
            ]
            before = total([*stood, *(f.built_before(asset) for asset in assets)])
            f.constraint("growth", new <= before * factor + fixed)

    def audit(self, a: PolicyAudit) -> None:
        """Add up what is new, and what was built before."""
        assets = self.chosen(a.cluster)
        new: FloatArray = sum((a.newly_built(asset) for asset in assets), np.zeros(1))
        if self.limit is not None:
            a.at_most("rate", new, self.limit * self.years, least=1.0)
        if self.growth is not None:
            fixed, factor = self._growing(self._stood(a.cluster))
            before = sum(a.built_before(asset) for asset in assets)
            a.at_most("growth", new, fixed + factor * before, least=1.0)
