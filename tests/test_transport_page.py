"""The snippets of docs/transport.md can be read, and their figures are those of the library."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from factories import demand, make_scenario, market
from synergy.fluids import FLUIDS, Line

PAGE = (Path(__file__).parent.parent / "docs" / "transport.md").read_text(encoding="utf-8")
CORRIDORS = {"coast": 60, "sea": 400, "road": 50}


def assets_of_the_page() -> dict[str, Any]:
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    return {key: value for block in blocks for key, value in YAML(typ="safe").load(block).items()}


def test_the_assets_of_the_page_make_a_cluster() -> None:
    assets = {key: {"lifetime": 25, **fields} for key, fields in assets_of_the_page().items()}
    sources = {
        "kiln": {"kind": "generator", "carrier": "co2", "capacity_existing": 143.0, "must_run": True},
        "well": {"kind": "disposal", "carrier": "co2", "capacity_existing": 500.0, "site": "there"},
        "power": market(70.0, carrier="power"),
        "gas": market(30.0, carrier="gas"),
        "gas-load": demand(20.0, carrier="gas", site="there"),
        "hydrogen": market(90.0, carrier="hydrogen"),
        "hydrogen-load": demand(10.0, carrier="hydrogen", site="there"),
    }
    ways = {name: {"from": "here", "to": "there", "length": length} for name, length in CORRIDORS.items()}
    scenario = make_scenario({**sources, **assets}, length=1.0, corridors=ways)
    assert set(assets) <= set(scenario.cluster.assets)


def test_the_old_line_and_its_reuse_fit() -> None:
    old, reuse = (assets_of_the_page()[key] for key in ("gas-line", "reuse"))
    flows = [
        Line(FLUIDS[name], 60.0, 60.0, 60.0, 40.0).flow(200.0) * FLUIDS[name].energy_content
        for name in ("natural-gas", "hydrogen")
    ]
    assert old["capacity_existing"] == pytest.approx(flows[0], rel=0.02)
    assert reuse["retrofit_ratio"] == pytest.approx(flows[0] / flows[1], rel=0.02)
