"""What the examples in docstrings may rely on."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def one_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Solve the cases of an example one after the other: to start processes takes longer than they do."""
    if isinstance(request.node, pytest.DoctestItem):
        monkeypatch.setattr("synergy.study.pools.cores", lambda: 0)
