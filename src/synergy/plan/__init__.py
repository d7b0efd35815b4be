"""Plans: labelled tables of what to build, how to run it, what it costs, and the audit of all that."""
