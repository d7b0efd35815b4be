"""Benchmarks: what stating a model costs, what solving it costs, and what tight formulations gain.

``make bench`` runs them all; ``python -m benchmarks registry --quick`` gives a first impression in a minute.
"""
