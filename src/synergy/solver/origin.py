"""From a number in a model back to the input fields that it depends on.

Nothing here knows the kinds of assets. The asset behind a number is stated once more by itself, with one
field after another changed; fields that move the number are the fields behind it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyomo.environ as pyo

from synergy.cluster.asset import Asset
from synergy.errors import ScenarioError
from synergy.formulation.affine import total
from synergy.formulation.array_objective import ArrayObjective
from synergy.formulation.asset_formulation import AssetFormulation
from synergy.formulation.block import FormulationBlock, ModelFrame
from synergy.formulation.build import stage_expression
from synergy.formulation.layout import Layout
from synergy.formulation.ledger import Ledger
from synergy.formulation.matrix import Matrix, Span
from synergy.formulation.model import Model
from synergy.formulation.policy_formulation import PolicyFormulation
from synergy.record import Record
from synergy.time.series import Profile

OF_USE = "what hubs around can give or take of"
"""Told beside fields where a size is cut to what can be of use."""
CHANGE = 0.8
"""Factor by which a field is changed to see what depends on it; less than 1, for more may be cut again."""
_ASSET = re.compile(r"assets\[(.*?)\]\.")
_HUB = re.compile(r"hubs\[(.*?),(.*?)\]\.")


@dataclass(frozen=True)
class _Case:
    """What is stated by itself: an asset, in a corridor of some length, and the policies."""

    asset: Asset
    length: float
    policies: tuple[Any, ...]
    tight: bool = True


@dataclass(frozen=True)
class _Spot:
    """Where a number stands: component and place in it, no name for none."""

    kind: str
    column: tuple[str, int]
    row: tuple[str, int]


class Origin:
    """Finds the input fields behind numbers of a model.

    Parameters
    ----------
    model : Model
    matrix : Matrix
        Its matrix.
    """

    def __init__(self, model: Model, matrix: Matrix) -> None:
        self.model = model
        self.matrix = matrix
        self.scenario = model.scenario
        self.contexts = [
            block.context for block in model.blocks.values() if isinstance(block, AssetFormulation)
        ]

    def fields(self, kind: str, column: int, row: int) -> tuple[str, ...]:
        """Return the dotted paths of the fields that a number depends on.

        Parameters
        ----------
        kind : {"coefficients", "costs", "bounds", "right-hand sides"}
        column, row : int
            Where it stands, -1 for none.
        """
        spot = _Spot(kind, _at(self.matrix.columns, column), _at(self.matrix.rows, row))
        surplus = _HUB.match(spot.column[0])
        if surplus:
            own = (
                not spot.row[0].startswith("hubs[")
                and self.scenario.cluster.carriers[surplus[2]].emission_factor
            )
            return (f"carriers.{surplus[2]}.emission_factor",) if own else ()
        found = []
        for key in self._behind(spot, row):
            case = self._case(key)
            before = self._number(case, spot)
            if before:
                found += [
                    path
                    for path, changed in self._changes(key, case)
                    if _differs(before, self._number(changed, spot))
                ]
        return tuple(found)

    def _behind(self, spot: _Spot, row: int) -> Iterator[str]:
        """Yield the assets that may be behind a number; of a policy's row, one that the policy is about."""
        for name, _ in (spot.column, spot.row):
            owner = _ASSET.match(name)
            if owner:
                yield owner[1]
                return
        hub = _HUB.match(spot.row[0])
        if hub:
            ports = self.scenario.cluster.ports
            yield from (
                key for key in ports if any((port.site, port.carrier) == hub.groups() for port in ports[key])
            )
        elif row >= 0:
            columns = self.matrix.indices[self.matrix.starts[row] : self.matrix.starts[row + 1]]
            owners = (_ASSET.match(_at(self.matrix.columns, int(column))[0]) for column in columns)
            yield from [owner[1] for owner in owners if owner][:1]

    def _case(self, key: str) -> _Case:
        asset = self.scenario.cluster.assets[key]
        return _Case(asset, self.scenario.cluster.length_of(asset), self.scenario.policies)

    def _changes(self, key: str, case: _Case) -> Iterator[tuple[str, _Case]]:
        """Yield the path of each number that may matter, and the case with it changed."""
        for path, asset in _changed(case.asset):
            yield f"assets.{key}.{path}", replace(case, asset=asset)
        yield f"{OF_USE} assets.{key}", replace(case, tight=False)
        if case.length:
            yield f"corridors.{case.asset.location}.length", replace(case, length=case.length * CHANGE)
        for number, policy in enumerate(case.policies):
            for path, changed in _changed(policy):
                policies = (*case.policies[:number], changed, *case.policies[number + 1 :])
                yield f"policies.{policy.id}.{path}", replace(case, policies=policies)

    def _number(self, case: _Case, spot: _Spot) -> float | None:
        """Return the number in a model of the case alone, or None where it is not there."""
        try:
            matrix = self._alone(case)
        except (ScenarioError, ValueError, ZeroDivisionError):
            return None
        column, row = _position(matrix.columns, spot.column), _position(matrix.rows, spot.row)
        if column is None or row is None:
            return None
        if spot.kind == "costs":
            return float(matrix.cost[column])
        if spot.kind == "coefficients":
            entries = slice(matrix.starts[row], matrix.starts[row + 1])
            return float(matrix.values[entries][matrix.indices[entries] == column].sum())
        if spot.kind == "bounds":
            ends = (matrix.column_lower[column], matrix.column_upper[column])
        else:
            ends = (matrix.row_lower[row], matrix.row_upper[row])
        return max((float(end) for end in ends if np.isfinite(end)), key=abs, default=None)

    def _alone(self, case: _Case) -> Matrix:
        """Return the matrix of one asset with the balances of its hubs, and the policies."""
        whole = self.model.frame
        frame = ModelFrame(pyo.ConcreteModel(), Layout(), whole.year, whole.period, whole.step)
        for axis in frame.time:
            frame.set_of(axis)
        made, ledger = frame.pyomo, Ledger()
        made.assets = pyo.Block([case.asset.id])
        context = self.contexts[0]
        if not case.tight:
            context = replace(context, limits={}, tight=False)
        f = AssetFormulation(frame, made.assets[case.asset.id], case.asset, context, ledger)
        f.length = case.length
        case.asset.formulate(f)
        hubs = list(dict.fromkeys((entry.site, entry.carrier) for entry in ledger.injections))
        made.hubs = pyo.Block(hubs)
        for hub in hubs:
            flows = [entry.flow for entry in ledger.injections if (entry.site, entry.carrier) == hub]
            FormulationBlock(frame, made.hubs[hub]).constraint("balance", total(flows, frame.time) == 0.0)
        made.policies = pyo.Block([policy.id for policy in case.policies])
        # Other assets are not stated here: policies find nothing built and nothing flowing of them.
        blocks = {key: FormulationBlock(frame, None) for key in self.scenario.cluster.assets}
        blocks[case.asset.id] = f
        for policy in case.policies:
            block = PolicyFormulation(
                frame, made.policies[policy.id], self.scenario, policy.id, ledger, blocks
            )
            policy.formulate(block)
            blocks[f"policy {policy.id}"] = block
        stage = stage_expression(self.scenario.objective.stages[0], ledger)
        made.objective = ArrayObjective(frame.layout, stage)
        return Model(self.scenario, frame, ledger, {}, (stage,)).matrix()


def _at(spans: Sequence[Span], position: int) -> tuple[str, int]:
    """Return the component in which a position lies, and its place there; no name for no position."""
    number = bisect_right([span.start for span in spans], position) - 1
    return (spans[number].name, position - spans[number].start) if position >= 0 else ("", 0)


def _position(spans: Sequence[Span], at: tuple[str, int]) -> int | None:
    """Return the position of a place in a component, -1 for no name, or None where it does not exist."""
    name, place = at
    if not name:
        return -1
    return next((s.start + place for s in spans if s.name == name and s.start + place < s.stop), None)


def _changed(record: Record) -> Iterator[tuple[str, Any]]:
    """Yield each number of a record by its path, and the record with it changed."""
    for name in type(record).model_fields:
        for path, value in _varied(getattr(record, name)):
            yield name + path, record.model_copy(update={name: value})


def _varied(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the paths of all numbers within a value, and the value with each of them changed."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return
    if isinstance(value, int | float):
        if value:
            yield "", value * CHANGE
    elif isinstance(value, Profile):
        yield "", value.model_copy(update={"scale": value.scale * CHANGE})
    elif isinstance(value, Record):
        for path, changed in _changed(value):
            yield f".{path}", changed
    elif isinstance(value, Mapping):
        for key, item in value.items():
            for path, changed in _varied(item):
                yield f".{key}{path}", {**value, key: changed}
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            for path, changed in _varied(item):
                yield f".{number}{path}", (*value[:number], changed, *value[number + 1 :])


def _differs(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return False
    return abs(after - before) > 1e-9 * max(abs(before), abs(after))
