"""Energy synergies of industrial clusters: shared investments, what cooperation is worth, and who pays.

>>> import synergy
>>> synergy.examples.names()
('hydrogen-valley', 'hynet', 'two-plants')
"""
