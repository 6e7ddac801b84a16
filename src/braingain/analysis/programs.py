"""A plan in parts that run faster apart: an empty cadre, or a mechanism that few levers use, costs every run that shares its program."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from braingain.analysis.runs import Plan
from braingain.policy.parts import Part, caps_places
from braingain.policy.setting import Setting
from braingain.policy.structure import structure_of
from braingain.policy.trimmed import cadres_needed

COSTLY: dict[str, Callable[[Part], bool]] = {  # mechanisms that make each year of every run slower, and who uses them
    "service": lambda part: "obligation" in part.card.moves,
    "caps": caps_places,
}


def by_program(planned: Plan, setting: Setting) -> list[Plan]:
    """The plan in parts that share cadres and costly mechanisms, the fewest first, each with room for its own levers alone.

    Service solves the choice of where to go for two sets of people, legal places are solved for each destination: either
    doubles the time of a year, both together take eight times as long.
    """
    groups: dict[tuple[int, tuple[str, ...]], dict[str, tuple[Part, ...]]] = {}
    for name, parts in planned.packages.items():
        key = (cadres_needed(setting, parts), costly(parts))
        groups.setdefault(key, {})[name] = parts
    return [
        planned._replace(packages=packages, structure=structure_of(list(packages.values()), setting))
        for _, packages in sorted(groups.items(), key=lambda group: (len(group[0][1]), group[0]))
    ]


def costly(parts: Sequence[Part]) -> tuple[str, ...]:
    """The costly mechanisms that a package uses."""
    return tuple(name for name, uses in COSTLY.items() if any(map(uses, parts)))
