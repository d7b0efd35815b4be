r"""Part load: what is taken and given follows a curve of the load, in pieces between points of it.

At load :math:`l_i` of the capacity that runs, an activity of 1 takes or gives :math:`\rho_{c i}` of carrier
:math:`c`. Between neighbouring points flows are straight lines. On piece :math:`j`, from :math:`l_j` to
:math:`l_{j+1}`, runs the capacity :math:`k_{j t}` with the activity :math:`x_{j t}`:

.. math::

    \sum_j k_{j t} = k_t, \qquad \sum_j x_{j t} = x_t, \qquad
    l_j k_{j t} \le x_{j t} \le \min(l_{j+1}, \alpha_t) k_{j t},
    \qquad q_{c t} = \sum_j (a_{c j} k_{j t} + b_{c j} x_{j t})

    b_{c j} = \frac{l_{j+1} \rho_{c, j+1} - l_j \rho_{c j}}{l_{j+1} - l_j}, \qquad
    a_{c j} = l_j (\rho_{c j} - b_{c j})

This is linear in what runs, so it takes no bound on the capacity. With one piece there is nothing to add:
:math:`q_{c t} = a_c k_t + b_c x_t`. With several, mixing pieces is to run on a chord of the curve. Where
every flow out of the asset is concave in the load (inputs convex, outputs concave) a chord takes more
and gives less than the curve, so no plan wants it unless wasting pays, and no binary is needed. Otherwise

.. math::

    \sum_j z_{j t} = o_t, \qquad k_{j t} \le \overline{K} z_{j t} \quad \text{or} \quad k_{j t} = u \, z_{j t}

keeps a plant on one piece, and each unit of a plant in units on one. These are the multiple-choice form of
`synergy.formulation.investment` again.

====================  ================================================  ==============
symbol                field or variable                                 unit
====================  ================================================  ==============
:math:`l, \rho`       ``part_load``: points of the curve                1, MWh/MWh, ...
:math:`k_j, x_j`      ``running_on_1``, ``activity_1``, ...             MW or t/h
:math:`z_j`           ``on_1``, ...                                     1
:math:`\alpha`        ``availability``                                  1
:math:`k, x, o, u`    as in `synergy.formulation.commitment`
====================  ================================================  ==============
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from synergy.formulation.affine import Affine, total
from synergy.formulation.commitment import Running
from synergy.time.series import FloatArray, Series

if TYPE_CHECKING:
    from synergy.formulation.asset_formulation import AssetFormulation

STRAIGHT = 1e-9
"""Part of a curve's largest value below which a bend, or an intercept, is nothing."""


def is_straight(loads: FloatArray, flows: FloatArray) -> bool:
    """Return whether flows at loads lie on one line.

    Examples
    --------
    >>> is_straight(np.array([0.5, 0.75, 1.0]), np.array([0.6, 0.8, 1.0]))
    True
    """
    return bool(np.all(np.abs(_bends(loads, flows)) <= _least(flows)))


def is_concave(loads: FloatArray, flows: FloatArray) -> bool:
    """Return whether flows out of an asset grow ever more slowly with the load.

    Examples
    --------
    >>> is_concave(np.array([0.5, 0.75, 1.0]), -np.array([0.6, 0.78, 1.0]))
    True
    """
    return bool(np.all(_bends(loads, flows) <= _least(flows)))


def state_part_load(
    f: AssetFormulation,
    running: Running,
    activity: Affine,
    availability: Series,
    loads: FloatArray,
    flows: Mapping[str, FloatArray],
    one_piece: bool,
    unit: str,
) -> dict[str, Affine]:
    """State on which pieces of the curve it runs, and return its flows.

    Parameters
    ----------
    f : AssetFormulation
    running : Running
        What runs.
    activity : Affine
        Over time.
    availability : number or profile
        Most load of each unit.
    loads : array of shape (points,)
        Rising, the last one 1.
    flows : mapping of str to array of shape (points,)
        For each flow, its amount at each point per unit of capacity that runs.
    one_piece : bool
        Whether chords of the curve must be kept out.
    unit : str
        Unit of the activity.
    """
    slopes = {name: np.diff(values) / np.diff(loads) for name, values in flows.items()}
    intercepts = {name: _clean(flows[name][:-1] - slopes[name] * loads[:-1], flows[name]) for name in flows}
    if len(loads) == 2 or all(is_straight(loads, values) for values in flows.values()):
        pieces = [(running.capacity, activity)]
    else:
        pieces = _state_pieces(f, running, activity, availability, loads, one_piece, unit)
    found = {}
    for name, values in flows.items():
        lines = list(zip(intercepts[name].tolist(), slopes[name].tolist(), strict=True))
        if is_straight(loads, values):
            found[name] = running.capacity * lines[-1][0] + activity * lines[-1][1]
        else:
            parts = [k * a + x * b for (k, x), (a, b) in zip(pieces, lines, strict=True)]
            found[name] = total(parts)
    return found


def _state_pieces(
    f: AssetFormulation,
    running: Running,
    activity: Affine,
    availability: Series,
    loads: FloatArray,
    one_piece: bool,
    unit: str,
) -> list[tuple[Affine, Affine]]:
    """State how much runs on each piece of the curve, and how fast, and return both by piece."""
    counting = running.counting
    choose = one_piece and running.on is not None
    amounts, chosen, found = [], [], []
    for number, (low, high) in enumerate(zip(loads[:-1].tolist(), loads[1:].tolist(), strict=True), start=1):
        counted = choose and counting.whole
        if counted:
            amount = f.variable(f"on_{number}", upper=counting.most, integer=True)
        else:
            amount = f.variable(f"running_{number}", upper=counting.most, unit=counting.unit(unit))
        if choose and not counted:
            here = f.variable(f"on_{number}", upper=1.0, integer=True)
            f.constraint(f"running_{number}_only_if_on", amount <= here * counting.most)
            chosen.append(here)
        most = f.upper(availability, high)
        part = f.variable(f"activity_{number}", upper=most * counting.most * counting.each, unit=unit)
        capacity = amount * counting.each
        f.constraint(f"activity_{number}_at_least", part >= capacity * low)
        f.constraint(f"activity_{number}_at_most", part <= capacity * Affine.data(most, f.frame.time))
        f.report(f"running_on_{number}", capacity, unit)
        amounts.append(amount)
        found.append((capacity, part))
    f.constraint("running_on_pieces", total(amounts) == running.amount)
    f.constraint("activity_on_pieces", total([part for _, part in found]) == activity)
    if chosen and running.on is not None:
        f.constraint("on_one_piece", total(chosen) == running.on)
    return found


def _bends(loads: FloatArray, flows: FloatArray) -> FloatArray:
    """Return by how much the slope changes at each inner point, times the distance to the next."""
    slopes = np.diff(flows) / np.diff(loads)
    return np.asarray(np.diff(slopes) * np.diff(loads)[1:], dtype=np.float64)


def _least(flows: FloatArray) -> float:
    return STRAIGHT * float(np.abs(flows).max(initial=0.0))


def _clean(intercepts: FloatArray, flows: FloatArray) -> FloatArray:
    """Return intercepts with zeros where they are no more than rounding."""
    return np.where(np.abs(intercepts) <= _least(flows), 0.0, intercepts)
