"""Results on disk by key: the answer in ``KEY.json``, its plan in ``KEY.nc``, times and log in ``KEY.run``.

Only the driver writes. The plan is written first and the answer last, each all or nothing; the answer holds
the checksums of both, so whatever a crash, a full disk or a hand leaves behind is either whole or not taken
for a result. Times, place and log differ from run to run and are no part of a result.
"""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

from synergy.io.atomic_write import DRAFT_SUFFIX, write_bytes
from synergy.io.json_text import json_text
from synergy.study.packet import FORMAT, Answer

DRAFT_SECONDS = 3600.0
"""Drafts that a crash left are swept when they are older: younger ones may be another driver's."""


class CaseStore:
    """Results in a folder.

    Parameters
    ----------
    folder : Path
        Made if it does not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for draft in folder.glob(f".*{DRAFT_SUFFIX}"):
            if time.time() - draft.stat().st_mtime > DRAFT_SECONDS:
                draft.unlink(missing_ok=True)

    def plan_file(self, key: str) -> Path:
        """Return where the plan of a key is stored."""
        return self.folder / f"{key}.nc"

    def read(self, key: str) -> Answer | None:
        """Return what is known of a key, without the plan's bytes, or None where that is nothing whole."""
        try:
            record = json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
            checksum = record.pop("checksum")
            if record["key"] != key or record["format"] != FORMAT or checksum != _checksum_of(record):
                return None
            plan = self.plan_file(key).read_bytes() if record["plan_checksum"] else b""
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        if record["plan_checksum"] != _plan_checksum(plan):
            return None
        return Answer(record["status"], record["reason"], record["figures"])

    def read_plan(self, key: str) -> bytes:
        """Return the bytes of a stored plan."""
        return self.plan_file(key).read_bytes()

    def write(self, key: str, answer: Answer) -> None:
        """Keep an answer.

        Raises
        ------
        OSError
            If it can not be written; nothing is then known of the key, or what was known before.
        """
        if answer.plan:
            write_bytes(self.plan_file(key), answer.plan)
        record: dict[str, Any] = {
            "format": FORMAT,
            "key": key,
            "status": answer.status,
            "reason": answer.reason,
            "figures": dict(answer.figures),
            "plan_checksum": _plan_checksum(answer.plan),
        }
        record["checksum"] = _checksum_of(record)
        write_bytes(self.folder / f"{key}.run", json_text(dict(answer.run)).encode("utf-8"))
        write_bytes(self.folder / f"{key}.json", json_text(record).encode("utf-8"))


def _plan_checksum(plan: bytes) -> str:
    return hashlib.sha256(plan).hexdigest() if plan else ""


def _checksum_of(record: dict[str, Any]) -> str:
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
