"""Room in the state for what levers of a run use: stays, bridging courses, missions, seats at destinations."""

from __future__ import annotations

import numpy as np

from braingain.model.containers import MISSION_STEPS, Options, State


def with_room(state: State, options: Options) -> State:
    """The state with the axes that the options ask for, nobody in them.

    Raises
    ------
    ValueError
        Where people are in a programme whose axes would change.
    """
    home, abroad = np.shape(state.home), np.shape(state.abroad)
    cadres, draws, destinations = home[0], home[-1], abroad[4]
    stages = np.shape(state.students_abroad)[1] if options.destination_seats else 0
    wanted = {
        "stays": (*home[:4], len(options.stay_years), max(options.stay_years), draws),
        "bridging": (*home[:4], options.bridge_years, draws),
        "missions": (options.missions, MISSION_STEPS, cadres, draws),
        "lever_students_abroad": (cadres, stages, destinations, draws),
    }
    changed = {name: shape for name, shape in wanted.items() if np.shape(getattr(state, name)) != shape}
    for name in changed:
        if np.any(np.asarray(getattr(state, name))):
            raise ValueError(f"the world has people in {name.replace('_', ' ')}: their programmes cannot be changed")
    return state._replace(**{name: np.zeros(shape) for name, shape in changed.items()})
