"""Reading and writing: scenario folders, profiles, the technology catalogue."""
