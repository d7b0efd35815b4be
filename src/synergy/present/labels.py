"""Where to write names on a drawing so that they hide neither each other nor what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synergy.time.series import FloatArray

DISTANCES = (3.0, 14.0, 28.0, 44.0, 64.0, 88.0, 116.0)
"""Distances in pixels from the edge of a marker to that of its label, nearest first."""
DIRECTIONS = 16
SWEEPS = 3
PRICE_OF_HIDING = 50.0
PRICE_OF_CROSSING = 60.0
"""In pixels of distance: per square pixel of another label or marker hidden (rooted), per point of a line."""
ALONG = np.linspace(0.1, 0.9, 9)[:, None]
"""Where the line that leads to a label is looked at."""


@dataclass(frozen=True)
class Label:
    """A label to be placed: the point it belongs to, the marker's radius there, and its size, in pixels."""

    x: float
    y: float
    radius: float
    width: float
    height: float


@dataclass(frozen=True)
class Placed:
    """Where a label goes: its centre relative to its point, in pixels, and whether a line leads there."""

    right: float
    up: float
    led: bool


def place_labels(
    labels: Sequence[Label], lines: FloatArray, frame: tuple[float, float, float, float]
) -> list[Placed]:
    """Return a place for each label, each as near to its point as the others allow.

    Labels are placed one after the other, where they hide least, and then each again among all others.

    Parameters
    ----------
    labels : sequence of Label
    lines : array, shape (points, 2)
        Points along the lines that are drawn.
    frame : (left, bottom, right, top)
        What must not be left.
    """
    if not labels:
        return []
    markers = np.array([_box(label.x, label.y, 2 * label.radius, 2 * label.radius) for label in labels])
    boxes: list[FloatArray | None] = [None] * len(labels)
    choices = [_choices(label) for label in labels]
    taken = [0] * len(labels)
    for _ in range(SWEEPS):
        for number in range(len(labels)):
            others = [place for place, box in enumerate(boxes) if box is not None and place != number]
            placed = np.array([boxes[place] for place in others]).reshape(-1, 4)
            leaders = [
                _leader(labels[place], choices[place][taken[place]])
                for place in others
                if choices[place][taken[place], 4] > DISTANCES[1]
            ]
            hidden = np.concatenate([placed, markers])
            cost = _cost(choices[number], hidden, np.concatenate([lines, *leaders]), frame)
            cost += PRICE_OF_CROSSING * _crossed_by_leader(labels[number], choices[number], placed)
            taken[number] = int(np.argmin(cost))
            boxes[number] = choices[number][taken[number], :4]
    return [
        Placed(
            float(choices[n][taken[n], [0, 2]].mean() - label.x),
            float(choices[n][taken[n], [1, 3]].mean() - label.y),
            bool(choices[n][taken[n], 4] > DISTANCES[1]),
        )
        for n, label in enumerate(labels)
    ]


def _box(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _choices(label: Label) -> FloatArray:
    """Return possible boxes as (left, bottom, right, top, distance), nearest first."""
    found = []
    for distance in DISTANCES:
        reach = label.radius + distance
        for number in range(DIRECTIONS):
            angle = 2 * np.pi * number / DIRECTIONS
            x = label.x + np.cos(angle) * (reach + label.width / 2)
            y = label.y + np.sin(angle) * (reach + label.height / 2)
            found.append((*_box(x, y, label.width, label.height), distance))
    return np.array(found)


def _leader(label: Label, choice: FloatArray) -> FloatArray:
    """Return points along the line that leads from a marker to a label."""
    start, end = np.array([label.x, label.y]), np.array([choice[[0, 2]].mean(), choice[[1, 3]].mean()])
    return np.asarray(start + ALONG * (end - start), dtype=np.float64)


def _crossed_by_leader(label: Label, choices: FloatArray, boxes: FloatArray) -> FloatArray:
    """Return, for each choice, how many points of the line that leads there lie on other labels."""
    found = np.zeros(len(choices))
    for number, choice in enumerate(choices):
        if choice[4] > DISTANCES[1]:
            x, y = _leader(label, choice).T[:, :, None]
            on = (x > boxes[:, 0]) & (x < boxes[:, 2]) & (y > boxes[:, 1]) & (y < boxes[:, 3])
            found[number] = on.sum()
    return found


def _cost(
    choices: FloatArray, hidden: FloatArray, lines: FloatArray, frame: tuple[float, float, float, float]
) -> FloatArray:
    left, bottom, right, top, distance = (choices[:, [column]] for column in range(5))
    wide = np.minimum(right, hidden[:, 2]) - np.maximum(left, hidden[:, 0])
    high = np.minimum(top, hidden[:, 3]) - np.maximum(bottom, hidden[:, 1])
    covered = np.sqrt(np.clip(wide, 0, None) * np.clip(high, 0, None)).sum(axis=1)
    x, y = lines[:, 0], lines[:, 1]
    crossed = ((x > left) & (x < right) & (y > bottom) & (y < top)).sum(axis=1)
    beyond = np.clip(
        np.column_stack([frame[0] - left, frame[1] - bottom, right - frame[2], top - frame[3]]), 0, None
    ).sum(axis=1)
    cost = distance[:, 0] + PRICE_OF_HIDING * (covered + beyond) + PRICE_OF_CROSSING * crossed
    return np.asarray(cost, dtype=np.float64)
