"""How far a scenario of few periods is from the full year it stands for, where only the two are known."""

from __future__ import annotations

from synergy.aggregation.aggregation import ProfileError, profile_errors
from synergy.aggregation.year import cut_year
from synergy.errors import ScenarioError
from synergy.scenario import Scenario


def errors_between(few: Scenario, full: Scenario) -> tuple[ProfileError, ...]:
    """Return how far each profile of few periods is from that of the full year.

    Parameters
    ----------
    few : Scenario
        Periods in a ``sequence``, as `synergy.aggregate` writes them.
    full : Scenario
        The full year.

    Returns
    -------
    tuple of ProfileError
        Empty where the periods have no sequence, or one that is not as long as the full year.
    """
    time = few.time
    if not time.sequence:
        return ()
    try:
        year = cut_year(full, float(time.period_hours[0]) if len(full.time.periods) == 1 else None)
    except ScenarioError:
        return ()
    if year.shape != (len(time.sequence), time.steps):
        return ()
    profiles = {name: values.reshape(time.shape) for name, values in few.profiles.items()}
    return profile_errors(year, profiles, time.order)
