"""A probe: one side effect that is looked for, how it is measured and what takes it away (docs/model.md 3.0)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from braingain.analysis.read_years import READINGS, Measure, Reading, first_read, last_read
from braingain.foundation.vocabulary import MECHANISMS_OFF_BY_DEFAULT
from braingain.policy.parts import Part
from braingain.policy.setting import Setting

VISIBLE = {"share": 1e-3, "share_points": 1e-3, "per_year": 1e-4}  # from which size a reader would notice; else 1


@dataclass(frozen=True)
class Probe:
    """One thing to look for.

    ``what`` is its name in the list of side effects; ``unit`` what is counted; ``sign`` +1 where a positive number means
    that it appears. ``doses`` and ``cadres`` stand in place of the card's where it is looked for at other ones than those
    of the row. Each of ``mechanism`` (a switch), ``neutral`` (a parameter at its neutral value, ``analysis.neutral``) and
    ``off_doses`` (doses of the lever) is a way to take it away, tried alone; without any it is a consequence of accounting.
    A mechanism that is off unless asked is on where the effect is looked for. ``against`` names the neutral parameter of
    the world whose run with the lever stands in place of the baseline; ``years_after`` how long after the lever's last year
    it is read.
    """

    what: str
    measure: Measure
    unit: str
    mechanism: str = ""
    sign: int = 1
    first_year_only: bool = False
    neutral: str = ""
    doses: Mapping[str, float] = field(default_factory=dict)
    cadres: tuple[str, ...] = ()
    off_doses: Mapping[str, float] = field(default_factory=dict)
    against: str = ""
    years_after: int = 0

    @property
    def varied(self) -> bool:
        """Whether it is looked for at other doses or cadres than those of the row."""
        return bool(self.doses or self.cadres)

    @property
    def as_in_row(self) -> bool:
        """Whether it is read off the row's own pair of runs."""
        return not (self.varied or self.against or self.mechanism in MECHANISMS_OFF_BY_DEFAULT)

    @property
    def can_go(self) -> bool:
        """Whether there is a way to take it away."""
        return bool(self.mechanism or self.neutral or self.off_doses)

    @property
    def visible(self) -> float:
        """Size, in the probe's unit, from which the effect can be noticed: one person or post, a tenth of a percent."""
        return VISIBLE.get(self.unit, 1.0)

    def reading(self, part: Part, setting: Setting) -> Reading:
        """Of which years its number is, with a lever whose first part is this one."""
        return READINGS[self.measure](part, setting)

    def until(self, part: Part, setting: Setting) -> int:
        """The row before which a run can stop for this probe to be read."""
        row = (first_read if self.first_year_only else last_read)(part, setting)
        return min(row + self.years_after + 1, len(setting.years))
