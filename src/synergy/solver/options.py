"""How to solve: limits, method and further options, checked before anything is built."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

from synergy.errors import Fault, ScenarioError, did_you_mean
from synergy.solver.option_table import OptionValue, check_highs_option, highs_options
from synergy.solver.solvers import HIGHS_SOLVERS, solver_fault
from synergy.solver.versions import hipo_loads

Method = Literal["auto", "simplex", "ipx", "hipo"]
Presolve = Literal["on", "off"]

# Above this many rows an interior point method beats the dual simplex on investment and dispatch models.
LARGE_MODEL_ROWS = 10_000
# Up to this many rows the feasibility jump heuristic takes longer (16 ms) than the whole rest of a solve.
SMALL_MODEL_ROWS = 1_000

# At HiGHS' default, 1e-6, presolve fixes variables whose bounds lie closer than that (HiGHS #3173), and
# plants run on a millionth of a build decision: of 4,739 small clusters, some with demands near 1e-6 MW, 43
# came out wrong; at 1e-7 a few live on an almost-whole binary, at 1e-8 presolve makes two too dear, and
# without presolve none is wrong (docs/adr/0009).
MIXED_INTEGER_TOLERANCE = 1e-8

# HiGHS' own names for what has a field here.
_FIELD_OF = {
    "mip_rel_gap": "gap",
    "random_seed": "seed",
    "time_limit": "time_limit",
    "threads": "threads",
    "presolve": "presolve",
}


@dataclass(frozen=True, kw_only=True)
class SolveOptions:
    """How to solve.

    Every fault in the options is found on creation, and all are told at once.

    Parameters
    ----------
    solver : str
        ``"highs"`` (synergy's own way into HiGHS), or another solver by Pyomo's name.
    gap : float
        Largest accepted relative gap between the plan's cost and the proven bound. The default, 1e-4, is
        what solvers are tuned for and far below the uncertainty of any price; the *difference* between two
        plans is only known to the sum of both gaps, so studies that compare plans should give less.
    time_limit : float, optional
        Wall-clock limit [s]; the best plan found until then is kept. None: no limit.
    threads : int, optional
        Most threads to use. None: the solver decides.
    method : str
        Method for the linear programme, or for the relaxations of a mixed-integer one: ``"simplex"``,
        ``"ipx"`` or ``"hipo"`` (both interior point). ``"auto"`` decides by size.
    presolve : str
        ``"on"`` or ``"off"``.
    seed : int
        Seed of the solver's random choices.
    solver_options : mapping
        Further options by the solver's own names, for example ``{"mip_heuristic_effort": 0.2}``. HiGHS' names
        for fields above are understood too (``mip_rel_gap`` is ``gap``).

    Raises
    ------
    ScenarioError
        With one fault for each option that is unknown, of the wrong type or out of range.

    Examples
    --------
    >>> SolveOptions(gap=0.01, time_limit=180).gap
    0.01
    >>> SolveOptions.from_mapping({"mip_rel_gap": 0.01, "mip_max_nodes": 100}).gap
    0.01
    """

    solver: str = "highs"
    gap: float = 1e-4
    time_limit: float | None = None
    threads: int | None = None
    method: Method = "auto"
    presolve: Presolve = "on"
    seed: int = 0
    solver_options: Mapping[str, OptionValue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = self._adopt_solver_names()
        faults += self._field_faults()
        if self.solver in HIGHS_SOLVERS:
            own = tuple(known.name for known in fields(self))
            for name, value in self.solver_options.items():
                faults += check_highs_option(name, value, own)
        if faults:
            raise ScenarioError(faults)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> SolveOptions:
        """Return options from one flat mapping, where every name that is no field is the solver's own.

        Parameters
        ----------
        values : mapping
            For example ``{"gap": 0.01, "mip_max_nodes": 100}``.
        """
        own = {known.name for known in fields(cls)}
        typed = {name: value for name, value in values.items() if name in own}
        raw = {name: value for name, value in values.items() if name not in own}
        nested = typed.get("solver_options", {})
        if isinstance(nested, Mapping):
            typed["solver_options"] = {**nested, **raw}
        return cls(**typed)

    def _adopt_solver_names(self) -> list[Fault]:
        """Move raw options that have a field of their own into that field."""
        given: object = self.solver_options
        if not isinstance(given, Mapping):
            fault = Fault(
                "options.solver_options", "is not a mapping of names to values", fix="write {name: value}"
            )
            object.__setattr__(self, "solver_options", {})
            return [fault]
        faults = []
        raw = dict(given)
        defaults = {known.name: known.default for known in fields(self)}
        for name in [name for name in raw if name in _FIELD_OF and self.solver in HIGHS_SOLVERS]:
            value, target = raw.pop(name), _FIELD_OF[name]
            if getattr(self, target) not in (defaults[target], value):
                faults.append(
                    Fault(f"options.{name}", f"is given twice, also as {target}", fix="give it once")
                )
            else:
                object.__setattr__(self, target, value)
        object.__setattr__(self, "solver_options", raw)
        return faults

    def _field_faults(self) -> list[Fault]:
        faults = []
        if (unknown := solver_fault(self.solver)) is not None:
            faults.append(unknown)
        if not _is_number(self.gap) or not 0 <= self.gap < 1:
            faults.append(
                Fault(
                    "options.gap",
                    f"{self.gap!r} must be a number from 0 to below 1",
                    fix="write 0.01 for 1 %",
                )
            )
        if self.time_limit is not None and not (_is_number(self.time_limit) and self.time_limit > 0):
            faults.append(
                Fault(
                    "options.time_limit",
                    f"{self.time_limit!r} is no time",
                    fix="write seconds above 0, e.g. 180",
                )
            )
        if self.threads is not None and not (_is_whole(self.threads) and self.threads >= 1):
            faults.append(
                Fault(
                    "options.threads",
                    f"{self.threads!r} is no count",
                    fix="write a whole number of at least 1",
                )
            )
        if not (_is_whole(self.seed) and 0 <= self.seed <= 2_147_483_647):
            faults.append(
                Fault("options.seed", f"{self.seed!r} is no seed", fix="write a whole number of at least 0")
            )
        faults += _choice_fault("presolve", self.presolve, get_args(Presolve))
        method: str = self.method
        if method == "ipm":
            why = "in HiGHS it means IPX or HiPO, whichever happens to be installed"
            faults.append(Fault("options.method", "'ipm' is ambiguous", why, "write ipx or hipo"))
        else:
            faults += _choice_fault("method", method, get_args(Method))
        if self.method == "hipo" and not hipo_loads():
            why = "HiGHS would silently take another method"
            faults.append(
                Fault("options.method", "hipo is not installed", why, 'pip install "highspy[extras]>=1.15.1"')
            )
        return faults


def choose_method(options: SolveOptions, rows: int) -> Method:
    """Return the method for the linear programmes of a model with this many rows.

    Never ``"ipm"``, whose meaning depends on what is installed.
    """
    if options.method != "auto":
        return options.method
    if rows <= LARGE_MODEL_ROWS:
        return "simplex"
    return "hipo" if hipo_loads() else "ipx"


def highs_settings(options: SolveOptions, rows: int, has_integers: bool) -> dict[str, OptionValue]:
    """Return the options to set in HiGHS, by HiGHS' names, for a model of this size.

    ``solver`` is the method of the linear programme; in a mixed-integer one HiGHS ignores it there, and takes
    ``mip_lp_solver`` and ``mip_ipm_solver`` instead.
    """
    method = choose_method(options, rows)
    settings: dict[str, OptionValue] = {
        "solver": method,
        "presolve": options.presolve,
        "random_seed": options.seed,
        "mip_rel_gap": float(options.gap),
        "mip_min_logging_interval": 1.0,
    }
    if has_integers:
        settings["mip_lp_solver"] = method
        settings["mip_ipm_solver"] = "hipo" if method == "hipo" else "ipx"
        settings["mip_heuristic_run_feasibility_jump"] = rows > SMALL_MODEL_ROWS
        settings["mip_feasibility_tolerance"] = MIXED_INTEGER_TOLERANCE
    if options.threads is not None:
        settings["threads"] = options.threads
    table = highs_options()
    for name, value in options.solver_options.items():
        settings[name] = float(value) if table[name].kind == "double" else value
    return settings


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and not math.isnan(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _choice_fault(name: str, value: object, choices: tuple[str, ...]) -> list[Fault]:
    if value in choices:
        return []
    near = did_you_mean(value, choices) if isinstance(value, str) else ""
    return [Fault(f"options.{name}", f"unknown value {value!r}{near}", fix=f"write {', '.join(choices)}")]
