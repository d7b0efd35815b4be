"""What is wrong already, so that faults which may only follow from it stay untold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from synergy.errors import Fault

_QUOTED = re.compile(r"'([^']*)'")
_OF_THE_WHOLE = ("missing", "empty", "neither ")
"""How faults begin that may be there only because a field with a fault of its own was left out."""


@dataclass(frozen=True)
class Doubts:
    """Places of faults found so far; their readers could not mend what only follows from them.

    Parameters
    ----------
    places : frozenset of str
        Dotted places, such as ``assets.boiler.site``.

    Examples
    --------
    >>> doubts = Doubts(frozenset({"assets.boiler.lifetime"}))
    >>> doubts.of("assets"), doubts.explain(Fault("policies.cap", "no such asset: 'boiler'"))
    (frozenset({'boiler'}), True)
    """

    places: frozenset[str] = frozenset()

    def with_faults(self, faults: Iterable[Fault]) -> Doubts:
        """Return the doubts with the places of further faults."""
        return self.with_places(fault.place for fault in faults if not fault.warning)

    def with_places(self, places: Iterable[str]) -> Doubts:
        """Return the doubts with further places."""
        return Doubts(self.places.union(places))

    def of(self, section: str) -> frozenset[str]:
        """Return the ids of a section's records of which something is wrong."""
        begin = f"{section}."
        return frozenset(place.split(".")[1] for place in self.places if place.startswith(begin))

    def explain(self, fault: Fault) -> bool:
        """Return whether a fault may only be there because of what is wrong already."""
        if not self.places:
            return False
        sections = {place.partition(".")[0] for place in self.places}
        if fault.found.startswith("no such "):
            what, _, name = fault.found.removeprefix("no such ").partition(": '")
            same = [section for section in sections if section.startswith(what[:5])]
            return any(
                section in self.places or name.partition("'")[0] in self.of(section) for section in same
            )
        if fault.place in sections or self._of_same_field(fault.place):
            return True
        if fault.why == "they can not be added" and not sections.isdisjoint({"carriers", "impacts"}):
            return True
        quoted = set(_QUOTED.findall(fault.found.partition("; did you mean")[0]))
        return any(not quoted.isdisjoint(self.of(section)) for section in sections)

    def explain_in(self, fault: Fault, record: str) -> bool:
        """Return whether a fault of a record, given by its place, may follow from other faults of its own."""
        own = any(place == record or place.startswith(f"{record}.") for place in self.places)
        whole = fault.place == record or fault.found.startswith(_OF_THE_WHOLE)
        return (own and whole) or self.explain(fault)

    def _of_same_field(self, place: str) -> bool:
        field = ".".join(place.split(".")[:3])
        return field.count(".") == 2 and any(f"{other}.".startswith(f"{field}.") for other in self.places)
