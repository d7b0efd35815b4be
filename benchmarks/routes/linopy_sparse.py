"""Linopy with its sparse backing and the semantics that it needs."""

from __future__ import annotations

import highspy
import linopy

from benchmarks.ring import Ring
from benchmarks.routes import linopy_dense


def state(ring: Ring) -> linopy.Model:
    """Return the model."""
    linopy.options["semantics"] = "v1"
    return linopy_dense.stated(ring, linopy.Model(sparse=True))


def assemble(model: linopy.Model) -> linopy.Model:
    """Return the model as it is."""
    return model


def load(model: linopy.Model) -> highspy.Highs:
    """Return HiGHS with the model in it."""
    return linopy_dense.load(model)
