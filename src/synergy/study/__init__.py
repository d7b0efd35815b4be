"""Many cases of a scenario: what-if, trade-off, uncertainty, and what groups of owners could do alone."""
