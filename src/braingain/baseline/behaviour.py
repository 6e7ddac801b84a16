"""Which estimate holds for whom: keys of the registry by destination, region and income group (docs/model.md 4.9)."""

from __future__ import annotations

from braingain.baseline.natives import moves_freely
from braingain.baseline.stocks import GULF
from braingain.foundation.vocabulary import CADRES

CLINICAL = ("doctor", "nurse")
GATEWAYS = ("IRL", "GBR", "NZL", "SGP", *GULF)
FINAL = ("USA", "CAN", "AUS")
SOUTHERN_AFRICA = ("ZAF", "BWA", "NAM", "LSO", "SWZ")
ACTIVE_NURSES_GBR = ("IND", "PHL", "NGA", "GHA")
# Countries in which posts are frozen while schools grew, by cadre, with the evidence row: docs/model.md 4.7 has one.
FROZEN_POSTS = {("GHA", "nurse"): "E90"}


def income_key(group: str) -> str:
    """``high`` or ``lowmid``, as completion and women's shares are keyed."""
    return "high" if group == "HIC" else "lowmid"


def public_key(region: str, group: str) -> str:
    """Key of the public share: africa, other (low and middle income) or high."""
    if group == "HIC":
        return "high"
    return "africa" if region == "AFR" else "other"


def stated_pay_key(country: str, region: str) -> str:
    """Key of the stated response to pay: studies from Africa, southern Africa and Asia; elsewhere as Africa."""
    if country in SOUTHERN_AFRICA:
        return "southern_africa"
    return "asia" if region in ("SEA", "WPR") else "africa"


def temporary_keys(cadre: str, destination: str) -> tuple[str, str]:
    """Keys of the temporary share of arrivals: by government and private recruiters, and on one's own."""
    if destination in GULF:
        return "gulf", "gulf"
    if cadre == "doctor":
        return ("doctor_nzl_aus", "doctor_nzl_aus") if destination in ("NZL", "AUS") else ("doctor_other", "own")
    return ("nurse_gbr_irl" if destination in ("GBR", "IRL") else "nurse_other"), "own"


def recognition_key(cadre: str, origin: str, destination: str, year: int) -> str:
    """Key of the share whose qualification is recognised."""
    if cadre not in CLINICAL:
        return cadre
    if moves_freely(origin, destination, year):
        return "free_movement"
    return "usa_can" if destination in ("USA", "CAN") else "other"


def settle_key(destination: str) -> str:
    """Key of the rate at which temporary people settle."""
    return "nzl_gulf" if destination in ("NZL", *GULF) else "other"


def leave_key(cadre: str, origin: str, destination: str, year: int) -> str:
    """Key of the rates of leaving a destination: where measured, else free movement, else by class."""
    if cadre == "doctor" and destination in ("NZL", "AUS"):
        return f"doctor_{destination.lower()}"
    if moves_freely(origin, destination, year):
        return "free_movement"
    if destination == "GBR" and cadre in CLINICAL:
        return f"{cadre}_gbr"
    if destination in ("USA", "CAN"):
        return "usa_can"
    return "gulf" if destination in GULF else "default"


def onward_key(destination: str) -> str:
    """Key of the share of those leaving who move on."""
    if destination in GATEWAYS:
        return "gateway"
    return "final" if destination in FINAL else "other"


def vacancy_key(cadre: str, destination: str) -> str:
    """Key of the vacancy rate at the start."""
    return "nurse_GBR" if (cadre, destination) == ("nurse", "GBR") else "other"


def channel_key(cadre: str) -> str:
    """Key of the shares of channels; community workers as mid-level ones."""
    return cadre if cadre in CLINICAL else "midlevel"


def school_key(cadre: str) -> str:
    """Key of applicants to a public seat."""
    return "public_medicine" if cadre == "doctor" else "public_other"


def frozen(country: str, cadre: str) -> str:
    """Evidence id where the cadre's posts are frozen while schools grew (2.15c), else an empty string."""
    return FROZEN_POSTS.get((country, cadre), "")


def private_graduates_name(country: str, cadre: str) -> str:
    """Name of the estimate of the private share of graduates."""
    own = f"private_graduates_share.{cadre}"
    return f"{own}.{country}" if (country, cadre) == ("PHL", "nurse") else own


def reserve_name(country: str, cadre: str) -> str:
    """Name of the estimate of the share in reserve."""
    return f"reserve_share_frozen.{cadre}" if frozen(country, cadre) else f"reserve_share.{cadre}"


def index(cadre: str) -> int:
    """Place of a cadre along the cadre axis."""
    return CADRES.index(cadre)
