"""Agreements: payments cancel, nothing agreed changes nothing, the fund keeps its books, worst cases are what they say."""

from __future__ import annotations

import json

import numpy as np
import pytest
from agreement_runs import CONTRACTS, HEAD, MONEY, NOTHING, Ran, ran

from braingain.analysis import agreement, ensemble, gains, ledger, runs
from braingain.analysis.agreement import design
from braingain.analysis.agreement_about import SAID, dose_said
from braingain.analysis.agreement_after import STAYS, runs_on, yearly_payments
from braingain.analysis.agreement_cases import NO_RETURN, TOGETHER, UNCOUNTED, UNPAID
from braingain.analysis.agreement_corridor import quota_base
from braingain.analysis.agreement_parties import FUND_SPLIT, PARTIES, discounted, imbalance, payments_of, sides_of
from braingain.analysis.agreement_workers import people_of
from braingain.analysis.beside_records import REMITTED
from braingain.analysis.ledger import Transfer
from braingain.analysis.outcomes import tally, value
from braingain.analysis.scenario import as_toml, parse_scenario
from braingain.analysis.simulate import simulate
from braingain.analysis.term_sheet import ALONE, CLAUSES, parse_term_sheet
from braingain.foundation.errors import BraingainError
from braingain.policy.levers import load_levers

PAID = HEAD + MONEY


def payments(one: Ran, name: str) -> list[Transfer]:
    found = one.costs(name)
    return payments_of(runs.costs_record(found, found.total.shape[1]), np.zeros(found.total.shape))


def named(one: Ran, name: str, what: str) -> np.ndarray:
    amounts = [payment.amount for payment in payments(one, name) if payment.what == what]
    return np.sum(amounts, axis=0)


def test_people_on_contracts_earn_and_send_home_as_others_on_temporary_stays_do() -> None:
    """They stood in no account: two thousand at work abroad gained less than nothing and sent home next to nothing."""
    one = ran(HEAD + CONTRACTS)
    run, world, facts = one.pair(ALONE).package, one.pair(ALONE).setting.world, one.runner.block.facts
    people = agreement._kept(run, one.runner, one.sheet, one.runner.plan.packages[ALONE])
    there, nurse = one.pair(ALONE).setting.destinations.index("GBR"), 1
    on_contract, constants = np.asarray(people["on_contract"]), world.constants
    assert np.all(on_contract[5] > 0)
    without = gains.migrants_income_gain(np.asarray(run.abroad).sum(axis=2), constants, world.paths)
    pay = (
        constants.income_abroad[nurse, there]
        * (1 - constants.tax_abroad[nurse, there])
        * world.paths.pay_abroad[:, nurse, there]
    )
    each = pay - constants.income_home[nurse] * world.paths.pay
    np.testing.assert_allclose(people["income_gain"] - without, on_contract * each[: len(on_contract)], rtol=1e-9)
    sent = people["remitted"] - value(REMITTED, tally(run, one.pair(ALONE).setting, facts))
    np.testing.assert_allclose(sent, on_contract * facts.remitting.share * facts.remitting.amount_usd, rtol=1e-9)


def test_payments_cancel_every_year_in_every_draw_of_every_case() -> None:
    one = ran(PAID)
    assert list(one.cases) == [ALONE, UNPAID, UNCOUNTED, TOGETHER]
    for name in one.cases:
        found = payments(one, name)
        sides = sides_of(found, found[0].amount.shape)
        moved = np.sum([side["paid"] for side in sides.values()], axis=0)
        assert moved.any()
        assert np.all(np.abs(sum(side["net"] for side in sides.values())) <= 1e-9 * np.maximum(moved, 1.0))
        assert imbalance(sides) < 1e-12


def test_parties_are_the_accounts_of_the_ledger_with_the_employer_apart() -> None:
    one = ran(PAID)
    costs = runs.costs_record(one.costs(ALONE), 8)
    nothing = np.zeros(costs["windfall"].shape)
    accounts = ledger.accounts_of(ledger.transfers_of(nothing, costs), nothing.shape)
    sides = sides_of(payments_of(costs, nothing), nothing.shape)
    both = sides["destination_budget"]["net"] + sides["employer"]["net"]
    np.testing.assert_allclose(both, accounts["destination"]["net"], atol=1e-6)
    for party in set(PARTIES) - {"destination_budget", "employer"}:
        np.testing.assert_allclose(sides[party]["net"], accounts[party]["net"], atol=1e-6)
    assert sides["employer"]["paid"].any() and sides["destination_budget"]["received"].any()  # the levy that it keeps


def test_compensation_reaches_the_treasury_one_for_one() -> None:
    one = ran(PAID)
    claims = named(one, ALONE, "compensation for recruits")
    sides = sides_of(payments(one, ALONE), claims.shape)
    np.testing.assert_array_equal(sides["origin_budget"]["received"], claims)
    years = one.runner.setting.years
    assert claims[(years >= 2021) & (years < 2026)].all()
    assert not claims[(years < 2021) | (years >= 2026)].any()
    without = ran(HEAD + MONEY.replace("compensation_share = 0.5", "compensation_share = 0"))
    less = sides_of(payments(without, ALONE), claims.shape)
    share = np.asarray(one.runner.block.parameters["admin_share_compensation"])
    more = sides["destination_budget"]["paid"] - less["destination_budget"]["paid"]
    recruits = one.pair(ALONE).package.flows, without.pair(ALONE).package.flows
    same = np.allclose(*(np.asarray(flows)[:4] for flows in recruits), rtol=1e-3)
    assert same  # in the first years earmarked posts have drawn few
    np.testing.assert_allclose(more[3], (claims * (1 + share))[3], rtol=0.02)


def test_what_the_fund_pays_for_posts_stands_apart_from_seats() -> None:
    one = ran(PAID)
    costs = runs.costs_record(one.costs(ALONE), 8)
    spent, nothing = costs["receipts"]["spent_by_fund"], np.zeros(costs["windfall"].shape)
    split = {t.what: t.amount for t in payments_of(costs, nothing, 0.3 * spent) if t.payer == "fund"}
    assert list(split) == list(FUND_SPLIT) and spent.any()
    np.testing.assert_allclose(split[FUND_SPLIT[0]], 0.3 * spent)
    np.testing.assert_allclose(sum(split.values()), spent)


def test_money_into_the_fund_is_money_out_of_it_and_balance() -> None:
    one = ran(PAID)
    run, interest = one.pair(ALONE).package, np.asarray(one.runner.setting.world.constants.fund_interest)
    into, out = named(one, ALONE, "contributions to the fund"), named(one, ALONE, "seats and posts that the fund pays")
    assert into.any() and out.any()
    np.testing.assert_allclose(into, np.asarray(run.fund_contributed), atol=1e-6)
    held = np.concatenate([np.zeros((1, into.shape[1])), np.asarray(run.fund)])
    earned = (held[:-1] * interest).sum(axis=0)
    np.testing.assert_allclose(into.sum(axis=0) + earned, out.sum(axis=0) + held[-1], rtol=1e-9, atol=1e-6)


def test_a_sheet_of_noughts_changes_nothing_and_costs_nothing() -> None:
    one = ran(HEAD + NOTHING)
    assert list(one.cases) == [ALONE]
    pair, setting = one.pair(ALONE), one.runner.setting
    assert not one.costs(ALONE).total.any()
    assert not any(money.any() for money in one.costs(ALONE).receipts.values())
    structure = one.runner.plan.structure
    facts = one.runner.block.facts
    before, after = (
        people_of(run, setting, facts, structure, ["nurse"], "GBR") for run in (pair.baseline, pair.package)
    )
    for name in before:
        np.testing.assert_array_equal(before[name], after[name], err_msg=name)


def test_where_payments_stop_nothing_is_paid_by_recruit_any_more_and_people_go_on() -> None:
    one = ran(PAID)
    years = one.runner.setting.years
    for name in (UNPAID, TOGETHER):
        for payment in payments(one, name):
            late = payment.amount[years >= 2023]
            if not payment.amount.any():
                continue
            if payment.payer == "fund" or payment.receiver == "providers":
                continue  # the fund pays out what it holds; agencies prepare recruits as before
            assert not late.any(), payment.what
            assert payment.amount[years == 2022].any(), payment.what
    flows = [
        np.asarray(run.flows)[years == 2024, 1, :3].sum()
        for run in (one.pair(UNPAID).package, one.pair(UNPAID).baseline)
    ]
    assert flows[0] > flows[1]
    agreed = np.asarray(one.pair(ALONE).package.flows)[years == 2021]
    np.testing.assert_array_equal(agreed, np.asarray(one.pair(UNPAID).package.flows)[years == 2021])


def test_where_others_are_not_counted_money_by_recruit_falls_by_their_share() -> None:
    one = ran(PAID)
    uses = {case: {use.id: use for use in one.cases[case].uses} for case in (ALONE, UNCOUNTED)}
    agreed, counted = uses[ALONE]["reinvestment_fund"], uses[UNCOUNTED]["reinvestment_fund"]
    share = counted.doses["contribution_usd_per_recruit"] / agreed.doses["contribution_usd_per_recruit"]
    assert 0 < share < 1
    for id, dose in (("compensation", "compensation_share"), ("recruitment_levy", "levy_usd_per_recruit")):
        assert uses[UNCOUNTED][id].doses[dose] == pytest.approx(share * uses[ALONE][id].doses[dose])
    assert f"{share:.0%}" in one.cases[UNCOUNTED].what
    first = one.runner.setting.years == 2021
    into = [named(one, case, "contributions to the fund")[first] for case in (ALONE, UNCOUNTED)]
    np.testing.assert_allclose(into[1], share * into[0], rtol=0.02)


def test_contracts_that_end_bring_people_home_and_fewer_in_the_bad_case() -> None:
    one = ran(HEAD + CONTRACTS)
    assert NO_RETURN in one.cases
    run, setting = one.pair(ALONE).package, one.runner.setting
    years, counted = (
        setting.years,
        people_of(run, setting, one.runner.block.facts, one.runner.plan.structure, ["nurse"], "GBR"),
    )
    assert counted["on_contract"][years == 2021].all()
    assert not counted["contracts_ended_at_home"][years <= 2022].any()
    assert counted["contracts_ended_at_home"][years == 2023].all()
    found = design(parse_term_sheet((HEAD + CONTRACTS).encode(), "test.toml"))
    case = next(one for one in found["worst_case"]["kept_in_part"] if one["case"] == NO_RETURN)
    row = found["years"].index(2024)
    home, bad = (record["workers"]["contracts_ended_at_home"]["package"]["median"][row] for record in (found, case))
    assert 0 < bad < home
    assert case["fixed"]["compliance_low"] == pytest.approx(0.1949, abs=1e-3)
    paid = next(one for one in found["cash"]["payments"] if one["what"] == "contributions to the fund")
    assert paid["usd"]["median"][found["years"].index(2021)] > 0  # by recruit, for those on contracts too
    same = (record["workers"]["home"]["baseline"] for record in (found, case))
    assert next(same) == next(same)


def test_a_quota_in_persons_adds_so_many_in_the_median_draw() -> None:
    text = HEAD + "[clauses.recruitment]\nworkers_per_year = 10\n"
    one = ran(text)
    pair, years = one.pair(ALONE), one.runner.setting.years
    place, acting = one.runner.setting.destinations.index("GBR"), (years >= 2021) & (years < 2026)
    without, with_ = (np.asarray(run.flows)[acting, 1, :3, place].sum(axis=1) for run in (pair.baseline, pair.package))
    (use,) = one.cases[ALONE].uses
    assert use.doses["quota_ratio"] == pytest.approx(10 / np.median(without.mean(axis=0)[:8]))
    assert np.median((with_ - without).mean(axis=0)[:8]) == pytest.approx(10, rel=0.5)  # compatriots draw more besides
    with pytest.raises(BraingainError, match=r"clauses.recruitment.workers_per_year: 900,000 is more than 3 times"):
        ran(text.replace("= 10\n", "= 900000\n"))


def test_a_quota_in_persons_begins_so_many_contracts_in_the_years_in_which_it_acts() -> None:
    one = ran(HEAD + "[clauses.recruitment]\nworkers_per_year = 10\nstay_years = 2\n")
    years = one.runner.setting.years
    begun = np.asarray(one.pair(ALONE).package.stays_begun)[(years >= 2021) & (years < 2026), :, 1].sum(axis=(1, 2))
    assert np.median(begun.mean(axis=0)[:8]) == pytest.approx(
        10, rel=0.02
    )  # of the workers of those years, not the start's


def test_a_quota_in_persons_is_a_share_of_the_median_of_all_draws_whatever_the_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = (
        HEAD.replace("GHA", "MWI").replace("draws = 8", "draws = 26") + "[clauses.recruitment]\nworkers_per_year = 5\n"
    )
    found = design(parse_term_sheet(text.encode(), "test.toml"))
    recruits, acting = found["workers"]["recruits"], slice(found["years"].index(2021), found["years"].index(2026))
    added, without = (np.array(recruits[side]["median"][acting]) for side in ("difference", "baseline"))
    (clause,) = found["clauses"]
    base = clause["asked"]["of"]["median"]
    assert (clause["asked"]["workers_per_year"], clause["asked"]["of_years"]) == (5, "mean of 2021 to 2025")
    assert clause["doses"]["quota_ratio"] == pytest.approx(5 / base)
    adds = clause["adds"]
    assert adds["years"] == [2021, 2025] and not adds["contracts"]
    assert adds["by_quota"]["median"] == pytest.approx(5, rel=1e-6)
    assert adds["recruits"]["median"] == pytest.approx(added.mean(), rel=0.1)
    assert adds["besides"]["p05"] > 0  # compatriots draw others
    assert base == pytest.approx(without.mean(), rel=0.05)
    assert added.mean() == pytest.approx(5, rel=0.2)  # compatriots who are there draw more each year
    monkeypatch.setattr(runs, "BLOCK_DRAWS", 13)
    monkeypatch.setattr(ensemble, "BLOCK_DRAWS", 13)
    sheet = parse_term_sheet(text.encode(), "test.toml")
    again = quota_base(sheet, ensemble.ensemble_for(sheet.scenario))
    assert again is not None and again.median == pytest.approx(base, rel=1e-6)


def test_training_sends_people_where_nobody_goes_today() -> None:
    text = HEAD.replace("GHA", "ZMB").replace("GBR", "NLD")
    with pytest.raises(BraingainError, match=r"hardly anybody goes from ZMB to NLD, .*clauses.training"):
        ran(text + "[clauses.recruitment]\nworkers_per_year = 10\n")
    one = ran(text + "[clauses.training]\nseats_ratio = 0.2\naway_share = 0.5\n")
    pair = one.pair(ALONE)
    sides = [
        people_of(run, pair.setting, one.runner.block.facts, one.runner.plan.structure, ["nurse"], "NLD")[
            "at_destination"
        ][-1]
        for run in (pair.baseline, pair.package)
    ]
    assert np.all(sides[1] > sides[0] + 1)


def test_a_destination_without_a_cell_of_its_own_is_refused_by_name() -> None:
    sheet = parse_term_sheet((HEAD.replace("GBR", "TUV") + CONTRACTS).encode(), "ours.toml")
    with pytest.raises(BraingainError, match=r"ours.toml, agreement.destination: TUV is not a destination with a cell"):
        design(sheet)


def test_discounting_counts_the_first_year_in_full() -> None:
    money = np.array([[5.0, 1.0], [1.03, 1.0], [1.03**2, 1.0]])
    np.testing.assert_allclose(discounted(money, [2026, 2027, 2028], 2027), [5 * 1.03 + 2.06, 1.03 + 1 + 1 / 1.03])


@pytest.fixture(scope="module")
def found() -> dict:
    """The record of an agreement with money."""
    return design(parse_term_sheet(PAID.encode(), "test.toml"))


def test_the_record_is_json_with_units_sexes_and_intervals(found: dict) -> None:
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["schema"] == "braingain/agreement/1"
    assert found["years"] == list(range(2018, 2032))
    assert set(found["cash"]["parties"]) == set(PARTIES)
    assert "remittances" not in {payment["what"] for payment in found["cash"]["payments"]}
    assert found["beside"]["remittances_to_households"]["unit"] == "usd"
    for name in ("home", "at_destination", "leaving", "returned"):
        outcome = found["workers"][name]
        assert set(outcome["by_sex"]) == {"female", "male"} and outcome["imputed_by_sex"]
        assert len(outcome["difference"]["median"]) == len(found["years"])
    assert found["cash"]["largest_imbalance"] < 1e-12
    assert found["conservation_residual"] < 1e-9
    worst = found["worst_case"]["by_draw"]["net_discounted_usd"]
    assert worst["destination_budget"]["p05"] < worst["destination_budget"]["median"] < 0
    assert worst["destination_budget"]["pays_in_share_of_draws"] == 1


def test_the_scenario_in_the_record_gives_the_same_workers_by_simulate(found: dict) -> None:
    from braingain.analysis.scenario_checks import checked_scenario

    scenario = checked_scenario(found["scenario"], "again.json")
    assert parse_scenario(as_toml(scenario).encode(), "again.toml") == scenario
    again = simulate(scenario)
    package = next(one for one in again["packages"] if one["name"] == ALONE)
    for mine, theirs in (
        (found["workers"]["home"]["difference"], package["outcomes"]["workers.nurse"]["difference"]),
        (found["cash"]["parties"]["fund"]["net"], package["ledger"]["accounts"]["fund"]["net"]["package"]),
    ):
        for quantile in ("median", "p05", "p95"):
            np.testing.assert_allclose(mine[quantile], theirs[quantile], rtol=1e-7, atol=1e-6)


def test_model_clauses_say_what_covers_them(found: dict) -> None:
    by = {clause["id"]: clause["covered_by"] for clause in found["model_clauses"]}
    assert by["ceiling"] == ["recruitment.quota_ratio"]
    assert "fund.contribution_usd_per_recruit" in by["investment"]
    assert by["equal_treatment"] == [] and by["no_fees"] == []
    assert all(clause["source"] for clause in found["model_clauses"])


def test_every_dose_of_a_clause_is_said_in_words() -> None:
    cards = load_levers()
    doses = [dose for clause in CLAUSES.values() for dose in cards[clause.card].doses]
    assert doses
    for dose in doses:
        assert "_" not in dose_said(dose, dose.default)
    assert set(SAID) <= {dose.name for dose in doses}


def test_what_is_paid_after_the_end_is_said_with_payers_reason_and_last_year() -> None:
    text = HEAD.replace("GHA", "MWI") + "[clauses.training]\nseats_ratio = 0.2\n[worst_case]\npayments_stop = 2022\n"
    one = ran(text)
    found = design(parse_term_sheet(text.encode(), "test.toml"))
    (stop,) = found["worst_case"]["kept_in_part"]
    for name, record, after in ((ALONE, found, 2026), (UNPAID, stop, 2022)):
        train, sent = record["runs_on"]
        assert [later["after"] for later in (train, sent)] == [after, after]
        assert after < train["until"] <= 2031 and train["clause"] == "training"
        assert train["payer"] == {"destination_budget": 0.75, "origin_budget": 0.25} and train["why"] and sent["why"]
        late = one.costs(name).total[: len(found["years"]), :8][np.array(found["years"]) >= after].sum(axis=0)
        assert np.mean(late) > 0
        assert train["usd"]["median"] + sent["usd"]["median"] == pytest.approx(np.median(late), rel=0.1)
    assert "only what was begun before" in stop["what"] and "nobody pays" not in stop["what"]


def test_clauses_that_promise_no_money_are_named_where_payment_stops() -> None:
    text = HEAD + MONEY + "[clauses.return_offers]\njob_offer_share = 0.5\n"
    one = ran(text)
    parts, years = one.runner.plan.packages[UNPAID], one.runner.setting.years
    paid = yearly_payments(parts, one.pair(UNPAID), 8)
    found = {later["clause"]: later for later in runs_on(paid, parts, list(years), 2023)}
    assert set(found) == {"recruitment", "return_offers"}  # preparation goes on without money for the fund
    assert found["return_offers"]["why"] == STAYS and found["return_offers"]["until"] == 2025
    agreed = one.runner.plan.packages[ALONE]
    assert not runs_on(yearly_payments(agreed, one.pair(ALONE), 8), agreed, list(years))
