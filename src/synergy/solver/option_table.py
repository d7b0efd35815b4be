"""The options HiGHS has, read from HiGHS itself, so that a wrong one is told before solving."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import highspy

from synergy.errors import Fault, did_you_mean
from synergy.solver.versions import new_highs

OptionValue = bool | int | float | str

# What the solve room sets itself, and the field of SolveOptions that does it.
SET_BY_FIELD = {"solver": "method"}
SET_BY_SYNERGY = frozenset(
    {
        "log_file",
        "log_to_console",
        "output_flag",
        "read_basis_file",
        "read_solution_file",
        "solution_file",
        "write_basis_file",
        "write_iis_model_file",
        "write_model_file",
        "write_model_to_file",
        "write_presolved_model_file",
        "write_presolved_model_to_file",
        "write_solution_style",
        "write_solution_to_file",
    }
)
METHOD_OPTIONS = frozenset({"mip_lp_solver", "mip_ipm_solver"})

_ENTRY = re.compile(
    r"^# (?P<about>[^\n]*)\n"
    r"# \[type: (?P<kind>\w+), advanced: \w+(?:, range: [\[{](?P<low>[^,]*), (?P<high>[^\]}]*)[\]}])?"
    r", default: (?P<default>[^\n]*)\]\n"
    r"(?P<name>\w+) = ",
    re.MULTILINE,
)


@dataclass(frozen=True)
class HighsOption:
    """One option of HiGHS as HiGHS describes it.

    Parameters
    ----------
    name : str
        Its name.
    kind : str
        ``"bool"``, ``"integer"``, ``"double"`` or ``"string"``.
    about : str
        What it does.
    default : str
        Its default, as text.
    low, high : float
        Smallest and largest value of a number.
    choices : tuple of str
        The words a string may be; empty where any is accepted.
    """

    name: str
    kind: str
    about: str
    default: str
    low: float
    high: float
    choices: tuple[str, ...]


@lru_cache(maxsize=1)
def highs_options() -> Mapping[str, HighsOption]:
    """Return every option of the installed HiGHS by name.

    HiGHS has no call that lists them, but it writes them to a file with type, range and default.
    """
    scratch = new_highs()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "options.txt"
        scratch.writeOptions(str(path))
        text = path.read_text(encoding="utf-8")
    table = {}
    for entry in _ENTRY.finditer(text):
        kind = entry["kind"]
        numeric = kind in {"integer", "double"}
        table[entry["name"]] = HighsOption(
            name=entry["name"],
            kind=kind,
            about=entry["about"],
            default=entry["default"].strip('"'),
            low=float(entry["low"]) if numeric else float("-inf"),
            high=float(entry["high"]) if numeric else float("inf"),
            choices=tuple(re.findall(r'"(\w+)"', entry["about"])) if kind == "string" else (),
        )
    return table


def check_highs_option(name: str, value: object, known_besides: tuple[str, ...] = ()) -> list[Fault]:
    """Return what is wrong with one raw HiGHS option; empty where nothing is.

    Parameters
    ----------
    name, value
        The option and the value wished for.
    known_besides : tuple of str
        Further names to suggest where the name is unknown.
    """
    place = f"options.{name}"
    option = highs_options().get(name)
    if option is None:
        near = did_you_mean(name, [*highs_options(), *known_besides])
        return [Fault(place, f"unknown{near}", fix="write an option of HiGHS or leave it out")]
    if name in SET_BY_FIELD:
        field = SET_BY_FIELD[name]
        return [Fault(place, "is set by synergy", fix=f"write {field}: instead")]
    if name in SET_BY_SYNERGY:
        return [Fault(place, "is set by synergy itself", fix="leave it out")]
    fault = _wrong_value(option, value)
    if fault is not None:
        return [fault]
    # HiGHS has the last word: it knows more than it writes down.
    scratch = new_highs()
    if scratch.setOptionValue(name, _as_kind(option.kind, value)) != highspy.HighsStatus.kOk:
        return [Fault(place, f"HiGHS refuses {value!r}", fix=f"see HiGHS: {option.about}")]
    return []


def _as_kind(kind: str, value: object) -> OptionValue:
    if kind == "double" and isinstance(value, int | float):
        return float(value)
    if isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"{value!r} is no value of an option")


def _wrong_value(option: HighsOption, value: object) -> Fault | None:
    place = f"options.{option.name}"
    if option.kind == "bool":
        if isinstance(value, bool):
            return None
        return Fault(place, f"{value!r} is not true or false", fix="write true or false")
    if option.kind == "string":
        if not isinstance(value, str):
            return Fault(place, f"{value!r} is not text", fix=_choices(option))
        if value == "ipm" and option.name in METHOD_OPTIONS:
            return Fault(
                place,
                "'ipm' means IPX or HiPO, whichever happens to be installed",
                fix="write ipx or hipo",
            )
        if option.choices and value not in option.choices:
            return Fault(place, f"{value!r}{did_you_mean(value, option.choices)}", fix=_choices(option))
        return None
    whole = option.kind == "integer"
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        return Fault(place, f"{value!r} is not a {'whole ' if whole else ''}number", fix=_range(option))
    if not option.low <= value <= option.high:
        return Fault(place, f"{value!r} is out of range", fix=_range(option))
    return None


def _choices(option: HighsOption) -> str:
    words = [word for word in option.choices if not (word == "ipm" and option.name in METHOD_OPTIONS)]
    return f"write one of {', '.join(words)}" if words else "write text"


def _range(option: HighsOption) -> str:
    kind = "a whole number" if option.kind == "integer" else "a number"
    low, high = f"{option.low:g}", f"{option.high:g}"
    if option.high >= 2147483647:
        return f"write {kind} of at least {low}" if option.low > -2147483647 else f"write {kind}"
    return f"write {kind} from {low} to {high}"
