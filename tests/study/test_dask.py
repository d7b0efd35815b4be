"""A Dask cluster finds what this process finds, byte for byte, and survives bad cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from study_cases import case, stored
from synergy.study.runner import run_cases

distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster(poisonous: Any) -> Iterator[Any]:
    options = {"n_workers": 2, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    with distributed.LocalCluster(**options, processes=True) as made:
        yield made


def test_a_cluster_finds_the_same_and_bad_cases_fail_alone(
    cluster: Any, poisonous: Any, tmp_path: Path
) -> None:
    fine = [case(f"{price:g}", price) for price in (20.0, 28.0, 36.0)]
    run_cases(fine, 0, store=tmp_path / "here")
    events: list[str] = []
    there = tmp_path / "there"
    results = run_cases(
        fine, cluster.scheduler_address, store=there, on_event=lambda event: events.append(event.status)
    )
    assert [result.status for result in results] == ["optimal"] * 3
    assert stored(there) == stored(tmp_path / "here")
    assert (events.count("running"), events.count("optimal")) == (3, 3)
    with distributed.Client(cluster, set_as_default=False) as client:
        before = set(client.nthreads())
        bad, *known = run_cases([poisonous.case("exit"), *fine], client, store=there, retries=1)
        assert (bad.status, bad.reason) == ("failed", "its process ended with exit code 9, 2 times")
        assert [result.key for result in known] == [result.key for result in results]
        # The cluster's own workers never noticed.
        assert set(client.nthreads()) == before
