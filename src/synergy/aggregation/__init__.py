"""From a full year to a few periods that stand for it, in the order in which they occur."""
