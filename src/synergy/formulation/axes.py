"""Labelled axes, and how arrays over some axes are laid out over others."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

AnyArray = NDArray[Any]
ColumnArray = NDArray[np.int32]
"""Numbers of columns, as wide as solvers count them."""


@dataclass(frozen=True)
class Axis:
    """A named dimension with labels; two axes are the same if name and labels are.

    Parameters
    ----------
    name : str
        E.g. ``"period"``.
    labels : tuple
        One label for each position.
    """

    name: str
    labels: tuple[Hashable, ...]

    @cached_property
    def positions(self) -> dict[Hashable, int]:
        """Where each label stands."""
        return {label: number for number, label in enumerate(self.labels)}

    def __len__(self) -> int:
        return len(self.labels)

    def __hash__(self) -> int:
        # Labels may be all hours of a year: hashing them takes longer than what they are looked up for.
        return hash((self.name, len(self.labels)))


Axes = tuple[Axis, ...]


def sizes(axes: Axes) -> tuple[int, ...]:
    """Return the length of each axis."""
    return tuple(len(axis.labels) for axis in axes)


def count(axes: Axes) -> int:
    """Return the number of points that axes span."""
    return prod(sizes(axes))


def position(index: Hashable, axes: Axes) -> int:
    """Return the place of a Pyomo index, one label for each axis, in arrays over the axes."""
    words = index if isinstance(index, tuple) else (index,)
    place = 0
    for word, axis in zip(words, axes, strict=True):
        place = place * len(axis) + axis.positions[word]
    return place


def joined(first: Axes, second: Axes) -> Axes:
    """Return the axes of both, those of the first first.

    Raises
    ------
    ValueError
        If an axis of the same name has other labels: arrays are aligned by label, never by length.
    """
    if first == second or not second:
        return first
    if not first:
        return second
    by_name = {axis.name: axis for axis in first}
    new = []
    for axis in second:
        known = by_name.get(axis.name)
        if known is None:
            new.append(axis)
        elif known is not axis and known != axis:
            raise ValueError(f"axis '{axis.name}' has other labels on the two sides")
    return first + tuple(new)


def spread(array: AnyArray, axes: Axes, target: Axes, extra: int = 0) -> AnyArray:
    """Return a view of an array with the dimensions of ``target``, length 1 where it does not vary.

    Parameters
    ----------
    array : array
        One dimension for each of ``axes``, then ``extra`` further ones, which stay last.
    axes, target : tuple of Axis
        Target must hold all of ``axes``.
    extra : int
        Number of trailing dimensions that belong to no axis.
    """
    if axes == target:
        return array
    names = [axis.name for axis in axes]
    order = [names.index(axis.name) for axis in target if axis.name in names]
    trailing = list(range(len(axes), len(axes) + extra))
    view = array.transpose(order + trailing)
    shape = [view.shape[order.index(names.index(axis.name))] if axis.name in names else 1 for axis in target]
    return view.reshape((*shape, *(array.shape[number] for number in trailing)))
