"""From a scenario to a Pyomo model backed by arrays."""
