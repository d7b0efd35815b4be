"""Linopy, with its own direct way into HiGHS; its assembling counts as loading."""

from __future__ import annotations

import highspy
import linopy
import pandas as pd
import xarray as xr

from benchmarks.ring import MONEY, FloatArray, Ring


def state(ring: Ring) -> linopy.Model:
    """Return the model."""
    return stated(ring, linopy.Model())


def stated(ring: Ring, m: linopy.Model) -> linopy.Model:
    """Return a model with the ring stated in it."""
    sites, periods, steps = ring.shape
    site = pd.RangeIndex(sites, name="site")
    period, step = pd.RangeIndex(periods, name="period"), pd.RangeIndex(steps, name="step")
    over = (site, period, step)

    def by_site(values: FloatArray) -> xr.DataArray:
        return xr.DataArray(values, coords=(site,))

    def by_hour(values: FloatArray) -> xr.DataArray:
        return xr.DataArray(values, coords=over)

    availability = by_hour(ring.availability)
    rate = by_site(ring.store_rate)
    power = by_site(ring.store_rate * ring.store_most)
    buy = m.add_variables(0.0, by_site(ring.buy_most), coords=over, name="buy")
    give = m.add_variables(0.0, availability * by_site(ring.generator_most), coords=over, name="give")
    level = m.add_variables(0.0, by_site(ring.store_most), coords=over, name="level")
    charge = m.add_variables(0.0, power, coords=over, name="charge")
    discharge = m.add_variables(0.0, power, coords=over, name="discharge")
    flow = m.add_variables(0.0, by_site(ring.pipe_most), coords=over, name="flow")
    generator = m.add_variables(0.0, by_site(ring.generator_most), coords=(site,), name="generator")
    store = m.add_variables(0.0, by_site(ring.store_most), coords=(site,), name="store")
    pipe = m.add_variables(0.0, by_site(ring.pipe_most), coords=(site,), name="pipe")
    built = m.add_variables(binary=True, coords=(site,), name="built")

    m.add_constraints(give - availability * generator <= 0, name="within_available")
    m.add_constraints(
        level - ring.kept * level.roll(step=1) - ring.charged * charge + discharge / ring.discharged == 0,
        name="level_balance",
    )
    m.add_constraints(level - store <= 0, name="level_within_store")
    m.add_constraints(charge - rate * store <= 0, name="charge_within_power")
    m.add_constraints(discharge - rate * store <= 0, name="discharge_within_power")
    m.add_constraints(flow - pipe <= 0, name="flow_within_pipe")
    m.add_constraints(pipe - by_site(ring.pipe_most) * built <= 0, name="pipe_only_if_built")
    m.add_constraints(
        buy + give + discharge - charge - flow + ring.arrives * flow.roll(site=1) == by_hour(ring.demand),
        name="balance",
    )
    weights = xr.DataArray(ring.hours_in_year * MONEY, coords=(period, step))
    m.add_objective(
        (buy * (by_hour(ring.price) * weights)).sum()
        + (give * (by_site(ring.generator_operation) * weights)).sum()
        + (discharge * (by_site(ring.store_operation) * weights)).sum()
        + (flow * (by_site(ring.pipe_operation) * weights)).sum()
        + (generator * by_site(ring.generator_cost * MONEY)).sum()
        + (store * by_site(ring.store_cost * MONEY)).sum()
        + (pipe * by_site(ring.pipe_cost * MONEY)).sum()
        + (built * by_site(ring.pipe_fixed * MONEY)).sum()
    )
    return m


def assemble(model: linopy.Model) -> linopy.Model:
    """Return the model as it is."""
    return model


def load(model: linopy.Model) -> highspy.Highs:
    """Return HiGHS with the model in it."""
    return linopy.io.to_highspy(model)
