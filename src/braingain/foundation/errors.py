"""Errors that a user reads: where, what, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: its place (file, row, column, field), what it is, and what to do about it."""

    place: str
    what: str
    do: str = ""

    def line(self) -> str:
        """The problem as one line for the screen."""
        text = f"{self.place}: {self.what}" if self.place else self.what
        text = f"{text}; {self.do}" if self.do else text
        return " ".join(text.split())


class BraingainError(Exception):
    """A job that could not be done, with every problem found, not only the first."""

    def __init__(self, problems: Problem | Iterable[Problem]):
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(problem.line() for problem in self.problems))

    def within(self, file: str) -> BraingainError:
        """The same problems, each placed in a file; as they are where no file is named."""
        if not file:
            return self
        return BraingainError(Problem(f"{file}, {p.place}" if p.place else file, p.what, p.do) for p in self.problems)


def nearest(name: str, names: Iterable[str], how_many: int = 1) -> list[str]:
    """The known names most like ``name``, best first, for "did you mean"; empty where none is alike."""
    from rapidfuzz import fuzz, process

    found = process.extract(name, list(names), scorer=fuzz.WRatio, limit=how_many, score_cutoff=55)
    return [match for match, _, _ in found]


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Give the question "did you mean X?", or an empty string where nothing is alike."""
    found = nearest(name, names)
    return f"did you mean {found[0]}?" if found else ""
