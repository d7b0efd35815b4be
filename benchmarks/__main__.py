"""``python -m benchmarks [NAME] [OPTIONS]``; without a name all of them run."""

from __future__ import annotations

import sys

from benchmarks import (
    audit_share,
    ensembles,
    formulations,
    nucleolus,
    pathway,
    registry,
    scale,
    solvers,
    tightness,
)

BENCHMARKS = {
    "registry": registry.run,
    "solvers": solvers.run,
    "tightness": tightness.run,
    "formulations": formulations.run,
    "scale": scale.run,
    "audit": audit_share.run,
    "pathway": pathway.run,
    "nucleolus": nucleolus.run,
    "ensembles": ensembles.run,
}


def main(arguments: list[str]) -> None:
    """Run one benchmark, or all."""
    if arguments and arguments[0] in BENCHMARKS:
        BENCHMARKS[arguments[0]](arguments[1:])
        return
    if arguments and not arguments[0].startswith("-"):
        sys.exit(f"no benchmark {arguments[0]!r}; there are {', '.join(BENCHMARKS)}")
    for run in BENCHMARKS.values():
        run(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
