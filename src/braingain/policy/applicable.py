"""When a lever does not apply to a country, with the reason in words; each check has the name that cards give it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from braingain.foundation.vocabulary import CADRES
from braingain.model.containers import PRIVATE, RESERVE
from braingain.policy.channels import channel_of
from braingain.policy.first_flows import first_flows
from braingain.policy.levers import load_levers
from braingain.policy.missions import sent_from_here
from braingain.policy.moves import PRIVATE_OWNER, PUBLIC_OWNER, RURAL
from braingain.policy.parts import YEARS_IN_FORCE, Part
from braingain.policy.safeguards import safeguarded
from braingain.policy.setting import Setting

FEW_ABROAD = 50.0
FEW_A_YEAR = 0.5
LARGE_RESERVE = 0.15
RECOGNISED = 0.95
FEW_RURAL = 0.1
PLURALS = {"doctor": "doctors", "nurse": "nurses", "midlevel": "mid-level workers", "community": "community workers"}
Check = Callable[[Part, Setting], str | None]


def not_applicable(part: Part, setting: Setting) -> str | None:
    """Why a part does not apply to the country, or None where it does."""
    whole = load_levers().get(part.lever)
    names = dict.fromkeys([*part.card.not_applicable, *(whole.not_applicable if whole else ())])
    reasons = (CHECKS[name](part, setting) for name in names if name in CHECKS)
    return next((reason for reason in reasons if reason), None)


def warnings(part: Part, setting: Setting) -> tuple[str, ...]:
    """What a reader must be told although the lever applies."""
    found = [late_start(part, setting)]
    found += [WARNINGS[name](part, setting) for name in part.card.not_applicable if name in WARNINGS]
    return tuple(warning for warning in found if warning)


def late_start(part: Part, setting: Setting) -> str | None:
    """A delay that eats into the years of a lever that ends: it acts, and pays, in fewer of them."""
    years, late = part.end - part.start, part.delay_years
    ends = part.card.duration in YEARS_IN_FORCE or part.end <= setting.years[-1]
    if not late or not ends:
        return None
    if late >= years:
        return f"never acts: it is in force for {_years(years)} and begins {_years(late)} late"
    first, last = part.start + late, part.end - 1
    when = f"in {first}" if first == last else f"from {first} to {last}"
    return f"acts and pays in {years - late} of its {_years(years)}, {when}: it begins {_years(late)} late"


def no_school(part: Part, setting: Setting) -> str | None:
    """No school of any of the cadres, and no seats added from nothing."""
    if part.dose("seats_add") > 0 or setting.schools0[setting.cadre_indices(part.cadres)].any():
        return None
    return f"{setting.country} has no school for {_names(part)}; give seats_add to open one"


def seats_unfilled(part: Part, setting: Setting) -> str | None:
    """Fewer applicants than seats in the schools that the lever is for: more seats would stay empty."""
    chosen = setting.cadre_indices(part.cadres)
    owner = PRIVATE_OWNER if "seats_private" in part.card.moves else PUBLIC_OWNER
    seats = np.asarray(setting.world.paths.seats)[0, chosen, owner].sum(axis=0)
    applicants = np.asarray(setting.world.constants.applicants0)[chosen, owner].sum(axis=0)
    if part.dose("seats_add") > 0 or np.median(applicants) >= np.median(seats):
        return None
    return f"{'private' if owner == PRIVATE_OWNER else 'public'} schools for {_names(part)} have fewer applicants than seats"


def no_private_school(part: Part, setting: Setting) -> str | None:
    """No private school of the cadres, so that a share of its intake is nothing."""
    seats = np.asarray(setting.world.paths.seats)[0, setting.cadre_indices(part.cadres), PRIVATE_OWNER]
    return None if np.any(seats > 0) else f"{setting.country} has no private school for {_names(part)}"


def rich_country(part: Part, setting: Setting) -> str | None:
    """High income: it builds its own capacity."""
    if setting.income_group != "HIC":
        return None
    return f"{setting.country} is a high-income country: destinations build no capacity there"


def not_listed(part: Part, setting: Setting) -> str | None:
    """The country is not on the WHO's list of 2023."""
    if setting.country in safeguarded():
        return None
    return f"{setting.country} is not on the WHO's support and safeguards list of 2023"


def no_stock(part: Part, setting: Setting) -> str | None:
    """Nobody of the cadres works in the country."""
    home = np.asarray(setting.world.state.home)[setting.cadre_indices(part.cadres)]
    if home.any():
        return None
    return f"no table here counts {_names(part)} at work in {setting.country}; import a figure of yours"


def no_rural_posts(part: Part, setting: Setting) -> str | None:
    """No public rural post is funded for the cadres."""
    rural = np.asarray(setting.world.paths.posts)[0, setting.cadre_indices(part.cadres), 2]
    return None if rural.any() else f"{setting.country} has no public rural posts for {_names(part)}"


def no_donor(part: Part, setting: Setting) -> str | None:
    """High income, and the user named no donor: nobody gives aid for its salaries."""
    if setting.income_group != "HIC" or part.payer.get("donor"):
        return None
    return f"{setting.country} is a high-income country: no donor pays its salaries"


def no_graduates(part: Part, setting: Setting) -> str | None:
    """Nobody of the cadres is trained in the country, so nobody can sign a bond."""
    if setting.schools0[setting.cadre_indices(part.cadres)].any():
        return None
    return f"{setting.country} trains no {_names(part)}"


def no_diaspora(part: Part, setting: Setting) -> str | None:
    """Fewer than 50 of the cadres are abroad."""
    abroad = np.asarray(setting.world.state.abroad)[setting.cadre_indices(part.cadres)]
    people = float(np.median(abroad.sum(axis=tuple(range(abroad.ndim - 1)))))
    if people >= FEW_ABROAD:
        return None
    return f"about {people:.0f} {_names(part)} trained in {setting.country} are abroad, fewer than {FEW_ABROAD:.0f}"


def no_inflow(part: Part, setting: Setting) -> str | None:
    """Next to nobody goes from the country to the destinations at the start."""
    places = setting.destination_indices(part.destinations)
    where = ", ".join(part.destinations)
    if not part.destinations:
        return "no destination is to keep it"
    if not places:
        return f"{where} is the country itself or has no cell of its own among its destinations"
    people = float(np.median(first_flows(setting)[setting.cadre_indices(part.cadres)][:, places].sum(axis=(0, 1))))
    if people >= FEW_A_YEAR:
        return None
    return f"next to nobody ({people:.1f} {_names(part)} a year) goes from {setting.country} to {where}"


def channel_empty(part: Part, setting: Setting) -> str | None:
    """Nobody uses the channel that a code would narrow."""
    shares = np.asarray(setting.world.constants.channel_shares)
    chosen = [min(cadre, shares.shape[0] - 1) for cadre in setting.cadre_indices(part.cadres)]
    if np.any(shares[chosen, channel_of(part)] > 0):
        return None
    return f"nobody is recruited on the channel that the code covers in {', '.join(part.destinations)}"


def bond_without_posts(part: Part, setting: Setting) -> str | None:
    """Many of those licensed have no post: a bond lapses for whom the state cannot hire (E122)."""
    home = np.asarray(setting.world.state.home)[setting.cadre_indices(part.cadres)].sum(axis=(1, 2, 3))
    share = float(np.median(home[:, RESERVE].sum(axis=0) / np.maximum(home.sum(axis=(0, 1)), 1e-12)))
    if share <= LARGE_RESERVE:
        return None
    return f"{share:.0%} of {_names(part)} are without a post: the bond lapses for those whom the state cannot hire"


def no_private_market(part: Part, setting: Setting) -> str | None:
    """No private posts of the cadres."""
    posts = np.asarray(setting.world.paths.posts)[0, setting.cadre_indices(part.cadres)]
    return None if posts[:, PRIVATE].any() else f"{setting.country} has no private posts for {_names(part)}"


def fully_recognised(part: Part, setting: Setting) -> str | None:
    """Qualifications are recognised at the destinations already."""
    places = setting.destination_indices(part.destinations)
    shares = np.asarray(setting.world.constants.recognition)
    chosen = shares[setting.cadre_indices(part.cadres)][:, places]
    if not places or float(np.median(chosen)) < RECOGNISED:
        return None
    return f"qualifications of {_names(part)} from {setting.country} are recognised in {', '.join(part.destinations)} already"


def no_reserve(part: Part, setting: Setting) -> str | None:
    """Nobody of the cadres is without work."""
    home = np.asarray(setting.world.state.home)[setting.cadre_indices(part.cadres)]
    return None if home[:, :, :, :, RESERVE].any() else f"no {_names(part)} of {setting.country} are without work"


def same_country(part: Part, setting: Setting) -> str | None:
    """The country would be both parties: the only destination, or the one that sends its own workers."""
    if sent_from_here(part, setting):
        return f"{setting.country} sends these workers itself: name another sender, or look at a country that receives them"
    alone = bool(part.destinations) and set(part.destinations) == {setting.country}
    return f"{setting.country} would be both parties" if alone else None


def rural_small(part: Part, setting: Setting) -> str | None:
    """Next to nobody lives in rural places."""
    share = setting.rural_people_share
    if share is None or share >= FEW_RURAL:
        return None
    return f"{share:.0%} of the people of {setting.country} live in rural places"


def quota_met(part: Part, setting: Setting) -> str | None:
    """Rural places have their share of those admitted already, as far as is known: no country's share of students is."""
    people = setting.rural_people_share
    mix = np.asarray(setting.world.constants.applicant_mix)[setting.cadre_indices(part.cadres)].sum(axis=(0, 1))
    admitted = float(np.median(mix[RURAL] / np.maximum(mix.sum(axis=0), 1e-300)))
    if people is None or admitted < people:
        return None
    return (
        f"{admitted:.0%} of those admitted are assumed to be from rural places, where {people:.0%} of the people live: "
        "where that is so, a quota adds to what is there already"
    )


CHECKS: dict[str, Check] = {
    "no_school": no_school,
    "no_school while seats_add = 0": no_school,
    "seats_unfilled": seats_unfilled,
    "no_stock": no_stock,
    "no_rural_posts": no_rural_posts,
    "no_donor": no_donor,
    "no_graduates": no_graduates,
    "no_diaspora": no_diaspora,
    "no_inflow": no_inflow,
    "channel_empty": channel_empty,
    "no_private_market": no_private_market,
    "fully_recognised": fully_recognised,
    "no_reserve": no_reserve,
    "same_country": same_country,
    "rural_small": rural_small,
    "no_private_school": no_private_school,
    "rich_country": rich_country,
    "not_listed": not_listed,
}
WARNINGS: dict[str, Check] = {"bond_without_posts": bond_without_posts, "quota_met": quota_met}


def _years(count: int) -> str:
    return "one year" if count == 1 else f"{count} years"


def _names(part: Part) -> str:
    names = [PLURALS[cadre] for cadre in CADRES if cadre in part.cadres]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
