"""What is paid for and serves nothing is taken out; what a row needs stays."""

from __future__ import annotations

import numpy as np

from synergy.solver.canary import small_matrix
from synergy.solver.needless import without_needless

INF = float("inf")
# Two sizes x0, x2 that need their binaries x1, x3 (cost 5 and 7), x0 + x2 >= 3, and x4, which a row wants at
# one.
MODEL = small_matrix(
    [1.0, 5.0, 1.0, 7.0, 2.0],
    [(0, 10), (0, 1), (0, 10), (0, 1), (0, 1)],
    [
        (-INF, {0: 1.0, 1: -10.0}, 0.0),
        (-INF, {2: 1.0, 3: -10.0}, 0.0),
        (3.0, {0: 1.0, 2: 1.0}, INF),
        (1.0, {4: 1.0}, INF),
    ],
    [1, 3, 4],
)


def test_a_plant_built_of_size_zero_is_not_built() -> None:
    found = without_needless(MODEL, np.array([3.0, 1.0, 0.0, 1.0, 1.0]))
    assert found.tolist() == [3.0, 1.0, 0.0, 0.0, 1.0]


def test_of_two_that_could_go_the_dearer_goes_first() -> None:
    both = small_matrix([5.0, 7.0], [(0, 1), (0, 1)], [(1.0, {0: 1.0, 1: 1.0}, INF)], [0, 1])
    assert without_needless(both, np.array([1.0, 1.0])).tolist() == [1.0, 0.0]


def test_a_point_with_nothing_needless_comes_back_itself() -> None:
    point = np.array([3.0, 1.0, 0.0, 0.0, 1.0])
    assert without_needless(MODEL, point) is point
