"""The packaged catalogue of technologies and carriers, for notebooks.

Examples
--------
>>> from synergy import catalogue
>>> catalogue.overview("cracker").loc["steam-cracker", "takes"]
'naphtha, natural-gas, power'
>>> figures = catalogue.technologies()
>>> figures[(figures["technology"] == "gas-boiler") & (figures["field"] == "lifetime")]["value"].item()
'25 a'
"""

from __future__ import annotations

from synergy.io.catalogue import sources, technologies
from synergy.io.catalogue_carriers import carriers
from synergy.io.catalogue_overview import overview_table as overview
from synergy.io.starting import starting_data, write_start

__all__ = ["carriers", "overview", "sources", "starting_data", "technologies", "write_start"]
