"""What ``braingain simulate`` prints of a run of one country: a table for each package, or the path where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from braingain.cli.intervals import QUANTILES, bounds
from braingain.cli.simulate_words import as_written, changed, cost_lines, distinct, opening, sexes_line, split_of
from braingain.foundation.countries import named

if TYPE_CHECKING:
    from rich.console import Console

Record = Mapping[str, Any]
ROWS = (
    ("Workers at home", "workers", ""),
    ("  women", "workers", "female"),
    ("  men", "workers", "male"),
    ("  doctors", "workers.doctor", ""),
    ("  nurses", "workers.nurse", ""),
    ("  mid-level", "workers.midlevel", ""),
    ("  community", "workers.community", ""),
    ("  in rural places", "workers", "rural"),
    ("Leaving a year", "emigrants_per_year", ""),
    ("  women", "emigrants_per_year", "female"),
    ("  men", "emigrants_per_year", "male"),
    ("Without a post", "reserve", ""),
    ("Empty posts", "vacancies", ""),
    ("Share at home, %", "share_at_home", ""),
    ("Sent home, mn US$", "remittances_usd_per_year", ""),
)
ALONE = {"female": "women alone", "male": "men alone"}
NAMED = 6  # destinations named one by one; more are counted
CHANGES_SHOWN = 6  # corridors of a package, those that change most
SCALES = {"share_at_home": 100.0, "remittances_usd_per_year": 1e-6}  # percent, millions


def print_country(console: Console, found: Record) -> None:
    """Each package beside no new policy, in its levers' last year and in the run's; without packages, the path itself."""
    from rich.table import Table

    head, years = found["scenario"]["scenario"], found["years"]
    console.print(
        f"{head['name']}: {named(head['country'])}, {years[0]} to {years[-1]}, {head['draws']} draws, seed {head['seed']}"
    )
    for line in opening(found):
        console.print(line)
    console.print("People and posts on 31 December of a year; the brief dates them 1 January after")
    if not found["packages"]:
        _print_path(console, found)
        console.print(sexes_line(found))
    for package in found["packages"]:
        shown = reading_years(package, years)
        changes = [f"change, {year}" for year in shown]
        table = Table("", f"no policy, {shown[0]}", *changes, title=package["name"], box=None, padding=(0, 1, 0, 0))
        for label, record, scale in _rows(package):
            unknown = record.get("level", "").startswith("assumed")
            at = [years.index(year) for year in shown]
            first = "not known" if unknown else _interval(record["baseline"], at[0], scale)
            table.add_row(label, first, *(_change(record["difference"], i, scale) for i in at))
        console.print(table)
        _print_levers(console, package["levers"])
        _print_baseline(console, package["baseline"])
        _print_corridors(console, package, years[-1])
        for line in cost_lines(package, found["price_year"]):
            console.print(line)
        _print_notes(console, package)
    if found["packages"]:
        _print_legend(console, found)
    console.print(f"hash {found['hash']}")


def reading_years(package: Record, years: list[int]) -> list[int]:
    """The last years of those levers of the package that end before the run does, the first two, and the last of the run."""
    ends = {lever["end"] - 1 for lever in package["levers"]}
    return [*sorted(end for end in ends if years[0] <= end < years[-1])[:2], years[-1]]


def _print_path(console: Console, found: Record) -> None:
    from rich.table import Table

    years, outcomes = found["years"], found["baseline"]
    shown = sorted({0, len(years) // 2, len(years) - 1})
    table = Table("", *(str(years[i]) for i in shown), title="No new policy", box=None, padding=(0, 1, 0, 0))
    for label, name, part in ROWS:
        record = split_of(outcomes.get(name), part)
        if record is not None and max(record["p95"]) > 0:
            scale = SCALES.get(name, 1.0)
            table.add_row(label, *(_interval(record, i, scale) for i in shown))
    console.print(table)


def _rows(package: Record) -> Iterator[tuple[str, Record, float]]:
    outcomes = package["outcomes"]
    for label, name, part in ROWS:
        record = split_of(outcomes.get(name), part)
        if record is not None:
            yield label, record, SCALES.get(name, 1.0)
    services, spread = package["services"], package["distribution"]["density_per_10k"]
    attended = services["skilled_attendance_share"]
    yield "Births attended, %*", attended, 100
    yield "  in rural places*", {**attended["by_place"]["rural"], "level": attended["level"]}, 100
    yield "Mortality, start 1*", services["mortality_ratio"], 1
    yield "Gini of density", spread["gini"], 1


def _print_baseline(console: Console, baseline: Record) -> None:
    """Where a package has a no policy of its own, that it has and why."""
    if baseline["active_destinations"]:
        names = baseline["active_destinations"]
        places = ", ".join(names) if len(names) <= NAMED else f"{len(names)} destinations"
        console.print(
            f"No policy here, as the package, lets vacancies and pay in {places} answer to who comes; where a package "
            "does not act there they keep their path, so its no policy may differ."
        )


def _print_corridors(console: Console, package: Record, last: int) -> None:
    """The corridors that a package changes most, and how the number of people at their end is known at the start."""
    from rich.table import Table

    shown = changed(package["flows"])[:CHANGES_SHOWN]
    if not shown:
        return
    first = min(lever["start"] for lever in package["levers"])
    table = Table(
        f"leaving a year, {first}-{last}", "no policy", "change", "stock at the start", box=None, padding=(0, 1, 0, 0)
    )
    for flow in shown:
        place, sides = f"{flow['destination']}, {flow['cadre']}s", (flow["baseline"], flow["difference"])
        first, more = (bounds(side, 1.0, sign) for side, sign in zip(sides, ("", "+"), strict=True))
        table.add_row(place, first, more, flow["start_stock"]["method"])
    console.print(table)


def _print_levers(console: Console, levers: Sequence[Record]) -> None:
    """What was run: each lever with its years, doses and how well its effect is known."""
    lines: list[str] = []
    for lever in levers:
        known = lever["evidence"]
        part = "" if lever["card"] == lever["id"] else f", part {lever['card']}"
        where = f" in {', '.join(lever['places'])} posts" if lever["places"] else ""
        whom = f" ({ALONE[lever['sexes'][0]]})" if len(lever["sexes"]) == 1 else ""
        chosen = [f"{name} {value:g}" for name, value in lever["doses"].items() if value]
        chosen += [f"{name} {value}" for name, value in lever["options"].items()]
        lines.append(
            f"{lever['id']}{part}: {lever['start']} to {lever['end'] - 1}, {', '.join(lever['cadres'])}{whom}{where}; "
            f"{', '.join(chosen)}; evidence {known['grade']}, studies {known['distance']}"
        )
        lines += as_written(lever)
    for line in distinct(lines):
        console.print(line)


def _print_legend(console: Console, found: Record) -> None:
    """What holds of all tables."""
    console.print("Median and 90 % of paired draws; parts are medians of their own and need not add up to the whole.")
    console.print(
        "Leaving a year is without those whom a lever itself sends on a track, a contract that ends, a scholarship or an exchange."
    )
    console.print(sexes_line(found))
    level = found["packages"][0]["services"]["skilled_attendance_share"]["level"]
    console.print(f"* associated with service between countries, not caused by it. Level of attendance {level}.")
    console.print("Side effects: the matrix or the brief. All years, sexes, places and draws: --json and --out.")


def _print_notes(console: Console, package: Record) -> None:
    for line in distinct(f"{lever['id']}: {flag}" for lever in package["levers"] for flag in lever["flags"]):
        console.print(line)
    for note in distinct(lever["rights_note"] for lever in package["levers"] if lever["rights_note"]):
        console.print(f"Rights: {note}")


def _change(difference: Record, year: int, scale: float) -> str:
    return bounds({q: difference[q][year] for q in QUANTILES}, scale, "+")


def _interval(values: Record, year: int, scale: float) -> str:
    return bounds({q: values[q][year] for q in QUANTILES}, scale)
