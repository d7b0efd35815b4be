"""Units at the boundary: text such as ``"850 EUR/kW"`` becomes a number in the field's own unit.

Inside synergy every number is a plain float in the unit that its field declares. Text with a unit is met
only where a user writes it, in a file or in a constructor, and is converted there, by `pint`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from synergy.economics import PRICE_LEVELS, price_level_factor

HOURS_PER_YEAR = 8760
YEARLY_AMOUNTS = ("{quantity}/a", "{impact}/a")
"""Units of fields that hold what flows in a year; people also write "300 GWh" for "300 GWh/a"."""
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\d,'_])", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d{1,2}(?!\d)|[+-]?\d{4,},\d+|[+-]?0,\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d+)?(?!\d)")
_PRICE_YEAR = re.compile(r"\b([kM]?)([A-Z]{3})_(\d{4})\b")


class UnitError(ValueError):
    """Text that is no number with a fitting unit; says what to write instead.

    Parameters
    ----------
    found, fix : str
        What was found, and what to write instead.
    """

    def __init__(self, found: str, fix: str) -> None:
        super().__init__(f"{found}. Fix: {fix}")
        self.found = found
        self.fix = fix


@dataclass(frozen=True)
class Units:
    """What the words of a scenario mean: its money and the unit of each carrier and impact.

    Parameters
    ----------
    currency : str
        Three-letter code of the scenario's money.
    price_year : int
        Year to which all money is converted.
    carriers : mapping of str to str
        Quantity of each carrier, ``"MWh"`` or ``"t"``.
    impacts : mapping of str to str
        Unit of each impact, e.g. ``"t"`` or ``"m3"``.
    """

    currency: str = "EUR"
    price_year: int = 2025
    carriers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    impacts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def candidates(
        self, template: str, reference: str | None = None, key: str | None = None
    ) -> tuple[str, ...]:
        """Return the units that a field's template may stand for.

        ``{quantity}`` and ``{flow}`` mean the reference carrier's quantity (MWh or t) and its flow (MW or
        t/h), ``{key}`` the quantity of the carrier that is the key of a mapping, ``{impact}`` the unit of the
        impact that is the key. One unit comes back where the carrier is known, both possible ones where it
        is not.

        Examples
        --------
        >>> Units(carriers={"co2": "t"}).candidates("EUR/{flow}", "co2")
        ('EUR/(t/h)',)
        >>> Units().candidates("EUR/{flow}")
        ('EUR/MW', 'EUR/(t/h)')
        >>> Units(carriers={"co2": "t"}).candidates("{quantity}/a", "co2")
        ('t/a', 't')
        """
        text = template.replace("EUR", self.currency)
        own = self._quantities(reference)
        of_key = self._quantities(key)
        impact = self.impacts.get(key or "", "t")
        found: dict[str, None] = {}
        for quantity in own:
            for key_quantity in of_key:
                flow = "MW" if quantity == "MWh" else f"({quantity}/h)"
                unit = text.replace("{quantity}", quantity).replace("{flow}", flow)
                unit = unit.replace("{key}", key_quantity).replace("{impact}", impact)
                found[unit.strip("()") if unit.startswith("(") and unit.count("(") == 1 else unit] = None
        if template in YEARLY_AMOUNTS:
            found |= {unit.removesuffix("/a"): None for unit in found}
        return tuple(found)

    def _quantities(self, carrier: str | None) -> tuple[str, ...]:
        known = self.carriers.get(carrier) if carrier is not None else None
        return (known,) if known is not None else ("MWh", "t")


def convert(text: str, candidates: tuple[str, ...], units: Units) -> float:
    """Convert text such as ``"850 EUR/kW"`` to a number in the first candidate unit whose dimension fits.

    Text without a unit is a number in the field's own unit.

    Parameters
    ----------
    text : str
        A number and, normally, a unit; ``EUR_2020`` is money of 2020.
    candidates : tuple of str
        Units the field may have; an empty string means a pure number.
    units : Units
        Money and carriers of the scenario.

    Returns
    -------
    float

    Raises
    ------
    UnitError
        If the text is no number, or its unit has another dimension.

    Examples
    --------
    >>> convert("850 EUR/kW", ("EUR/MW",), Units())
    850000.0
    >>> convert("8 %", ("",), Units())
    0.08
    >>> convert("5 MWh", ("MW",), Units())
    Traceback (most recent call last):
    ...
    synergy.units.UnitError: '5 MWh' is energy; power needed (MW). Fix: give it in MW
    """
    number, unit = _split(text)
    if not unit:
        return number
    import pint

    registry = _registry(units.currency, units.price_year)
    try:
        quantity = registry.Quantity(number, _for_pint(unit, units))
    except UnitError:
        raise
    except Exception:  # pint raises many kinds, from tokenize errors to its own
        raise UnitError(f"'{text}' has the unknown unit '{unit}'", f"use {_spoken(candidates)}") from None
    for candidate in candidates:
        try:
            value = quantity.to(_for_pint(candidate, units) or "dimensionless").magnitude
        except pint.DimensionalityError:
            continue
        return float(f"{value:.15g}")
    needed = _dimension(registry.Quantity(1, _for_pint(candidates[0], units)))
    raise UnitError(
        f"'{text}' is {_dimension(quantity)}; {needed} needed ({_spoken(candidates)})",
        f"give it in {_spoken(candidates)}",
    )


def _spoken(candidates: tuple[str, ...]) -> str:
    return " or ".join(unit or "a pure number or %" for unit in candidates)


def _split(text: str) -> tuple[float, str]:
    stripped = text.strip()
    if _THOUSANDS.match(stripped) and ("," in stripped or stripped.count(".") > 1 or "'" in stripped):
        plain = re.sub(r"[,.' ](?=\d{3}(?!\d))", "", stripped).replace(",", ".")
        raise UnitError(f"'{text}' is ambiguous (thousands separator or decimal comma?)", f"write {plain}")
    if _DECIMAL_COMMA.match(stripped):
        raise UnitError(f"'{text}' uses a decimal comma", f"write {stripped.replace(',', '.', 1)}")
    match = _NUMBER.match(stripped)
    if match is None:
        raise UnitError(f"'{text}' is not a number", "give a number, with its unit where there is one")
    return float(match.group()), stripped[match.end() :].strip()


def _for_pint(unit: str, units: Units) -> str:
    for prefix, code, year in _PRICE_YEAR.findall(unit):
        if code == units.currency and price_level_factor(int(year), units.price_year) is None:
            known = f"{min(PRICE_LEVELS)} to {max(PRICE_LEVELS)}"
            raise UnitError(
                f"no price level is known for {code}_{year}",
                f"use {prefix}{code} of {known}, or convert it yourself",
            )
    return re.sub(r"\bm3\b", "m**3", unit.replace("%", "percent"))


@functools.lru_cache(maxsize=8)
def _registry(currency: str, price_year: int) -> Any:
    import pint

    registry: Any = pint.UnitRegistry(cache_folder=None, on_redefinition="ignore")
    registry.define(f"a = {HOURS_PER_YEAR} * hour = yr = year")
    registry.define("kt = 1000 * tonne")  # thousands of t, as emissions are counted; to pint these are knots
    registry.define(f"{currency} = [money]")
    for year in range(min(PRICE_LEVELS), max(PRICE_LEVELS) + 1):
        factor = price_level_factor(year, price_year)
        if factor is not None:
            registry.define(f"{currency}_{year} = {factor!r} {currency}")
    return registry


_DIMENSION_NAMES = {
    "": "a pure number",
    "[mass] * [length] ** 2 / [time] ** 2": "energy",
    "[mass] * [length] ** 2 / [time] ** 3": "power",
    "[mass]": "mass",
    "[mass] / [time]": "mass flow",
    "[length]": "length",
    "[time]": "time",
    "1 / [time]": "a rate per time",
    "1 / [length]": "a share per length",
    "[money]": "money",
    "[money] / [time]": "money per time",
    "[money] / [length]": "money per length",
    "[money] * [time] ** 3 / [mass] / [length] ** 2": "money per power",
    "[money] * [time] ** 2 / [mass] / [length] ** 2": "money per energy",
    "[money] * [time] / [mass]": "money per mass flow",
    "[money] / [mass]": "money per mass",
}


def _dimension(quantity: Any) -> str:
    text = str(quantity.dimensionality)
    return _DIMENSION_NAMES.get("" if text == "dimensionless" else text, f"of dimension {text}")
