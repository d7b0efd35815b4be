r"""A store's level where a few periods stand for the year in a given order.

What happens inside a period is stated once, whatever its place in the year: :math:`\lambda_{p t}` is the
level that a start from empty would give, and may be negative. The level itself follows from the start of each
place :math:`i = 1 \dots N` in the year, where period :math:`p(i)` occurs, and the year goes round:

.. math::

    \lambda_{p t} &= \kappa_{p t} \lambda_{p, t-1} + h_{p t} \left( \eta^+ c_{p t}
    - \frac{d_{p t}}{\eta^-} \right), \qquad \lambda_{p 0} = 0, \qquad
    \kappa_{p t} = (1 - \sigma)^{h_{p t}} \\
    L_{i+1} &= K_{p(i), T} L_i + \lambda_{p(i), T}, \qquad L_{N+1} = L_1, \qquad
    K_{p t} = \prod_{u \le t} \kappa_{p u} \\
    l_{i t} &= K_{p(i), t} L_i + \lambda_{p(i), t}, \qquad 0 \le l_{i t} \le E

The last bounds would be two rows for every step of every place in the year. They are the same as these, with
two variables for each period, the least and the most that it may be started with, and its steps told once:

.. math::

    K_{p t} \underline{L}_p + \lambda_{p t} \ge 0, \qquad K_{p t} \overline{L}_p + \lambda_{p t} \le E, \qquad
    \underline{L}_{p(i)} \le L_i \le \overline{L}_{p(i)}

since :math:`K_{p t} \ge 0`. So the standing loss is taken into account exactly. Published forms bound the
start plus the highest and lowest of the inside: the same without standing loss, and too tight with it.

References
----------
P. Gabrielli, M. Gazzani, E. Martelli, M. Mazzotti, "Optimal design of multi-energy systems with seasonal
storage", Applied Energy 219 (2018). L. Kotzur, P. Markewitz, M. Robinius, D. Stolten, "Time series
aggregation for energy system design: modeling seasonal storage", Applied Energy 213 (2018).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synergy.formulation.affine import Affine
from synergy.formulation.axes import Axis

if TYPE_CHECKING:
    from synergy.formulation.asset_formulation import AssetFormulation
    from synergy.formulation.investment import Sizing
    from synergy.plan.asset_audit import AssetAudit
    from synergy.time.axis import IntArray
    from synergy.time.series import FloatArray

NOTHING_LEFT = 1e-9
"""A share of the start that is smaller than this is nothing: solvers take such coefficients for zero."""


def state_level_in_sequence(
    f: AssetFormulation, content: Sizing, kept: FloatArray, gained: Affine, unit: str
) -> None:
    """State the level inside periods, at their starts, and the bounds on both together.

    Parameters
    ----------
    f : AssetFormulation
    content : Sizing
        Capacity in service.
    kept : array, shape (periods, steps)
        Share of the level that is left after each step.
    gained : Affine
        What comes in less what goes out, over time.
    unit : str
        MWh or t.
    """
    year, period, step = f.frame.time
    order, most = f.context.scenario.time.order, content.largest
    place = Axis("place", tuple(range(1, len(order) + 1)))
    left: FloatArray = np.cumprod(kept, axis=1, dtype=np.float64)
    left[left < NOTHING_LEFT] = 0.0
    survives = Affine.data(left, (period, step))

    inside = f.variable("level_inside", lower=-most, upper=most, unit=unit)
    start = f.variable("level_start", (year, place), upper=most, unit=unit)
    least = f.variable("start_least", (year, period), upper=most, unit=unit)
    largest = f.variable("start_most", (year, period), upper=most, unit=unit)

    carried = kept.copy()
    carried[:, 0] = 0.0  # every period is told as if it began empty
    f.constraint(
        "level_balance", inside == inside.shift("step") * Affine.data(carried, (period, step)) + gained
    )
    f.constraint("level_at_least_zero", least * survives + inside >= 0.0)
    f.constraint("level_within_capacity", largest * survives + inside <= content.in_service)

    at_end = inside.take("step", [len(step) - 1]).sum("step").gather(("period",), order, (place,))
    lasting = Affine.data(left[order, -1], (place,))
    f.constraint("level_over_the_year", start.shift("place", -1) == start * lasting + at_end)
    f.constraint("start_above_least", start >= least.gather(("period",), order, (place,)))
    f.constraint("start_below_most", start <= largest.gather(("period",), order, (place,)))

    places, shares = _places_of_periods(order, len(period))
    occurrence = Axis("occurrence", tuple(range(places.shape[1])))
    starts = start.gather(("place",), places, (period, occurrence))
    mean_start = (starts * Affine.data(shares, (period, occurrence))).sum("occurrence")
    f.report("level", mean_start * survives + inside, unit)


def _places_of_periods(order: IntArray, periods: int) -> tuple[IntArray, FloatArray]:
    """Return where each period occurs, padded to one width, and the share of each occurrence in its mean."""
    counts = np.bincount(order, minlength=periods)
    column = np.arange(counts.max())
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    real = column[None, :] < counts[:, None]
    places = np.argsort(order, kind="stable")[np.where(real, first[:, None] + column, first[:, None])]
    return places, np.where(real, 1.0 / counts[:, None], 0.0)


def level_at_places(start: FloatArray, inside: FloatArray, kept: FloatArray, order: IntArray) -> FloatArray:
    """Return the level at each step of each place in the year, shape (years, places, steps).

    Parameters
    ----------
    start : array, shape (years, places)
    inside : array, shape (years, periods, steps)
        Level as if each period began empty.
    kept : array, shape (periods, steps)
        Share of the level that is left after each step.
    order : array of int, shape (places,)
        Period at each place.
    """
    survives = np.multiply.accumulate(kept, axis=1)
    return np.asarray(start[:, :, None] * survives[order] + inside[:, order], dtype=np.float64)


def audit_level_in_sequence(
    a: AssetAudit, capacity: FloatArray, kept: FloatArray, gained: FloatArray
) -> None:
    """Recompute the level at every step of every place in the year.

    Parameters
    ----------
    a : AssetAudit
    capacity : array, shape (years, periods, steps)
        In service.
    kept : array, shape (periods, steps)
        Share of the level that is left after each step.
    gained : array, shape (years, periods, steps)
        What comes in less what goes out.
    """
    order = a.scenario.time.order
    # A start that is not reported, or too short, is told as missing; the checks below then fail as well.
    start = np.resize(a.result("level_start"), (1, len(order)))
    inside = a.result("level_inside")
    before = np.concatenate([np.zeros_like(inside[:, :, :1]), inside[:, :, :-1]], axis=2)
    a.equal("level inside a period follows from what goes in and out", inside, before * kept + gained)
    level = level_at_places(start, inside, kept, order)
    a.at_most("level at least zero", 0.0, level)
    a.at_most("level within capacity", level, capacity[:, order])
    a.equal("each period starts where the one before it ended", np.roll(start, -1, axis=1), level[:, :, -1])
    occurs = np.arange(len(kept))[:, None] == order
    mean = np.einsum("pi,yit->ypt", occurs / occurs.sum(axis=1, keepdims=True), level)
    a.equal("level is the mean over the year", a.result("level"), mean)
