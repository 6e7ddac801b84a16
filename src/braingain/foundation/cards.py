"""Cards and closed lists: the catalogue's TOML and CSV files, checked, with every mistake named at once.

A card is one TOML file that describes one thing (a source, a lever, an estimate). A closed list is one CSV table.
Nothing else in the project reads the catalogue.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, TypeVar

from braingain.foundation.errors import BraingainError, Problem, did_you_mean

if TYPE_CHECKING:
    from pydantic import BaseModel

    Card = TypeVar("Card", bound=BaseModel)


def package_folder(*parts: str) -> Traversable:
    """A folder or file that comes with the program, such as ``package_folder("catalogue", "units.csv")``."""
    return files("braingain").joinpath(*parts)


@cache
def catalogue_table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of the closed list ``catalogue/<name>.csv``, as text; "NA" is Namibia's code and stays text."""
    return package_table("catalogue", f"{name}.csv")


def package_table(*parts: str) -> tuple[dict[str, str], ...]:
    """Rows of a CSV file that comes with the program, as text by column name."""
    return tuple(csv.DictReader(io.StringIO(package_folder(*parts).read_text("utf-8"), newline="")))


def load_card(file: Traversable, form: type[Card]) -> Card:
    """One card, read and checked against its form (a pydantic model).

    Raises
    ------
    BraingainError
        With one problem for each thing that is wrong in the file.
    """
    from pydantic import ValidationError

    try:
        content = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BraingainError(Problem(str(file), f"is not UTF-8 text ({error.reason})", "save it as UTF-8")) from error
    except tomllib.TOMLDecodeError as error:
        raise BraingainError(Problem(str(file), f"is not TOML: {error}")) from error
    try:
        return form.model_validate(content)
    except ValidationError as error:
        raise BraingainError(list(card_problems(str(file), error, form))) from error


def load_cards(folder: Traversable, form: type[Card]) -> dict[str, Card]:
    """All cards of a folder by file name without ``.toml``, in the order of their names.

    Raises
    ------
    BraingainError
        With the problems of all cards together.
    """
    cards: dict[str, Card] = {}
    problems: list[Problem] = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            cards[file.name.removesuffix(".toml")] = load_card(file, form)
        except BraingainError as error:
            problems.extend(error.problems)
    if problems:
        raise BraingainError(problems)
    return cards


def card_problems(place: str, error: Any, form: type[BaseModel]) -> Iterator[Problem]:
    """What pydantic found wrong, in our words: place (file and field), what, and the nearest field name."""
    for found in error.errors():
        field = ".".join(str(part) for part in found["loc"])
        where = f"{place}, {field}" if field else place
        if found["type"] == "extra_forbidden":
            yield Problem(where, "is not a known field", did_you_mean(str(found["loc"][-1]), form.model_fields))
        elif found["type"] == "missing":
            yield Problem(where, "is missing", "add it")
        else:
            given = repr(found.get("input"))
            shown = given if len(given) <= 60 else given[:57] + "..."
            yield Problem(where, f"{found['msg'].removeprefix('Value error, ')} (given: {shown})")
