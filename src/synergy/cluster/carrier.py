"""Carriers (what flows) and impacts (what is counted besides money)."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field, field_validator, model_validator

from synergy.record import Factor, Record, check_identifier, quantity

SCOPE1, SCOPE2, BIOGENIC, REMOVAL = "scope1", "scope2", "biogenic", "removal"
ABSOLUTE_ZERO = -273.15
"""In degC."""
NET_EMISSIONS = (SCOPE1, SCOPE2, REMOVAL)
"""Impacts that add up to the cluster's net emissions; vented biogenic CO2 is accounted beside them."""


class Carrier(Record):
    """Something that flows: power, steam, hydrogen, flue gas, captured CO2, waste heat.

    At every site, in every step, what is put in equals what is taken out, plus a surplus if the carrier
    allows one.

    Parameters
    ----------
    id : str
        Name used everywhere else.
    unit : {"MWh", "t"}
        Quantity; flows are in MW or t/h. Energy refers to the lower heating value.
    surplus : {"forbidden", "free", "vented"}
        What may happen to what nobody takes: nothing, anything, or release that counts as an impact.
    emission_factor : float
        Impact of one unit released, where surplus is vented, e.g. 1 t/t for a flow of CO2.
    impact : str
        Impact as which released surplus counts.
    temperature, return_temperature : float, optional
        degC at which heat is delivered, and at which what carried it comes back; steam condenses at one
        temperature, so that the return is left out. Where heat is exchanged, none flows uphill.
    substance : str
        What carriers are classes of: ``co2`` of two purities, steam of three pressures.
    at_least, at_most : mapping of str to float
        What the class promises, in any units that classes of the substance share: at least this purity,
        pressure, ...; at most this moisture, sulphur, ...

    Examples
    --------
    >>> Carrier(id="flue-gas", unit="t", surplus="vented", emission_factor=1.0).flow_unit
    't/h'
    >>> pure = Carrier(id="pure", substance="co2", at_least={"purity": 0.99}, at_most={"moisture": 30.0})
    >>> raw = Carrier(id="raw", substance="co2", at_least={"purity": 0.95})
    >>> pure.lacks_for(raw), raw.lacks_for(pure)
    ((), ('purity 0.95, not 0.99', 'moisture not known, not 30'))
    """

    id: str
    name: str = ""
    unit: Literal["MWh", "t"] = "MWh"
    surplus: Literal["forbidden", "free", "vented"] = "forbidden"
    emission_factor: float = quantity("{impact}/{quantity}", "impact of one unit released", default=0.0, ge=0)
    impact: str = Field(default=SCOPE1, description="impact as which released surplus counts")
    temperature: float | None = quantity(
        "degC", "temperature at which heat is delivered", default=None, gt=ABSOLUTE_ZERO, le=3000
    )
    return_temperature: float | None = quantity(
        "degC",
        "temperature at which what carried the heat comes back",
        default=None,
        gt=ABSOLUTE_ZERO,
        le=3000,
    )

    substance: str = Field(default="", description="what it is a quality class of, e.g. co2")
    at_least: dict[str, Factor] = Field(
        default={}, description="what the class has at least, by property: purity, pressure, ..."
    )
    at_most: dict[str, Factor] = Field(
        default={}, description="what the class has at most, by property: moisture, sulphur, ..."
    )

    _check_id = field_validator("id")(check_identifier)

    @model_validator(mode="after")
    def _class_of_something(self) -> Carrier:
        if self.substance:
            check_identifier(self.substance)
        if not self.substance and (self.at_least or self.at_most):
            raise ValueError(
                "at_least and at_most without a substance compare with nothing. Fix: give substance, e.g. co2"
            )
        return self

    @model_validator(mode="after")
    def _heat_cools(self) -> Carrier:
        if self.return_temperature is not None and (
            self.temperature is None or self.return_temperature > self.temperature
        ):
            raise ValueError(
                f"return_temperature {self.return_temperature:g} without a temperature that is higher. "
                "Fix: give temperature, or leave return_temperature out"
            )
        return self

    @model_validator(mode="after")
    def _factor_only_if_vented(self) -> Carrier:
        if self.surplus != "vented" and self.emission_factor:
            raise ValueError(
                f"emission_factor has no effect while surplus is {self.surplus}. "
                "Fix: write surplus: vented, or leave it out"
            )
        return self

    @classmethod
    def reference_carrier_in(cls, data: object) -> str | None:
        """Return the carrier's own id: its units are its own."""
        return str(data["id"]) if isinstance(data, dict) and "id" in data else None

    @property
    def flow_unit(self) -> str:
        """Unit of a flow: MW or t/h."""
        return "MW" if self.unit == "MWh" else "t/h"

    def lacks_for(self, other: Carrier) -> tuple[str, ...]:
        """Return in words what it lacks to serve where another class of its substance is asked for."""
        lacks = [
            f"{name} {self.at_least[name]:g}, not {least:g}"
            if name in self.at_least
            else f"{name} not known, not {least:g}"
            for name, least in other.at_least.items()
            if self.at_least.get(name, -math.inf) < least
        ]
        lacks += [
            f"{name} {self.at_most[name]:g}, not {most:g}"
            if name in self.at_most
            else f"{name} not known, not {most:g}"
            for name, most in other.at_most.items()
            if self.at_most.get(name, math.inf) > most
        ]
        own, asked = self.temperature, other.temperature
        if own is not None and asked is not None and own < asked:
            lacks.append(f"{own:g} degC, not {asked:g} degC")
        return tuple(lacks)

    @property
    def released_as(self) -> str | None:
        """The impact as which released surplus counts, or None if it is not vented."""
        return self.impact if self.surplus == "vented" and self.emission_factor > 0 else None


class Impact(Record):
    """Something counted besides money: t CO2e of a scope, m3 of water, t of NOx.

    Examples
    --------
    >>> Impact(id="water", unit="m3").unit
    'm3'
    """

    id: str
    name: str = ""
    unit: str = Field(default="t", description="unit in which it is counted")

    _check_id = field_validator("id")(check_identifier)


BUILT_IN_IMPACTS: tuple[Impact, ...] = (
    Impact(id=SCOPE1, name="direct fossil emissions", unit="t"),
    Impact(id=SCOPE2, name="emissions of bought energy", unit="t"),
    Impact(id=BIOGENIC, name="biogenic CO2 released", unit="t"),
    Impact(id=REMOVAL, name="biogenic CO2 captured (negative)", unit="t"),
)
