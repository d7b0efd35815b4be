"""A start for the search from an earlier plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synergy.formulation.model import Model
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from synergy.plan.plan import Plan


def start_values(model: Model, plan: Plan) -> FloatArray:
    """Return a value for each column that a plan names, NaN for the rest.

    Parameters
    ----------
    model : Model
        The model to be solved.
    plan : Plan
        A plan of the same or a similar scenario; what it has under other names or shapes is left out.
    """
    values = np.full(model.frame.layout.columns, np.nan)
    for owner, block in model.blocks.items():
        known = plan.results.get(owner, {})
        for name, named in block.results.items():
            expression = named.expression
            single = len(expression.terms) == 1 and expression.terms[0].weights.size == 1
            if name not in known or not single or float(expression.terms[0].weights.item()) != 1.0:
                continue
            columns = expression.terms[0].columns
            if known[name].shape == columns.shape[:-1] and not np.any(expression.constant):
                values[columns[..., 0]] = known[name]
    return values
