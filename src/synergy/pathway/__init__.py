"""Pathways: when to build, over several investment years."""
