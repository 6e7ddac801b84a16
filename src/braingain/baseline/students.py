"""Schools at the start: seats, students by stage, those who sit again, from graduates a year (docs/model.md 1.2, 2.5-2.9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from braingain.baseline import behaviour
from braingain.baseline.context import Context
from braingain.baseline.needs import Drawn
from braingain.baseline.paths import TREND_YEARS, trend
from braingain.baseline.rates import draws_of
from braingain.foundation.vocabulary import CADRES, OWNERS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Schools:
    """What schools are at the start, before the number of graduates is known."""

    years: tuple[int, ...]  # of the programme by cadre
    growth: Floats  # (draw,) g_G [1/year]
    index: Floats  # (year, draw) seats on their path over those of the start
    drop: Floats  # (cadre, draw) a year
    completion: Floats  # (cadre, draw)
    passing: Floats  # (cadre, owner, draw) Q0
    owner: Floats  # (cadre, owner, draw) shares of graduates
    licensed_per_graduate: Floats  # (cadre, draw) of the first year
    private_licensed: Floats  # (cadre, draw) share of the licensed trained privately

    def graduates(self, licensed: Floats) -> Floats:
        """Graduates a year by owner that bring the new licensed of the first year, (cadre, owner, draw)."""
        return self.owner * (licensed / self.licensed_per_graduate)[:, None]

    def seats(self, graduates: Floats) -> Floats:
        """Seats at the start, (cadre, owner, draw): G(1+g)^n/(1-drop)^n."""
        n = np.array(self.years)[:, None]
        return graduates * (((1.0 + self.growth) / (1.0 - self.drop)) ** n)[:, None]

    def students(self, graduates: Floats) -> Floats:
        """Students by stage, aligned to the last year, (cadre, owner, stage, draw)."""
        stages = max(self.years)
        out = np.zeros((*graduates.shape[:2], stages, graduates.shape[2]))
        for k, n in enumerate(self.years):
            for e in range(1, n + 1):
                size = (1.0 + self.growth) ** (n - e) / (1.0 - self.drop[k]) ** (n - e + 1)
                out[k, :, stages - n + e - 1] = graduates[k] * size
        return out

    def resit(self, graduates: Floats) -> Floats:
        """Those who failed last year, (cadre, owner, draw)."""
        return (1.0 - self.passing) * graduates / (1.0 + self.growth)


def start_schools(context: Context, drawn: Drawn, population: Floats, gdp: Floats) -> Schools:
    """Schools of a country; growth of seats drawn from none over that of people to that of GDP (4.9 g_G).

    ``population`` and ``gdp`` are their paths over the start, (year, draw), without a scenario's own.
    """
    n = draws_of(drawn)
    years = tuple(round(float(drawn[f"programme_years.{cadre}"][0])) for cadre in CADRES)
    growth = between(drawn["growth_graduates"], trend(population), trend(gdp))
    completion = np.broadcast_to(drawn[f"completion_share.{behaviour.income_key(context.group)}"], (len(CADRES), n))
    drop = 1.0 - completion ** (1.0 / np.array(years)[:, None])
    passing = np.stack([np.stack([drawn[f"pass_share.{owner}"] for owner in OWNERS])] * len(CADRES))
    private = np.stack([drawn[behaviour.private_graduates_name(context.country, cadre)] for cadre in CADRES])
    owner = np.stack([1.0 - private, private], axis=1)
    by_owner = owner * passing * (1.0 + drawn["resit_pass_share"] * (1.0 - passing) / (1.0 + growth))
    licensed = by_owner.sum(axis=1)
    index = seats_index(drawn["growth_graduates"], growth, population, gdp)
    return Schools(years, growth, index, drop, completion, passing, owner, licensed, by_owner[:, 1] / licensed)


def between(position: Floats, population_growth: Floats, gdp_growth: Floats) -> Floats:
    """Growth of seats by its position: -1 none, 0 that of people, 1 that of GDP where this is larger (4.9 g_G)."""
    more = np.maximum(0.0, gdp_growth - population_growth)
    return np.where(position < 0, population_growth * (1.0 + position), population_growth + position * more)


def seats_index(position: Floats, growth: Floats, population: Floats, gdp: Floats) -> Floats:
    """Seats on their path over those of the start, (year, draw): at g_G while its trend is of these years, then as people
    and GDP grow from year to year (docs/decisions/0026)."""
    yearly = between(position, population[1:] / population[:-1] - 1.0, gdp[1:] / gdp[:-1] - 1.0)
    yearly[:TREND_YEARS] = growth
    return np.concatenate([np.ones_like(growth)[None], np.cumprod(1.0 + yearly, axis=0)])


def given_licensed(context: Context, schools: Schools) -> Floats:
    """New licensed of the first year where graduates are reported, NaN where the balance has to tell, (cadre, draw)."""
    out = np.full(schools.licensed_per_graduate.shape, np.nan)
    for k, cadre in enumerate(CADRES):
        value = context.values.get(f"graduates.{cadre}")
        if value is not None and value.value is not None:
            out[k] = float(value.value) * schools.licensed_per_graduate[k]
    return out


def applicants(context: Context, drawn: Drawn, seats: Floats) -> Floats:
    """Applicants at the start, (cadre, owner, draw)."""
    private = drawn["applicants_per_seat.private"]
    per_seat = np.stack(
        [np.stack([drawn[f"applicants_per_seat.{behaviour.school_key(cadre)}"], private]) for cadre in CADRES]
    )
    return per_seat * seats
