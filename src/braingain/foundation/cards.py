"""Cards and closed lists: the catalogue's TOML and CSV files, checked, with every mistake named at once.

A card is one TOML file that describes one thing (a source, a lever, an estimate). A closed list is one CSV table.
Nothing else in the project reads the catalogue.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, TypeVar

from braingain.foundation.errors import BraingainError, Problem, did_you_mean

if TYPE_CHECKING:
    from pydantic import BaseModel

    Card = TypeVar("Card", bound=BaseModel)


LONGEST_NAME = 60  # letters by which an entry is placed


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
        raise BraingainError(list(card_problems(str(file), error, form, content))) from error


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


def card_problems(place: str, error: Any, form: type[BaseModel], content: Any = None) -> Iterator[Problem]:
    """What pydantic found wrong, in our words: place (file and field), what, and the nearest field name.

    ``content`` is what was checked: an entry of a list is placed by its own id or name. That a list is too short is not said
    where that is only because its entries are wrong.
    """
    errors = error.errors()
    for found in errors:
        at = found["loc"]
        if found["type"] == "too_short" and any(len(e["loc"]) > len(at) and e["loc"][: len(at)] == at for e in errors):
            continue
        field = _field(at, content)
        where = f"{place}, {field}" if field else place
        if found["type"] == "extra_forbidden":
            yield Problem(where, "is not a known field", did_you_mean(str(at[-1]), form.model_fields))
        elif found["type"] == "missing":
            yield Problem(where, "is missing", "add it")
        else:
            given = repr(found.get("input"))
            shown = given if len(given) <= 60 else given[:57] + "..."
            yield Problem(where, f"{found['msg'].removeprefix('Value error, ')} (given: {shown})")


def _field(at: Sequence[str | int], content: Any) -> str:
    """A field's place with dots between; an entry of a list by its id or name, else by its number, counted from one."""
    text = ""
    for part in at:
        try:
            content = content[part]
        except (LookupError, TypeError):
            content = None
        if isinstance(part, int):
            text += f" {_own_name(content) or part + 1}"
        else:
            text += f".{part}" if text else part
    return text.strip()


def _own_name(entry: Any) -> str:
    names = [entry[key] for key in ("id", "name") if key in entry] if isinstance(entry, dict) else []
    return next((name for name in names if isinstance(name, str) and name and len(name) <= LONGEST_NAME), "")
