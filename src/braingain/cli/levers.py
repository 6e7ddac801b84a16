"""``braingain levers``: the catalogue of what a government can do, and one card in full with its evidence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from braingain.evidence.registry import Estimate, Registry
    from braingain.policy.levers import Dose, Lever

SCHEMA = "braingain/levers/1"
DURATIONS = {"5y": "5 years", "6y": "6 years", "H": "to horizon"}
HOW_READ = {
    "S": "stated in the background paper",
    "R": "read",
    "R-tab": "table or text read",
    "R-abs": "abstract read",
    "R-code": "code read",
    "R-data": "data read",
    "R-press": "read in the press",
    "D": "derived",
    "M": "from memory",
    "A": "assumed",
}
FAMILIES = {
    "origin": "countries of origin",
    "destination": "countries of destination",
    "partnership": "partnerships",
    "since_2007": "since 2007",
}


def register(app: typer.Typer) -> None:
    """Add the verb ``levers``."""
    app.command("levers")(levers)


def levers(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="One lever, to read its whole card.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """The catalogue of levers: what each does, its doses and bounds, who pays, how well it is known.

    Example: braingain levers rural_supplement
    """
    from braingain.policy.levers import find_lever, load_levers

    chosen = [find_lever(id)] if id else list(load_levers().values())
    if as_json:
        whole = {"schema": SCHEMA, "levers": [lever_record(lever) for lever in chosen]}
        typer.echo(json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False))
    elif id:
        _print_card(chosen[0])
    else:
        _print_catalogue(chosen)


def lever_record(lever: Lever) -> dict[str, Any]:
    """A card as one object of ``levers --json`` (schema braingain/levers/1)."""
    return {
        "id": lever.id,
        "title": lever.title,
        "text": lever.text,
        "family": lever.family,
        "aim": lever.aim,
        "aim_outcome": lever.aim_outcome,
        "actor": lever.actor,
        "seed_lines": list(lever.seed_lines),
        "scope": lever.scope,
        "class": lever.duration,
        "delay_years": lever.delay_years,
        "ramp_years": lever.ramp_years,
        "cadres": list(lever.cadres),
        **_may_be_limited(lever),
        "made_of": [part.flat() for part in lever.made_of],
        "doses": [dose.model_dump() for dose in lever.doses],
        "options": [option.model_dump(mode="json") for option in lever.options],
        "moves": list(lever.moves),
        "cost_form": lever.cost_form,
        "unit_costs": list(lever.unit_costs),
        "responses": list(lever.responses),
        "payer": lever.payer,
        "evidence": lever.evidence.model_dump(mode="json"),
        "rights_note": lever.rights_note,
        "sex_channel": lever.sex_channel,
        "look_for": list(lever.look_for),
        "risks": lever.risks,
        "not_applicable": list(lever.not_applicable),
    }


def _may_be_limited(lever: Lever) -> dict[str, Any]:
    """What a scenario may say of when, where and for whom the lever acts, and what it takes where nothing is said.

    ``places`` and ``sexes`` are those where it acts; ``may_limit`` says which of them, of origins and of destinations a
    scenario may narrow. ``runs_years`` is null for a lever that runs to the horizon.
    """
    from braingain.analysis.filled import card_parts, default_places
    from braingain.analysis.scenario import POLICY_START
    from braingain.foundation.vocabulary import SEXES
    from braingain.policy.narrowing import acts_abroad, acts_by_place, acts_by_sex
    from braingain.policy.parts import YEARS_IN_FORCE

    places = default_places(card_parts(lever))
    abroad = acts_abroad(lever)
    return {
        "start": POLICY_START,
        "runs_years": YEARS_IN_FORCE.get(lever.duration),
        "sexes": list(lever.sexes or SEXES),
        "places": None if places is None else list(places),
        "destinations": _unless_named(lever) if abroad else None,
        "may_limit": {
            "cadres": True,
            "sexes": acts_by_sex(lever),
            "places": bool(lever.made_of) or any(acts_by_place(move) for move in lever.moves),
            "destinations": abroad,
        },
    }


def _unless_named(lever: Lever) -> str:
    """Where a lever acts that a scenario gives no destinations."""
    from braingain.policy.parts import COVERAGE

    if COVERAGE in {dose.name for dose in lever.doses}:
        return f"largest destinations up to {COVERAGE}"
    return "all destinations" if lever.scope == "all destinations" else "largest destination"


def _limits(lever: Lever) -> list[str]:
    """What a scenario may limit, each with what holds where it says nothing."""
    known = _may_be_limited(lever)
    unless = {"places": known["places"] and f" ({', '.join(known['places'])} unless named)"}
    unless["destinations"] = f" ({known['destinations']} unless named)"
    return [name + (unless.get(name) or "") for name, may in known["may_limit"].items() if may]


def _print_catalogue(chosen: list[Lever]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    console = _console()
    names = [len(dose.name) for lever in chosen for dose in lever.doses if dose.amplitude]
    widths = (max(len(lever.id) for lever in chosen) + 3, max(names), 10, 11)  # what a user must type is never cut
    for family, heading in FAMILIES.items():
        members = [lever for lever in chosen if lever.family == family]
        if not members:
            continue
        title = f"Levers of {heading}" if family != "since_2007" else "Levers since 2007"
        table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=0, show_edge=False)
        for column, width in zip(("lever", "default [bounds]", "runs", "evidence"), widths, strict=True):
            table.add_column(column, width=width)
        for lever in members:
            doses = "\n".join(_dose_range(dose) for dose in lever.doses if dose.amplitude)
            grade = lever.evidence.grade + ("\nrights note" if lever.rights_note else "")
            table.add_row(f"{lever.id}\n{lever.title}", doses, DURATIONS[lever.duration], grade)
        console.print(table)
    console.print(
        "One card in full: braingain levers ID. With these doses at 0 a lever does nothing and costs nothing."
    )


def _print_card(lever: Lever) -> None:
    from braingain.evidence.registry import load_registry

    console, registry = _console(), load_registry()
    console.print(f"{lever.title} ({lever.id})", style="bold")
    console.print(lever.text)
    for title, lines in (
        ("Who and when", _who(lever)),
        ("Doses", _doses(lever)),
        ("What it moves", _moves(lever)),
        ("What it costs", _costs(lever, registry)),
        ("How people answer", [_family_line(name, registry) for name in lever.responses]),
        (f"Evidence: {lever.evidence.grade}", _evidence(lever, registry)),
        ("What can go wrong", lever.risks),
        ("Does not apply where", _not_applicable(lever)),
        ("Women and men", [lever.sex_channel]),
        ("Rights", [lever.rights_note] if lever.rights_note else []),
    ):
        _print_lines(console, title, lines)


def _print_lines(console: Console, title: str, lines: list[str]) -> None:
    if not lines:
        return
    console.print(f"\n{title}", style="bold")
    for line in lines:
        console.print(f"- {line}")


def _when(lever: Lever) -> str:
    """When a lever acts, and when in full; of some composites each part in its own time."""
    if lever.delay_years is None or lever.ramp_years is None:
        return "each part acts after its own delay"
    after = f"acts after {_years(lever.delay_years)}" if lever.delay_years else "acts at once"
    return f"{after}, in full " + (f"over {_years(lever.ramp_years)}" if lever.ramp_years > 1 else "from then on")


def _years(count: int) -> str:
    return f"{count} year{'s' if count != 1 else ''}"


def _who(lever: Lever) -> list[str]:
    return [
        f"family: {FAMILIES[lever.family]}; aim: {lever.aim}; judged by: {lever.aim_outcome}",
        f"done by: {lever.actor}; acts on: {lever.scope}; cadres: {', '.join(lever.cadres)}",
        f"runs: {DURATIONS[lever.duration]}; {_when(lever)}",
        f"a scenario may limit it by: {', '.join(_limits(lever))}",
        f"background paper, lines: {', '.join(map(str, lever.seed_lines))}" if lever.seed_lines else lever.source,
    ]


def _doses(lever: Lever) -> list[str]:
    doses = [f"{_dose_line(dose)}{'' if dose.amplitude else ' (modifier)'}" for dose in lever.doses]
    options = [f"{o.name}: {o.default} (choices: {', '.join(o.choices)})" for o in lever.options]
    parts = ["made of " + ", ".join(f"{k} {_said(v)}" for k, v in part.flat().items()) for part in lever.made_of]
    return doses + options + parts


def _dose_range(dose: Dose) -> str:
    return f"{dose.name} {dose.default:g} [{dose.low:g}, {dose.high:g}]"


def _dose_line(dose: Dose) -> str:
    line = f"{_dose_range(dose)} {dose.unit}"
    return line if dose.studied_low is None else f"{line}; studied {dose.studied_low:g} to {dose.studied_high:g}"


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{key} {share:g}" for key, share in value.items())
    return ", ".join(value) if isinstance(value, tuple) else f"{value:g}" if isinstance(value, float) else str(value)


def _moves(lever: Lever) -> list[str]:
    from braingain.foundation.cards import catalogue_table

    rows = {row["move"]: row for row in catalogue_table("moves")}
    return [f"{rows[name]['text']} (equation {rows[name]['equation']})" for name in lever.moves]


def _costs(lever: Lever, registry: Registry) -> list[str]:
    from braingain.foundation.cards import catalogue_table

    texts = {row["cost_form"]: row["text"] for row in catalogue_table("cost_forms")}
    payers = ", ".join(f"{payer.replace('_', ' ')} {share:.0%}" for payer, share in lever.payer.items())
    forms = [f"{form}: {texts[form]}" for form in lever.cost_forms]
    unit_costs = [_family_line(name, registry) for name in lever.unit_costs]
    return [f"paid by: {payers}", *forms, *unit_costs]


def _family_line(name: str, registry: Registry) -> str:
    members = registry.family(name)
    first = next(iter(members.values()))
    shown = ", ".join(f"{full.removeprefix(name).lstrip('.')} {_central(one)}".strip() for full, one in members.items())
    known = " ".join(dict.fromkeys(id for one in members.values() for id in one.evidence))
    label = " or ".join(dict.fromkeys(_how_known(one) for one in members.values()))
    return f"{first.meaning}: {shown} [{first.unit.replace('_', ' ')}]; {label}{f', {known}' if known else ''} ({name})"


def _central(estimate: Estimate) -> str:
    central, year = estimate.central, f" (prices of {estimate.price_year})" if estimate.price_year else ""
    return (" ".join(f"{x:g}" for x in central) if isinstance(central, tuple) else f"{central:.4g}") + year


def _how_known(estimate: Estimate) -> str:
    return "assumed" if estimate.assumed else HOW_READ[estimate.status]


def _evidence(lever: Lever, registry: Registry) -> list[str]:
    lines = []
    for row in (registry.evidence_row(id) for id in lever.evidence.ids):
        where = ", ".join([*row.countries, *(["many countries"] if row.panel else [])])
        place = f" ({'; '.join(part for part in (where, row.years) if part)})"
        how = ", ".join(HOW_READ[tag] for tag in row.status)
        lines.append(f"{row.id}, {row.topic}{place}: {row.finding}. Source: {row.source} ({how})")
    facts = [f"facts of the case studies: {', '.join(lever.evidence.facts)}"] if lever.evidence.facts else []
    return lines + facts


def _not_applicable(lever: Lever) -> list[str]:
    from braingain.foundation.cards import catalogue_table

    rows = {row["check"]: row for row in catalogue_table("checks")}
    return [
        rows[name]["text"] + (" (a warning only)" if rows[name]["only_warns"] == "yes" else "")
        for name in lever.not_applicable
    ]


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
