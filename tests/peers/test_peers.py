"""Thirteen cases, each stated from one set of numbers in synergy and in its peers: all find the same optimum.

The peers know nothing of each other: PyPSA turns its network into linear rows with linopy, oemof-solph with
Pyomo's ordinary rules; annuities, weights of years and vintages are their own, or worked out beside them.
PyPSA takes part in all cases, oemof-solph in those of one year without special operation or demand.
`make nightly` installs both.
"""

from __future__ import annotations

from importlib.util import find_spec
from types import ModuleType

import pytest

from peers import (
    converter,
    emissions,
    flexible_demand,
    links,
    minimum_load,
    modular_units,
    part_load,
    retirement,
    seasonal,
    shifted_demand,
    storage,
    unit_commitment,
    years,
)

CASES: dict[str, tuple[ModuleType, float]] = {
    "converter": (converter, 18_147_744.930310),
    "storage": (storage, 8_614_665.625035),
    "links": (links, 20_283_128.592438),
    "minimum-load": (minimum_load, 11_266_821.312731),
    "years": (years, 415_078_890.417770),
    "retirement": (retirement, 280_841_836.571005),
    "emissions": (emissions, 125_897_189.771378),
    "seasonal": (seasonal, 12_114_233.039945),
    "shifted-demand": (shifted_demand, 6_372_906.329387),
    "flexible-demand": (flexible_demand, 8_064_706.349188),
    "unit-commitment": (unit_commitment, 11_577_219.314481),
    "part-load": (part_load, 13_877_859.662984),
    "modular-units": (modular_units, 10_010_521.904555),
}
"""Each case with the optimum, in EUR, that PyPSA 1.4.0 found, and oemof-solph 0.6.5 where it takes part."""
PEERS = {"pypsa": "PyPSA", "oemof": "oemof-solph"}
OPTIMUM, SIZE = 1e-6, 1e-5
"""Relative differences of optima, and of the sizes that reach them."""
MEETINGS = [
    (case, peer) for case, (module, _) in CASES.items() for peer in PEERS if hasattr(module, f"by_{peer}")
]


@pytest.mark.parametrize("case", CASES)
def test_the_optimum_is_what_the_peers_found(case: str) -> None:
    module, found = CASES[case]
    assert module.by_synergy().cost == pytest.approx(found, rel=OPTIMUM)


@pytest.mark.slow
@pytest.mark.parametrize(("case", "peer"), MEETINGS)
def test_a_peer_finds_the_same_optimum(case: str, peer: str) -> None:
    if find_spec(peer) is None:
        pytest.skip(
            f"{PEERS[peer]} is not installed; `make nightly` or `uv sync --inexact --group peers` does it"
        )
    module, _ = CASES[case]
    ours, theirs = module.by_synergy(), getattr(module, f"by_{peer}")()
    assert theirs.cost == pytest.approx(ours.cost, rel=OPTIMUM)
    assert theirs.sizes == pytest.approx(ours.sizes, rel=SIZE, abs=1e-5)
