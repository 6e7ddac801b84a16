"""Every mechanism of the closed list is switched in a scenario file, and what comes of it is there with it and gone without.

Each entry is a lever, in a country and with doses in which the mechanism decides something, and what is read off its run
beside the baseline. A switch that does nothing fails here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pytest
from raw_runs import MIDLEVEL, runner_of, scenario_text

from braingain.analysis import side_effects, side_effects_of_programmes
from braingain.foundation.vocabulary import MECHANISMS, MECHANISMS_OFF_BY_DEFAULT
from braingain.policy.costs import PairedRun
from braingain.policy.parts import Part

GONE = 1e-12
Measure = Callable[[PairedRun, Sequence[Part]], np.ndarray]


class Entry(NamedTuple):
    """A lever with its fields, tables of the scenario beside it, and what is measured; ``least`` of it must be there.

    With other tables in ``against`` it is measured there too, and the difference counts. ``country`` has what the mechanism
    needs: where a reserve waits for every post, nobody in the capital finds a rural one.
    """

    lever: str
    fields: str
    measure: Measure
    least: float = 1e-3
    more: str = ""
    against: str = ""
    country: str = "GHA"


def change(field: str) -> Measure:
    """A field of the record, package less baseline, over the field's largest value."""

    def read(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
        before = np.asarray(getattr(run.baseline, field))
        return (np.asarray(getattr(run.package, field)) - before) / max(1.0, float(np.max(np.abs(before))))

    return read


def fine(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """What the fine of those who break their bond is worth, in years of pay."""
    return np.asarray(run.package.fine_real)


def moves_to_rural(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """People who leave a post in the capital for a rural one, package less baseline: base turnover is no effect of a lever."""
    to_rural = [np.asarray(yearly.place_moves)[:, :, 0, 2] for yearly in (run.package, run.baseline)]
    return to_rural[0] - to_rural[1]


def private_seats(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Private seats, package less baseline: public seats of a lever take their applicants."""
    return (np.asarray(run.package.seats_open) - np.asarray(run.baseline.seats_open))[:, :, 1]


def without_teachers(run: PairedRun, parts: Sequence[Part]) -> np.ndarray:
    """Seats without teachers, package less baseline, in each year."""
    missing = [np.asarray(yearly.seats_open) - np.asarray(yearly.capacity) for yearly in (run.package, run.baseline)]
    return missing[0] - missing[1]


INFLATION = """
[scenario.paths.inflation]
value = {}
why = "so that a fine is worth less each year"
"""
TABLE = {
    "substitution": Entry("ethical_code_public", 'binding = "law"', side_effects.to_other_destinations),
    "network": Entry("return_incentive", "grant_pay_multiple = 5", change("inclusive_value"), least=1e-6),
    "onward_moves": Entry("credential_recognition", "", change("onward"), least=1e-4),
    "return_moves": Entry("return_incentive", "grant_pay_multiple = 5", change("returns")),
    "irregular": Entry("exit_restriction", "", side_effects.irregular),
    "bond_erosion": Entry("bonding", "", fine, more=INFLATION.format(0.20), against=INFLATION.format(0.02)),
    "budget_limit": Entry("health_pay", "new_money_share = 0", side_effects.public_posts),
    "private_seats": Entry("expand_training", "build_years = 1", private_seats),
    "quality_dilution": Entry("expand_training", "build_years = 1", change("pass_share")),
    "brain_gain": Entry("credential_recognition", "", change("applicants"), least=1e-6),
    "relative_pay": Entry("health_pay", 'cadres = ["doctor"]', change("claimed_rise")),
    "dual_practice": Entry("dual_practice", "", change("public_fte"), least=1e-4),
    "ladders": Entry("upgrade_ladder", "", change("upgraded")),
    "destination_response": Entry("destination_training", "build_years = 0", side_effects_of_programmes.falls_later),
    "teachers": Entry("expand_training", "seats_ratio = 1.5\nbuild_years = 1", without_teachers),
    "reconsider": Entry("rural_supplement", "", moves_to_rural, least=1.0, country="ZMB"),
}
# Two that act beside others: what they change does not go without them, it is another amount.
OTHER_AMOUNT = {
    "workload_feedback": Entry("workload", "", change("emigrants"), least=1e-6),
    "queue": Entry("expand_training", "build_years = 1\nposts_funded_share = 0", change("emigrants"), least=1e-4),
}


def measured(name: str, entry: Entry, on: bool | None) -> np.ndarray:
    """What is measured with a switch on or off, or as it is where nothing is said of it."""
    switch = "" if on is None else f"[scenario.mechanisms]\n{name} = {str(on).lower()}\n"
    everything = {**TABLE, **OTHER_AMOUNT}.items()
    packages = [(one, other.lever, other.fields) for one, other in everything if other.country == entry.country]
    found = []
    for tables in (entry.more, *([entry.against] if entry.against else [])):
        runner = runner_of(scenario_text(packages, f"{MIDLEVEL}{tables}\n{switch}", country=entry.country))
        found.append(entry.measure(runner.paired(name), runner.plan.packages[name]))
    return found[0] - found[1] if entry.against else found[0]


def test_the_table_holds_the_whole_closed_list() -> None:
    assert {*TABLE, *OTHER_AMOUNT} == set(MECHANISMS)
    assert not set(TABLE) & set(OTHER_AMOUNT)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_what_a_mechanism_does_is_there_with_it_and_gone_without(name: str) -> None:
    entry = TABLE[name]
    assert np.max(np.abs(measured(name, entry, True))) > entry.least
    assert np.max(np.abs(measured(name, entry, False))) <= GONE


@pytest.mark.parametrize("name", sorted(OTHER_AMOUNT))
def test_what_a_mechanism_adds_to_is_another_amount_without_it(name: str) -> None:
    entry = OTHER_AMOUNT[name]
    assert np.max(np.abs(measured(name, entry, True) - measured(name, entry, False))) > entry.least


@pytest.mark.parametrize("name", MECHANISMS_OFF_BY_DEFAULT)
def test_what_is_off_unless_asked_for_is_off(name: str) -> None:
    assert np.max(np.abs(measured(name, TABLE[name], None))) <= GONE


def test_a_ladder_leads_up_those_whom_another_lever_of_the_package_trains() -> None:
    """SEED 35: Ghana's mid-level workers are in no figure; those whom a lever trains can go on to be doctors."""
    course = '[[package.lever]]\nid = "upgrade_ladder"\nstart = 2020\ncadres = ["midlevel"]\n'
    for switch, expected in (("true", True), ("false", False)):
        head = scenario_text(
            [("both", "train_for_local_market", 'cadres = ["midlevel"]')],
            more=f"[scenario.mechanisms]\nladders = {switch}",
            horizon=2034,
        )
        package = runner_of(head + course).package("both")
        assert bool(np.asarray(package.upgraded).any()) is expected
