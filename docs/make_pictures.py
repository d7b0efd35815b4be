"""Makes the pictures in docs/img from plans of the packaged examples.

    python docs/make_pictures.py [--plans FOLDER]

solves the examples, or reads their plans from FOLDER (hynet.nc, ...) where they are there already, draws
them, and has Chromium photograph the pages. Needs Chromium; not part of the continuous integration.
"""

from __future__ import annotations

import argparse
import contextlib
import runpy
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import synergy
from synergy.pathway.plan import PathwayPlan

IMAGES = Path(__file__).resolve().parent / "img"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
GAP = 0.01
EXACT = {"south-wales"}
"""Examples whose best plans lie so close together that a gap would draw another than the page tells of."""
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1.5",
    "--virtual-time-budget=10000",
)
PAGE = "<!doctype html><meta charset='utf-8'><body style='margin:0;background:white'>{}</body>"

CARBON = ("flue-gas", "flue-gas-biogenic", "stack-gas", "stack-gas-biogenic", "co2")
Answer = synergy.Plan | PathwayPlan | dict[str, Any]
Draw = Callable[[Any], Any]
SHARED = (
    "trunk-ince-stanlow",
    "trunk-stanlow-northop",
    "trunk-northop-flint",
    "trunk-reused",
    "offshore-line",
)
PICTURES: dict[str, tuple[str, Draw]] = {
    "hynet-network": ("hynet", lambda plan: plan.plot.network()),
    "hynet-sankey": ("hynet", lambda plan: plan.plot.sankey(detail="cluster")),
    "hynet-costs": ("hynet", lambda plan: plan.plot.costs("owner")),
    "hynet-emissions": ("hynet", lambda plan: plan.plot.emissions()),
    "hynet-dispatch": ("hynet", lambda plan: plan.plot.dispatch("stanlow", "steam")),
    "humber-network": ("humber", lambda plan: plan.plot.network()),
    "humber-sankey": ("humber", lambda plan: plan.plot.sankey(CARBON, detail="cluster")),
    "humber-costs": ("humber", lambda plan: plan.plot.costs("owner")),
    "humber-emissions": ("humber", lambda plan: plan.plot.emissions()),
    "humber-dispatch": ("humber", lambda plan: plan.plot.dispatch("saltend", "hydrogen")),
    "humber-teesside-network": ("humber-teesside", lambda plan: plan.plot.network()),
    "humber-teesside-emissions": ("humber-teesside", lambda plan: plan.plot.emissions()),
    "hynet-pathway-co2": ("hynet-pathway", lambda plan: plan.plot.flows("co2")),
    "hynet-pathway-emissions": ("hynet-pathway", lambda plan: plan.plot.emissions()),
    "hynet-pathway-sizes": ("hynet-pathway", lambda plan: plan.plot.capacities(SHARED)),
    "dunkirk-steel-routes": ("dunkirk-steel", lambda plan: plan.plot.flows("steel")),
    "dunkirk-steel-hydrogen": ("dunkirk-steel", lambda plan: plan.plot.flows("hydrogen")),
    "dunkirk-steel-emissions": ("dunkirk-steel", lambda plan: plan.plot.emissions()),
    "hydrogen-valley-network": ("hydrogen-valley", lambda plan: plan.plot.network()),
    "hydrogen-valley-dispatch": ("hydrogen-valley", lambda plan: plan.plot.dispatch("plain", "power")),
    "chemicals-site-hydrogen": (
        "chemicals-site",
        lambda plan: plan.plot.sankey(("hydrogen", "hydrogen-fuel", "hydrogen-tail")),
    ),
    "chemicals-site-steam-hp": ("chemicals-site", lambda plan: plan.plot.dispatch("utility", "steam-hp")),
    "chemicals-site-steam-lp": ("chemicals-site", lambda plan: plan.plot.dispatch("cracker", "steam-lp")),
    "hydrogen-support-costs": (
        "hydrogen-support",
        lambda script: script["plan"].plot.costs("owner").update_layout(height=320),
    ),
    "hynet-sharing-value": ("hynet-sharing", lambda script: script["worth"].plot()),
    "hynet-sharing-split": ("hynet-sharing", lambda script: script["split"].plot()),
    "humber-sharing-value": ("humber-sharing", lambda script: script["value"].plot()),
    "humber-sharing-rules": ("humber-sharing", lambda script: script["shares"].plot()),
    "heat-composite": ("pinch-to-plan", lambda script: script["targets"].plot.composite()),
    "heat-grand-composite": ("pinch-to-plan", lambda script: script["targets"].plot.grand_composite()),
    "heat-total-site": ("pinch-to-plan", lambda script: script["site"].plot.profiles()),
    "food-paper-park-network": ("food-paper-park", lambda script: script["plan"].plot.network()),
    "food-paper-park-composite": (
        "food-paper-park",
        lambda script: script["targets"]["mill"].plot.composite(),
    ),
    "food-paper-park-grand": (
        "food-paper-park",
        lambda script: script["targets"]["dairy"].plot.grand_composite(),
    ),
    "food-paper-park-total-site": ("food-paper-park", lambda script: script["site"].plot.profiles()),
    "food-paper-park-dispatch": (
        "food-paper-park",
        lambda script: script["plan"].plot.dispatch("brewery", "hot-water"),
    ),
    "south-wales-network": ("south-wales", lambda plan: plan.plot.network()),
    "south-wales-costs": ("south-wales", lambda plan: plan.plot.costs("owner")),
    "two-plants-sankey": ("two-plants", lambda plan: plan.plot.sankey()),
    "two-plants-dispatch": ("two-plants", lambda plan: plan.plot.dispatch("mill", "steam")),
}
SCRIPTS = {
    "food-paper-park": "food_paper_park.py",
    "hydrogen-support": "hydrogen_support.py",
    "pinch-to-plan": "pinch_to_plan.py",
    "hynet-sharing": "hynet_sharing.py",
    "humber-sharing": "humber_sharing.py",
}
"""Examples that are no packaged scenario but a script in examples/, whose names are drawn from."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the pictures in docs/img.")
    parser.add_argument("--plans", type=Path, help="folder of plans that are there already")
    parser.add_argument("--only", metavar="TEXT", default="", help="only pictures whose name holds this")
    arguments = parser.parse_args()
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"no browser found; install one of {', '.join(BROWSERS)}")
    IMAGES.mkdir(exist_ok=True)
    for name, figure in figures(arguments.plans, arguments.only):
        image = IMAGES / f"{name}.png"
        photograph(browser, figure, image)
        sys.stdout.write(f"{image.name}: {image.stat().st_size / 1e3:.0f} kB\n")


def figures(plans: Path | None, only: str) -> Iterator[tuple[str, Any]]:
    """Yield each picture's name and figure; each example is solved once."""
    made: dict[str, Answer] = {}
    for name, (example, draw) in PICTURES.items():
        if only in name:
            if example not in made:
                made[example] = plan_of(example, plans)
            yield name, draw(made[example])


def plan_of(example: str, plans: Path | None) -> Answer:
    saved = plans / f"{example}.nc" if plans is not None else None
    if saved is not None and saved.is_file():
        return synergy.load(saved)
    if example in SCRIPTS:
        script = IMAGES.parents[1] / "examples" / SCRIPTS[example]
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            return runpy.run_path(str(script))
    scenario = synergy.examples.load(example)
    return synergy.solve(scenario) if example in EXACT else synergy.solve(scenario, gap=GAP)


def photograph(browser: str, figure: Any, image: Path) -> None:
    """Write a figure to a page and the page to a picture."""
    with tempfile.TemporaryDirectory() as folder:
        page, taken = Path(folder) / "page.html", Path(folder) / "page.png"
        inner = figure.to_html(full_html=False, include_plotlyjs=True, config={"displayModeBar": False})
        page.write_text(PAGE.format(inner), encoding="utf-8")
        size = f"--window-size={figure.layout.width:.0f},{figure.layout.height:.0f}"
        command = [
            browser,
            *QUIET,
            f"--user-data-dir={folder}/profile",
            size,
            f"--screenshot={taken}",
            page.as_uri(),
        ]
        subprocess.run(command, check=True, timeout=120, capture_output=True)  # noqa: S603  # our own arguments
        shutil.copyfile(taken, image)


if __name__ == "__main__":
    main()
