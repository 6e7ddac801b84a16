"""Dials being made: neutral ones that the moves of a package change, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from braingain.foundation.vocabulary import CONDITIONS
from braingain.model.containers import Dials, neutral_dials
from braingain.policy.parts import Part
from braingain.policy.setting import Setting
from braingain.policy.structure import Structure, next_cadres, stay_of

Index = tuple[Any, ...]
WITHOUT_DRAW = ("payroll_oncost", "stay_works", "mission_from_here")


class Draft:
    """Neutral dials with room for a package, written to by moves.

    A field keeps a draw axis of length 1 until a value that differs by draw is written to it. ``structure`` says how
    many payrolls and stay programmes there is room for; it is common to all packages of a run, so that they share
    one compiled program.
    """

    def __init__(self, setting: Setting, structure: Structure):
        self.structure = structure
        self.next_cadre = setting.world.options.ladder_next or next_cadres(len(setting.cadres))
        self._setting = setting
        neutral = neutral_dials(
            len(setting.years),
            len(setting.cadres),
            len(setting.destinations),
            len(CONDITIONS),
            programmes=max(1, len(structure.stays)),
            slots=max(1, structure.slots),
            missions=max(setting.world.options.missions, structure.missions),
        )
        self._fields: dict[str, np.ndarray] = {name: np.array(value) for name, value in neutral._asdict().items()}
        self._slots: list[Part] = []
        self._stays: list[int] = []
        self._missions: list[Part] = []
        self._marks: set[tuple[str, int]] = set()

    def dials(self) -> Dials:
        """The dials as they stand."""
        return Dials(**self._fields)

    def field(self, name: str) -> np.ndarray:
        """A field as it stands."""
        return self._fields[name]

    def add(self, name: str, index: Index, value: Any) -> None:
        """Add to a field at ``index`` (all axes but the draw)."""
        self._room(name, value)
        self._fields[name][(*index, slice(None))] += value

    def multiply(self, name: str, index: Index, value: Any) -> None:
        """Multiply a field at ``index``."""
        self._room(name, value)
        self._fields[name][(*index, slice(None))] *= value

    def put(self, name: str, index: Index, value: Any) -> None:
        """Set a field at ``index``."""
        if name in WITHOUT_DRAW:
            self._fields[name][index] = value
            return
        self._room(name, value)
        self._fields[name][(*index, slice(None))] = value

    def raise_to(self, name: str, index: Index, value: Any) -> None:
        """Set a field at ``index`` where the value is larger than what is there."""
        self._room(name, value)
        place = (*index, slice(None))
        self._fields[name][place] = np.maximum(self._fields[name][place], value)

    def touch(self, destinations: Sequence[int]) -> None:
        """Mark destinations whose labour market a lever acts on."""
        self._fields["touched"][list(destinations)] = 1.0

    def touched_by(self, what: str, cadre: int) -> bool:
        """Whether ``what`` has been set for the cadre before; marks it as set."""
        before = (what, cadre) in self._marks
        self._marks.add((what, cadre))
        return before

    def slot_of(self, part: Part) -> int:
        """The payroll slot of a part, a new one at its first call."""
        self._slots.append(part)
        return len(self._slots) - 1

    def programme_of(self, part: Part) -> int:
        """The first free stay programme of the part's length and destination."""
        wanted = stay_of(part, self._setting)
        for i, stay in enumerate(self.structure.stays):
            if stay == wanted and i not in self._stays:
                self._stays.append(i)
                return i
        raise ValueError(f"no room for a stay {wanted} in {self.structure}")

    def mission_of(self, part: Part) -> int:
        """The mission programme of a part, a new one at its first call."""
        known = [i for i, one in enumerate(self._missions) if one is part]
        if known:
            return known[0]
        self._missions.append(part)
        return len(self._missions) - 1

    def _room(self, name: str, value: Any) -> None:
        """Give a field its draw axis once a value that differs by draw is to be written."""
        draws = np.shape(value)[-1] if np.ndim(value) else 1
        field = self._fields[name]
        if draws > 1 and field.shape[-1] == 1:
            self._fields[name] = np.repeat(field, draws, axis=-1)
