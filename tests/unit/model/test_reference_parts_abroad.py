"""Mechanisms of the slow twin, one at a time, against numbers worked out by hand: tracks, missions, fund, abroad."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hand_years import placed, quiet_year, with_parts
from pytest import approx

from braingain.model.containers import SETTLED, Paths
from braingain.model.reference import (
    abroad,
    fund,
    incomes,
    life,
    markets,
    missions,
    money,
    posts,
    schools,
    values,
)
from braingain.model.reference.run import step
from braingain.model.reference.unpack import Now, of_year

CAPITAL, URBAN, RURAL, RESERVE, OUT = 0, 1, 2, 6, 7
FEMALE, MALE = 0, 1


# Tracks (2.9b)


@pytest.mark.parametrize(("places", "sent"), [((8.0, 12.0), (4.0, 6.0)), ((1.0, 2.0), (1.0, 2.0))])
def test_tracks_share_graduates_in_proportion_to_places(places: tuple[float, ...], sent: tuple[float, ...]) -> None:
    now = quiet_year(destinations=2, tracks=True)
    now = with_parts(
        now, s={"students": placed(now.s.students, (0, MALE, 1, 0, 0), 10.0)}, dial={"track_places": [places]}
    )
    after, year = step(now)
    assert year.tracks[0, MALE] == approx(sent)
    assert after.abroad[0, MALE, 0, SETTLED] == approx(sent)
    assert after.home.sum() == approx(10.0 - sum(sent))
    assert year.licensed.sum() == approx(10.0)
    assert year.emigrants.sum() == 0.0
    assert year.conservation < 1e-12


def test_posts_promised_to_lever_graduates_are_not_for_those_on_tracks() -> None:
    now = quiet_year(tracks=True)
    now = with_parts(
        now,
        s={"students": placed(now.s.students, (0, MALE, 1, 0, 0), 10.0), "lever_students": 0.5},
        dial={"track_places": 4.0, "posts_funded_share": 1.0},
    )
    after, year = step(now)
    assert year.lever_licensed == approx([5.0])  # with those on tracks, as all licensed are
    assert after.lever_trained == approx([3.0])
    assert year.funded[0, 0:3].sum() == approx(3e6 + 3.0)


# Missions (2.23, 2.30b)


def on_mission(**dial: object) -> Now:
    now = quiet_year(cadres=2, missions=1)
    given = {"mission_starts": [[10.0, 0.0]], "mission_length_years": 1.5, "mission_productivity": 0.8}
    return with_parts(now, dial=given | dial)


def test_a_mission_of_a_year_and_a_half() -> None:
    after, first = step(on_mission())
    assert first.mission_present == approx(np.array([[10.0, 0.0]]))
    assert first.mission_fte == approx(np.array([[8.0, 0.0]]))
    later = with_parts(on_mission(), s=after._asdict(), dial={"mission_starts": 0.0})
    after, second = step(later)
    assert second.mission_present[0, 0] == approx(5.0)
    assert step(with_parts(later, s=after._asdict()))[1].mission_present[0, 0] == 0.0


def test_missions_take_rural_public_posts_that_are_free() -> None:
    """Six posts of which the foreign-trained hold one: missions want 5 of 10, own workers none; then only 1 is left."""
    now = on_mission(mission_fills=0.5)
    told = {"foreign_growth": 0.0, "expectation_speed": 1.0}
    now = with_parts(now, s={"foreign": 6.0}, c=told, path={"posts": 6.0})
    after, year = step(now)
    assert year.mission_posts == approx([5.0, 0.0])
    assert year.filled[0, RURAL] == approx(1.0)
    assert after.vacancy[0, RURAL] == approx(0.0)
    assert after.vacancy[0, URBAN] == approx(5.0 / 6.0)
    fewer = with_parts(now, path={"posts": 2.0})
    assert step(fewer)[1].mission_posts[0] == approx(1.0)


def test_missions_release_own_workers() -> None:
    now = on_mission(mission_fills=0.5)
    now = with_parts(
        now, s={"home": placed(now.s.home, (0, MALE, 0, 5, RURAL), 10.0)}, path={"posts": [10.0, 10.0, 12.0, 0, 0, 0]}
    )
    after, _ = step(now)
    assert after.home[0, ..., RURAL].sum() == approx(7.0)


def test_those_sent_come_from_the_reserve_first_and_cannot_be_hired() -> None:
    now = on_mission()
    now = with_parts(
        now,
        s={"home": placed(now.s.home, (0, slice(None), 0, 5, RESERVE), 2.0)},
        c={"reconsider_share": 1.0, "post_weights": [1, 1, 1, 1, 1, 1, 0, 0]},
    )
    sender = with_parts(now, dial={"mission_starts": [[3.0, 2.0]]})
    sender = with_parts(sender, dial={"mission_from_here": [1.0]})
    after, year = step(sender)
    assert year.mission_lent == approx([3.0, 0.0])
    assert year.mission_lost_fte == approx([0.0, 2.0])
    assert after.home[0, ..., RESERVE].sum() == approx(3.0)
    assert year.mission_posts == approx(0.0)
    host = step(now)
    assert host[1].mission_lent == approx(0.0)
    assert host[0].home[0, ..., RESERVE].sum() < 1e-6


def test_local_staff_are_added_to_private_posts_and_paid_more() -> None:
    now = on_mission(mission_local_staff=[[2.0, 0.5]], mission_local_premium=0.5)
    now = with_parts(now, path={"posts": [[9.0, 9.0, 9.0, 60.0, 20.0, 0.0], [9.0, 9.0, 9.0, 0.0, 0.0, 0.0]]})
    assert missions.local_staff(now) == approx([20.0, 5.0])
    added = missions.local_posts(now, money.path_posts(now))
    assert added[0] == approx([0, 0, 0, 15.0, 5.0, 0.0])
    assert added[1] == approx([0, 0, 0, 0.0, 0.0, 5.0])
    assert missions.local_premium(now, 0) == approx(0.5 * 20.0 / 100.0)
    assert missions.local_premium(now, 1) == approx(0.5)
    assert np.exp(incomes.incomes(now).ln_pay[0, 3:6]) == approx(1.1)
    assert step(now)[1].funded[:, 3:].sum() == approx(80.0 + 25.0)
    assert missions.local_premium(quiet_year(), 0) == 0.0


# Coming back to work, and from abroad (2.13, 2.21a, 2.22b)


@pytest.mark.parametrize(("places", "back"), [(4.0, 4.0), (math.inf, 10.0), (0.0, 0.0)])
def test_levers_bring_people_to_look_for_work_as_far_as_places_go(places: float, back: float) -> None:
    now = quiet_year()
    now = with_parts(
        now,
        s={"home": placed(now.s.home, (0, MALE, 0, 5, RESERVE), 20.0)},
        c={"reconsider_share": 0.1, "post_weights": [1, 1, 1, 1, 1, 1, 0, 0]},
        dial={"reentry": placed(now.dial.reentry, (0, MALE, 0), 0.5), "reentry_places": places},
    )
    after, year = step(now)
    assert year.reentered[0] == approx([0.0, back])
    assert after.home[0, ..., RESERVE].sum() == approx(18.0 - back)


def test_nobody_looks_twice() -> None:
    now = quiet_year()
    now = with_parts(
        now,
        s={"home": placed(now.s.home, (0, FEMALE, 0, 5, OUT), 20.0)},
        c={"reconsider_share": 0.7, "post_weights": [1, 1, 1, 1, 1, 1, 0, 0]},
        dial={"reentry": 0.9},
    )
    assert step(now)[1].reentered[0] == approx([6.0, 0.0])


def test_a_premium_for_those_who_return() -> None:
    now = quiet_year()
    now = with_parts(
        now,
        s={"abroad": placed(now.s.abroad, (0, MALE, 5, SETTLED, 0), 100.0)},
        c={"leave_abroad": 0.1, "theta_return": 0.5, "beta_go": 0.8, "return_skill_gain": 0.4},
        dial={"return_premium": 0.2},
    )
    after, year = step(now)
    returns = 100.0 * (1.0 - math.exp(-0.1 * 1.2 ** (0.5 * 0.8)))
    assert year.returns.sum() == approx(returns)
    assert year.returned == approx([returns])
    at_work = after.home[0, ..., :6].sum()
    assert at_work == approx(returns * 6.0 / 8.0)
    assert year.skill_factor == approx([1.0 + 0.4 * 8.0 / 6.0])


# The fund (2.36)


def pooled(**dial: object) -> Now:
    now = quiet_year(fund=True, fund_build_years=2)
    given = {"fund_absorption": 0.1, "fund_seat_cost": 50.0, "fund_mix": 1.0, "fund_posts_share": 0.25}
    return with_parts(
        now,
        s={"fund": 1000.0, "seats": [[30.0, 6.0]], "lever_seats": [[4.0, 0.0]]},
        c={"fund_interest": 0.02, "oncost": 0.25},
        path={"public_pay_usd": 10.0},
        dial=given | {"fund_flat": 30.0} | dial,
    )


def test_the_fund_pays_what_schools_can_absorb() -> None:
    paid = fund.disburse(pooled())
    assert paid.amount == approx(200.0)  # .1 · 50 · 40 seats
    assert paid.posts == approx([50.0 / 12.5])
    assert paid.seats == approx([150.0 / 50.0])
    after, year = step(pooled())
    assert after.fund == approx(1020.0 - 200.0 + 30.0)
    assert year.fund_contributed == approx(30.0)
    assert year.funded[0, 0:3].sum() == approx(3e6 + 4.0)
    assert after.building[0, 0] == approx([0, 3.0, 0, 0, 0, 0, 0])


def test_the_fund_never_pays_more_than_it_holds() -> None:
    now = with_parts(pooled(), s={"fund": 40.0})
    assert fund.disburse(now).amount == approx(40.0)
    assert step(now)[0].fund == approx(40.0 * 0.02 + 30.0)
    assert fund.disburse(pooled(fund_mix=0.0)).amount == 0.0


def test_contributions_by_legal_recruit() -> None:
    now = pooled(fund_per_recruit=7.0)
    flows = placed(np.zeros((1, 4, 1)), (0, slice(None), 0), 2.0)
    begun = np.full((len(now.option.stay_destination), 1, 2), 1.5)  # women and men on each stay
    assert not now.dial.stay_works.any()
    assert fund.contributions(now, flows, begun) == approx(30.0 + 3 * 2.0 * 7.0)
    working = with_parts(now, dial={"stay_works": 1.0})
    hired = 3.0 * len(now.option.stay_destination) * 7.0
    assert hired > 0
    assert fund.contributions(working, flows, begun) == approx(30.0 + 3 * 2.0 * 7.0 + hired)


# Abroad (2.11, 2.26, 2.27)


def test_those_who_retired_abroad_are_remembered() -> None:
    now = quiet_year()
    now = with_parts(
        now,
        s={"abroad": placed(now.s.abroad, (0, MALE, 5, SETTLED, 0), 100.0), "retired_abroad": 50.0},
        path={"mortality_abroad": 0.1},
        c={"retirement_abroad": 0.3},
    )
    lived = life.live_a_year(now)
    assert lived.retired_abroad[0, 0] == approx((50.0 + 100.0 * 0.3) * math.exp(-0.1))


def test_seats_of_levers_abroad_bring_workers_there_after_the_years_of_school() -> None:
    now = quiet_year(stages=2, lever_stages=2, destination_seats=True)
    now = with_parts(now, dial={"seats_abroad": 10.0}, c={"dest_drop_out": 0.1})
    others = []
    for _ in range(3):
        after, _ = step(now)
        others.append(float(after.others_abroad[0, 0]))
        now = with_parts(now, s=after._asdict())
    assert others == approx([0.0, 0.0, 8.1])
    assert now.s.lever_students_abroad[0, :, 0] == approx([10.0, 9.0])
    assert now.s.students_abroad.sum() == 0.0


def test_people_brought_back_to_work_abroad_are_workers_there() -> None:
    now = with_parts(quiet_year(), dial={"reentry_abroad": 12.0})
    assert markets.destination_markets(now, np.zeros((1, 1)))["others_abroad"][0, 0] == approx(12.0)


def test_a_rise_of_pay_abroad_stands_wherever_pay_abroad_does() -> None:
    now = with_parts(quiet_year(), dial={"pay_abroad_raise": 0.1}, path={"pay_abroad": 0.9})
    years = now.dial._replace(**{name: np.asarray(getattr(now.dial, name))[None] for name in now.dial._fields})
    path, _ = of_year(Paths(*(series[None] for series in now.path)), years, 0)
    assert path.pay_abroad[0, 0] == approx(0.99)
    assert values.ln_pay_abroad(with_parts(now, path=path._asdict()), 0, 0) == approx(math.log(0.99))


def test_quality_that_is_lost_for_good() -> None:
    """ln X was .4 both three and eight years ago: schools are used to it, unless the loss is for good."""
    now = quiet_year(programme_years=(3,), stages=3)
    memory = np.zeros_like(now.s.ln_seats)
    memory[0, 0, [2, 7]] = 0.4
    now = with_parts(now, s={"ln_seats": memory}, c={"dilution": 0.5, "pass_share0": 0.8})
    assert schools.pass_shares(now)[0, 0] == approx(0.8)
    lasting = schools.pass_shares(with_parts(now, option={"permanent_dilution": True}))[0, 0]
    assert math.log(lasting / (1.0 - lasting)) == approx(math.log(4.0) - 0.2)


def test_a_stay_under_full_compliance_and_the_pool_of_looking_people_are_unchanged() -> None:
    """Nothing of the new parts moves a year without them: ten workers stay where they are."""
    now = quiet_year(service=True, tracks=True, fund=True, destination_seats=False)
    now = with_parts(now, s={"home": placed(now.s.home, (0, MALE, 0, 5, URBAN), 10.0)})
    after, year = step(now)
    assert after.home[0, MALE, 0, 6, URBAN] == approx(10.0)
    assert year.conservation == 0.0
    assert abroad.take_tracks(now, np.ones((1, 2, 2)), after.abroad)[1].sum() == 0.0
    assert posts.who_looks(now, 0, after.home[0], 0.0)[2].sum() == 0.0
