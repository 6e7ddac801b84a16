"""What ``braingain simulate`` prints of a run of many countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from braingain.cli.simulate_words import as_written, changed, cost_lines, distinct, opening, sexes_line, split_of

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
QUANTILES = ("median", "p05", "p95")
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
            "Medians of draws, and below them 90 % intervals; the difference is that of paired draws, so it need not be the difference of the two medians, "
            "nor parts add up to the whole"
        )
        console.print(sexes_line(found))
        _print_levers(console, package["levers"])
        _print_countries(console, package["countries"], found["years"][-1])
        first = min((lever["start"] for lever in package["levers"]), default=found["years"][0])
        for cadre, most in CORRIDORS_SHOWN.items():
            _print_corridors(console, package["flows"], cadre, most, f"{first} to {found['years'][-1]}")
        for line in cost_lines(package, found["price_year"]):
            console.print(line)
        for note in distinct(lever["rights_note"] for lever in package["levers"] if lever["rights_note"]):
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
            values = {q: record[q][at] * scale for q in QUANTILES}
            cells.append(_bounds(values, f",.{_digits(values['median'])}f"))
        table.add_row(label, *cells)
    console.print(table)
    console.print(sexes_line(found))
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
        cells = [_bounds({q: record[q][at] for q in QUANTILES}) for record in records for at in (0, -1)]
        table.add_row(country["country"], *cells)
    console.print(table)


def _print_levers(console: Console, levers: Sequence[Record]) -> None:
    """Where each lever acts and in which years, and what a reader must be told of it."""
    lines: list[str] = []
    for lever in levers:
        at = f" at {_some(lever['destinations'])}" if lever["destinations"] else ""
        lines.append(
            f"{lever['id']}: {lever['start']} to {lever['end'] - 1} in {_some(lever['origins'])}{at}; "
            f"evidence {lever['evidence']['grade']}"
        )
        lines += as_written(lever) + [f"{lever['id']}: {flag}" for flag in lever["flags"]]
    for line in distinct(lines):
        console.print(line)


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
            cells.append(_bounds({q: record["baseline"][q][-1] for q in QUANTILES}))
            cells.append(_bounds({q: record["difference"][q][-1] for q in QUANTILES}, "+,.0f"))
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
        table.add_row(
            f"{flow['origin']} to {flow['destination']}",
            _bounds(flow["baseline"]),
            _bounds(flow["difference"], "+,.0f"),
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
    """No new policy, package and their difference in the last year, each with its interval."""
    last = {
        side: {q: outcome[side][q][-1] * scale for q in QUANTILES} for side in ("baseline", "package", "difference")
    }
    digits = _digits(last["package"]["median"])
    tiny = 0 < max(abs(value) for value in last["difference"].values()) < 10.0**-digits
    levels = [_bounds(last[side], f",.{digits}f") for side in ("baseline", "package")]
    return levels[0], levels[1], _bounds(last["difference"], "+.1e" if tiny else f"+,.{digits}f")


def _bounds(values: Record, form: str = ",.0f") -> str:
    """A median, and its 90 % interval on the line below."""
    middle, low, high = (_signed(f"{values[q]:{form}}") for q in QUANTILES)
    return f"{middle}\n({low} to {high})"


def _signed(text: str) -> str:
    """A number as it is shown, nought without a sign."""
    return text if text.strip("+-0.") else text.lstrip("+-")


def _digits(value: float) -> int:
    """Decimals with which a number is shown: more where it is small."""
    return 4 if abs(value) < 1 else 3 if abs(value) < 10 else 1 if abs(value) < 100 else 0
