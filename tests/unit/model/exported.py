"""Random worlds without what the exported file leaves out."""

from __future__ import annotations

import numpy as np

from braingain.analysis.xmile import fields
from braingain.model.containers import Dials, Options, World, neutral_dials
from braingain.model.room import with_room


def carried(world: World, dials: Dials) -> tuple[World, Dials]:
    """The same world and levers without the mechanisms that the file leaves out."""
    shape = np.shape(dials.stay_rate)
    slots, conditions = np.shape(dials.payroll_rise)[1], np.shape(dials.conditions)[1]
    neutral = neutral_dials(shape[0], shape[2], np.shape(world.state.abroad)[4], conditions, shape[1], slots)
    plain = dials._replace(**{name: getattr(neutral, name) for name in fields.LEFT_OUT["Dials"]})
    options = world.options._replace(**{name: getattr(Options(), name) for name in fields.LEFT_OUT["Options"]})
    left = fields.LEFT_OUT["State"]
    nobody = {name: np.zeros_like(getattr(world.state, name)) for name in left}
    state = with_room(world.state._replace(**nobody), options)
    return world._replace(options=options, state=state, switches=world.switches._replace(relative_pay=0.0)), plain
