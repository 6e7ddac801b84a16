"""Visas at a destination: what the law asks, and how far people feel it (docs/model.md 2.17b)."""

from __future__ import annotations

import numpy as np

from braingain.policy.draft import Draft
from braingain.policy.parts import Part
from braingain.policy.setting import Parameters, Setting

LAG = "visa_lag_years"


def visa(draft: Draft, part: Part, parameters: Parameters, setting: Setting) -> None:
    """What the law of a destination asks more than at the start: 1 a visa where none was, −1 none where one was."""
    asked = part.effective("visa_change", setting.years)
    for cadre in setting.cadre_indices(part.cadres):
        for place in setting.destination_indices(part.destinations):
            draft.add("visa", (slice(None), cadre, place), asked[:, None])


def felt_as_time_goes(draft: Draft, parameters: Parameters) -> None:
    """Turn what the laws of all levers together ask into what people feel of it, year by year."""
    asked = draft.field("visa")
    if asked.any():
        draft.put("visa", (), felt(asked, np.asarray(parameters[LAG])))


def felt(asked: np.ndarray, lag_years: np.ndarray) -> np.ndarray:
    r"""What is felt of a visa rule: a tightening grows to all of it over the lag, an opening acts at once (E10).

    .. math:: \min\Bigl(a_t,\ \tfrac1n\sum_{i \ge 0} \mathrm{clip}(n - i, 0, 1)\, a_{t-i}\Bigr)

    Parameters
    ----------
    asked : (year, ..., draw)
        What the law asks more than at the start, before which it asked nothing more.
    lag_years : (draw,)
        n, 1 or more. [years]
    """
    mean = np.zeros(np.broadcast_shapes(asked.shape, lag_years.shape))
    for i in range(int(np.ceil(lag_years.max()))):
        weight = np.clip(lag_years - i, 0.0, 1.0) / lag_years
        mean[i:] += weight * asked[: len(asked) - i]
    return np.minimum(asked, mean)
