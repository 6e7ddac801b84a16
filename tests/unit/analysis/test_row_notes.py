"""What a row must tell is read from its card and doses: whose the cost is, who may move, who visits."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from braingain.analysis.filled import card_parts
from braingain.analysis.row_notes import (
    cost_is_whole,
    has_visitors,
    limits_moving,
    sends_away,
    sent_away,
    visiting_teachers,
    visitors,
)
from braingain.policy.levers import load_levers
from braingain.policy.parts import Part, at_destination


def parts_of(lever: str) -> tuple[Part, ...]:
    return card_parts(load_levers()[lever])


def test_a_cost_is_whole_where_a_destination_pays_whoever_comes() -> None:
    found = {lever for lever in load_levers() if cost_is_whole(parts_of(lever))}
    assert {"who_code", "safeguards_list", "coordinated_code", "destination_training", "destination_pay"} <= found
    assert all(any(at_destination(part) for part in parts_of(lever)) for lever in found)
    by_recruits = {"bilateral_agreement", "recruitment_levy", "credential_recognition", "reinvestment_fund"}
    shared_or_at_home = {"multilateral_alliance", "compensation", "capacity_building", "expand_training", "health_pay"}
    assert not found & (by_recruits | shared_or_at_home)


@pytest.mark.parametrize(
    ("lever", "limits"),
    [
        ("bonding", True),
        ("exit_restriction", True),
        ("visa_cap", True),
        ("safeguards_list", True),
        ("twinning_with_return", True),
        ("compensation", False),
        ("train_for_export", False),
        ("recruitment_levy", False),
        ("bilateral_agreement", False),
        ("expand_training", False),
    ],
)
def test_a_lever_limits_moving_where_its_moves_do_not_where_its_note_is_about_fees(lever: str, limits: bool) -> None:
    assert limits_moving(parts_of(lever)) is limits


def test_visitors_are_those_of_missions_that_come_and_of_all_missions_of_a_lever() -> None:
    parts = parts_of("diaspora_missions") + parts_of("funded_transfer")
    present = np.zeros((3, 2, 4, 2))  # year, programme, cadre, draw
    present[1, 0, :2], present[1, 1, 0] = 1.0, 200.0
    pair: Any = SimpleNamespace(
        package=SimpleNamespace(mission_present=present),
        setting=SimpleNamespace(country="MWI"),
        zeros=lambda: np.zeros((3, 2)),
    )
    assert visitors(parts, pair)[:, 0] == pytest.approx([0.0, 202.0, 0.0])
    assert has_visitors(parts) and not has_visitors(parts_of("bonding"))


@pytest.mark.parametrize(
    ("lever", "sends"),
    [
        ("skill_partnership", True),
        ("scholarship_bond", True),
        ("twinning_with_return", True),
        ("bilateral_agreement", False),  # open contracts: its recruits are among those who leave
        ("train_for_export", False),
        ("bonding", False),
    ],
)
def test_a_lever_sends_people_away_where_it_has_tracks_or_stays(lever: str, sends: bool) -> None:
    assert sends_away(parts_of(lever)) is sends


def test_those_who_go_by_tracks_and_stays_are_counted_and_those_of_them_who_stay_abroad() -> None:
    tracks, begun, overstayed = np.zeros((3, 2, 2, 4, 2)), np.zeros((3, 1, 2, 2, 2)), np.zeros((3, 2, 2, 2))
    tracks[1, 1, 0, 2], begun[1, 0, 1, 1], begun[2, 0, 0, 1], overstayed[2, 1, 1] = 30.0, 8.0, 5.0, 3.0
    run = SimpleNamespace(tracks=tracks, stays_begun=begun, stays_overstayed=overstayed)
    pair: Any = SimpleNamespace(package=run, zeros=lambda: np.zeros((3, 2)))
    found = sent_away(pair)
    assert found["going"][:, 0] == pytest.approx([0.0, 38.0, 5.0])
    assert found["staying_abroad"][:, 0] == pytest.approx([0.0, 30.0, 3.0])
    run.tracks = np.zeros(0)  # a run without tracks
    assert sent_away(pair)["going"][:, 1] == pytest.approx([0.0, 8.0, 5.0])


def test_visiting_teachers_who_make_no_seat_more_are_said_to() -> None:
    on, off = np.full(4, 20.0), np.array([20.0, 20.0, 20.4, 5.0])
    (said,) = visiting_teachers({"teachers_gone_at_end": {"on": on, "off": off}})
    assert "without visitors in 75% of draws" in said
    assert visiting_teachers({"teachers_gone_at_end": {"on": on, "off": 0.0 * off}}) == []
    assert visiting_teachers({"teachers_gone_at_end": {"on": on}}) == visiting_teachers({}) == []
