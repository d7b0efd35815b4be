"""Routes from the numbers of a ring to HiGHS; each module has ``state``, ``assemble`` and ``load``."""
