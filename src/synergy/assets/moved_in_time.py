r"""How much of a demand may be on its way to another step, if each unit is moved by at most some hours.

A unit that is due in step :math:`s` may be served in every step :math:`\tau` whose middle lies within
:math:`L` hours of that of :math:`s`: in its window :math:`[\alpha_s, \beta_s]`. Let :math:`D_t` be what is
due up to the end of step :math:`t`, :math:`S_t` what is served, and :math:`p_t = D_t - S_t` what is
postponed, negative where it was served early. Then a transport of every unit within its window exists if and
only if

.. math::

    - \sum_{s > t, \; \alpha_s \le t} a_s \le p_t \le \sum_{s \le t, \; \beta_s > t} a_s
    \qquad \text{for every step } t

with :math:`a_s` what is due in step :math:`s`. *Only if*: what is due up to :math:`t` and served later is due
in one of the steps of the right sum, and what is served up to :math:`t` and due later in one of the left.
*If*: serve in the order in which units are due (earliest due date first). Windows are equally wide, so none
lies inside another: their beginnings and their ends are in the order of the steps. The right bound says
:math:`S_t \ge D_r` for the last step :math:`r` with :math:`\beta_r \le t`, so the unit at place :math:`c` of
that order, which is due in the step :math:`s` with :math:`D_{s-1} < c \le D_s`, is served no later than in
:math:`\beta_s`; the left one says in the same way that it is served no earlier than in :math:`\alpha_s`. One
variable and its bounds for each step so do what a transport would take a variable for each pair of steps for.

Where time goes round the same holds on the line on which the round is repeated without end, with :math:`p_t`
known up to what is carried all the way round; no step is then more than half the round from another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synergy.time.series import FloatArray

SLIP = 1e-6
"""Hours by which the middle of a step may miss a window."""


@dataclass(frozen=True, eq=False)
class Movable:
    """What the windows allow, in MWh or t, over (periods, steps).

    Parameters
    ----------
    late : array
        The most that may be due up to the end of a step and be served later.
    early : array
        The most that may be served up to the end of a step and be due later.
    arriving : array
        The most of it that may be served in a step.
    """

    late: FloatArray
    early: FloatArray
    arriving: FloatArray


def movable(amount: FloatArray, hours: FloatArray, window: float, chained: bool) -> Movable:
    """Return how much may be on its way at the end of each step.

    Parameters
    ----------
    amount : array of shape (periods, steps)
        What may be moved away from each step, in MWh or t.
    hours : array of shape (periods, steps)
        Length of the steps.
    window : float
        Hours by which a unit may be moved, earlier or later.
    chained : bool
        Whether periods follow each other; a period goes round by itself if not.

    Examples
    --------
    >>> found = movable(np.array([[4.0, 1.0, 2.0, 3.0]]), np.ones((1, 4)), window=1.0, chained=False)
    >>> found.late, found.early, found.arriving
    (array([[4., 1., 2., 3.]]), array([[1., 2., 3., 4.]]), array([[8., 7., 6., 9.]]))
    """
    rounds = (1, -1) if chained else amount.shape
    rows = zip(amount.reshape(rounds), hours.reshape(rounds), strict=True)
    found = np.stack([_in_one_round(*row, window) for row in rows], axis=1)
    late, early, arriving = found.reshape(3, *amount.shape)
    return Movable(late, early, arriving)


def _in_one_round(
    amount: FloatArray, hours: FloatArray, window: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return late, early and arriving of one round, told on three of them one after the other."""
    within = min(window, float(hours.sum()) / 2.0) + SLIP
    lengths = np.tile(hours, 3)
    middle = np.cumsum(lengths) - lengths / 2.0
    before = np.concatenate([[0.0], np.cumsum(np.tile(amount, 3))])
    now = np.arange(len(amount), 2 * len(amount))
    next_reached_from = np.minimum(np.searchsorted(middle, middle[now + 1] - within), now + 1)
    reached_from = np.searchsorted(middle, middle[now] - within)
    beyond = np.searchsorted(middle, middle[now] + within, side="right")
    late = before[now + 1] - before[next_reached_from]
    early = before[beyond] - before[now + 1]
    return late, early, np.minimum(before[beyond] - before[reached_from], amount.sum())


def moved_too_far(due: FloatArray, postponed: FloatArray, hours: FloatArray, window: float) -> float:
    """Return how much of one round is served further than the window from where it is due, in MWh or t.

    Units are served in the order in which they are due, and each is looked at by itself.

    Parameters
    ----------
    due, postponed, hours : array of shape (steps,)
        What is due in each step, what is postponed at its end, and its length.
    window : float
        Hours by which a unit may be moved, earlier or later.

    Examples
    --------
    >>> due, one_later = np.array([0.0, 5.0, 0.0, 0.0]), np.array([0.0, 5.0, 0.0, 0.0])
    >>> moved_too_far(due, one_later, np.ones(4), window=1.0)
    0.0
    >>> moved_too_far(due, one_later, np.ones(4), window=0.5)
    5.0
    """
    steps = len(due)
    within = min(window, float(hours.sum()) / 2.0) + SLIP
    lengths = np.tile(hours, 3)
    middle = np.cumsum(lengths) - lengths / 2.0
    all_due = np.cumsum(np.tile(due, 3))
    all_served = all_due - np.tile(postponed, 3)
    one_round = (due.sum(), 2.0 * due.sum())
    cuts = np.clip(np.concatenate([all_due, all_served, one_round]), *one_round)
    cuts.sort()
    units, size = (cuts[1:] + cuts[:-1]) / 2.0, np.diff(cuts)
    owed, given = (
        middle[np.minimum(np.searchsorted(running, units), 3 * steps - 1)]
        for running in (all_due, np.maximum.accumulate(all_served))
    )
    return float(size[np.abs(owed - given) > within].sum())
