"""braingain: what happens to a country's health workforce, abroad and at home, under each policy.

The parts, from the ground up: ``foundation`` (names, units, errors), ``sources`` and ``evidence`` (what is known),
``model`` (the equations), ``baseline`` and ``policy`` (today's numbers; what an intervention changes), ``analysis``
(runs, comparison, matrix), ``output`` (charts, briefs) and ``cli``.
"""

__version__ = "0.1.0"
EVIDENCE_EDITION = "2026.1"
