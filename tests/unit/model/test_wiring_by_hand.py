"""Memories and their wiring, worked out by hand over two and three years of small worlds, in both models.

The slow twin would share a mistake in what a year hands to the next: which vacancy rate is remembered and who reads it, how
the share who teach follows seats, which demand schools aim at, how the queue for posts is smoothed, when bonds lapse, who
counts as a compatriot. Nothing of the model is called here to find what must come out.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from globes import Countries, globe_of
from models import MODELS, Run, totals
from still_worlds import (
    MANY,
    Y,
    dying_at,
    full,
    quiet_dials,
    still_world,
)
from test_many_countries import of_one_draw, yearly_of

from braingain.model import world as many
from braingain.model.containers import DESKILLED, RESERVE, SETTLED, World
from braingain.model.reference import world as slow
from braingain.model.stacking import one_country

WORKLOAD = 7  # of the conditions of work
CLOSE = 1e-9
OFFSET, ELASTICITY, NORMAL = 0.05, 2.2, 0.05


@pytest.fixture(params=sorted(MODELS))
def model(request: pytest.FixtureRequest) -> Run:
    return MODELS[request.param]


def with_constants(world: World, **changes: np.ndarray) -> World:
    return world._replace(constants=world.constants._replace(**changes))


def with_state(world: World, **changes: np.ndarray) -> World:
    return world._replace(state=world.state._replace(**changes))


def in_post(world: World, post: int, people: float, duration: int = Y - 1) -> np.ndarray:
    """All of the own-trained in one post, of one duration."""
    home = np.zeros_like(world.state.home)
    home[:, :, :, duration, post] = people / 4
    return home


def of_post(post: int, value: float, posts: int = 6) -> np.ndarray:
    """(cadre, post, draw), nought but in one."""
    array = full(0.0, 1, posts)
    array[:, post] = value
    return array


def weights(**of: float) -> np.ndarray:
    """Weights of posts: of ``public``, ``private`` (both in the capital) and the reserve."""
    array = full(0.0, 1, 2, 8)
    for name, at in (("public", 0), ("private", 3), ("reserve", RESERVE)):
        array[:, :, at] = of.get(name, 0.0)
    return array


def hazard_in(post: int, hazard: float) -> np.ndarray:
    array = full(0.0, 1, 2, 2, Y, 8)
    array[..., post, :] = hazard
    return array


def chance(odds: float) -> float:
    return odds / (1 + odds)


def pull(seen: float) -> float:
    """Answer to vacancies as they are seen (2.17), at most a tenth above normal."""
    return float(((min(seen, NORMAL + 0.1) + OFFSET) / (NORMAL + OFFSET)) ** ELASTICITY)


# ---------------------------------------------------------------- vacancies as they are seen (decision 0024)


def test_the_load_of_work_follows_vacancies_as_they_are_seen(model: Run) -> None:
    """(2.14): 700 people for 1000 posts; their odds of leaving × e^{−β·b·ΔX}, X of v̂ that goes .3 of the way each year."""
    speed, normal, hazard, worth, beta = 0.3, 0.1, 0.08, 1.4, 0.9
    world = still_world(3)
    posts, response = full(0.0, 3, 1, 6), full(0.0, 9, 2)
    posts[:, :, 0], response[WORKLOAD] = 1000.0, worth
    world = with_constants(
        world,
        expectation_speed=full(speed),
        vacancy0=of_post(0, normal),
        leave_hazard=hazard_in(0, hazard),
        condition_response=response,
        beta_go=full(beta, Y),
    )
    world = with_state(world, vacancy=of_post(0, normal), home=in_post(world, 0, 700.0))
    world = world._replace(paths=world.paths._replace(posts=posts))
    final, y = model(world, quiet_dials(world))
    people, seen = 700.0, normal
    for year in range(3):
        change = -(min(1.0, seen / 0.5) - min(1.0, normal / 0.5))
        gone = people * chance(math.expm1(hazard) * math.exp(-beta * worth * change))
        assert totals(y.emigrants)[year] == pytest.approx(gone, rel=CLOSE)
        people -= gone
        seen += speed * ((1000 - people) / 1000 - seen)
    assert final.vacancy[0, 0, 0] == pytest.approx(seen, rel=CLOSE)


@pytest.mark.parametrize("years", [1, 2, 3])
def test_a_touched_destination_draws_by_vacancies_as_they_are_seen(model: Run, years: int) -> None:
    """(2.17, 2.27): both those from here and those from elsewhere answer v̂; the wage answers v itself and is drawn back to its path."""
    speed, hazard, demand, adjust, back = 0.25, 0.05, 118e3, 0.4, 0.1
    world = still_world(years)
    world = with_constants(
        world,
        expectation_speed=full(speed),
        beta_vacancy=full(ELASTICITY),
        leave_hazard=hazard_in(0, hazard),
        dest_exit=full(0.03, 1, 1),
        dest_inflow0=full(3000.0, 1, 1),
        wage_adjust=full(adjust),
        wage_return=full(back),
    )
    world = with_state(world, home=in_post(world, 0, 20e3), vacancy_abroad=full(NORMAL, 1, 1))
    path = full(demand, years, 1, 1) * 1.01 ** np.arange(years)[:, None, None, None]
    world = world._replace(paths=world.paths._replace(demand_abroad=path))
    final, y = model(world, quiet_dials(world)._replace(touched=np.ones(1)))
    home, away, others, seen, wage = 20e3, 0.0, 1e5, NORMAL, 0.0
    for year in range(years):
        gone = home * chance(math.expm1(hazard) * pull(seen))
        others = 0.97 * others + 3000.0 * pull(seen)
        home, away = home - gone, away + gone
        vacant = 1 - (others + away) / (demand * 1.01**year)
        assert 0.06 < vacant < 0.2
        seen += speed * (vacant - seen)
        wage = (1 - back) * wage + adjust * min(0.1, vacant - NORMAL)
        assert totals(y.emigrants)[year] == pytest.approx(gone, rel=CLOSE)
        assert y.vacancy_abroad[year, 0, 0, 0] == pytest.approx(seen, rel=CLOSE)
    assert final.others_abroad[0, 0, 0] == pytest.approx(others, rel=CLOSE)
    assert final.ln_wage_abroad[0, 0, 0] == pytest.approx(wage, rel=CLOSE)


def test_the_foreign_trained_come_by_vacancies_as_they_are_seen(model: Run) -> None:
    """(2.27b): 900 foreign-trained, a tenth leaves a year; those who come answer v̂ of the posts at home."""
    speed = 0.3
    world = still_world(3)
    posts = full(0.0, 3, 1, 6)
    posts[:, :, 0] = np.array([1020.0, 1060.0, 1080.0])[:, None, None]
    world = with_constants(
        world,
        expectation_speed=full(speed),
        beta_vacancy=full(ELASTICITY),
        vacancy0=of_post(0, NORMAL),
        foreign_post_shares=of_post(0, 1.0),
        foreign_exit=full(0.1, 1),
        foreign0=full(900.0, 1),
    )
    world = with_state(world, vacancy=of_post(0, NORMAL), foreign=full(900.0, 1))
    world = world._replace(paths=world.paths._replace(posts=posts))
    _, y = model(world, quiet_dials(world))
    people, seen = 900.0, NORMAL
    for year in range(3):
        people = 0.9 * people + 0.1 * 900.0 * pull(seen)
        seen += speed * (1 - people / float(posts[year, 0, 0, 0]) - seen)
        assert y.foreign[year, 0, 0] == pytest.approx(people, rel=CLOSE)


def corridor(years: int) -> tuple[Countries, dict[str, float]]:
    """Country 0 sends its workers to country 1, which has posts for more than it trained; nobody is in its reserve."""
    n = {"speed": 0.3, "hazard": 0.06, "home": 1000.0, "there": 1200.0, "posts": 1450.0}
    worlds = []
    for people in (n["home"], n["there"]):
        world = still_world(years)
        posts = full(0.0, years, 1, 6)
        posts[:, :, 0] = n["posts"]
        world = with_constants(
            world,
            expectation_speed=full(n["speed"]),
            beta_vacancy=full(ELASTICITY),
            dest_vacancy0=full(NORMAL, 1, 1),
            vacancy0=of_post(0, NORMAL),
            foreign_post_shares=of_post(0, 1.0),
            leave_hazard=hazard_in(0, n["hazard"] if not worlds else 0.0),
        )
        world = with_state(world, home=in_post(world, 0, people), vacancy=of_post(0, NORMAL))
        worlds.append(world._replace(paths=world.paths._replace(posts=posts)))
    return (
        Countries(
            worlds=worlds,
            dials=[quiet_dials(world) for world in worlds],
            to=np.array([[1], [many.OUTSIDE]]),
            mortality=np.zeros((years, 3, 1, 2, Y, 1)),
            rest=np.zeros((2, 1, 1)),
            vacancy=np.full((2, 1, 1), NORMAL),
            reserve=np.zeros((2, 1, 1)),
        ),
        n,
    )


def test_countries_of_a_run_see_each_others_vacancies_slowly() -> None:
    """(2.17, 2.25c) Both models: the posts of country 1 that nobody holds draw people from country 0 as they are seen."""
    years = 3
    countries, n = corridor(years)
    globe, dials = globe_of(countries)
    done = list(many.run(globe, dials, years))
    fast_years = [one_country(left.countries[0], 0) for _, left in done]
    found = [np.asarray(left.vacancy)[1, 0, 0] for _, left in done]
    _, slow_years, _ = slow.run(of_one_draw(countries, 0), years)
    home, away, seen = n["home"], 0.0, NORMAL
    for year in range(years):
        gone = home * chance(math.expm1(n["hazard"]) * pull(seen))
        home, away = home - gone, away + gone
        vacant = 1 - (n["there"] + away) / n["posts"]
        assert 0.0 < vacant < NORMAL + 0.1
        seen += n["speed"] * (vacant - seen)
        assert totals(yearly_of(fast_years).emigrants)[year] == pytest.approx(gone, rel=CLOSE)
        assert totals(slow_years[0].emigrants)[year] == pytest.approx(gone, rel=CLOSE)
        assert found[year] == pytest.approx(seen, rel=CLOSE)


# ---------------------------------------------------------------- who teaches (decision 0023)


def test_the_share_who_teach_follows_seats_over_years(model: Run) -> None:
    """(2.5b): Th' = Th^{.9}·(need/Edu)^{.1}; Edu are own-trained in public posts with y ≥ 5 and half of the foreign-trained.

    Seats are 200, 200, 300, 150 over the 100 of the start; the old die, the foreign-trained leave, guests come in the
    second year, the graduates of these years are too young to teach.
    """
    years, dies, slack, each, speed = 4, 0.04, 1.2, 0.02, 0.1
    world = dying_at(still_world(years), dies)
    seats = np.array([200.0, 200.0, 300.0, 150.0])
    path, open_ = full(0.0, years, 1, 2), full(0.0, 1, 2)
    path[:, :, 0], open_[:, 0] = seats[:, None, None], 200.0
    world = with_constants(
        world,
        foreign_post_shares=of_post(0, 0.5) + of_post(3, 0.5),
        foreign_exit=full(0.1, 1),
        teachers0=full(130.0, 1),
        seats0=full(100.0, 1),
        teacher_slack=full(slack),
        teachers_per_worker=full(each),
        teacher_adjust=full(speed),
    )
    world = with_state(world, home=in_post(world, 0, 100.0), foreign=full(60.0, 1), seats=open_)
    world = world._replace(paths=world.paths._replace(seats=path))
    guests = full(0.0, years, 1)
    guests[1] = 0.5
    final, y = model(world, quiet_dials(world)._replace(visiting_teachers=guests))
    teaching = 1.0
    for year in range(years):
        can = 100.0 * math.exp(-dies * year) + 0.5 * 60.0 * 0.9**year
        needed = 130.0 / slack * seats[year] / 100.0
        visiting = 0.5 / each if year == 1 else 0.0
        share = min(1.0, (teaching * can + visiting) / needed)
        assert share < 1.0 or year == 3
        assert y.capacity[year, 0, 0, 0] == pytest.approx(seats[year] * share, rel=CLOSE)
        assert totals(y.intake)[year] == pytest.approx(seats[year] * share, rel=CLOSE)
        teaching = teaching**0.9 * min(max((needed - visiting) / can, 1.0), 1 / each) ** speed
    assert final.teaching[0, 0] == pytest.approx(teaching, rel=CLOSE)


# ---------------------------------------------------------------- which demand seats aim at (decision 0016)

SCHOOLS = {"leaving": 0.03, "growth": 0.012, "horizon": 8.0, "completes": 0.9, "drop": 0.04, "speed": 0.3, "gap": -6.0}
PATH = (1000.0, 1090.0, 1060.0)


def next_seats(seats: float, year: int, workers: float, students: tuple[float, float]) -> float:
    """(2.26) for a programme of two years; ``students`` of the first and last year on the next 1 January."""
    n = SCHOOLS
    left, kept = 1 - n["leaving"], 1 - n["drop"]
    wanted = (1 - NORMAL) * PATH[year] * (1 + n["growth"]) ** 2
    future = workers * left**2 + students[1] * kept * left + students[0] * kept**2
    flow = (n["leaving"] + n["growth"]) * wanted + (wanted - future) / n["horizon"]
    aim = max(0.0, flow) / n["completes"] + n["gap"] * PATH[year] / PATH[0]
    return max(0.0, (1 + n["growth"]) * (seats + n["speed"] * (aim - seats)))


def test_seats_aim_at_the_path_of_demand_whatever_the_wage(model: Run) -> None:
    """Wages are 1.35 times their path and rise: demand at its wage falls (2.24), seats aim at demand without it (2.26)."""
    years, dies, wage, answer, adjust, back = 3, 0.05, 0.3, 0.5, 0.2, 0.04
    world = dying_at(still_world(years, stages=2, demand_country=True), dies)
    students = np.zeros_like(world.state.students)
    students[:, :, :, 0, 0], students[:, :, :, 0, 1] = 60 / 4, 55 / 4
    demand, path, seats = full(0.0, years, 1), full(0.0, years, 1, 2), full(0.0, 1, 2)
    demand[:] = np.array(PATH)[:, None, None]
    path[:, :, 0], seats[:, 0] = 50.0, 50.0
    world = with_constants(
        world,
        own_net_exit=full(SCHOOLS["leaving"], 1),
        own_demand_growth=full(SCHOOLS["growth"], 1),
        own_completion=full(SCHOOLS["completes"], 1),
        own_seat_target_gap=full(SCHOOLS["gap"], 1),
        seat_horizon_years=full(SCHOOLS["horizon"]),
        seat_adjust=full(SCHOOLS["speed"]),
        drop_out=full(SCHOOLS["drop"], 1),
        vacancy_normal=full(NORMAL, 1),
        demand_wage=full(answer),
        wage_adjust=full(adjust),
        wage_return=full(back),
        pass_share0=full(0.0, 1, 2),  # nobody is licensed: workers are those of the start
    )
    world = with_state(world, home=in_post(world, 0, 780.0), students=students, seats=seats, ln_wage=full(wage, 1))
    world = world._replace(paths=world.paths._replace(demand=demand, seats=path))
    final, y = model(world, quiet_dials(world))
    first, last, open_ = 60.0, 55.0, 50.0
    for year in range(years):
        assert y.seats_open[year, 0, 0, 0] == pytest.approx(open_, rel=CLOSE)
        workers = 780.0 * math.exp(-dies * (year + 1))
        first, last = open_, first * (1 - SCHOOLS["drop"])
        open_ = next_seats(open_, year, workers, (first, last))
        vacant = max(0.0, 1 - workers / (PATH[year] * math.exp(-answer * wage)))
        wage = (1 - back) * wage + adjust * min(0.1, max(-0.1, vacant - NORMAL))
        assert y.wage[year, 0, 0] == pytest.approx(wage, rel=CLOSE)
    assert final.seats[0, 0, 0] == pytest.approx(open_, rel=CLOSE)


@pytest.mark.parametrize("years", [1, 2, 3])
def test_seats_of_a_touched_destination_aim_at_the_path_of_demand(model: Run, years: int) -> None:
    """The same abroad (2.27), where graduates become its workers."""
    leaves, wage, answer, adjust, back = 0.05, 0.3, 0.5, 0.2, 0.04
    world = still_world(years, stages=2)
    students = full(0.0, 1, 2, 1)
    students[:, 0], students[:, 1] = 60.0, 55.0
    world = with_constants(
        world,
        dest_net_exit=full(SCHOOLS["leaving"], 1, 1),
        dest_growth=full(SCHOOLS["growth"], 1, 1),
        dest_completion=full(SCHOOLS["completes"], 1, 1),
        dest_seat_target_gap=full(SCHOOLS["gap"], 1, 1),
        dest_drop_out=full(SCHOOLS["drop"], 1, 1),
        dest_exit=full(leaves, 1, 1),
        seat_horizon_years=full(SCHOOLS["horizon"]),
        seat_adjust=full(SCHOOLS["speed"]),
        demand_wage=full(answer),
        wage_adjust=full(adjust),
        wage_return=full(back),
    )
    world = with_state(
        world,
        others_abroad=full(780.0, 1, 1),
        students_abroad=students,
        seats_abroad=full(50.0, 1, 1),
        ln_wage_abroad=full(wage, 1, 1),
    )
    demand = np.array(PATH[:years])[:, None, None, None]
    world = world._replace(paths=world.paths._replace(demand_abroad=demand))
    final, _ = model(world, quiet_dials(world)._replace(touched=np.ones(1)))
    first, last, open_, workers = 60.0, 55.0, 50.0, 780.0
    for year in range(years):
        kept = 1 - SCHOOLS["drop"]
        workers = workers * (1 - leaves) + last * kept
        first, last = open_, first * kept
        vacant = max(0.0, 1 - workers / (PATH[year] * math.exp(-answer * wage)))
        open_ = next_seats(open_, year, workers, (first, last))
        wage = (1 - back) * wage + adjust * min(0.1, max(-0.1, vacant - NORMAL))
    assert final.others_abroad[0, 0, 0] == pytest.approx(workers, rel=CLOSE)
    assert final.seats_abroad[0, 0, 0] == pytest.approx(open_, rel=CLOSE)
    assert final.ln_wage_abroad[0, 0, 0] == pytest.approx(wage, rel=CLOSE)


# ---------------------------------------------------------------- the queue for posts (2.16c)


def test_the_queue_for_posts_is_felt_slowly(model: Run) -> None:
    """1000 in the reserve look for posts of weight .6, the reserve has .4; their odds of leaving over .6·m̄ + .4.

    Posts open slowly: 200, 60 and 50 a year. m = .4·C/(.6·(n − C)) of the n who look; m̄ goes .3 of the way each year.
    """
    speed, hazard, new = 0.3, 0.07, (200.0, 60.0, 50.0)
    world = still_world(3)
    posts, looks = full(0.0, 3, 1, 6), full(0.0, Y, 8)
    posts[:, 0, 0, 0], looks[:, RESERVE] = np.cumsum(new), 1.0
    world = with_constants(
        world,
        expectation_speed=full(speed),
        post_weights=weights(public=0.6, reserve=0.4),
        reconsider_share=looks,
        leave_hazard=hazard_in(RESERVE, hazard),
    )
    world = with_state(world, home=in_post(world, RESERVE, 1000.0))
    world = world._replace(paths=world.paths._replace(posts=posts))
    final, y = model(world, quiet_dials(world))
    people, felt = 1000.0, 1.0
    for year in range(3):
        gone = people * chance(math.expm1(hazard) / (0.6 * felt + 0.4))
        looking = people - gone
        people = looking - new[year]
        multiplier = 0.4 * new[year] / (0.6 * people)
        felt = (1 - speed) * felt + speed * multiplier
        assert totals(y.emigrants)[year] == pytest.approx(gone, rel=CLOSE)
        assert y.rationing[year, 0, 0, 0] == pytest.approx(multiplier, rel=CLOSE)
        assert y.home[year, 0, :, RESERVE].sum() == pytest.approx(people, rel=CLOSE)
    assert final.rationing[0, 0, 0] == pytest.approx(felt, rel=CLOSE)


# ---------------------------------------------------------------- bonds that lapse (2.20c)


def test_a_bond_lapses_where_no_public_post_is_offered(model: Run) -> None:
    """100 are licensed, .8 of them bound in three classes of savings; of the public posts they ask for m = offer can be had.

    Posts have weights .5 public (30 of them), .3 private, .2 reserve: who finds none of the 30 shares out as .3 to .2.
    Of those who stay, offer of the bonded are bound still; they leave less in the next years. Then public posts are cut and
    none is offered at all: no bond of a year ago lapses.
    """
    half, hazard, beta, savings = 0.12, 0.15, 0.9, np.array([0.3, 0.5, 0.9])
    world = still_world(3)
    students, posts = np.zeros_like(world.state.students), full(MANY, 3, 1, 6)
    students[:, :, :, 0, 0], posts[:, :, 0] = 100 / 4, 0.0
    posts[:, 0, 0, 0] = 30.0, 10.0, 10.0
    world = with_constants(
        world,
        post_weights=weights(public=0.5, private=0.3, reserve=0.2),
        leave_hazard=full(hazard, 1, 2, 2, Y, 8),
        entrant_hazard=full(half, 1, 2, 2, Y, 1),
        beta_go=full(beta, Y),
        savings_classes=savings[:, None],
    )
    world = with_state(world, students=students)
    world = world._replace(paths=world.paths._replace(posts=posts), switches=world.switches._replace(queue=0.0))
    dials = quiet_dials(world)._replace(
        bond_cover=full(0.8, 3, 1),
        bond_years=full(5.0, 1),
        bond_fine=full(2.0, 1),
        bond_enforcement=full(0.5, 1),
        bond_indexed=full(1.0, 1),
    )
    _, y = model(world, dials)
    kept = (1 + 0.5 * 2.0 / savings) ** -beta
    bonded = np.full(3, 100 * 0.8 / 3)
    first = np.array([chance(math.expm1(half / 2) * k) for k in kept])
    np.testing.assert_allclose(y.bonded_leavers[0, 0].sum(0)[:, 0], bonded * first, rtol=CLOSE)
    free = 20.0 * (1 - chance(math.expm1(half / 2)))
    bonded = bonded * (1 - first)
    everyone = free + bonded.sum()
    without = (everyone - 30.0) * 0.2 / 0.5
    offer = 30.0 * 0.2 / (0.5 * without)
    assert 0.3 < offer < 0.7
    assert y.offer[0, 0, 0] == pytest.approx(offer, rel=CLOSE)
    bonded = bonded * offer
    free = everyone - bonded.sum()
    for year in (1, 2):
        assert y.bonded[year - 1].sum() == pytest.approx(bonded.sum(), rel=CLOSE)
        leave = np.array([chance(math.expm1(hazard) * k) for k in kept])
        np.testing.assert_allclose(y.bonded_leavers[year, 0].sum(0)[:, 0], bonded * leave, rtol=CLOSE)
        gone = (bonded * leave).sum() + free * -math.expm1(-hazard)
        assert totals(y.emigrants)[year] == pytest.approx(gone, rel=CLOSE)
        bonded, free = bonded * (1 - leave), free * math.exp(-hazard)
    assert y.offer[1, 0, 0] == 0.0
    assert y.bonded[2].sum() == pytest.approx(bonded.sum(), rel=CLOSE)


# ---------------------------------------------------------------- compatriots (2.17)


def test_people_on_stays_are_compatriots(model: Run) -> None:
    """a = those there on 1 January, also who does not practise and who is on a stay, of them and all at home; odds × ((a + ε)/(a⁰ + ε))^β.

    100 of 1000 are sent for two years in the first year; 60 are there at the start, ten of them deskilled.
    """
    hazard, beta, eps, usual = 0.05, 0.4, 1e-4, 60 / 1060
    world = still_world(3, stay_years=(2,), stay_destination=(0,))
    abroad = np.zeros_like(world.state.abroad)
    abroad[:, :, -1, SETTLED, 0], abroad[:, :, -1, DESKILLED, 0] = 50 / 2, 10 / 2
    world = with_constants(
        world,
        beta_network=full(beta),
        network0=full(usual, 1, 1),
        network_offset=full(eps),
        leave_hazard=hazard_in(0, hazard),
    )
    world = with_state(world, home=in_post(world, 0, 1000.0, duration=5), abroad=abroad)
    sent = full(0.0, 3, 1, 1)
    sent[0] = 0.1
    _, y = model(world, quiet_dials(world)._replace(stay_rate=sent))
    home, away, stays = 1000.0, 60.0, 0.0
    for year in range(3):
        ratio = (away + stays) / (home + away + stays)
        if year == 0:
            home, stays = home - 100.0, 100.0
        gone = home * chance(math.expm1(hazard) * ((ratio + eps) / (usual + eps)) ** beta)
        home, away = home - gone, away + gone
        assert totals(y.emigrants)[year] == pytest.approx(gone, rel=CLOSE)
    assert totals(y.stays_begun)[0] == pytest.approx(100.0) and totals(y.stays_returned)[2] == pytest.approx(100.0)


# ---------------------------------------------------------------- signs that both models could turn round alike


def test_applications_follow_prospects_abroad_in_their_direction(model: Run) -> None:
    """(2.31 to 2.33): applicants × (Ŵ/Ŵ⁰)^η, ln Ŵ = (1−p̂)·ln E_home + p̂·ln E_abroad; p̂ goes .3 of the way to 300 of 1000.

    Pay abroad is five times that at home, and in the third year 1.2 times as much again: applicants rise each year.
    """
    speed, answer, first, usual, applicants = 0.3, 0.6, 0.1, 0.05, 400.0
    world = still_world(3)
    abroad, asked = np.zeros_like(world.state.abroad), full(0.0, 1, 2)
    abroad[:, :, 2, SETTLED], asked[:, 0] = 300 / 2, applicants
    world = with_constants(
        world,
        expectation_speed=full(speed),
        applicants_elasticity=full(answer),
        applicants0=asked,
        entry_cost=np.zeros_like(world.constants.entry_cost),
        income_home=full(1e4, 1),
        income_abroad=full(5e4, 1, 1),
        expected_income0=full(1e4 * 5**usual, 1),
    )
    world = with_state(world, home=in_post(world, 0, 700.0, duration=2), abroad=abroad, expected_abroad=full(first, 1))
    world = world._replace(switches=world.switches._replace(brain_gain=1.0))
    rise = full(0.0, 3, 1, 1)
    rise[2] = 0.2
    final, y = model(world, quiet_dials(world)._replace(pay_abroad_raise=rise))
    expected, before = first, applicants
    for year in range(3):
        there = 5 * (1.2 if year == 2 else 1.0)
        wanted = applicants * (there**expected / 5**usual) ** answer
        assert wanted > before
        assert y.applicants[year, 0, 0, 0] == pytest.approx(wanted, rel=CLOSE)
        before, expected = wanted, expected + speed * (0.3 - expected)
    assert final.expected_abroad[0, 0] == pytest.approx(expected, rel=CLOSE)


def test_people_move_on_to_where_going_has_become_better(model: Run) -> None:
    """(2.21a, b): of two destinations the second pays 1.5 times its path from the start on, I = β·ln 1.5 of last year.

    Those at the first leave it at ρ·χ·e^{θ·I} for the second, and at ρ·(1−χ) for home; those who have come to the second
    are held by e^{−θ·I}.
    """
    rate, onward, theta, beta = 0.1, 0.4, 0.7, 1.3
    gain = beta * math.log(1.5)
    world = still_world(3, destinations=2)
    abroad = np.zeros_like(world.state.abroad)
    abroad[:, :, -1, SETTLED, 0] = 1000 / 2
    world = with_constants(
        world,
        theta_return=full(theta),
        beta_income_abroad=full(beta),
        entry_cost=np.zeros_like(world.constants.entry_cost),
        leave_abroad=full(rate, 1, 3, 2),
        onward_share=full(onward, 1, 2),
    )
    world = with_state(world, abroad=abroad)
    rise = full(0.0, 3, 1, 2)
    rise[:, :, 1] = 0.5
    final, y = model(world, quiet_dials(world)._replace(pay_abroad_raise=rise))
    first, second = 1000.0, 0.0
    for year in range(3):
        on = rate * onward * (math.exp(theta * gain) if year else 1.0)
        home = rate * (1 - onward)
        held = math.exp(-theta * gain)
        left, back = first * -math.expm1(-on - home), second * -math.expm1(-rate * held)
        moved, moved_back = left * on / (on + home), back * onward
        assert totals(y.onward)[year] == pytest.approx(moved + moved_back, rel=CLOSE)
        assert totals(y.returns)[year] == pytest.approx(left - moved + back - moved_back, rel=CLOSE)
        first, second = first - left + moved_back, second - back + moved
    assert final.abroad[..., 0, :].sum() == pytest.approx(first, rel=CLOSE)
    assert final.abroad[..., 1, :].sum() == pytest.approx(second, rel=CLOSE)


def test_those_who_come_home_from_stays_are_among_the_returned(model: Run) -> None:
    """(2.22b): Ret' = (Ret + returns + stays that end at home)·(1 − exits of the home stock); a twenty-fifth die a year.

    100 of 1000 are sent for a year in the first year, .8 of them come home; of 200 settled abroad some return each year.
    """
    dies, rate, comes_home, skilled = 0.04, 0.1, 0.8, 0.25
    world = dying_at(still_world(3, stay_years=(1,)), dies)
    abroad = np.zeros_like(world.state.abroad)
    abroad[:, :, 3, SETTLED] = 200 / 2
    world = with_constants(
        world, leave_abroad=full(rate, 1, 3, 1), return_skill_gain=full(skilled), post_weights=weights(public=1.0)
    )
    world = with_state(world, home=in_post(world, 0, 1000.0, duration=3), abroad=abroad)
    sent = full(0.0, 3, 1, 1)
    sent[0] = 0.1
    final, y = model(world, quiet_dials(world)._replace(stay_rate=sent, stay_compliance=full(comes_home, 1)))
    lives, home, away, stays, returned = math.exp(-dies), 1000.0, 200.0, 0.0, 0.0
    for year in range(3):
        home, away, stays = home * lives, away * lives, stays * lives
        ended, overstay = stays * comes_home, stays * (1 - comes_home)
        back = (away + overstay) * -math.expm1(-rate)
        away += overstay - back
        stays = 0.1 * home if year == 0 else 0.0
        home += back + ended - stays
        returned = (returned + back + ended) * lives
        assert y.returned[year, 0, 0] == pytest.approx(returned, rel=CLOSE)
        assert y.skill_factor[year, 0, 0] == pytest.approx(1 + skilled * returned / home, rel=CLOSE)
    assert final.returned[0, 0] == pytest.approx(returned, rel=CLOSE)
