"""Room in the state for what levers of a run use."""

from __future__ import annotations

import numpy as np
import pytest
from still_worlds import still_world

from braingain.model.containers import Options
from braingain.model.room import with_room


def test_room_is_made_for_what_the_options_name_and_no_more() -> None:
    state = still_world(3, destinations=2, stages=4).state
    options = Options(
        programme_years=(4,), stay_years=(1, 3), bridge_years=2, ladder_next=(-1,), missions=3, destination_seats=True
    )
    wide = with_room(state, options)
    assert wide.stays.shape[4:6] == (2, 3) and wide.bridging.shape[4] == 2
    assert wide.missions.shape == (3, 6, 1, 1) and wide.lever_students_abroad.shape == (1, 4, 2, 1)
    narrow = with_room(wide, Options(programme_years=(4,)))
    for name, value in state._asdict().items():
        assert np.shape(getattr(narrow, name)) == np.shape(value), name


def test_people_in_a_programme_are_never_lost() -> None:
    state = still_world(3, missions=1).state
    away = state._replace(missions=np.ones_like(state.missions))
    with pytest.raises(ValueError, match="people in missions"):
        with_room(away, Options(programme_years=(1,)))
    assert with_room(away, Options(programme_years=(1,), missions=1)).missions is away.missions
