"""Which HiGHS is installed, what it can do, and which releases are refused by name."""

from __future__ import annotations

from functools import lru_cache
from importlib import metadata

import highspy

from synergy.errors import SolverError

# Its presolve returns wrong optima and calls them optimal (HiGHS issues 2957, 2975, 3043, 3073, 3094).
BANNED_HIGHS = ("1.14.",)
LOWEST_HIGHS = "1.15.1"


def new_highs() -> highspy.Highs:
    """Return an empty HiGHS that says nothing on screen."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    return highs


@lru_cache(maxsize=1)
def highs_version() -> str:
    """Return the version of the HiGHS library that is loaded, e.g. ``"1.15.1"``."""
    return str(new_highs().version())


@lru_cache(maxsize=1)
def highs_commit() -> str:
    """Return the commit that the HiGHS library was built from."""
    return str(new_highs().githash())


@lru_cache(maxsize=1)
def hipo_status() -> str:
    """Return what HiGHS says about loading its extras, which hold the interior point method HiPO."""
    report = getattr(highspy._core, "getExtrasLoadStatus", None)
    return str(report()) if report is not None else "this highspy knows no extras"


def hipo_loads() -> bool:
    """Return whether HiPO can be used: without the extras HiGHS would silently take another method."""
    return "success" in hipo_status().lower()


def package_version(name: str) -> str | None:
    """Return the installed version of a distribution, or None where it is not installed."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def refuse_banned_highs(version: str | None = None) -> None:
    """Refuse releases of HiGHS that are known to give wrong answers.

    Parameters
    ----------
    version : str, optional
        The version to judge; by default the one that is loaded.

    Raises
    ------
    SolverError
        If the release is banned.

    Examples
    --------
    >>> refuse_banned_highs("1.15.1")
    >>> refuse_banned_highs("1.14.0")
    Traceback (most recent call last):
        ...
    synergy.errors.SolverError: highspy 1.14.0 gives wrong answers and calls them optimal (HiGHS #2957). \
Fix: pip install "highspy[extras]>=1.15.1"
    """
    found = highs_version() if version is None else version
    if found.startswith(BANNED_HIGHS):
        raise SolverError(
            f"highspy {found} gives wrong answers and calls them optimal (HiGHS #2957). "
            f'Fix: pip install "highspy[extras]>={LOWEST_HIGHS}"'
        )
