"""What the cases share when they are stated in PyPSA, which is imported when one is."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from peers.neutral import HOURS, Technology
from synergy.time.series import FloatArray

if TYPE_CHECKING:
    from pypsa import Network


def network(
    hours: Sequence[float], buses: Sequence[str], years: Mapping[int, tuple[float, float]]
) -> Network:
    """Return a network without components.

    Parameters
    ----------
    hours : sequence of float
        Length of each step; together they are repeated until the year is full.
    buses : sequence of str
    years : mapping of int to (float, float)
        For each investment year how much its cost counts, and how many years it stands for; none for a
        single year.
    """
    import pandas as pd
    import pypsa

    pypsa.options.general.allow_network_requests = False
    pypsa.options.api.legacy_string_dtype = False
    found = pypsa.Network()
    steps = range(len(hours))
    if years:
        found.set_snapshots(pd.MultiIndex.from_product([list(years), steps], names=["period", "timestep"]))
        found.set_investment_periods(list(years))
        found.investment_period_weightings["objective"] = [weight for weight, _ in years.values()]
        found.investment_period_weightings["years"] = [span for _, span in years.values()]
    else:
        found.set_snapshots(list(steps))
    length = list(hours) * max(len(years), 1)
    found.snapshot_weightings["stores"] = length
    for column in ("objective", "generators"):
        found.snapshot_weightings[column] = [one * HOURS / sum(hours) for one in length]
    found.add("Bus", list(buses))
    return found


def costs(technology: Technology, rate: float, per: float = 1.0) -> dict[str, Any]:
    """Return what something to be built costs; PyPSA itself turns it into annuities.

    Links are sized by what they take: ``per`` is what they give of it.
    """
    return {
        "p_nom_extendable": True,
        "overnight_cost": technology.capex * per,
        "fom_cost": technology.fixed * per,
        "lifetime": technology.lifetime,
        "discount_rate": rate,
    }


def add_store(
    found: Network,
    name: str,
    bus: str,
    technologies: tuple[Technology, Technology],
    rate: float,
    efficiencies: tuple[float, float],
    standing_loss: float,
) -> None:
    """Add a store and its way in and out; `one_power` makes them equally large.

    Parameters
    ----------
    found : Network
    name, bus : str
        The store's name, also that of a bus of its own, and the bus that it evens out.
    technologies : pair of Technology
        Of what it holds, and of its power.
    rate : float
    efficiencies : pair of float
        Stored over taken, given over taken from the store.
    standing_loss : float
        Per hour.
    """
    content, power = technologies
    held = costs(content, rate)
    held["e_nom_extendable"] = held.pop("p_nom_extendable")
    found.add("Store", name, bus=name, e_cyclic=True, standing_loss=standing_loss, **held)
    found.add("Link", f"{name} in", bus0=bus, bus1=name, efficiency=efficiencies[0], **costs(power, rate))
    found.add("Link", f"{name} out", bus0=name, bus1=bus, efficiency=efficiencies[1], p_nom_extendable=True)


def one_power(found: Network, name: str, discharge_efficiency: float) -> None:
    """Let a store give at most as much as it can take."""
    size = found.model["Link-p_nom"]
    found.model.add_constraints(
        size.sel(name=f"{name} out") * discharge_efficiency == size.sel(name=f"{name} in"),
        name=f"one power of {name}",
    )


def over_years(found: Network, values: Mapping[int, FloatArray]) -> Any:
    """Return profiles of several years as one series over the snapshots."""
    import numpy as np
    import pandas as pd

    return pd.Series(np.concatenate(list(values.values())), index=found.snapshots)


def optimum(found: Network, extra: Callable[[Network], None] | None = None) -> float:
    """Solve to the very optimum and return it; ``extra`` adds constraints to ``found.model``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of PyPSA and linopy about themselves
        several = bool(found.has_investment_periods)
        found.optimize.create_model(multi_investment_periods=several, include_objective_constant=False)
        if extra is not None:
            extra(found)
        status, condition = found.optimize.solve_model(
            solver_name="highs",
            solver_options={"output_flag": False, "mip_rel_gap": 0.0},
            log_to_console=False,
        )
    assert (status, condition) == ("ok", "optimal")
    return float(found.objective)


def in_service(table: Any, carrier: str, years: Sequence[int], per: float = 1.0) -> dict[str, float]:
    """Return what is in service of one carrier in each year: the vintages that live then."""
    own = table[table.carrier == carrier]
    return {
        f"{carrier} {year}": per
        * float(own.p_nom_opt[(own.build_year <= year) & (year < own.build_year + own.lifetime)].sum())
        for year in years
    }
