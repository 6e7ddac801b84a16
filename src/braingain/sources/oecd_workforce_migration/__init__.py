"""OECD Health Workforce Migration: foreign-trained doctors by origin, totals, shares, inflow."""
