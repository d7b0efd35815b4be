r"""Outages: hours of the year in which named assets are out of service.

An outage is time. Each case :math:`k` adds a copy of each of its periods :math:`p \in P_k`, in which its
assets can not run and everything else may be run as is best. The copies stand for :math:`h_k` hours a year,
spread over the periods as time is, and the originals for what is left:

.. math::

    w_{pk} = w_p \frac{h_k}{\sum_{q \in P_k} w_q \tau_q}, \qquad
    w'_p = w_p - \sum_k w_{pk} > 0

so the year stays whole. What is built is the same in all of them: a design that can be run in every copy is
N-1 secure against the cases named, at least cost.

================  ==============================================  ======
symbol            field                                           unit
================  ==============================================  ======
:math:`h_k`       ``hours`` of the outage                         h/a
:math:`P_k`       ``periods`` of the outage; default: all         --
:math:`w_p`       ``weights`` of the time axis                    1/a
:math:`\tau_p`    hours of a period                               h
================  ==============================================  ======

Source: preventive security-constrained planning, e.g. B. Stott, O. Alsac, A. J. Monticelli, "Security
analysis and optimization", Proceedings of the IEEE 75 (1987).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import Field

from synergy.errors import did_you_mean
from synergy.record import IDENTIFIER, Record, quantity


class Outage(Record):
    """Assets that are out of service together, and for how long in a year.

    Examples
    --------
    >>> Outage(assets=["co2-trunk"], hours="2 d").hours
    48.0
    """

    assets: tuple[str, ...] = Field(description="assets that are out of service together")
    hours: float = quantity("h", "hours of the year that it takes; 0: it is left out", ge=0, le=8784)
    periods: tuple[str, ...] = Field(
        default=(), description="periods in which it may come, by their labels; default: all"
    )


class Part(NamedTuple):
    """A period as it is run: which of the declared ones it is, how often it occurs, and in which outage."""

    label: str
    source: int
    weight: float
    outage: str | None


def parts_of(
    weights: Mapping[str, float], hours: Mapping[str, float], outages: Mapping[str, Outage]
) -> tuple[Part, ...]:
    """Return the periods as they are run: the declared ones, then their copies in each outage.

    Parameters
    ----------
    weights : mapping of str to float
        How often each declared period occurs.
    hours : mapping of str to float
        How long each is.
    outages : mapping of str to Outage

    Examples
    --------
    >>> outage = Outage(assets=["line"], hours=876.0, periods=["winter"])
    >>> weights = {"winter": 4380.0, "summer": 4380.0}
    >>> [part[::2] for part in parts_of(weights, {"winter": 1.0, "summer": 1.0}, {"storm": outage})]
    [('winter', 3504.0), ('summer', 4380.0), ('winter (storm)', 876.0)]
    """
    left = dict(weights)
    numbers = {label: number for number, label in enumerate(weights)}
    copies = []
    for name, outage in outages.items():
        if outage.hours == 0:
            continue
        struck = outage.periods or tuple(weights)
        share = outage.hours / sum(weights[label] * hours[label] for label in struck)
        for label in struck:
            weight = weights[label] * share
            left[label] -= weight
            copies.append(Part(f"{label} ({name})", numbers[label], weight, name))
    return (*(Part(label, numbers[label], left[label], None) for label in weights), *copies)


def check_outages(
    weights: Mapping[str, float], hours: Mapping[str, float], outages: Mapping[str, Outage], ordered: bool
) -> None:
    """Refuse outages that no part of the year is left beside, or that come where order matters.

    Raises
    ------
    ValueError
        Saying what is wrong, and what to write instead.
    """
    for name, outage in outages.items():
        if not IDENTIFIER.fullmatch(name):
            raise ValueError(f"outage '{name[:80]}' is no id. Fix: use letters, digits, - and _")
        for label in outage.periods:
            if label not in weights:
                raise ValueError(
                    f"outage '{name}' is to come in '{label[:80]}', which is no period"
                    f"{did_you_mean(label, tuple(weights))}. Fix: use one of {', '.join(weights)}"
                )
        for what, named in (("a period", outage.periods), ("an asset", outage.assets)):
            if len(set(named)) < len(named):
                raise ValueError(f"outage '{name}' names {what} twice. Fix: name each once")
    if outages and ordered:
        raise ValueError(
            "outages stand beside chained or sequence: a copy of a period has no place in the order of the "
            "year. Fix: leave out chained and sequence, so that each period is a world of its own"
        )
    parts = parts_of(weights, hours, outages)
    taken = [part.label for part in parts if part.outage is not None and part.label in weights]
    if taken:
        raise ValueError(
            f"'{taken[0][:80]}' is the name of a period, and of a copy in an outage. Fix: rename one of them"
        )
    short = [part.label for part in parts if part.weight <= 0]
    if short:
        raise ValueError(
            f"outages take all of {', '.join(short)}, or more. Fix: give fewer hours, or name more periods"
        )
