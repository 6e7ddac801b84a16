"""The option ``--workforce`` of ``profile``, ``simulate`` and ``matrix``: the same verbs on a workforce other than health's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

CARD_HELP = "A workforce card, TOML: another workforce than health's, such as teachers (docs/second-workforce.md)."
Card = Annotated[Path | None, typer.Option("--workforce", metavar="CARD", help=CARD_HELP)]


def profile_of(card: Path, country: str, start: int, refused: Mapping[str, bool], as_json: bool) -> None:
    """What is known of a card's workforce."""
    from braingain.analysis.workforce.runs import profile
    from braingain.cli.workforce_tables import profile_lines

    found = profile(_read(card, country, refused), start)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False))
        return
    for line in profile_lines(found):
        typer.echo(line)


def simulate_of(card: Path, file: Path, draws: int | None, refused: Mapping[str, bool], as_json: bool) -> None:
    """A scenario of a card's workforce."""
    from dataclasses import replace

    from braingain.analysis.workforce.runs import simulate
    from braingain.analysis.workforce.scenario import read_scenario
    from braingain.cli.progress import counted
    from braingain.cli.workforce_tables import print_simulation

    workforce = _read(card, "", refused)
    chosen = read_scenario(file, workforce)
    chosen = chosen if draws is None else replace(chosen, draws=draws)
    with counted(chosen.name) as progress:
        found = simulate(workforce, chosen, progress)
    _show(found, as_json, print_simulation)


def matrix_of(
    card: Path,
    country: str,
    years: tuple[int, int, int | None],
    run: tuple[int, int, Sequence[str] | None],
    refused: Mapping[str, bool],
    as_json: bool,
) -> None:
    """The levers of a card's workforce; ``years``: start, first of all levers, last; ``run``: draws, seed, destinations."""
    from braingain.analysis.workforce.runs import matrix
    from braingain.cli.progress import counted
    from braingain.cli.workforce_tables import print_matrix

    workforce = _read(card, country, refused)
    (start, policy_start, horizon), (draws, seed, destinations) = years, run
    with counted(f"matrix of {workforce.card.workforce.id}") as progress:
        found = matrix(workforce, draws, seed, start, policy_start, horizon, destinations, progress)
    _show(found, as_json, print_matrix)


def _read(card: Path, country: str, refused: Mapping[str, bool]) -> Any:
    """The card, where it fits the country named and no option is given that its runs do not take."""
    from braingain.analysis.workforce.card import read_workforce
    from braingain.foundation.countries import country_meant
    from braingain.foundation.errors import BraingainError, Problem

    given = [name for name, there in refused.items() if there]
    if given:
        do = "leave it out; --json has all that a run of a workforce gives"
        raise BraingainError([Problem(name, "is not taken together with --workforce", do) for name in given])
    workforce = read_workforce(card)
    if country and country_meant(country).iso3 != workforce.country:
        iso3 = country_meant(country).iso3
        raise BraingainError(Problem("ISO3", f"{iso3} is not the country of {card.name}", f"write {workforce.country}"))
    return workforce


def _show(found: Mapping[str, Any], as_json: bool, show: Any) -> None:
    from rich.console import Console

    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, allow_nan=False))
    else:
        show(Console(), found)
