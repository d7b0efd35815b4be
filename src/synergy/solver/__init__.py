"""From a model to a solution: options, the gate, HiGHS in its own process, other solvers, doctor."""
