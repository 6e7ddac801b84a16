"""Emigration rates of stocks. The denominator is part of the name: the two forms are never one indicator."""

from __future__ import annotations


def emigration_rate_home(abroad: float, home: float) -> float:
    """Workers abroad over workers at home, as the World Health Report 2006 prints it; can exceed 1. [share]"""
    return abroad / home


def emigration_rate_all(abroad: float, home: float) -> float:
    """Workers abroad over workers at home and abroad, as later studies print it; at most 1. [share]"""
    return abroad / (abroad + home)


def home_to_all(rate_home: float) -> float:
    """The same emigration, from the form over home to the form over all: .23 becomes .187. [share]"""
    return rate_home / (1 + rate_home)
