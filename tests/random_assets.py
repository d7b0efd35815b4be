"""Random assets of every kind, at sites and in corridors."""

from __future__ import annotations

import copy
from typing import Any

from random_parts import Data, Parts


class SiteAssets(Parts):
    """Puts assets at a site."""

    def _site(self, site: str) -> None:
        draw, here = self.draw, {"site": site}
        for carrier, probability in (("power", 0.6), ("steam", 0.5), ("hydrogen", 0.25)):
            if draw.chance(probability):
                self._demand(here, carrier)
        for maker, probability in (
            (self._power_market, 0.6),
            (self._gas_plant, 0.55),
            (self._electric_plant, 0.35),
            (self._generator, 0.4),
            (self._process, 0.35),
            (self._storage, 0.4),
            (self._further_market, 0.25),
        ):
            if draw.chance(probability):
                maker(here)

    def _demand(self, here: Data, carrier: str) -> None:
        draw = self.draw
        fields: Data = {"carrier": carrier, "demand": self._series(1.0, 100.0)}
        if draw.chance(0.9):
            fields["unserved_price"] = draw.pick([0.0, 30.0, 200.0, 1000.0, draw.number(10.0, 3000.0)])
        else:  # must be met, and can be
            self._add("backstop", "market", here, carrier=carrier, buy_price=draw.number(100.0, 500.0))
        self._add("demand", "demand", here, **fields)

    def _price(self, low: float, high: float) -> Any:
        """Return a price and whether it is negative somewhere."""
        draw = self.draw
        if draw.chance(0.4):
            return draw.ugly(low, high)
        values = [draw.pick([50.0, draw.number(low, high)]) for _ in range(self.points)]
        if draw.chance(0.3):
            values[draw.whole(0, self.points - 1)] = -draw.number(1.0, 60.0)
        return {"profile": self._profile(values)}

    def _lowest(self, price: Any) -> float:
        return float(self.profiles[price["profile"]].min()) if isinstance(price, dict) else float(price)

    def _power_market(self, here: Data) -> None:
        draw = self.draw
        buy = self._price(20.0, 150.0)
        fields: Data = {"carrier": "power", "buy_price": buy, "buy_max": self._series(20.0, 200.0)}
        if draw.chance(0.6):
            fields["impacts"] = {
                "scope2": draw.ugly(0.05, 0.5),
                **({"water": 1.5} if draw.chance(0.3) else {}),
            }
        if draw.chance(0.35):
            fields["sell_price"] = self._price(5.0, 90.0)
            fields["sell_max"] = self._series(10.0, 100.0)
        if draw.chance(0.3):
            fields |= self._investment(10.0, 100.0, 1e5, 1e6)
        elif self._lowest(buy) >= 0 and draw.chance(0.3):
            del fields["buy_max"]
            fields["buy_max_yearly"] = draw.number(1e3, 1e6)
        if "sell_price" in fields and draw.chance(0.3):
            fields["sell_max_yearly"] = draw.number(1e3, 1e5)
        if "buy_max" in fields and draw.chance(0.06):  # a purchase that is credited
            fields["impacts"] = {"scope1": -draw.number(0.05, 0.5)}
        self._add("grid", "market", here, **fields)

    def _further_market(self, here: Data) -> None:
        """Buy hydrogen or steam, or sell heat or CO2."""
        draw = self.draw
        carrier = draw.pick(["hydrogen", "steam", "co2"])
        if carrier == "co2" or draw.chance(0.4):
            price = draw.pick([-20.0, 0.0, 15.0, draw.number(1.0, 100.0)])
            self._add(
                "buyer", "market", here, carrier=carrier, sell_price=price, sell_max=self._series(1.0, 30.0)
            )
        else:
            impacts = {"scope1": draw.ugly(0.1, 0.4)}
            self._add(
                "seller", "market", here, carrier=carrier, buy_price=draw.number(40.0, 300.0), impacts=impacts
            )

    def _gas_plant(self, here: Data) -> None:
        """Gas, and a boiler or a CHP plant that burns it."""
        draw = self.draw
        self._add("gas", "market", here, carrier="natural-gas", buy_price=draw.ugly(10.0, 60.0))
        for _ in range(draw.whole(1, 2)):
            fuel = 1 / draw.pick([0.9, 0.93, 0.5, 1.0])
            outputs: Data = {"steam": 1.0}
            if draw.chance(0.8):
                outputs[draw.pick(["flue-gas", "flue-gas", "flue-gas-bio"])] = round(0.2 * fuel, 4)
            if draw.chance(0.3):
                outputs["power"] = draw.share(0.1, 0.8)
            self._converter("boiler", here, "steam", {"natural-gas": fuel}, outputs)

    def _electric_plant(self, here: Data) -> None:
        draw = self.draw
        if draw.chance(0.5):
            self._converter(
                "electric-boiler", here, "steam", {"power": 1 / draw.pick([0.99, 3.0])}, {"steam": 1.0}
            )
        else:
            outputs = {"hydrogen": draw.share(0.6, 0.75), **({"steam": 0.2} if draw.chance(0.3) else {})}
            self._converter("electrolyser", here, "power", {"power": 1.0}, outputs)
        if draw.chance(0.3):
            self._converter("fuel-cell", here, "power", {"hydrogen": 2.0}, {"power": 1.0, "steam": 0.5})

    def _converter(self, name: str, here: Data, reference: str, inputs: Data, outputs: Data) -> None:
        draw = self.draw
        fields = self._investment(5.0, 150.0, 1e6, 5e6)
        if draw.chance(0.35) and self._afford(self.points):
            fields["minimum_load"] = draw.pick([0.2, 0.5, 1.0, draw.share(0.05, 0.9)])
        if draw.chance(0.2):
            fields["availability"] = self._share_series()
        if draw.chance(0.2):
            fields["impacts"] = {"water": draw.ugly(0.1, 2.0)}
        self._add(name, "converter", here, reference=reference, inputs=inputs, outputs=outputs, **fields)

    def _generator(self, here: Data) -> None:
        draw = self.draw
        carrier = draw.pick(["power", "power", "steam"])
        fields = self._investment(5.0, 150.0, 1e6, 5e6)
        fields["availability"] = self._share_series()
        if draw.chance(0.3):
            fields["must_run"] = True
            price = draw.pick([0.0, -1.0, -30.0])
            self._add("outlet", "market", here, carrier=carrier, sell_price=price)
        if draw.chance(0.2):
            fields["impacts"] = {"scope1": draw.ugly(0.01, 0.1)}
        self._add("source", "generator", here, carrier=carrier, **fields)

    def _process(self, here: Data) -> None:
        """A process that gives off CO2, and perhaps capture and a store."""
        draw = self.draw
        flue = draw.pick(["flue-gas", "flue-gas", "flue-gas-bio"])
        flow = draw.number(1.0, 50.0)
        self._add(
            "process", "generator", here, carrier=flue, capacity_existing=flow, lifetime=30.0, must_run=True
        )
        if draw.chance(0.75):
            self._capture(here, flue)
        if draw.chance(0.6):
            self._disposal(here)

    def _capture(self, here: Data, flue: str) -> None:
        draw = self.draw
        inputs: Data = {flue: 1.0, "power": draw.share(0.05, 0.3)}
        if draw.chance(0.4):
            inputs["steam"] = draw.share(0.1, 0.8)
        if draw.chance(0.3):
            self._converter("capture", here, "co2", inputs, {"co2": 1.0})
            return
        if draw.chance(0.2):  # both kinds of CO2 in one stack
            inputs |= {"flue-gas": 0.7, "flue-gas-bio": 0.3, "power": 1.0}
            self._converter("capture", here, "power", inputs, {"co2": draw.pick([1.0, 0.5])})
            return
        captured = draw.pick([0.9, 0.95, 1.0])
        rest = {flue: 1.0 - captured} if captured < 1 else {}
        self._converter("capture", here, flue, inputs, {"co2": captured, **rest})

    def _disposal(self, here: Data) -> None:
        draw = self.draw
        fields = self._investment(5.0, 100.0, 2e5, 3e6)
        fields["tariff"] = draw.pick([0.0, 20.0, -5.0, draw.number(1.0, 60.0)])
        if draw.chance(0.3):
            fields["disposal_max_yearly"] = draw.ugly(1e3, 3e5)
        self._add("store", "disposal", here, carrier="co2", **fields)

    def _storage(self, here: Data) -> None:
        draw = self.draw
        carrier = draw.pick(["power", "power", "steam", "hydrogen", "co2"])
        fields = self._investment(5.0, 300.0, 2e5, 1e6)
        if draw.chance(0.6):
            fields["c_rate"] = draw.pick([0.1, 0.25, 1.0])
        else:
            fields |= {"power_max": draw.number(2.0, 50.0), "capex_power": draw.ugly(1e4, 2e5)}
            if draw.chance(0.3):
                fields |= {"power_existing": draw.number(1.0, 20.0), "opex_fixed_power": draw.ugly(10.0, 1e3)}
        if draw.chance(0.7):
            fields |= {
                "charge_efficiency": draw.share(0.7, 1.0),
                "discharge_efficiency": draw.share(0.7, 1.0),
            }
        if draw.chance(0.4):
            fields["standing_loss"] = draw.pick([1e-6, 0.001, 0.02, 0.2])
        # Unless told otherwise, a binary a step keeps it from charging and discharging at once where it may
        # pay to.
        if not self._afford(self.points):
            fields["exclusive"] = False
        elif draw.chance(0.2):
            fields["exclusive"] = True
        self._add("tank", "storage", here, carrier=carrier, **fields)


class CorridorAssets(SiteAssets):
    """Joins sites and lays assets between them."""

    def _twin(self) -> None:
        """Make the second site a copy of the first: ties everywhere."""
        first, second = self.sites[:2]
        for key, asset in list(self.assets.items()):
            if asset["site"] == first:
                self.assets[f"{key}-twin"] = {**copy.deepcopy(asset), "site": second}

    def _join(self) -> None:
        draw = self.draw
        pairs = [(a, b) for number, b in enumerate(self.sites[1:], 1) for a in self.sites[:number]]
        for start, end in pairs:
            if not draw.chance(0.6):
                continue
            key = f"{start}-{end}" if draw.chance(0.7) else f"{end}-{start}"
            ends = (start, end) if key.startswith(start) else (end, start)
            self.corridors[key] = {"from": ends[0], "to": ends[1], "length": draw.number(0.5, 50.0)}
            if draw.chance(0.4):
                self.corridors[key]["terrain_factor"] = draw.pick([1.1, 1.5])
            if draw.chance(0.3):
                self.corridors[key]["owner"] = draw.pick(self.owners)
            for _ in range(draw.whole(1, 2)):
                draw.pick([self._pipeline, self._cable, self._heat_pipe])(key, ends)

    def _line(self, carrier: str, two_way: bool) -> Data:
        """Return carrier, direction, losses, sizes and costs of something that lies in a corridor."""
        draw = self.draw
        fields: Data = {"carrier": carrier, **self._investment(5.0, 100.0, 1e4, 1e5)}
        if two_way:
            fields["two_way"] = True
        if draw.chance(0.5) and (not two_way or self._afford(self.points)):
            fields["loss_per_km"] = draw.pick([1e-6, 0.001, 0.01])
        if "capacity_max" in fields and draw.chance(0.7):
            self._cost_per_km(fields)
        return fields

    def _cost_per_km(self, fields: Data) -> None:
        draw, most = self.draw, fields["capacity_max"]
        shape = draw.pick(["slope", "segments", "diameters"])
        if shape == "segments" and self._afford(2):
            middle = most / 2
            fields["segments"] = [
                {
                    "capacity_max": middle,
                    "capex_fixed_per_km": 1e4,
                    "capex_specific_per_km": draw.number(1e3, 2e4),
                },
                {
                    "capacity_min": middle,
                    "capacity_max": most,
                    "capex_fixed_per_km": draw.number(2e4, 4e5),
                    "capex_specific_per_km": draw.ugly(1e2, 1e3),
                },
            ]
        elif shape == "diameters" and self._afford(2):
            fields.pop("capacity_min", None)
            fields["diameters"] = [
                {"name": "small", "capacity": most / 3, "capex_per_km": draw.ugly(1e4, 1e5)},
                {"name": "large", "capacity": most, "capex_per_km": draw.number(1e5, 4e5)},
            ]
        elif "capex_fixed" in fields or self._afford(1):
            fields["capex_fixed_per_km"] = draw.ugly(1e4, 2e5)
            fields["capex_specific_per_km"] = draw.ugly(1e2, 1e4)

    def _pipeline(self, corridor: str, ends: tuple[str, str]) -> None:
        draw = self.draw
        carrier = draw.pick(["hydrogen", "co2", "co2", "natural-gas", "steam", "power"])
        fields = self._line(carrier, two_way=draw.chance(0.4))
        drives = not fields.get("two_way") or "loss_per_km" in fields or self._afford(self.points)
        if draw.chance(0.4) and drives and carrier != "power":
            fields["compression"] = draw.ugly(0.01, 0.2)
            fields["compression_per_km"] = draw.ugly(1e-4, 1e-3)
        self._add("pipe", "pipeline", {"corridor": corridor}, **fields)

    def _cable(self, corridor: str, ends: tuple[str, str]) -> None:
        draw = self.draw
        fields = self._line("power", two_way=draw.chance(0.6))
        fields.setdefault("two_way", False)
        if draw.chance(0.3) and ("loss_per_km" in fields or not fields["two_way"]):
            fields["station_loss"] = draw.pick([0.01, 0.05])
        self._add("cable", "cable", {"corridor": corridor}, **fields)

    def _heat_pipe(self, corridor: str, ends: tuple[str, str]) -> None:
        draw = self.draw
        fields = self._line("steam", two_way=False)
        if draw.chance(0.5):
            fields["standing_loss_per_km"] = draw.pick([1e-6, 1e-4, 1e-3])
            if "capacity_existing" in fields:  # is to be kept warm, so something must be able to
                self._add("backstop", "market", {"site": ends[0]}, carrier="steam", buy_price=400.0)
        self._add("heat-main", "heat_pipe", {"corridor": corridor}, **fields)
