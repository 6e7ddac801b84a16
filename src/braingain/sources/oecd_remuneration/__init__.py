"""OECD Health Care Resources: remuneration of doctors and nurses."""
