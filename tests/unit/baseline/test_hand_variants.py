"""Where the start goes another way: given figures, limits, missing tables, a scenario's paths; by hand (docs/model.md 1.2, 4.9)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_country import (
    CONTEXT,
    DESTINATIONS,
    DRAWN,
    DRAWS,
    ENTRY_AGE,
    LOSS,
    PROGRAMME,
    START,
    e,
    estimate,
    place,
    value,
)
from hand_start import INCOME_INDEX, Floats, built, corridor_growth, own_total, pay_index, practising, stock_abroad

from braingain.baseline import flows, life, paths, people, students
from braingain.baseline.abroad import StocksAbroad
from braingain.baseline.context import PART_OF_REST, Context
from braingain.baseline.overrides import override_abroad
from braingain.baseline.world import build
from braingain.model.containers import World


def other(**values: object) -> Context:
    """The country with other figures; dots of the names are double underscores."""
    return replace(CONTEXT, values={**CONTEXT.values, **{name.replace("__", "."): v for name, v in values.items()}})  # type: ignore[dict-item]


# --- people


def test_a_stock_of_a_register_is_surer_and_one_that_a_scenario_gives_is_certain() -> None:
    register = people.home_people(other(workers__doctor=value(3000.0, "oecd_graduates")), DRAWN)
    by_hand = 3000.0 * np.exp(e("doctors_stock_sd.register") * e("noise.stock.doctor"))
    np.testing.assert_allclose(register.practising[0], by_hand, rtol=1e-12)
    given = people.home_people(other(workers__doctor=value(3000.0, "scenario.context")), DRAWN)
    np.testing.assert_allclose(given.practising[0], 3000.0, rtol=1e-12)


def test_a_country_without_school_keeps_one_in_a_hundred_trained_at_home() -> None:
    found = people.home_people(other(foreign_trained_share__nurse=value(1.0)), DRAWN)
    np.testing.assert_allclose(found.foreign[1], 0.99 * practising()[1], rtol=1e-12)


def test_foreign_trained_who_came_along_corridors_leave_the_stock_at_work_as_it_is() -> None:
    plain = people.home_people(CONTEXT, DRAWN)
    found = people.with_foreign(plain, np.full((4, DRAWS), 100.0))
    np.testing.assert_allclose(found.practising[:3], practising()[:3], rtol=1e-12)
    work = 1.0 - plain.posts[:, 6] - plain.posts[:, 7]
    np.testing.assert_allclose(found.total[:3], (practising()[:3] - 100.0) / work[:3], rtol=1e-12)


def test_shares_of_women_stay_within_three_and_97_percent() -> None:
    low = people.home_people(other(women_share__doctor=value(0.0), women_share__nurse=value(1.0)), DRAWN).women
    assert low[0] == pytest.approx([0.03] * 2) and low[1] == pytest.approx([0.97] * 2)
    drawn = DRAWN | {"women_share.nurse.lowmid": np.array([0.99, 0.5])}
    assert people.home_people(CONTEXT, drawn).women[1].tolist() == [0.97, 0.5]


def test_a_state_of_one_city_has_all_its_towns_in_the_capital() -> None:
    city = people.population_places(replace(CONTEXT, country="SGP"), DRAWN)
    np.testing.assert_allclose(city, np.array([0.55, 0.0, 0.45])[:, None] * np.ones(DRAWS), atol=1e-15)


def test_no_place_is_more_than_95_percent_private() -> None:
    found = people.home_people(other(private_share__doctor=value(0.9)), DRAWN).posts[0]
    private = found[3:6] / (found[:3] + found[3:6])
    np.testing.assert_allclose(private[0], 0.95, rtol=1e-12)  # .9 x 1.3 over the mean tilt is more
    place = found[:3] + found[3:6]
    mean = (place * np.array([1.3, 1.0, 0.4])[:, None]).sum(axis=0) / place.sum(axis=0)
    np.testing.assert_allclose(private[2], 0.9 * 0.4 / mean, rtol=1e-12)


# --- abroad


def test_a_corridor_that_a_scenario_gives_varies_as_a_register() -> None:
    cells = {d: value(70.0, "scenario.context", "assumed") for d in DESTINATIONS}
    found = flows.doctors_abroad(replace(CONTEXT, abroad={**CONTEXT.abroad, "doctor": cells}), DRAWN)
    noise = np.stack([e(f"noise.corridor.doctor.{d}") for d in DESTINATIONS])
    by_hand = 70.0 * np.exp(e("doctors_stock_sd.register") * noise) * (1.0 - e("natives_share.other"))
    np.testing.assert_allclose(found, by_hand, rtol=1e-12)


def test_a_scenario_s_stock_abroad_is_not_scaled_and_scales_no_other() -> None:
    """Doctors counted abroad are scaled where their rate is not plausible; given nurses must not undo that."""
    stocks = StocksAbroad(CONTEXT.abroad, CONTEXT.abroad_scale, "", 1.0, ())
    for name, given_in in (("workers_abroad.nurse", ()), ("workers_abroad.doctor.USA", (0,))):
        cells, problems = override_abroad(stocks, {name: 100.0}, DESTINATIONS, {}, "GHA")
        assert problems == []
        context = replace(CONTEXT, abroad=cells.by_cadre, abroad_scale=cells.scale)
        found, plain = flows.doctors_abroad(context, DRAWN), stock_abroad()[0].copy()
        for i in given_in:  # 100 in place of 300
            plain[i] /= 3.0 * CONTEXT.abroad_scale
        np.testing.assert_allclose(found, plain, rtol=1e-12)


def test_an_origin_that_fills_the_whole_pool_varies_as_a_register() -> None:
    full = replace(place("NZL"), pool=50.0)
    found = flows.doctors_abroad(replace(CONTEXT, places={**CONTEXT.places, "NZL": full}), DRAWN)[2]
    by_hand = 50.0 * np.exp(e("doctors_stock_sd.register") * e("noise.corridor.doctor.NZL"))
    np.testing.assert_allclose(found, by_hand * (1.0 - e("natives_share.other")) * 0.9, rtol=1e-12)


def test_parts_of_the_rest_of_the_world_have_its_draws() -> None:
    part = replace(place("NZL"), kind=PART_OF_REST)
    context = replace(CONTEXT, places={**CONTEXT.places, "NZL": part})
    found = flows.doctors_abroad(context, DRAWN)[2]
    by_hand = 50.0 * np.exp(e("gravity_level_sd") * e("noise.level.doctor.OTH"))
    np.testing.assert_allclose(found, by_hand * (1.0 - e("natives_share.other")) * 0.9, rtol=1e-12)
    nurses, _ = flows.nurses_abroad(context, DRAWN, np.full(DRAWS, 1e9))
    np.testing.assert_allclose(nurses[2] / nurses[4], 20.0 / 30.0, rtol=1e-12)  # the noise of both is one


def test_nurses_given_at_one_destination_vary_as_a_register_does_and_a_total_as_before() -> None:
    stocks = StocksAbroad(CONTEXT.abroad, CONTEXT.abroad_scale, "", 1.0, ())
    one, there = CONTEXT.destinations[0], np.full(DRAWS, 1e9)
    given, _ = override_abroad(stocks, {f"workers_abroad.nurse.{one}": 40.0}, DESTINATIONS, {}, "GHA")
    found, _ = flows.nurses_abroad(replace(CONTEXT, abroad=given.by_cadre), DRAWN, there)
    noise = e(f"noise.corridor.nurse.{one}")
    np.testing.assert_allclose(found[0], 40.0 * np.exp(e("doctors_stock_sd.register") * noise), rtol=1e-12)
    total = sum(float(cell.value or 0.0) for cell in CONTEXT.abroad["nurse"].values())
    whole, _ = override_abroad(stocks, {"workers_abroad.nurse": total}, DESTINATIONS, {}, "GHA")
    plain, _ = flows.nurses_abroad(CONTEXT, DRAWN, there)
    same, _ = flows.nurses_abroad(replace(CONTEXT, abroad=whole.by_cadre), DRAWN, there)
    np.testing.assert_allclose(same, plain, rtol=1e-12)


def test_nurses_abroad_are_at_most_the_share_that_is_believed() -> None:
    level = stock_abroad()[1].sum(axis=0)
    share = e("nurses_abroad_most_share")
    home = level * (1.0 - share) / share * np.array([0.5, 2.0])
    found, cut = flows.nurses_abroad(CONTEXT, DRAWN, home)
    np.testing.assert_allclose(found.sum(axis=0), [0.5 * level[0], level[1]], rtol=1e-12)
    assert cut.tolist() == [1.0, 0.0]


def test_a_corridor_turns_over_and_a_country_loses_within_their_bounds() -> None:
    drawn = DRAWN | {f"corridor_growth.doctor.{d}": np.array([-0.2, 0.03]) for d in DESTINATIONS}
    none = np.zeros((4, 5, DRAWS))
    nobody = np.zeros((2, *none.shape))
    found = flows.corridors(CONTEXT, drawn, own_total(), none).leaving(nobody)
    np.testing.assert_allclose(found.flow[0, :, 0], e("turnover_least")[0] * stock_abroad()[0, :, 0], rtol=1e-12)
    usual = stock_abroad()[0, :, 1] * (0.03 + np.array([e(LOSS["doctor"][d])[1] for d in DESTINATIONS]))
    np.testing.assert_allclose(found.flow[0, :, 1], usual, rtol=1e-12)
    few = flows.corridors(CONTEXT, drawn, np.full((4, DRAWS), 20.0), none).leaving(nobody)
    np.testing.assert_allclose(few.flow[0, :, 1], usual * 20.0 * e("leaving_most_share")[1] / usual.sum(), rtol=1e-12)
    assert few.cut[0].tolist() == [0.0, 1.0]


def test_counted_corridors_stand_for_the_country_s_own() -> None:
    counted = np.full((4, 5, DRAWS), 10.0)
    counted[2:] = 0.0
    found = flows.corridors(CONTEXT, DRAWN, own_total(), np.zeros((4, 5, DRAWS)), counted)
    np.testing.assert_array_equal(found.stock, counted)
    loss = np.array([e(LOSS["doctor"][d]) for d in DESTINATIONS])
    flow = found.leaving(np.zeros((2, 4, 5, DRAWS))).flow[0]
    np.testing.assert_allclose(flow, 10.0 * (corridor_growth()[0] + loss), rtol=1e-12)


def test_who_is_recognised_or_moves_on_need_not_come_from_home() -> None:
    """5.1: recognised are taken off where they are, movers off all alike, down to the least that comes."""
    between = flows.corridors(CONTEXT, DRAWN, own_total(), np.zeros((4, 5, DRAWS)))
    nobody = np.zeros((2, 4, 5, DRAWS))
    plain, some = between.leaving(nobody), nobody.copy()
    some[0, 0, 1] = 0.25 * plain.flow[0, 1]
    fewer = between.leaving(some).flow
    np.testing.assert_allclose(fewer[0, 1], 0.75 * plain.flow[0, 1], rtol=1e-12)
    np.testing.assert_allclose(fewer[0, [0, 2, 3, 4]], plain.flow[0, [0, 2, 3, 4]], rtol=1e-12)
    some = nobody.copy()
    some[1, 0, 1] = 0.1 * plain.flow[0].sum(axis=0)  # they leave the second destination for the others
    np.testing.assert_allclose(between.leaving(some).flow[0], 0.9 * plain.flow[0], rtol=1e-12)
    np.testing.assert_array_equal(between.leaving(some).flow[1], plain.flow[1])
    everybody = np.stack([between.stock, between.stock])
    np.testing.assert_allclose(between.leaving(everybody).flow, between.stock * between.least, rtol=1e-12)


# --- life and schools


@pytest.mark.parametrize(("rich", "key"), [(True, "high"), (False, "other")])
def test_without_a_life_table_hazards_double_with_age(rich: bool, key: str) -> None:
    drawn = DRAWN | {"gompertz_rate_at_30.other": np.array([0.0031, 0.0028])}
    drawn |= {"gompertz_doubling_years.other": np.array([11.2, 10.7])}
    found = life.mortality(None, np.array([2018.0, 2019.0]), drawn, rich)
    for k in range(4):
        for y in (0, 7, 49):
            years = (ENTRY_AGE[k] + y - 30.0) / drawn[f"gompertz_doubling_years.{key}"]
            by_hand = drawn[f"gompertz_rate_at_30.{key}"] * 2.0**years
            np.testing.assert_allclose(found[:, k, :, y], np.broadcast_to(by_hand, (2, 2, DRAWS)), rtol=1e-12)


def test_seats_grow_no_slower_than_people_where_income_falls() -> None:
    years = np.arange(4.0)[:, None]
    found = students.start_schools(CONTEXT, DRAWN, 1.02**years, np.array([0.99, 1.05]) ** years).growth
    np.testing.assert_allclose(found, [0.02, 0.02 * (1.0 - 0.35)], rtol=1e-12)


def test_a_boom_does_not_open_seats_for_ever() -> None:
    """Ten years at g_G, their trend; then as people and GDP grow from year to year (decision 0026)."""
    years = np.arange(31.0)[:, None]
    population = np.repeat(1.01**years, DRAWS, axis=1)
    boom = 1.1 ** np.minimum(years, 10.0) * 1.02 ** np.maximum(years - 10.0, 0.0) * np.ones((1, DRAWS))
    found = students.start_schools(CONTEXT, DRAWN, population, boom)
    at = e("growth_graduates")[0]  # between people and GDP; the other draw is between none and people
    early, late = 0.01 + at * 0.09, 0.01 + at * 0.01
    np.testing.assert_allclose(found.growth, [early, 0.01 * (1.0 - 0.35)], rtol=1e-11)
    np.testing.assert_allclose(found.index[10], (1.0 + found.growth) ** 10, rtol=1e-11)
    np.testing.assert_allclose(found.index[30, 0], (1.0 + early) ** 10 * (1.0 + late) ** 20, rtol=1e-11)
    np.testing.assert_allclose(found.index[30, 1], (1.0 + 0.01 * (1.0 - 0.35)) ** 30, rtol=1e-11)


def test_other_cadres_graduate_as_given_or_a_share_of_the_stock() -> None:
    given = build(other(graduates__midlevel=value(44.0)), DRAWN, START, START + 1)
    graduating = given.world.state.students[2].sum(axis=(0, 1, 2))[-1] * (1.0 - given.world.constants.drop_out[2])
    np.testing.assert_allclose(graduating, 44.0, rtol=1e-12)
    usual = built().world
    graduating = usual.state.students[2].sum(axis=(0, 1, 2))[-1] * (1.0 - usual.constants.drop_out[2])
    by_hand = e("graduates_share_default") * e("graduates_factor") * own_total()[2]
    np.testing.assert_allclose(graduating, by_hand, rtol=1e-12)


def test_the_least_that_are_licensed_a_year_is_the_estimate_s_share_of_the_stock() -> None:
    """4.9 G: nurses who are to grow as little as nobody could, with a share and a factor of their own in each draw."""
    drawn = DRAWN | {"graduates_least_share": np.array([0.11, 0.13])}
    licensed = build(CONTEXT, drawn, START, START + 1).calibrated.licensed[1]
    np.testing.assert_allclose(licensed, drawn["graduates_least_share"] * e("graduates_factor") * own_total()[1])


# --- a scenario's paths


def changed(**overrides: dict[int, float]) -> World:
    return build(CONTEXT, DRAWN, START, START + 3, overrides).world


def steps(*values: float) -> Floats:
    return np.array(values)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("pay", ["pay"]),
        ("pay_abroad", ["pay_abroad"]),
        ("posts", ["posts"]),
        ("seats", ["seats"]),
        ("demand", ["demand"]),
    ],
)
def test_a_scenario_s_factor_moves_its_path_and_no_other(name: str, fields: list[str]) -> None:
    """Straight between the years given, level outside: 1.2, 1.3, 1.4."""
    plain, found = built().world.paths, changed(**{name: {START: 1.2, START + 2: 1.4}}).paths
    for field in plain._fields:
        before, after = np.asarray(getattr(plain, field)), np.asarray(getattr(found, field))
        factor = steps(1.2, 1.3, 1.4) if field in fields else np.ones(3)
        wide = factor.reshape(3, *[1] * (before.ndim - 1))
        if field == "posts_new" and name == "posts":  # those that the moved path adds; the first year adds a fifth
            np.testing.assert_allclose(after[1:], np.maximum(0.0, np.diff(found.posts, axis=0)), rtol=1e-9)
            np.testing.assert_allclose(after[0] - before[0], 0.2 * plain.posts[0], rtol=1e-9)
            continue
        np.testing.assert_allclose(after, before * wide, rtol=1e-12, err_msg=field)


def test_a_scenario_s_people_and_income_move_all_that_follows_them_and_no_stock_of_the_start() -> None:
    world = changed(population={START: 30e6, START + 2: 33e6}, gdp_per_head={START: 6000.0, START + 2: 7200.0})
    plain = built().world
    people_, income = steps(1.0, 1.05, 1.1)[:, None], steps(1.0, 1.1, 1.2)[:, None]
    np.testing.assert_allclose(world.paths.pay_index, income ** e("pay_path_elasticity"), rtol=1e-12)
    before = np.exp(0.022 * np.arange(3))[:, None]
    private = world.paths.posts[:, 0, 3] / plain.paths.posts[:, 0, 3]
    by_hand = (people_ / before) * (income / INCOME_INDEX[:, None]) ** e("private_posts_income")
    np.testing.assert_allclose(private, by_hand, rtol=1e-11)
    public = world.paths.posts[:, 0, 0] / plain.paths.posts[:, 0, 0]
    moved = (income / INCOME_INDEX[:, None]) / (world.paths.pay_index / pay_index())
    np.testing.assert_allclose(public, people_ / before * moved, rtol=1e-11)
    young = world.paths.applicants_index[:, 0] / plain.paths.applicants_index[:, 0]
    np.testing.assert_allclose(young, np.broadcast_to(people_ / before, (3, DRAWS)), rtol=1e-11)
    for field in ("home", "abroad", "students", "seats"):
        np.testing.assert_array_equal(getattr(world.state, field), getattr(plain.state, field))
    np.testing.assert_allclose(world.paths.seats, plain.paths.seats, rtol=1e-12)


def test_a_scenario_s_prices_and_exchange_rate_move_fines() -> None:
    share = e("fx_fine_share")
    prices = changed(inflation={START: 0.3}).paths.fine_index  # and the rate goes with prices over those of the US
    rate = 1.3 / (1.0 + e("us_inflation"))
    by_hand = np.stack([np.ones(DRAWS), 1.3 ** (1 - share) * rate**share, 1.69 ** (1 - share) * rate ** (2 * share)])
    np.testing.assert_allclose(prices, by_hand, rtol=1e-12)
    found = changed(exchange_rate={START: 4.0, START + 2: 8.0}).paths.fine_index
    cpi = steps(1.0, 1.1, 1.32)[:, None]
    np.testing.assert_allclose(found, cpi ** (1 - share) * steps(1.0, 1.5, 2.0)[:, None] ** share, rtol=1e-12)


def test_prices_after_the_last_year_rise_by_the_middle_of_the_last_ten_and_without_any_by_the_estimate() -> None:
    known = {year: 0.01 * (year - 2000) for year in range(2000, 2019)}  # the last ten: .09 to .18, middle .135
    series = {**CONTEXT.series, "inflation": known}
    found = paths.economy(replace(CONTEXT, series=series), DRAWN, 3, {}).prices
    np.testing.assert_allclose(found[:, 0], [1.0, 1.18, 1.18 * 1.135, 1.18 * 1.135**2], rtol=1e-12)
    series = {name: one for name, one in CONTEXT.series.items() if name not in ("inflation", "exchange_rate")}
    found = paths.economy(replace(CONTEXT, series=series), DRAWN, 2, {})
    np.testing.assert_allclose(found.prices, (1.0 + e("inflation_default")) ** np.arange(3)[:, None], rtol=1e-12)
    by_hand = ((1.0 + e("inflation_default")) / (1.0 + e("us_inflation"))) ** np.arange(3)[:, None]
    np.testing.assert_allclose(found.exchange_rate, by_hand, rtol=1e-12)


def test_an_estimate_of_pay_and_a_reported_one_are_told_apart_abroad_and_at_home() -> None:
    world = build(other(pay__doctor=value(5.0), pay__nurse=estimate("pay_multiple.nurse.LMC")), DRAWN, START, START + 1)
    pay = world.world.paths.public_pay_usd[0] / 2200.0
    np.testing.assert_allclose(pay[0], 5.0, rtol=1e-12)
    np.testing.assert_allclose(pay[1], e("pay_multiple.nurse.LMC"), rtol=1e-12)
    assert len(PROGRAMME) == 4
