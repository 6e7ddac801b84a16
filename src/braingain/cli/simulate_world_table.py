"""What ``braingain simulate`` prints of a run of many countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from braingain.cli.simulate_words import changed, opening, sexes_line, split_of

if TYPE_CHECKING:
    from rich.console import Console

Record = Mapping[str, Any]
CORRIDORS_SHOWN = {"doctor": 12, "nurse": 6}  # by cadre
SHOWN = (
    ("workers", "workers", ""),
    ("  women", "workers", "female"),
    ("  men", "workers", "male"),
    ("  doctors", "workers.doctor", ""),
    ("  nurses", "workers.nurse", ""),
    ("leaving a year", "emigrants_per_year", ""),
    ("  women", "emigrants_per_year", "female"),
    ("  men", "emigrants_per_year", "male"),
    ("without a post", "reserve", ""),
    ("share at home, %", "share_at_home", ""),
    ("sent home, million US$", "remittances_usd_per_year", ""),
)
SCALES = {"share_at_home": 100.0, "remittances_usd_per_year": 1e-6}  # percent, millions
SMALLEST_STOCK = 1.0  # persons
COUNTRIES_SHOWN = 12  # those whose doctors and nurses a package changes most, of their own


def print_world(console: Console, found: Record) -> None:
    """Each package of all countries beside no new policy, and the corridors that change most; without packages, the path."""
    from rich.table import Table

    head = found["scenario"]["scenario"]
    console.print(
        f"{head['name']}: {len(found['countries'])} countries, {found['years'][0]} to {found['years'][-1]}, "
        f"{head['draws']} draws, seed {head['seed']}"
    )
    for line in opening(found):
        console.print(line)
    for package in found["packages"]:
        title = f"{package['name']}, all countries, {found['years'][-1]}"
        table = Table("outcome", "no new policy", "package", "difference (90 %)", title=title)
        for label, name, part in SHOWN:
            record = split_of(package["outcomes"].get(name), part)
            if record is not None:
                table.add_row(label, *_cells(record, SCALES.get(name, 1.0)))
        for label, record, scale in _spread_rows(package):
            table.add_row(label, *_cells(record, scale))
        console.print(table)
        console.print(
            "Gini and Theil over countries, each weighing as its people. * associated with service between countries, "
            "not caused by it"
        )
        console.print(
            "Medians of draws; the difference is that of paired draws, so it need not be the difference of the two medians, "
            "nor parts add up to the whole"
        )
        console.print(sexes_line(package["outcomes"]))
        _print_levers(console, package["levers"])
        _print_countries(console, package["countries"], found["years"][-1])
        first = min((lever["start"] for lever in package["levers"]), default=found["years"][0])
        for cadre, most in CORRIDORS_SHOWN.items():
            _print_corridors(console, package["flows"], cadre, most, f"{first} to {found['years'][-1]}")
        cost, payers = package["cost_usd"]["total"], package["cost_usd"]["by_payer"]
        by = ", ".join(f"{payer.replace('_', ' ')} {part['median']:,.0f}" for payer, part in payers.items())
        console.print(
            f"Cost, all years: {cost['median']:,.0f} ({cost['p05']:,.0f} to {cost['p95']:,.0f}) "
            f"US dollars of {found['price_year']}; paid by: {by or 'nobody'}"
        )
        for note in dict.fromkeys(lever["rights_note"] for lever in package["levers"] if lever["rights_note"]):
            console.print(f"Rights: {note}")
    if not found["packages"]:
        _print_path(console, found)
    for name, levels in found["services_levels"].items():
        console.print(
            f"Level of {name.removesuffix('_share').replace('_', ' ')}: own figure in {levels['own_figure']} countries, "
            f"assumed (curve of the World Health Report 2006) in {levels['assumed_curve']}"
        )
    console.print(
        f"Persons conserved to {found['conservation_residual']:.1e}; {found['seconds']:,.0f} s, "
        f"{found['peak_memory_mb']:,.0f} MB at most; hash {found['hash']}"
    )


def _print_path(console: Console, found: Record) -> None:
    """First and last year of the outcomes, of the distribution over countries and of service, without a package."""
    from rich.table import Table

    years = (found["years"][0], found["years"][-1])
    parts = [(label, split_of(found["baseline"].get(name), part), SCALES.get(name, 1.0)) for label, name, part in SHOWN]
    rows = [(label, record, scale) for label, record, scale in parts if record is not None]
    rows += _spread_rows({"distribution": found["baseline_distribution"], "services": found["baseline_services"]})
    table = Table("outcome (90 %)", *(str(year) for year in years), title="No new policy, all countries")
    for label, record, scale in rows:
        cells = []
        for at in (0, -1):
            middle, low, high = (record[q][at] * scale for q in ("median", "p05", "p95"))
            digits = _digits(middle)
            cells.append(f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})")
        table.add_row(label, *cells)
    console.print(table)
    console.print(sexes_line(found["baseline"]))
    _print_country_paths(console, found["baseline_countries"], years)


def _print_country_paths(console: Console, countries: Sequence[Record], years: tuple[int, int]) -> None:
    """Doctors and nurses at work in each country in two years, of those with most workers."""
    from rich.table import Table

    def workers(country: Record) -> float:
        return sum(float(country["outcomes"][f"workers.{cadre}"]["median"][-1]) for cadre in CORRIDORS_SHOWN)

    title = "At work in each country"
    if len(countries) > COUNTRIES_SHOWN:
        title += f": the {COUNTRIES_SHOWN} largest"
    columns = [f"{cadre}s {year}" for cadre in CORRIDORS_SHOWN for year in years]
    table = Table("", *columns, title=title, box=None, padding=(0, 2, 0, 0))
    for country in sorted(countries, key=workers, reverse=True)[:COUNTRIES_SHOWN]:
        records = [country["outcomes"][f"workers.{cadre}"] for cadre in CORRIDORS_SHOWN]
        cells = [f"{record['median'][at]:,.0f}" for record in records for at in (0, -1)]
        table.add_row(country["country"], *cells)
    console.print(table)


def _print_levers(console: Console, levers: Sequence[Record]) -> None:
    """Where each lever acts and in which years, and what a reader must be told of it."""
    for lever in levers:
        at = f" at {_some(lever['destinations'])}" if lever["destinations"] else ""
        console.print(
            f"{lever['id']}: {lever['start']} to {lever['end'] - 1} in {_some(lever['origins'])}{at}; "
            f"evidence {lever['evidence']['grade']}"
        )
        for flag in lever["flags"]:
            console.print(f"{lever['id']}: {flag}")


def _some(codes: Sequence[str]) -> str:
    """A few codes, and how many more there are."""
    more = len(codes) - COUNTRIES_SHOWN
    return ", ".join(codes[:COUNTRIES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _print_countries(console: Console, countries: Sequence[Record], year: int) -> None:
    """Doctors and nurses at work in each country, where a package changes them most of what they are without it."""
    from rich.table import Table

    def moved(country: Record) -> float:
        known = [country["outcomes"][f"workers.{cadre}"] for cadre in CORRIDORS_SHOWN]
        return max(
            abs(one["difference"]["median"][-1]) / max(one["baseline"]["median"][-1], SMALLEST_STOCK) for one in known
        )

    columns = [column for cadre in CORRIDORS_SHOWN for column in (f"{cadre}s, no policy", "difference (90 %)")]
    title = f"At work in each country, {year}"
    if len(countries) > COUNTRIES_SHOWN:
        title += f": the {COUNTRIES_SHOWN} that change most"
    table = Table("", *columns, title=title, box=None, padding=(0, 1, 0, 0))
    for country in sorted(countries, key=moved, reverse=True)[:COUNTRIES_SHOWN]:
        cells: list[str] = []
        for cadre in CORRIDORS_SHOWN:
            record = country["outcomes"][f"workers.{cadre}"]
            change = {q: record["difference"][q][-1] for q in ("median", "p05", "p95")}
            cells.append(f"{record['baseline']['median'][-1]:,.0f}")
            cells.append(f"{change['median']:+,.0f} ({change['p05']:+,.0f} to {change['p95']:+,.0f})")
        table.add_row(country["country"], *cells)
    console.print(table)


def _print_corridors(console: Console, flows: Sequence[Record], cadre: str, most: int, years: str) -> None:
    """The corridors of a cadre that a package changes most, and how the people at their end are known at the start."""
    from rich.table import Table

    shown = [flow for flow in changed(flows) if flow["cadre"] == cadre][:most]
    if not shown:
        return
    table = Table(
        f"{cadre}s",
        "no policy",
        "difference (90 %)",
        "start stock",
        title=f"{cadre}s a year, mean of {years}: largest changes",
    )
    for flow in shown:
        more = flow["difference"]
        table.add_row(
            f"{flow['origin']} to {flow['destination']}",
            f"{flow['baseline']['median']:,.0f}",
            f"{more['median']:+,.0f} ({more['p05']:+,.0f} to {more['p95']:+,.0f})",
            flow["start_stock"]["method"],
        )
    console.print(table)


def _spread_rows(found: Record) -> list[tuple[str, Record, float]]:
    """Label, record and scale of the distribution over countries, by cadre, and of service of the world."""
    rows: list[tuple[str, Record, float]] = []
    for name, label in (("", "doctors and nurses"), (".doctor", "doctors"), (".nurse", "nurses")):
        for index in ("gini", "theil"):
            rows.append(
                (f"{index} of {label} over countries", found["distribution"][f"density_per_10k{name}"][index], 1.0)
            )
    service = found["services"]
    rows.append(("service for 1,000 people", service["density_per_1000"], 1.0))
    rows.append(("births attended, %*", service["skilled_attendance_share"], 100.0))
    rows.append(("measles vaccination, %*", service["measles_share"], 100.0))
    return rows


def _cells(outcome: Record, scale: float = 1.0) -> tuple[str, str, str]:
    last = {
        side: {q: values[-1] * scale for q, values in outcome[side].items() if q != "why"}
        for side in ("baseline", "package")
    }
    change = {q: values[-1] * scale for q, values in outcome["difference"].items() if q != "why"}
    digits = _digits(last["package"]["median"])
    tiny = 0 < max(abs(value) for value in change.values()) < 10.0**-digits
    form = "+.1e" if tiny else f"+,.{digits}f"
    return (
        f"{last['baseline']['median']:,.{digits}f}",
        f"{last['package']['median']:,.{digits}f}",
        f"{change['median']:{form}} ({change['p05']:{form}} to {change['p95']:{form}})",
    )


def _digits(value: float) -> int:
    """Decimals with which a number is shown: more where it is small."""
    return 4 if abs(value) < 1 else 3 if abs(value) < 10 else 1 if abs(value) < 100 else 0
