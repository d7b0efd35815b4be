"""Pyomo as its users write it: one rule for each constraint, through ``appsi_highs``."""

from __future__ import annotations

import highspy
import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers import Highs

from benchmarks.ring import MONEY, Ring


def state(ring: Ring) -> pyo.ConcreteModel:
    """Return the model."""
    sites, periods, steps = ring.shape
    m = pyo.ConcreteModel(name="ring")
    m.sites, m.periods, m.steps = (
        pyo.RangeSet(0, sites - 1),
        pyo.RangeSet(0, periods - 1),
        pyo.RangeSet(0, steps - 1),
    )
    over = (m.sites, m.periods, m.steps)
    demand, price, availability = ring.demand.tolist(), ring.price.tolist(), ring.availability.tolist()
    hours = ring.hours_in_year.tolist()
    buy_most, generator_most = ring.buy_most.tolist(), ring.generator_most.tolist()
    store_most, pipe_most = ring.store_most.tolist(), ring.pipe_most.tolist()
    rate = ring.store_rate.tolist()

    m.buy = pyo.Var(*over, bounds=lambda m, s, p, t: (0, buy_most[s]))
    m.give = pyo.Var(*over, bounds=lambda m, s, p, t: (0, availability[s][p][t] * generator_most[s]))
    m.level = pyo.Var(*over, bounds=lambda m, s, p, t: (0, store_most[s]))
    m.charge = pyo.Var(*over, bounds=lambda m, s, p, t: (0, rate[s] * store_most[s]))
    m.discharge = pyo.Var(*over, bounds=lambda m, s, p, t: (0, rate[s] * store_most[s]))
    m.flow = pyo.Var(*over, bounds=lambda m, s, p, t: (0, pipe_most[s]))
    m.generator = pyo.Var(m.sites, bounds=lambda m, s: (0, generator_most[s]))
    m.store = pyo.Var(m.sites, bounds=lambda m, s: (0, store_most[s]))
    m.pipe = pyo.Var(m.sites, bounds=lambda m, s: (0, pipe_most[s]))
    m.built = pyo.Var(m.sites, domain=pyo.Binary)

    @m.Constraint(*over)
    def within_available(m, s, p, t):
        return m.give[s, p, t] <= availability[s][p][t] * m.generator[s]

    @m.Constraint(*over)
    def level_balance(m, s, p, t):
        gained = ring.charged * m.charge[s, p, t] - m.discharge[s, p, t] / ring.discharged
        return m.level[s, p, t] == ring.kept * m.level[s, p, (t - 1) % steps] + gained

    @m.Constraint(*over)
    def level_within_store(m, s, p, t):
        return m.level[s, p, t] <= m.store[s]

    @m.Constraint(*over)
    def charge_within_power(m, s, p, t):
        return m.charge[s, p, t] <= rate[s] * m.store[s]

    @m.Constraint(*over)
    def discharge_within_power(m, s, p, t):
        return m.discharge[s, p, t] <= rate[s] * m.store[s]

    @m.Constraint(*over)
    def flow_within_pipe(m, s, p, t):
        return m.flow[s, p, t] <= m.pipe[s]

    @m.Constraint(m.sites)
    def pipe_only_if_built(m, s):
        return m.pipe[s] <= pipe_most[s] * m.built[s]

    @m.Constraint(*over)
    def balance(m, s, p, t):
        given = m.buy[s, p, t] + m.give[s, p, t] + m.discharge[s, p, t] - m.charge[s, p, t]
        return given - m.flow[s, p, t] + ring.arrives * m.flow[(s - 1) % sites, p, t] == demand[s][p][t]

    operation = sum(
        hours[p][t]
        * MONEY
        * (
            price[s][p][t] * m.buy[s, p, t]
            + ring.generator_operation[s] * m.give[s, p, t]
            + ring.store_operation[s] * m.discharge[s, p, t]
            + ring.pipe_operation[s] * m.flow[s, p, t]
        )
        for s in m.sites
        for p in m.periods
        for t in m.steps
    )
    investment = sum(
        MONEY
        * (
            ring.generator_cost[s] * m.generator[s]
            + ring.store_cost[s] * m.store[s]
            + ring.pipe_cost[s] * m.pipe[s]
            + ring.pipe_fixed[s] * m.built[s]
        )
        for s in m.sites
    )
    m.cost = pyo.Objective(expr=operation + investment)
    return m


def assemble(model: pyo.ConcreteModel) -> pyo.ConcreteModel:
    """Return the model as it is."""
    return model


def load(model: pyo.ConcreteModel) -> highspy.Highs:
    """Return HiGHS with the model in it."""
    solver = Highs()
    solver.config.stream_solver = False
    solver.set_instance(model)
    return solver._solver_model
