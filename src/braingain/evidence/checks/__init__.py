"""Checks of the rows of evidence: each a small function with a name, what it looks for and where its rule comes from.

A finding stands beside its rows; nothing is changed and nothing is dropped. `registry.CHECKS` has all checks.
"""

from braingain.evidence.checks import breaks, sums, values, witnesses
from braingain.evidence.checks.registry import CHECKS, SEVERITIES, Check, Finding, found, found_in_store, records

__all__ = [
    "CHECKS",
    "SEVERITIES",
    "Check",
    "Finding",
    "breaks",
    "found",
    "found_in_store",
    "records",
    "sums",
    "values",
    "witnesses",
]
