"""What every test may rely on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# `make test` gives the same verdict twice on the same code; `make nightly` looks at cases nobody has seen.
settings.register_profile("test", deadline=None, derandomize=True)
settings.register_profile("nightly", deadline=None, max_examples=2000)
settings.load_profile("nightly" if os.environ.get("SYNERGY_NIGHTLY") else "test")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `pytest --update-golden` write the golden files anew."""
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden LP files instead of comparing"
    )


@pytest.fixture(scope="session")
def validation() -> Path:
    """Return the folder of public cases with known answers, or skip, visibly, where it is absent.

    The cases stay out of the package: `SYNERGY_VALIDATION` names their folder, by default
    `../shared/validation` beside the project.
    """
    folder = Path(os.environ.get("SYNERGY_VALIDATION") or ROOT.parent / "shared" / "validation")
    if not folder.is_dir():
        pytest.skip(f"no public cases at {folder}; set SYNERGY_VALIDATION to their folder")
    return folder
