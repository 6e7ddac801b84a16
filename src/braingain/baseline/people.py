"""Workers of a country at the start by cadre, sex, background and post, drawn around their figures (docs/model.md 1.0, 4.9)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from braingain.baseline import behaviour
from braingain.baseline.context import Context
from braingain.baseline.facts import is_fact
from braingain.baseline.needs import Drawn, assumed_foreign
from braingain.baseline.rates import draws_of
from braingain.baseline.splits import post_shares, private_by_place, split_by_background
from braingain.baseline.values import Value
from braingain.foundation.vocabulary import CADRES, PLACES

Floats = NDArray[np.float64]
STATES_OF_ONE_CITY = ("SGP", "MCO", "VAT", "HKG", "MAC", "NRU")
LARGEST_SHARE = 0.97
MOST_FOREIGN = 0.99  # of those who practise; the model keeps a few trained at home (Luxembourg has no school)


@dataclass(frozen=True)
class HomePeople:
    """Stocks at home at the start."""

    total: Floats  # (cadre, draw) own-trained, all posts [persons]
    foreign: Floats  # (cadre, draw) foreign-trained at work [persons]
    posts: Floats  # (cadre, post, draw) shares of the own-trained
    by_background: Floats  # (cadre, background, post, draw) shares within a background
    women: Floats  # (cadre, draw)
    rural: Floats  # (cadre, draw) share of rural upbringing

    @property
    def practising(self) -> Floats:
        """All at work, wherever trained, (cadre, draw). [persons]"""
        return self.total * self.posts[:, :6].sum(axis=1) + self.foreign

    def cells(self) -> Floats:
        """Stock by (cadre, sex, background, post, draw); shares where a cadre has no stock."""
        size = np.where(self.total > 0, self.total, 1.0)
        sexes = np.stack([self.women, 1.0 - self.women], axis=1)
        grown = np.stack([self.rural, 1.0 - self.rural], axis=1)
        return (
            size[:, None, None, None] * sexes[:, :, None, None] * grown[:, None, :, None] * self.by_background[:, None]
        )

    def background(self) -> Floats:
        """Share of backgrounds, (cadre, background, draw)."""
        return np.stack([self.rural, 1.0 - self.rural], axis=1)

    def foreign_posts(self) -> Floats:
        """Where the foreign-trained work, (cadre, work post, draw): as the own-trained (1.1)."""
        work = self.posts[:, :6]
        return work / work.sum(axis=1, keepdims=True)


def with_foreign(people: HomePeople, foreign: Floats) -> HomePeople:
    """The same people at work, of whom so many trained elsewhere, (cadre, draw): the others are own-trained (1.0)."""
    at_work = people.posts[:, :6].sum(axis=1)
    practising = people.practising
    return replace(people, total=(practising - foreign) / at_work, foreign=foreign)


def home_people(context: Context, drawn: Drawn) -> HomePeople:
    """The workforce at the start, split by the shares of docs/model.md 4.9 where the country says nothing itself."""
    n = draws_of(drawn)
    shares = [_posts(context, drawn, cadre) for cadre in CADRES]
    posts = np.stack(shares)
    rural = np.broadcast_to(drawn["rural_background_share"], (len(CADRES), n))
    grown = np.stack([rural, 1.0 - rural], axis=1)
    own, foreign = zip(*(_stocks(context, drawn, cadre) for cadre in CADRES), strict=True)
    at_home = 1.0 - posts[:, 6] - posts[:, 7]
    return HomePeople(
        total=np.stack(own) / at_home,
        foreign=np.stack(foreign),
        posts=posts,
        by_background=split_by_background(posts, grown, drawn["or_rural_background"]),
        women=np.stack([_women(context, drawn, cadre) for cadre in CADRES]),
        rural=rural,
    )


def place_shares(context: Context, drawn: Drawn, cadre: str) -> Floats:
    """Share of those at work by place, (place, draw).

    Low and middle income: drawn around docs/model.md 4.9, the capital's share as the country's own fact says where there is
    one. High income: as the people, doctors more in the capital.
    """
    if context.group == "HIC":
        people = population_places(context, drawn)
        tilt = drawn["place_tilt_high_income"] if cadre == "doctor" else 1.0
        raw = np.concatenate([people[:1] * tilt, people[1:]])
        return raw / raw.sum(axis=0)
    shares = drawn[f"place_share.{cadre}"]
    fact = context.values.get(f"capital_share.{cadre}")
    if not is_fact(fact) or fact is None:
        return shares
    known = float(fact.value or 0.0)
    rest = shares[1:] / shares[1:].sum(axis=0)
    return np.concatenate([np.full((1, shares.shape[1]), known), (1.0 - known) * rest])


def population_places(context: Context, drawn: Drawn) -> Floats:
    """Share of people by place, (place, draw)."""
    urban = np.full(draws_of(drawn), context.value("urban_share"))
    capital = drawn["capital_population_share"] if context.country not in STATES_OF_ONE_CITY else np.ones_like(urban)
    return np.stack([urban * capital, urban * (1.0 - capital), 1.0 - urban])


def _posts(context: Context, drawn: Drawn, cadre: str) -> Floats:
    place = place_shares(context, drawn, cadre)
    fact = context.values.get(f"private_share.{cadre}")
    if fact is not None and is_fact(fact):
        private = np.full(place.shape[1], float(fact.value or 0.0))
    else:
        private = 1.0 - drawn[f"public_share.{behaviour.public_key(context.region, context.group)}"]
    tilt = tuple(float(drawn[f"private_tilt.{p}"][0]) for p in PLACES)
    by_place = private_by_place(private, place, tilt)  # type: ignore[arg-type]
    reserve = context.values[f"reserve_share.{cadre}"]
    drawn_share = drawn[behaviour.reserve_name(context.country, cadre)]
    aside = np.full_like(drawn_share, float(reserve.value or 0.0)) if is_fact(reserve) else drawn_share
    return post_shares(place, by_place, aside, drawn["out_share"])


def _stocks(context: Context, drawn: Drawn, cadre: str) -> tuple[Floats, Floats]:
    """Practising own-trained and foreign-trained, (draw,) each, with the noise of the stock's source."""
    n = draws_of(drawn)
    value = context.values[f"workers.{cadre}"]
    size = np.full(n, float(value.value or 0.0))
    if cadre in behaviour.CLINICAL:
        sd = drawn[f"doctors_stock_sd.{stock_kind(value)}"] * (value.source != "scenario.context")
        size = size * np.exp(sd * drawn[f"noise.stock.{cadre}"])
    share = context.values.get(f"foreign_trained_share.{cadre}")
    natives = context.values.get(f"native_share.{cadre}")
    assumed = assumed_foreign(context, cadre)
    known = np.full(n, float(share.value or 0.0)) if share else np.zeros(n)
    foreign = np.minimum(drawn[assumed] if assumed else known, MOST_FOREIGN)
    foreign = foreign * (1.0 - (float(natives.value or 0.0) if natives else 0.0))
    return size * (1.0 - foreign), size * foreign


def stock_kind(value: Value) -> str:
    """How sure a stock is: of a register, a survey, or imputed; each has a log-s.d. of its own."""
    if value.source == "oecd_graduates":
        return "register"
    return "survey" if value.method in ("reported", "interpolated", "estimated") else "imputed"


def _women(context: Context, drawn: Drawn, cadre: str) -> Floats:
    value = context.values[f"women_share.{cadre}"]
    if value.method == "assumed" and value.source.startswith("estimate:"):
        return np.minimum(LARGEST_SHARE, drawn[value.source.removeprefix("estimate:")])
    known = 0.5 if value.value is None else float(value.value)
    return np.full(draws_of(drawn), min(LARGEST_SHARE, max(1.0 - LARGEST_SHARE, known)))
