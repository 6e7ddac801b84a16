"""What ``braingain simulate`` prints of a run of one country: a table for each package, or the path where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

Record = Mapping[str, Any]
ROWS = (
    ("Workers at home", "workers", ""),
    ("  doctors", "workers.doctor", ""),
    ("  nurses", "workers.nurse", ""),
    ("  mid-level", "workers.midlevel", ""),
    ("  community", "workers.community", ""),
    ("  in rural places", "workers", "rural"),
    ("Leaving a year", "emigrants_per_year", ""),
    ("Without a post", "reserve", ""),
    ("Empty posts", "vacancies", ""),
    ("Share at home, %", "share_at_home", ""),
    ("Sent home, 1,000 US$", "remittances_usd_per_year", ""),
)
SCALES = {"share_at_home": 100.0, "remittances_usd_per_year": 1e-3}  # percent, thousands


def print_country(console: Console, found: Record) -> None:
    """Each package beside no new policy, in its levers' last year and in the run's; without packages, the path itself."""
    from rich.table import Table

    head, years = found["scenario"]["scenario"], found["years"]
    console.print(
        f"{head['name']}: {head['country']}, {years[0]} to {years[-1]}, {head['draws']} draws, seed {head['seed']}"
    )
    console.print("People and posts on 31 December of a year; the brief dates them 1 January after")
    if not found["packages"]:
        _print_path(console, found)
    for package in found["packages"]:
        shown = reading_years(package, years)
        changes = [f"change, {year}" for year in shown]
        table = Table("", f"no policy, {shown[0]}", *changes, title=package["name"], box=None, padding=(0, 2, 0, 0))
        for label, record, scale in _rows(package):
            unknown = record.get("level", "").startswith("assumed")
            at = [years.index(year) for year in shown]
            first = "not known" if unknown else _number(record["baseline"]["median"][at[0]] * scale)
            table.add_row(label, first, *(_change(record["difference"], i, scale) for i in at))
        console.print(table)
        console.print("Median and 90 % of paired draws. * associated with service between countries, not caused by it")
        console.print(
            "Parts are medians of their own: they need not add up to the whole. Side effects: the matrix or the brief"
        )
        _print_cost(console, package, found["price_year"])
        _print_notes(console, package)
    console.print(f"hash {found['hash']}")


def reading_years(package: Record, years: list[int]) -> list[int]:
    """The last years of those levers of the package that end before the run does, the first two, and the last of the run."""
    ends = {lever["end"] - 1 for lever in package["levers"] if not lever["not_applicable"]}
    return [*sorted(end for end in ends if years[0] <= end < years[-1])[:2], years[-1]]


def _print_path(console: Console, found: Record) -> None:
    from rich.table import Table

    years, outcomes = found["years"], found["baseline"]
    shown = sorted({0, len(years) // 2, len(years) - 1})
    table = Table("", *(str(years[i]) for i in shown), title="No new policy", box=None, padding=(0, 2, 0, 0))
    for label, name, place in ROWS:
        if name in outcomes and not place and max(outcomes[name]["p95"]) > 0:
            scale = SCALES.get(name, 1.0)
            table.add_row(label, *(_interval(outcomes[name], i, scale) for i in shown))
    console.print(table)


def _rows(package: Record) -> Iterator[tuple[str, Record, float]]:
    outcomes = package["outcomes"]
    for label, name, place in ROWS:
        record = outcomes.get(name)
        if record is not None and place:
            record = (record["by_place"] or {}).get(place)
        if record is not None:
            yield label, record, SCALES.get(name, 1.0)
    services, spread = package["services"], package["distribution"]["density_per_10k"]
    attended = services["skilled_attendance_share"]
    yield "Births attended, %*", attended, 100
    yield "  in rural places*", {**attended["by_place"]["rural"], "level": attended["level"]}, 100
    yield "Mortality, start 1*", services["mortality_ratio"], 1
    yield "Gini of density", spread["gini"], 1


def _print_cost(console: Console, package: Record, price_year: int) -> None:
    total, payers = package["cost_usd"]["total"], package["cost_usd"]["by_payer"]
    by = ", ".join(f"{payer.replace('_', ' ')} {part['median']:,.0f}" for payer, part in payers.items())
    console.print(
        f"Outlay, sum of all years: {total['median']:,.0f} ({total['p05']:,.0f} to {total['p95']:,.0f}) "
        f"US dollars of {price_year}; paid by: {by or 'nobody'}"
    )


def _print_notes(console: Console, package: Record) -> None:
    level = package["services"]["skilled_attendance_share"]["level"]
    console.print(f"Level of attendance {level}.")
    for lever in package["levers"]:
        if lever["not_applicable"]:
            console.print(f"{lever['id']} does not apply: {lever['not_applicable']}")
        for flag in lever["flags"]:
            console.print(f"{lever['id']}: {flag}")
        if lever["rights_note"]:
            console.print(f"Rights: {lever['rights_note']}")


def _change(difference: Record, year: int, scale: float) -> str:
    middle, low, high = (difference[q][year] * scale for q in ("median", "p05", "p95"))
    return f"{_number(middle, '+')}\n({_number(low, '+')} to {_number(high, '+')})"


def _interval(values: Record, year: int, scale: float) -> str:
    middle, low, high = (_number(values[q][year] * scale) for q in ("median", "p05", "p95"))
    return f"{middle}\n({low} to {high})"


def _number(value: float, sign: str = "") -> str:
    """A number with as many digits as can be read: whole above ten, else two significant figures; nought as 0."""
    if abs(value) < 5e-4:
        return "0"
    return f"{value:{sign},.0f}" if abs(value) >= 10 else f"{value:{sign}.2g}"
