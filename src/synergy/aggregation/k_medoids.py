"""k-medoids: the periods that stand for the others with the least distance, found by exchange."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synergy.time.series import FloatArray

IntArray = NDArray[np.int64]
RANDOM_STARTS = 8
ALMOST_NOTHING = 1e-12


def k_medoids(features: FloatArray, count: int, seed: int = 0) -> tuple[IntArray, IntArray]:
    """Return the chosen rows, and for each row which of them stands for it.

    The sum of Euclidean distances to the nearest chosen row is lowered by the best exchange of a chosen row
    for another until none helps: once from a start that adds the best row one by one, and from a few random
    ones.

    Parameters
    ----------
    features : array, shape (rows, features)
    count : int
        How many to choose.
    seed : int
        Of the random starts; the same seed gives the same choice.

    Returns
    -------
    array of int, shape (count,)
        Chosen rows, in order.
    array of int, shape (rows,)
        Place among the chosen ones; every chosen row stands for itself.

    References
    ----------
    L. Kaufman, P. J. Rousseeuw, "Clustering by means of medoids" (1987), with the faster exchange of
    E. Schubert, P. J. Rousseeuw, "Fast and eager k-medoids clustering", Information Systems 101 (2021).

    Examples
    --------
    >>> k_medoids(np.array([[0.0], [0.1], [0.2], [5.0], [5.1]]), 2)
    (array([1, 3]), array([0, 0, 0, 1, 1]))
    """
    distances = _distances(features)
    random = np.random.default_rng(seed)
    starts = [_built(distances, count)]
    starts += [random.choice(len(distances), count, replace=False) for _ in range(RANDOM_STARTS)]
    found = [_exchanged(distances, start) for start in starts]
    chosen = np.sort(min(found, key=lambda rows: round(float(distances[rows].min(axis=0).sum()), 9)))
    nearest = np.argmin(distances[chosen], axis=0)
    nearest[chosen] = np.arange(count)  # also where another chosen row is its twin
    return chosen, nearest


def _distances(features: FloatArray) -> FloatArray:
    squares = (features**2).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares[None, :] - 2.0 * features @ features.T, 0.0)
    np.fill_diagonal(apart, 0.0)
    return np.asarray(np.sqrt(apart), dtype=np.float64)


def _built(distances: FloatArray, count: int) -> IntArray:
    """Return rows added one by one, each the one that brings all others nearest."""
    chosen = [int(np.argmin(distances.sum(axis=1)))]
    nearest = distances[chosen[0]].copy()
    while len(chosen) < count:
        gain = np.maximum(nearest[None, :] - distances, 0.0).sum(axis=1)
        gain[chosen] = -1.0
        chosen.append(int(np.argmax(gain)))
        nearest = np.minimum(nearest, distances[chosen[-1]])
    return np.array(chosen, dtype=np.int64)


def _exchanged(distances: FloatArray, start: IntArray) -> IntArray:
    """Return the rows after all exchanges that help, the best one first."""
    chosen = start.copy()
    while True:
        own = distances[chosen]
        place = np.argmin(own, axis=0)
        ordered = np.sort(own, axis=0)
        first = ordered[0]
        second = ordered[1] if len(chosen) > 1 else np.full(len(distances), np.inf)
        nearer = np.minimum(distances - first, 0.0)
        # What a row loses if its own medoid goes, beyond what it gains from the new one anyhow.
        lost = np.minimum(distances, second) - first - nearer
        change = nearer.sum(axis=1)[:, None] + lost @ (place[:, None] == np.arange(len(chosen)))
        change[chosen] = 0.0
        row, gone = np.unravel_index(int(np.argmin(change)), change.shape)
        if change[row, gone] >= -ALMOST_NOTHING:
            return chosen
        chosen[gone] = row
