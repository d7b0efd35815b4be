"""The time axis and what varies along it."""
