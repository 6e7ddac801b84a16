"""What is known about the lists of origins: where they are cut, by what they count, and where natives return."""

from __future__ import annotations

# Doctors by origin, 2018. Share of the destination's foreign-trained (share x total) that the listed origins cover.
CUT_LISTS = {"AUS": 0.73, "POL": 0.75, "FRA": 0.88, "BEL": 0.89}

# Lists that cover 96 % or more: an origin that is absent has none, or too few to be listed.
COMPLETE_LISTS = frozenset(
    "CAN GBR USA CHE CHL CZE DEU EST HUN IRL ISR LTU LVA NOR NZL SVN AUT".split()  # noqa: SIM905
)

# Germany counts nationality, not training (OECD, Health at a Glance 2017).
BY_NATIONALITY = frozenset({"DEU"})

# Offshore schools: most of their graduates abroad are natives of the destination who studied there (docs/model.md 4.9, nu).
OFFSHORE_SCHOOLS = frozenset("DMA GRD KNA ATG LCA BLZ COK AIA ABW CUW SXM MSR CYM BRB".split())  # noqa: SIM905
OFFSHORE_FOR_USA = frozenset({"MEX", "DOM"})
NATIVES_RETURN_TO = frozenset({"ISR", "NOR", "SWE"})


def natives_trained_abroad(origin: str, destination: str) -> bool:
    """True where many who trained in the origin and work in the destination are natives of the destination."""
    if destination in BY_NATIONALITY:
        return False
    if origin in OFFSHORE_SCHOOLS or destination in NATIVES_RETURN_TO:
        return True
    return destination == "USA" and origin in OFFSHORE_FOR_USA


def list_flag(destination: str) -> str:
    """cut_list, complete_list, or nothing where it is not known how much the list covers."""
    if destination in CUT_LISTS:
        return "cut_list"
    return "complete_list" if destination in COMPLETE_LISTS else ""
