"""OECD data.oecd.org (DP_LIVE): medical graduates and doctors."""
