"""Level constants on a country without a name: roots, profiles, the first year, drift."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from braingain.baseline import calibrate, first_year, profiles
from braingain.baseline.calibrate import Calibrated, Targets
from braingain.baseline.profiles import DURATIONS, Rates
from braingain.baseline.splits import post_shares, split_by_background

K, D, N = 2, 3, 4
EMIGRANTS = np.linspace(10, 40, N) * np.ones((K, 1))


def rates() -> Rates:
    age = np.array([26, 22])[:, None] + np.arange(DURATIONS)
    retire = np.where(age < 57, 0.0, np.where(age >= 72, 1.0, 1 / (1 + np.exp(-(age - 62) / 1.2))))
    stay = (np.exp(-0.0024 * 2 ** ((age - 30) / 11)) * (1 - retire))[:, None, :, None] * np.ones((K, 2, 1, N))
    by_age = np.repeat([1.8, 1.6, 0.9, 0.4, 0.1], [5, 5, 5, 10, 25])
    entrant = np.array([1.1, 1.0])[:, None, None] * np.array([0.7, 1.0])[:, None] * by_age
    by_post = np.array([1, 1, 1, 0.9, 0.9, 0.9, 1.5, 0.8])
    look = np.where(np.arange(DURATIONS)[:, None] < 5, 0.25, 0.08) * np.ones(8)
    look[:, 6], look[:, 7] = 0.4, 0.05
    private = np.ones((K, DURATIONS, N))
    private[:, :5] = 1.03
    to = np.array([0.6, 0.3, 0.1])[:, None] * np.ones((K, 1, N))
    grown = np.array([0.35, 0.65])[:, None] * np.ones((K, 2, 1, N))
    women = np.array([[0.4, 0.6], [0.8, 0.2]])[:, :, None, None]
    return Rates(
        stay_home=stay,
        stay_abroad=np.repeat(stay[:, :, :, None], D, axis=3),
        propensity=(entrant[..., None] * by_post)[..., None] * np.ones(N),
        entrant_propensity=entrant[..., None] * np.ones(N),
        private_factor=private,
        look=look[..., None] * np.ones(N),
        destinations=to,
        arrivals=np.array([0.3, 0.6, 0.1])[:, None, None] * np.ones((K, 1, D, N)),
        onward_temporary=np.full((K, D, N), 0.2),
        settle=np.full((K, D, N), 0.14),
        recognise=np.full((K, D, N), 0.1),
        leave=np.array([0.25, 0.02, 0.05])[:, None, None] * np.ones((K, 1, D, N)),
        onward_share=np.full((K, D, N), 0.3),
        entry=women * grown,
        return_background=grown,
        growth=np.full((K, N), 0.03),
    )


def targets(r: Rates, odds: float = 1.6) -> Targets:
    place = np.array([0.45, 0.35, 0.2])[:, None] * np.ones(N)
    shares = post_shares(place, 0.25 * np.ones((3, N)), np.full(N, 0.03), np.full(N, 0.05))
    by_background = split_by_background(shares, r.entry[0, 0] / r.entry[0, 0].sum(axis=0), np.full(N, odds))
    return Targets(
        home=1000.0 * r.entry[:, :, :, None] * by_background,
        abroad=np.array([200.0, 80.0, 20.0])[:, None] * np.ones((K, 1, N)),
        leaving=lambda joining: (EMIGRANTS, r.destinations),
        loss=np.full((K, D, N), 0.08),
        licensed=np.full((K, N), np.nan),
        licensed_least=np.linspace(0.02, 0.03, N),
        licensed_factor=np.ones((K, N)),
        growth=r.growth,
        odds_rural=np.full(N, 1.6),
        factor_bounds=(0.1, 6.0),
    )


@pytest.fixture(scope="module")
def found() -> Calibrated:
    r = rates()
    return calibrate.calibrate(r, targets(r))


def next_year(found: Calibrated) -> tuple[np.ndarray, np.ndarray]:
    """A year without policy, in the order of docs/model.md 2.1."""
    r, levels = found.rates, found.levels
    aged = first_year.age(found.home, found.abroad, r)
    kept, back, onward = profiles.leaving(profiles.after_status_change(aged.abroad, r), r, levels.leave_factor)
    entrants = profiles.returnee_cells(back, r)
    entrants[:, :, :, 0] += found.licensed[:, None, None] * r.entry
    gone = first_year.emigrants_home(aged, r, levels.hazard)
    gone_new = first_year.emigrants_entering(entrants, r, levels.hazard)
    left = aged.home - gone
    lookers = left * r.look[None, None, None]
    pool = lookers.sum(axis=4) + entrants - gone_new
    home = left - lookers + pool[:, :, :, :, None] * levels.choice[:, None, :, None]
    leavers = (gone.sum(axis=4) + gone_new).sum(axis=2)
    to = (r.destinations[:, None] * r.arrivals)[:, None, None]
    abroad = kept + profiles.place_onward(onward, r.destinations, r.onward_temporary)
    return home, abroad + leavers[:, :, :, None, None] * to


def test_first_step_emigrants_are_the_target(found: Calibrated) -> None:
    aged = first_year.age(found.home, found.abroad, found.rates)
    returning = first_year.returns(aged, found.rates, found.levels.leave_factor)
    entrants = returning.copy()
    entrants[:, :, :, 0] += found.licensed[:, None, None] * found.rates.entry
    gone = first_year.emigrants_home(aged, found.rates, found.levels.hazard).sum(axis=(1, 2, 3, 4))
    gone += first_year.emigrants_entering(entrants, found.rates, found.levels.hazard).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(gone, EMIGRANTS, rtol=1e-9)


def test_yearly_loss_abroad_is_the_target_where_the_factor_is_free(found: Calibrated) -> None:
    r = found.rates
    cohort = profiles.follow_cohort(r, found.levels)
    aged = first_year.age(cohort.home, cohort.abroad, r)
    by_status, exits = first_year.practising_loss(aged, r)
    hazard = r.leave[:, :2] * found.levels.leave_factor[:, None]
    lost = (by_status * (1 - np.exp(-hazard))).sum(axis=1) + exits
    free = found.bounded == 0
    assert free.mean() > 0.5
    np.testing.assert_allclose((lost / (by_status.sum(axis=1) + exits))[free], 0.08, rtol=2e-3)


def test_factor_stops_at_its_bounds_and_says_so() -> None:
    r = rates()
    wanted = replace(targets(r), loss=np.full((K, D, N), 0.6))
    found = calibrate.calibrate(r, wanted)
    assert found.bounded.all()
    np.testing.assert_allclose(found.levels.leave_factor, 6.0, rtol=1e-3)


def test_stocks_and_mix_are_those_given(found: Calibrated) -> None:
    wanted = targets(found.rates)
    np.testing.assert_allclose(found.home.sum(axis=3), wanted.home, rtol=1e-10)
    np.testing.assert_allclose(found.abroad[:, :, :, :2].sum(axis=(1, 2, 3)), wanted.abroad, rtol=1e-10)


def test_the_first_year_grows_every_post_alike(found: Calibrated) -> None:
    home, _ = next_year(found)
    posts = home.sum(axis=(1, 2, 3)) / found.home.sum(axis=(1, 2, 3))
    np.testing.assert_allclose(posts, 1.03, rtol=1e-6)


def drift(found: Calibrated) -> float:
    """Largest change of the share of a duration in a year, at home."""
    before, after = found.home.sum(axis=(1, 2, 4)), next_year(found)[0].sum(axis=(1, 2, 4))
    return float(np.abs(after / after.sum(axis=1, keepdims=True) - before / before.sum(axis=1, keepdims=True)).max())


def settled(r: Rates, odds: float) -> Calibrated:
    """Calibrated to the stock abroad that the flows themselves would have built up."""
    wanted = replace(targets(r, odds), odds_rural=np.full(N, odds))
    for _ in range(8):
        found = calibrate.calibrate(r, wanted, 8)
        cohort = profiles.follow_cohort(r, found.levels)
        ratio = cohort.abroad[:, :, :, :2].sum(axis=(1, 2, 3)) / cohort.home.sum(axis=(1, 2, 3, 4))[:, None]
        wanted = replace(wanted, abroad=1000.0 * ratio)
    return calibrate.calibrate(r, wanted, 8)


def test_profile_keeps_its_shape_where_all_leave_alike() -> None:
    """Drift of (1.2): with one growth rate everywhere a year leaves the shares of durations as they were."""
    r = rates()
    f, entrant = r.propensity.copy(), r.entrant_propensity.copy()
    f[:], entrant[:] = f[1:2, 1:2], entrant[1:2, 1:2]
    assert drift(settled(replace(r, propensity=f, entrant_propensity=entrant), 1.0)) < 1e-7


def test_profile_drifts_by_what_leaving_by_sex_and_background_leaves() -> None:
    """Stocks keep the mix of students though women and townspeople leave more: a little drift is left (1.2)."""
    assert drift(settled(rates(), 1.6)) < 3e-4


def test_profile_drifts_little_where_they_do_not(found: Calibrated) -> None:
    """Stocks abroad that the flows would not build up bring other returns than the profile has: it drifts slowly."""
    assert 1e-4 < drift(found) < 0.02


def test_nobody_appears_or_vanishes(found: Calibrated) -> None:
    home, abroad = next_year(found)
    exits = found.exits + (found.abroad * (1 - found.rates.stay_abroad[:, :, :, None])).sum(axis=(1, 2, 3, 4))
    after = home.sum(axis=(1, 2, 3, 4)) + abroad.sum(axis=(1, 2, 3, 4))
    before = found.home.sum(axis=(1, 2, 3, 4)) + found.abroad.sum(axis=(1, 2, 3, 4))
    np.testing.assert_allclose(after, before + found.licensed - exits, rtol=1e-10)


def test_licensed_given_are_kept_and_the_balance_has_a_floor() -> None:
    r = rates()
    given = calibrate.calibrate(r, replace(targets(r), licensed=np.full((K, N), 77.0)))
    np.testing.assert_allclose(given.licensed, 77.0)
    growth = np.full((K, N), -0.2)
    few = replace(
        targets(r), growth=growth, leaving=lambda _: (np.ones((K, N)), r.destinations), abroad=np.ones((K, D, N))
    )
    found = calibrate.calibrate(replace(r, growth=growth), few)
    np.testing.assert_allclose(found.licensed, np.broadcast_to(1000.0 * few.licensed_least, (K, N)))


def test_draws_do_not_know_each_other() -> None:
    r = rates()
    whole = calibrate.calibrate(r, targets(r))
    one = {f: getattr(r, f)[..., 1:2] for f in Rates.__dataclass_fields__}
    t = targets(r)
    alone = calibrate.calibrate(
        Rates(**one),
        Targets(
            **{
                f: getattr(t, f)[..., 1:2]
                for f in Targets.__dataclass_fields__
                if f not in ("factor_bounds", "leaving")
            },
            factor_bounds=t.factor_bounds,
            leaving=lambda _: (EMIGRANTS[:, 1:2], r.destinations[..., 1:2]),
        ),
    )
    np.testing.assert_allclose(alone.levels.hazard[:, 0], whole.levels.hazard[:, 1], rtol=1e-12)
    np.testing.assert_allclose(alone.home[..., 0], whole.home[..., 1], rtol=1e-11)
