"""What a run means in a reader's words: the closed list of outcomes, by cadre, sex and place (docs/architecture.md).

A name is ``outcome[.place][.cadre]``. Stocks are those of 1 January after the year named, flows those of the year.
Workers are all who work in the country, wherever trained; the foreign-trained have the sex of the own-trained of their
cadre, and an outcome that rests on this says that its split by sex is imputed. Posts and need have no sex. Densities
and needs are of doctors and nurses (with midwives) unless a cadre is named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from braingain.analysis import services
from braingain.analysis.remittances import Remitting, remittances, settled_share_at_start
from braingain.foundation.errors import BraingainError, Problem, did_you_mean
from braingain.foundation.vocabulary import CADRES, PLACES, SEXES
from braingain.model.containers import CAPITAL_POSTS, OUT, PUBLIC, RESERVE, RURAL_POSTS, URBAN_POSTS, WORK, Yearly
from braingain.policy.paired import empty_posts
from braingain.policy.setting import Setting

NORM_PER_10K = 44.5  # doctors, nurses and midwives for 10 000 people, the SDG index threshold
PER_10K = 1e4
CLINICAL = ("doctor", "nurse")
POSTS_OF_PLACES = (CAPITAL_POSTS, URBAN_POSTS, RURAL_POSTS)


@dataclass(frozen=True)
class Facts:
    """What outcomes need besides the run: people by place, full-time shares, task weights, money sent home.

    population : (year, place, draw) [persons]
    fte : (sex, draw) full-time equivalents a head
    rural_fte : (draw,) the same in rural places over other places
    task : (cadre, draw) weight of a cadre in service; (year, cadre, draw) where a lever changes it
    remitting : who of those abroad sends how much
    gdp_per_head_usd : at the start [US$]
    coverage : share of people reached at the start by service, where the evidence has the country's own figure
    study_lost : (cadre, draw) full-time work that people in bridging courses lose; 0 where no lever sends any
    """

    population: np.ndarray
    fte: np.ndarray
    rural_fte: np.ndarray
    task: np.ndarray
    remitting: Remitting
    gdp_per_head_usd: float
    coverage: Mapping[str, float] = field(default_factory=dict)
    study_lost: np.ndarray | float = 0.0


@dataclass(frozen=True)
class Tally:
    """Heads of one run, sorted for counting; leading axis year, draw last [persons, persons a year]."""

    workers: np.ndarray  # (year, cadre, sex, place, draw) in posts, wherever trained
    trained_here: np.ndarray  # (year, cadre, sex, draw) own-trained in posts
    trained_here_before: np.ndarray  # the same on 1 January of the year
    reserve: np.ndarray  # (year, cadre, sex, draw)
    left_sector: np.ndarray  # (year, cadre, sex, draw)
    foreign: np.ndarray  # (year, cadre, sex, draw) sex as the own-trained of the cadre
    funded: np.ndarray  # (year, cadre, place, draw)
    vacancies: np.ndarray  # (year, cadre, place, draw)
    licensed: np.ndarray  # (year, cadre, sex, draw)
    emigrants: np.ndarray  # (year, cadre, sex, draw)
    returns: np.ndarray  # (year, cadre, sex, draw)
    abroad: np.ndarray  # (year, cadre, sex, draw) practising abroad
    remitted: np.ndarray  # (year, cadre, sex, draw) sent home [US$ a year]
    posts0: np.ndarray  # (cadre, draw) funded posts at the start
    service_per_head: np.ndarray  # (year, cadre, place, draw) full-time work of a head, without fte by sex
    missions: np.ndarray  # (year, cadre, place, draw) service of missions, less of those lent and in courses [fte]
    facts: Facts


class Cut(NamedTuple):
    """Which cadres, sexes and places are counted, as indices."""

    cadres: tuple[int, ...]
    sexes: tuple[int, ...] = (0, 1)
    places: tuple[int, ...] = (0, 1, 2)


class Outcome(NamedTuple):
    """One outcome: how it is computed, whether it exists by sex and by place, its unit and the cadres it holds."""

    compute: Callable[[Tally, Cut], np.ndarray]
    by_sex: bool
    by_place: bool
    unit: str
    cadres: tuple[str, ...]
    title: str
    sex_note: str  # why the split by sex is imputed, or why there is none; empty where the model holds it


NO_SEX_OF_POSTS = "posts have no sex"
NO_SEX_OF_NEED = "need is for workers of either sex"
SHARES_OF_WOMEN = (
    "the model follows women and men from shares of women among workers and students, which few countries report and the "
    "profile labels, and no list of those abroad has sexes"
)
FOREIGN_AS_OWN = "the foreign-trained are taken to have the sex of the own-trained of their cadre"
OUTCOMES: dict[str, Outcome] = {}


def outcome(
    unit: str,
    title: str,
    by_sex: bool = False,
    by_place: bool = False,
    cadres: tuple[str, ...] = CADRES,
    sex_note: str = "",
) -> Callable[[Callable[[Tally, Cut], np.ndarray]], Callable[[Tally, Cut], np.ndarray]]:
    """Enter a function into the list of outcomes under its own name."""
    if not by_sex and not sex_note:
        raise ValueError(f"{title}: an outcome without a split by sex says why")

    def enter(compute: Callable[[Tally, Cut], np.ndarray]) -> Callable[[Tally, Cut], np.ndarray]:
        OUTCOMES[compute.__name__] = Outcome(compute, by_sex, by_place, unit, cadres, title, sex_note)
        return compute

    return enter


def tally(yearly: Yearly, setting: Setting, facts: Facts) -> Tally:
    """Sort a run's heads for counting; those who retired abroad still send money home."""
    home, filled = np.asarray(yearly.home), np.asarray(yearly.filled)  # (year, cadre, sex, post, draw), POSTS
    own = home[:, :, :, WORK]
    by_sex = own.sum(axis=3)
    total = by_sex.sum(axis=2, keepdims=True)
    mix = np.divide(by_sex, total, out=np.full_like(by_sex, 0.5), where=total > 0)
    foreign_by_post = filled - own.sum(axis=2)
    by_post = own + mix[:, :, :, None] * foreign_by_post[:, :, None]
    funded = np.asarray(yearly.funded)
    state, abroad = setting.world.state, np.asarray(yearly.abroad)
    start = np.asarray(state.home).sum(axis=(2, 3))[:, :, WORK].sum(axis=2)
    settled = settled_share_at_start(np.asarray(state.abroad)[: abroad.shape[1]])
    return Tally(
        workers=_places(by_post, 3),
        trained_here=by_sex,
        trained_here_before=np.concatenate([np.broadcast_to(start, by_sex[0].shape)[None], by_sex[:-1]]),
        reserve=home[:, :, :, RESERVE],
        left_sector=home[:, :, :, OUT],
        foreign=mix * np.asarray(yearly.foreign)[:, :, None],
        funded=_places(funded, 2),
        vacancies=_places(empty_posts(funded, filled, np.asarray(yearly.mission_posts)), 2),
        licensed=np.asarray(yearly.licensed),
        emigrants=np.asarray(yearly.emigrants),
        returns=np.asarray(yearly.returns),
        abroad=abroad.sum(axis=3),
        remitted=remittances(abroad, settled, facts.remitting, _retired_by_sex(yearly, abroad)),
        service_per_head=_service_per_head(yearly, filled),
        missions=services.of_missions(yearly.mission_fte, yearly.mission_lost_fte, _places(filled, 2))
        - services.lost_in_courses(yearly.bridging, facts.study_lost, setting.world.constants.public_post_shares),
        posts0=np.asarray(setting.world.paths.posts)[0].sum(axis=1),
        facts=facts,
    )


def _retired_by_sex(yearly: Yearly, abroad: np.ndarray) -> np.ndarray:
    """Retired and still abroad; they have the sexes of those who practise there. (year, cadre, sex, draw)"""
    total = abroad.sum(axis=2, keepdims=True)
    mix = np.divide(abroad, total, out=np.full_like(abroad, 0.5), where=total > 0)
    return np.asarray((np.asarray(yearly.retired_abroad)[:, :, None] * mix).sum(axis=3))


def _service_per_head(yearly: Yearly, filled: np.ndarray) -> np.ndarray:
    """Full-time work of a head by place: public staff give hours to private work (2.14d), returnees bring skill (2.22b)."""
    public = filled[:, :, PUBLIC]
    share = np.divide(public, (everyone := _places(filled, 2)), out=np.zeros_like(public), where=everyone > 0)
    both_jobs = np.asarray(yearly.public_fte) + np.asarray(yearly.dual_hours)
    return np.asarray((1.0 + share * (both_jobs - 1.0)) * np.asarray(yearly.skill_factor)[:, :, None])


def _places(posts: np.ndarray, axis: int) -> np.ndarray:
    """Sum the six posts into three places along an axis."""
    return np.stack([np.take(posts, place, axis=axis).sum(axis=axis) for place in POSTS_OF_PLACES], axis=axis)


def value(name: str, counted: Tally, sex: str | None = None, place: str | None = None) -> np.ndarray:
    """An outcome by name, of all or of one sex or place. (year, draw)

    Raises
    ------
    BraingainError
        For a name outside the closed list, or a split that the outcome does not have.
    """
    found, cut = parse(name, counted.workers.shape[1])
    if sex is not None:
        cut = cut._replace(sexes=(SEXES.index(sex),))
    if place is not None:
        cut = cut._replace(places=(PLACES.index(place),))
    return found.compute(counted, cut)


def parse(name: str, cadres: int = len(CADRES)) -> tuple[Outcome, Cut]:
    """The outcome and the cut that a name ``outcome[.place][.cadre]`` means."""
    base, *rest = name.split(".")
    if base not in OUTCOMES:
        raise BraingainError(Problem("outcome", f'"{base}" is not in the closed list', did_you_mean(base, OUTCOMES)))
    found = OUTCOMES[base]
    cut = Cut(tuple(i for i, cadre in enumerate(CADRES[:cadres]) if cadre in found.cadres))
    for part in rest:
        if part in PLACES and found.by_place:
            cut = cut._replace(places=(PLACES.index(part),))
        elif part in CADRES[:cadres]:
            cut = cut._replace(cadres=(CADRES.index(part),))
        else:
            raise BraingainError(Problem("outcome", f'"{name}": {base} has no "{part}"'))
    return found, cut


def _heads(values: np.ndarray, cut: Cut) -> np.ndarray:
    """Sum (year, cadre, sex, draw) over a cut."""
    return values[:, cut.cadres][:, :, cut.sexes].sum(axis=(1, 2))


def _at_places(values: np.ndarray, cut: Cut) -> np.ndarray:
    """Sum (year, cadre, place, draw) over a cut."""
    return values[:, cut.cadres][:, :, cut.places].sum(axis=(1, 2))


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(np.broadcast_shapes(part.shape, whole.shape)), where=whole > 0)


@outcome("persons", "health workers in posts, wherever trained", by_sex=True, by_place=True, sex_note=FOREIGN_AS_OWN)
def workers(counted: Tally, cut: Cut) -> np.ndarray:
    """Working in the country, wherever trained (docs/model.md 1.1)."""
    return counted.workers[:, cut.cadres][:, :, cut.sexes][:, :, :, cut.places].sum(axis=(1, 2, 3))


@outcome("per_10k", "workers for 10 000 people", by_sex=True, by_place=True, cadres=CLINICAL, sex_note=FOREIGN_AS_OWN)
def density_per_10k(counted: Tally, cut: Cut) -> np.ndarray:
    """Doctors and nurses by heads for 10 000 people, compared with 22.8 and 44.5 (docs/model.md 2.38).

    By sex: women, or men, for 10 000 people of both sexes, so that the two add up.
    """
    return PER_10K * _ratio(workers(counted, cut), counted.facts.population[:, cut.places].sum(axis=1))


@outcome(
    "per_10k",
    "full-time workers weighted by task for 10 000 people",
    by_sex=True,
    by_place=True,
    sex_note=FOREIGN_AS_OWN,
)
def effective_density_per_10k(counted: Tally, cut: Cut) -> np.ndarray:
    """All cadres by full-time equivalents and task weights; never compared with a norm (docs/model.md 2.38)."""
    facts = counted.facts
    heads = counted.workers[:, cut.cadres][:, :, cut.sexes]
    equivalents = services.full_time(
        heads,
        facts.fte[list(cut.sexes)],
        facts.rural_fte,
        counted.service_per_head[:, cut.cadres],
        _of_sexes(counted, cut),
    )[:, :, cut.places]
    service = (equivalents * facts.task[..., list(cut.cadres), :][..., None, :]).sum(axis=(1, 2))
    return PER_10K * _ratio(service, facts.population[:, cut.places].sum(axis=1))


def _of_sexes(counted: Tally, cut: Cut) -> np.ndarray:
    """Service of missions of the cadres and sexes counted; it has the sexes of the workers of the cadre and place."""
    missions, workers = counted.missions[:, cut.cadres], counted.workers[:, cut.cadres]
    if len(cut.sexes) == len(SEXES):
        return missions
    of_these, all_ = workers[:, :, cut.sexes].sum(axis=2), workers.sum(axis=2)
    return np.asarray(missions * np.divide(of_these, all_, out=np.full_like(all_, 0.5), where=all_ > 0))


@outcome("persons", "licensed workers without a post", by_sex=True)
def reserve(counted: Tally, cut: Cut) -> np.ndarray:
    """Licensed, at home, unemployed or inactive."""
    return _heads(counted.reserve, cut)


@outcome("persons", "workers who left the sector", by_sex=True)
def left_sector(counted: Tally, cut: Cut) -> np.ndarray:
    """At home, working outside health."""
    return _heads(counted.left_sector, cut)


@outcome("posts", "funded posts that nobody fills", by_place=True, sex_note=NO_SEX_OF_POSTS)
def vacancies(counted: Tally, cut: Cut) -> np.ndarray:
    """Funded posts less filled ones, never negative in any post."""
    return _at_places(counted.vacancies, cut)


@outcome("persons_per_year", "new licensed a year: graduates who pass, fewer than graduate", by_sex=True)
def graduates_per_year(counted: Tally, cut: Cut) -> np.ndarray:
    """Graduates who are licensed in the year: times the pass rate, so fewer than the graduates of a profile."""
    return _heads(counted.licensed, cut)


@outcome("persons_per_year", "people who leave the country a year, without tracks and stays of agreements", by_sex=True)
def emigrants_per_year(counted: Tally, cut: Cut) -> np.ndarray:
    """Emigrants of the year, new licensed and returnees among them; people on tracks and stays are no emigrants (2.9b)."""
    return _heads(counted.emigrants, cut)


@outcome("persons_per_year", "people who come back a year", by_sex=True)
def returns_per_year(counted: Tally, cut: Cut) -> np.ndarray:
    """Returns of the year from settled or temporary life abroad; ends of stays are not among them."""
    return _heads(counted.returns, cut)


@outcome("persons", "trained here and practising abroad", by_sex=True)
def workers_abroad(counted: Tally, cut: Cut) -> np.ndarray:
    """Trained in the country, practising abroad."""
    return _heads(counted.abroad, cut)


@outcome("share", "of those trained here and working, the share at home", by_sex=True)
def share_at_home(counted: Tally, cut: Cut) -> np.ndarray:
    """One less the emigration rate by stock, ``A/(A + H)`` of those at work (docs/model.md 2.42)."""
    home, abroad = _heads(counted.trained_here, cut), _heads(counted.abroad, cut)
    return _ratio(home, home + abroad)


@outcome("per_year", "leavers of a year over the own-trained in posts on 1 January", by_sex=True)
def emigration_rate(counted: Tally, cut: Cut) -> np.ndarray:
    """Emigration rate by flow, ``E/H`` (docs/model.md 2.42)."""
    return _ratio(_heads(counted.emigrants, cut), _heads(counted.trained_here_before, cut))


@outcome("share", "of workers in posts, the share trained abroad", by_sex=True, sex_note=FOREIGN_AS_OWN)
def foreign_trained_share(counted: Tally, cut: Cut) -> np.ndarray:
    """Reliance on workers trained elsewhere."""
    return _ratio(_heads(counted.foreign, cut), workers(counted, cut))


@outcome("posts", "posts needed at 44.5 for 10 000 people less funded posts", cadres=CLINICAL, sex_note=NO_SEX_OF_POSTS)
def need_minus_funded(counted: Tally, cut: Cut) -> np.ndarray:
    """Posts that nobody pays for, at the norm of 44.5 (docs/model.md 2.28a)."""
    return need(counted, cut) - _at_places(counted.funded, cut)


@outcome("posts", "funded posts less workers in them", cadres=CLINICAL, sex_note=NO_SEX_OF_POSTS)
def funded_minus_filled(counted: Tally, cut: Cut) -> np.ndarray:
    """Posts paid for and not filled."""
    return _at_places(counted.funded, cut) - workers(counted, cut)


@outcome(
    "persons", "workers needed at 44.5 for 10 000 people less those at work", cadres=CLINICAL, sex_note=NO_SEX_OF_NEED
)
def need_minus_present(counted: Tally, cut: Cut) -> np.ndarray:
    """Workers short of the norm of 44.5."""
    return need(counted, cut) - workers(counted, cut)


@outcome(
    "usd_per_year",
    "money that those abroad send home",
    by_sex=True,
    sex_note="women and men are taken to send alike",
)
def remittances_usd_per_year(counted: Tally, cut: Cut) -> np.ndarray:
    """Money sent to households by those who practise abroad, never part of a budget (docs/model.md 2.34)."""
    return _heads(counted.remitted, cut)


def need(counted: Tally, cut: Cut, norm: float = NORM_PER_10K) -> np.ndarray:
    """Workers needed at a norm, split over cadres as funded posts at the start. (year, draw)"""
    people = counted.facts.population.sum(axis=1)
    clinical = [i for i in range(len(counted.posts0)) if CADRES[i] in CLINICAL]
    part = counted.posts0[[i for i in cut.cadres if i in clinical]].sum(axis=0)
    return people * norm / PER_10K * _ratio(part, counted.posts0[clinical].sum(axis=0))


def names_for(cadres: tuple[str, ...]) -> list[str]:
    """All names of one run: each outcome, and each outcome of each cadre that it holds."""
    present = [cadre for cadre in CADRES if cadre in cadres]
    names = []
    for base, found in OUTCOMES.items():
        names.append(base)
        names += [f"{base}.{cadre}" for cadre in present if cadre in found.cadres]
    return names


def splits_of(name: str) -> list[tuple[str, str]]:
    """The splits that an outcome has: (kind, member) such as ("sex", "female")."""
    found, cut = parse(name)
    splits = [("sex", sex) for sex in SEXES] if found.by_sex else []
    return splits + ([("place", place) for place in PLACES] if found.by_place and len(cut.places) > 1 else [])


def sex_record(name: str) -> dict[str, Any]:
    """How an outcome's split by sex came about, and that it is imputed; why there is none."""
    found, _ = parse(name)
    return {"imputed_by_sex": found.by_sex, "by_sex_why": found.sex_note or SHARES_OF_WOMEN}
