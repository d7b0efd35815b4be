"""What of an asset could still move when its owner does not take part, and how it is stopped.

Most variables are held by rows of their asset: a flow within a capacity, a capacity within what is built. A
market without limit is not. Where such an asset meets only assets of its own player, it does not matter: what
is left could run in circles at no gain, as it could for members. Where others touch the same hub, its flows
are limited to what can be of use there, times the binary.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from synergy.cluster.cluster import Hub
from synergy.cluster.limits import useful_flows
from synergy.errors import Fault, ScenarioError
from synergy.formulation.affine import Affine
from synergy.formulation.asset_formulation import AssetFormulation, ModelContext
from synergy.formulation.block import ModelFrame
from synergy.formulation.ledger import Injection, Ledger
from synergy.time.series import FloatArray


def settle(
    context: ModelContext, frame: ModelFrame, ledger: Ledger, blocks: Mapping[str, AssetFormulation]
) -> None:
    """State for every asset what it is without its owner: nothing.

    Raises
    ------
    ScenarioError
        With every asset of which nothing tells how much it could move at a hub that others touch.
    """
    shared = _shared_hubs(context)
    loose = {key for key, block in blocks.items() if not block.settle()}
    wanted = [e for e in ledger.injections if e.asset in loose and (e.site, e.carrier) in shared]
    if not wanted:
        return
    scenario = context.scenario
    flows = useful_flows(scenario.cluster, scenario.values_of, scenario.time, context.worthless)
    faults = []
    for entry in wanted:
        put, taken = flows.get((entry.asset, (entry.site, entry.carrier)), (np.inf, np.inf))
        if np.isfinite(put).all() and np.isfinite(taken).all():
            _limit(blocks[entry.asset], frame, entry, np.asarray(put), np.asarray(taken))
        else:
            found = f"may move any amount of {entry.carrier} at {entry.site}, where others are too"
            why = "it has to stand still when its owner does not take part"
            fix = "limit it, e.g. buy_max and sell_max of a market"
            faults.append(Fault(f"assets.{entry.asset}", found, why, fix))
    if faults:
        raise ScenarioError(faults)


def _shared_hubs(context: ModelContext) -> frozenset[Hub]:
    """Return the hubs that assets of several players touch, or of a player and of nobody in particular."""
    cluster, membership = context.scenario.cluster, context.membership
    assert membership is not None  # noqa: S101  # only called where somebody may be missing
    touched: dict[Hub, set[str | None]] = {}
    for key, ports in cluster.ports.items():
        player = membership.player_of(cluster.owner_of(cluster.assets[key]))
        for port in ports:
            touched.setdefault((port.site, port.carrier), set()).add(player)
    return frozenset(hub for hub, players in touched.items() if len(players) > 1)


def _limit(
    block: AssetFormulation, frame: ModelFrame, entry: Injection, put: FloatArray, taken: FloatArray
) -> None:
    member = block.member
    assert member is not None  # noqa: S101  # without a binary nothing is loose
    name = f"{entry.carrier}_at_{entry.site}"
    shape = (len(frame.period), len(frame.step))
    for word, flow, most in (("puts", entry.flow, put), ("takes", -entry.flow, taken)):
        limit = Affine.data(np.broadcast_to(most, shape).copy(), block.steps)
        block.constraint(f"{word}_{name}_only_if_member", flow <= limit * member)
