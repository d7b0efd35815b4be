"""A first case by which a worker process shows that it works, and after which everything is loaded."""

from __future__ import annotations

from synergy.scenario import Scenario
from synergy.study.case import Case
from synergy.study.packet import packet_of
from synergy.study.work import answer_to

# The least that there is to solve.
TRIAL = {
    "carriers": {"heat": {"unit": "MWh"}},
    "sites": {"site": {"name": "Site"}},
    "assets": {
        "network": {"kind": "market", "site": "site", "carrier": "heat", "buy_price": 30.0},
        "need": {"kind": "demand", "site": "site", "carrier": "heat", "demand": 1.0},
    },
}


def trial_fault() -> str:
    """Return why this process can not solve; empty if it can.

    Examples
    --------
    >>> trial_fault()
    ''
    """
    answer = answer_to(packet_of(Case("trial", Scenario.from_data(TRIAL))))
    return "" if answer.status == "optimal" else f"can not solve: {answer.reason}"
