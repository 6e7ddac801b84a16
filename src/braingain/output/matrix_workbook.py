"""The matrix as a workbook: a sheet to read, one row a lever in full, all outcomes in a long table, side effects, what it is."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from braingain.analysis.for_whom import FIGURES
from braingain.analysis.outcomes import OUTCOMES
from braingain.analysis.shown import wrong_way
from braingain.foundation.countries import country_name
from braingain.output import brief_effects, brief_matrix, lever_words, matrix_in_short, matrix_words, spreadsheet, words
from braingain.output.spreadsheet import MONEY, NUMBER, SHARE, WHOLE, WIDE, WORD, YEAR, Column

Record = Mapping[str, Any]
Q = Mapping[str, float] | None
BOUNDS = (("median", "median"), ("p05", "5 %"), ("p95", "95 %"))
QUANTILES = (("median", "median"), ("p05", "5 %"), ("p25", "25 %"), ("p75", "75 %"), ("p95", "95 %"))
HEADS = (  # outcome, split, member, name of the columns
    ("workers", "", "", "Workers at home"),
    ("workers", "by_sex", "female", "Women at home"),
    ("workers", "by_sex", "male", "Men at home"),
    ("workers.doctor", "", "", "Doctors at home"),
    ("workers.nurse", "", "", "Nurses at home"),
    ("workers.rural", "", "", "Rural workers"),
    ("emigrants_per_year", "", "", "People leaving"),
    ("emigrants_per_year", "by_sex", "female", "Women leaving"),
    ("emigrants_per_year", "by_sex", "male", "Men leaving"),
    ("reserve", "", "", "Licensed without a post"),
    ("density_per_10k", "", "", "Density"),
    (lever_words.SERVICE, "", "", "Service, full-time workers, visitors among them"),
    ("share_at_home", "", "", "Share at home of those trained"),
)
UNITS = {
    "persons": "persons",
    "persons_per_year": "persons a year",
    "per_10k": "for 10 000 people",
    "share": "share, 0 to 1",
    "usd_per_year": "US dollars a year",
    "posts": "posts",
}


def workbook_bytes(matrix: Record) -> bytes:
    """A matrix as an Excel workbook; its numbers are those of the JSON, unrounded."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator = "braingain"
    book.properties.title = f"Policy matrix of {country_name(matrix['country'])}"
    spreadsheet.table(book.create_sheet("In short"), matrix_in_short.COLUMNS, matrix_in_short.lines(matrix))
    spreadsheet.table(book.create_sheet("Matrix"), _columns(matrix), matrix["rows"])
    spreadsheet.table(book.create_sheet("All outcomes"), OF_AN_OUTCOME, _outcomes(matrix))
    spreadsheet.table(book.create_sheet("Without policy"), OF_A_LEVEL, _levels(matrix))
    spreadsheet.table(book.create_sheet("Side effects"), OF_AN_EFFECT, _effects(matrix))
    if matrix.get("experiments"):
        spreadsheet.table(book.create_sheet("Experiments"), OF_AN_EXPERIMENT, matrix["experiments"])
    _about(book.create_sheet("About"), matrix)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _columns(matrix: Record) -> list[Column]:
    """The columns of the sheet of levers, each with its unit, in groups that have a name."""
    acting = [row for row in matrix["rows"] if not row["not_applicable"]]
    price = f"US dollars of {acting[0]['price_year']}" if acting else "US dollars"
    payers = dict.fromkeys(payer for row in acting for payer in row["cost_usd"]["by_payer"])
    groups = {
        "What is done": _what(),
        "Difference from no new policy, in the year read": [
            *(column for head in HEADS for column in _difference(*head)),
            *_interval("Visitors present [persons]", lambda row: row.get("visitors_present"), WHOLE),
            *_interval("Going by its own tracks or stays [persons a year]", lambda row: _sent(row, "going"), WHOLE),
            *_interval("Of these ways, stay abroad [persons a year]", lambda row: _sent(row, "staying_abroad"), WHOLE),
            Column("Service, visitors, own ways abroad, in words", _if_acting(lever_words.service_words), WIDE),
            Column(
                "More workers, share of draws", lambda row: row.get("probability_gain", {}).get("workers"), form=SHARE
            ),
        ],
        "What it costs": _costs(price, payers),
        "For whom: beside no new policy": _for_whom(price),
        "How soon, and what is left": _speed(),
        "How well it is known": _known(),
        "What else": _other(),
    }
    lever = Column("Lever", lambda row: row["title"], 34)
    return [lever, *(column._replace(group=name) for name, columns in groups.items() for column in columns)]


def _sent(row: Record, way: str) -> Q:
    """People who go abroad by a lever's own way, whom "People leaving" does not count; none of a lever without one."""
    sent = row.get("by_its_own_way")
    found: Q = sent[way] if sent else None
    return found


def _what() -> list[Column]:
    return [
        Column("Id", lambda row: row["lever"], WORD),
        Column("Family", lambda row: brief_matrix.FAMILY_TITLES[row["family"]], WORD),
        Column("Aim", lambda row: row["aim"], 9),
        Column("Cadres", lambda row: ", ".join(row["cadres"]), WORD),
        Column("Acts in", lambda row: ", ".join(row["destinations"]), 12),
        Column("Dose", lever_words.dose_words, WIDE),
        Column("Does not apply because", lambda row: brief_matrix.row_words(row)["not_applicable"], WIDE),
        Column("First year", lambda row: row.get("years", {}).get("start"), 8, YEAR),
        Column("Last year", lambda row: row["years"]["end"] - 1 if "years" in row else None, 8, YEAR),
        Column("Read in", lambda row: row.get("at_year"), 8, YEAR),
    ]


def _costs(price: str, payers: Iterable[str]) -> list[Column]:
    return [
        *_interval(f"Cost in all [{price}]", lambda row: row.get("cost_usd", {}).get("total"), MONEY),
        *(column for payer in payers for column in _paid(payer, price)),
        *_interval(
            f"Cost a worker-year, with public wages [{price}, discounted]",
            lambda row: row.get("cost_per_worker_year_with_wages_usd"),
            MONEY,
        ),
        *_interval(
            f"Cost a worker-year, as paid by the lever [{price}, discounted]",
            lambda row: row.get("cost_per_worker_year_usd"),
            MONEY,
        ),
        Column(
            "Cost a worker-year is of", lambda row: (row.get("cost_per_worker_year_usd") or {}).get("why", ""), WIDE
        ),
        Column("Whose cost it is", _if_acting(lever_words.whole_cost), WORD),
    ]


def _for_whom(price: str) -> list[Column]:
    """A word for each party, the figures that it rests on and the others, and why one is not there."""
    units = {"usd": f"{price}, discounted", "intl_usd": "international dollars, discounted"}
    columns = [Column("For whom, in words", _if_acting(lever_words.for_whom_words), WIDE)]
    for party, name in lever_words.PARTIES.items():
        title = words.sentence(name)
        columns.append(Column(title, _of_party(party, lambda found: found["verdict"]), WORD))
        for figure in (one for one in FIGURES if one.party == party):
            heading = f"{title}: {lever_words.FIGURES[figure.name]} [{units.get(figure.unit) or UNITS.get(figure.unit, figure.unit)}]"
            form = MONEY if figure.unit in units else "0.000" if figure.unit == "per_10k" else WHOLE
            columns += _interval(heading, _figure(party, figure.name), form)
        columns.append(Column(f"{title}: not simulated, because", _of_party(party, _why_none), WIDE))
    return columns


def _of_party(party: str, said: Callable[[Record], str]) -> Callable[[Record], str]:
    return _if_acting(lambda row: said(row["for_whom"][party]))


def _why_none(party: Record) -> str:
    return "; ".join(dict.fromkeys(party["why_none"].values()))


def _figure(party: str, name: str) -> Callable[[Record], Q]:
    def found(row: Record) -> Q:
        figure = None if row["not_applicable"] else row["for_whom"][party]["figures"][name]
        return figure["difference"] if figure else None

    return found


def _if_acting(said: Callable[[Record], str]) -> Callable[[Record], str]:
    """Words about a row that applies; nothing of one that does not."""
    return lambda row: "" if row["not_applicable"] else said(row)


def _first_is(row: Record) -> str:
    """Whether the first effect is what the lever aims at, in a word."""
    if not row["first_effect_year"]:
        return ""
    return "the wrong way" if wrong_way(row) else "as aimed at"


def _speed() -> list[Column]:
    return [
        Column("First effect [year]", lambda row: row.get("first_effect_year"), 10, YEAR),
        Column("First effect is", _if_acting(_first_is), WORD),
        Column("Last effect [year]", lambda row: row.get("last_effect_year"), 10, YEAR),
        Column("First seen, in words", _if_acting(lever_words.first_seen), WORD),
        Column("Half of the effect [year]", lambda row: row.get("half_effect_year"), 10, YEAR),
        *_interval(
            "Left five years after the end [share of the effect]", lambda row: row.get("share_left_after_end"), "0.00"
        ),
        Column("Why a number is missing", missing_words, WIDE),
    ]


def _known() -> list[Column]:
    return [
        Column("Evidence", lambda row: row["evidence"]["grade"], 11),
        Column("How like this country", lambda row: lever_words.distance_words(row["evidence"], ""), WORD),
        Column("Studies", lambda row: ", ".join(row["evidence"]["ids"]), WORD),
    ]


def _other() -> list[Column]:
    return [
        Column("Side effects found in most draws", side_effects_words, 60),
        Column("Rights", lever_words.rights_tag, WORD),
        Column("Note on rights", lambda row: row["rights_note"] or "", WIDE),
        Column("To be known", lambda row: "; ".join(row["flags"]), WIDE),
    ]


MISSING = {
    "cost_per_worker_year_usd": "cost a worker-year",
    "first_effect_year": "first effect",
    "half_effect_year": "half of the effect",
    "share_left_after_end": "left after the end",
}


def missing_words(row: Record) -> str:
    """Why cells of the row are empty."""
    why = row.get("why_none") or {}
    return "; ".join(f"{title}: {why[name]}" for name, title in MISSING.items() if name in why)


def side_effects_words(row: Record) -> str:
    """Side effects found in most draws, each with its size and the share of draws in which it can be noticed."""
    if row["not_applicable"]:
        return ""
    found = [
        f"{effect['text'].rstrip('.')} ({brief_effects.sized(effect)}{_in_draws(effect)})"
        for effect in brief_effects.appearing(row)
    ]
    return "; ".join(found) or "none of those that were looked for"


def _in_draws(effect: Record) -> str:
    share = effect.get("share_of_draws_visible")
    return "" if share is None else f"; in {words.percent(share)} of draws"


def _difference(name: str, split: str, member: str, title: str) -> list[Column]:
    """Three columns of one difference from no new policy."""

    def found(row: Record) -> Q:
        outcome = row.get("outcomes", {}).get(name, {})
        difference: Q = (outcome.get(split) or {}).get(member) if split else outcome.get("difference")
        return difference

    unit = OUTCOMES[name.split(".", maxsplit=1)[0]].unit
    form = WHOLE if unit in brief_effects.UNIT_WORDS else "0.000"
    return _interval(f"{title} [{UNITS.get(unit, unit)}, difference]", found, form)


def _paid(payer: str, price: str) -> list[Column]:
    """Three columns of what one payer pays; nothing is nought where the lever applies."""

    def found(row: Record) -> Q:
        paid: Q = None if row["not_applicable"] else row["cost_usd"]["by_payer"].get(payer, brief_matrix.NO_DIFFERENCE)
        return paid

    who = lever_words.PAYERS.get(payer, payer.replace("_", " "))
    return _interval(f"Paid by {who} [{price}]", found, MONEY)


def _interval(title: str, found: Callable[[Record], Q], form: str) -> list[Column]:
    """Three columns: the median and the bounds of 90 % of draws."""

    def bound(name: str) -> Callable[[Record], float | None]:
        def value(row: Record) -> float | None:
            interval = found(row)
            return interval[name] if interval else None

        return value

    return [Column(f"{title}, {said}", bound(name), NUMBER, form) for name, said in BOUNDS]


def _outcomes(matrix: Record) -> list[dict[str, Any]]:
    """Every outcome of every lever, of all and by sex and place, a row each."""
    rows = []
    for row in brief_matrix.applicable(matrix):
        for name, outcome in row["outcomes"].items():
            of = {"": {"": outcome["difference"]}, "sex": outcome.get("by_sex"), "place": outcome.get("by_place")}
            for kind, members in of.items():
                for member, interval in (members or {}).items():
                    why = outcome.get("by_sex_why") if kind == "sex" and outcome.get("imputed_by_sex") else ""
                    rows.append({"row": row, "name": name, "of": member or "all", "interval": interval, "why": why})
    return rows


def _levels(matrix: Record) -> list[dict[str, Any]]:
    """Every level without policy, of all and by sex and place, a row each."""
    return [
        {"year": one["year"], "name": name, "of": member or "all", "interval": interval}
        for one in matrix.get("without_policy", [])
        for name, level in one["outcomes"].items()
        for members in ({"": level["level"]}, level["by_sex"], level["by_place"])
        for member, interval in (members or {}).items()
    ]


def _of_interval(name: str) -> Callable[[Record], Any]:
    """A quantile of a row of the long table."""
    return lambda one: one["interval"][name]


def _unit(name: str) -> str:
    unit = OUTCOMES[name.split(".", maxsplit=1)[0]].unit
    return UNITS.get(unit, unit.replace("_", " "))


def _title(name: str) -> str:
    """What an outcome is, in words, with the cadre or places that it is of."""
    base, *of = name.split(".")
    return words.sentence(", ".join([OUTCOMES[base].title, *of]))


OF_AN_OUTCOME = [
    Column("Lever", lambda one: one["row"]["title"], 34),
    Column("Id", lambda one: one["row"]["lever"], WORD),
    Column("Outcome", lambda one: one["name"], 26),
    Column("What it is", lambda one: _title(one["name"]), WIDE),
    Column("Of whom", lambda one: one["of"], 10),
    Column("Unit", lambda one: _unit(one["name"]), WORD),
    Column("Year", lambda one: one["row"]["at_year"], 8, YEAR),
    *(Column(f"Difference, {said}", _of_interval(name), NUMBER, "#,##0.000") for name, said in QUANTILES),
    Column("Imputed, because", lambda one: one["why"], WIDE),
]

OF_A_LEVEL = [
    Column("Outcome", lambda one: one["name"], 26),
    Column("What it is", lambda one: _title(one["name"]), WIDE),
    Column("Of whom", lambda one: one["of"], 10),
    Column("Unit", lambda one: _unit(one["name"]), WORD),
    Column("Year", lambda one: one["year"], 8, YEAR),
    *(Column(f"Level, {said}", _of_interval(name), NUMBER, "#,##0.000") for name, said in QUANTILES),
]


def _effects(matrix: Record) -> list[dict[str, Any]]:
    """Every side effect that was looked for, a row each."""
    return [{"row": row, **effect} for row in brief_matrix.applicable(matrix) for effect in row["side_effects"]]


def _in_experiment(effect: Record) -> Q:
    """The interval of an effect that was looked for at other doses; none of one at the row's."""
    found: Q = effect["difference"] if brief_effects.experiment_words(effect) else None
    return found


OF_AN_EFFECT = [
    Column("Lever", lambda one: one["row"]["title"], 34),
    Column("Id", lambda one: one["row"]["lever"], WORD),
    Column("Looked for", lambda one: one["looked_for"], 60),
    Column("Seen", lambda one: "yes" if one["seen"] else "no", 8),
    Column("Unit", lambda one: UNITS.get(one.get("unit", ""), str(one.get("unit", "")).replace("_", " ")), WORD),
    Column("Of which years", brief_effects.when_words, WORD),
    *_interval("Size at the row's doses", brief_effects.at_row_doses, "#,##0.000"),
    Column("Experiment at other doses", brief_effects.experiment_words, WORD),
    *_interval("Size in the experiment", _in_experiment, "#,##0.000"),
    Column(
        "Noticed in, share of draws of the experiment or else the row",
        lambda one: one.get("share_of_draws_visible"),
        form=SHARE,
    ),
    Column("In words", brief_effects.effect_measure, 60),
    *_interval("Left without its source", lambda one: one.get("with_mechanism_off"), "#,##0.000"),
]
OF_AN_EXPERIMENT = [
    Column("Lever", lambda one: one["lever"], WORD),
    Column("Destination", lambda one: one["destination"] or "", 12),
    Column("Mechanism", lambda one: one["mechanism"], WORD),
    Column("What is measured", lambda one: one.get("what") or "", WIDE),
    Column("Of which years", brief_effects.when_words, WORD),
    Column("Unit", lambda one: UNITS.get(one.get("unit", ""), one.get("unit", "")), WORD),
    *_interval("With it", lambda one: one.get("with_mechanism"), "#,##0.0"),
    *_interval("Without it", lambda one: one.get("without_mechanism"), "#,##0.0"),
    Column("Share of draws", lambda one: one.get("share_of_draws"), form=SHARE),
    Column("In words", lambda one: one["not_applicable"] or one.get("words") or "", 60),
]


def _about(sheet: Any, matrix: Record) -> None:
    """What was run, of which edition, and how to read it."""
    spreadsheet.facts(
        sheet, [*matrix_words.facts(matrix), ("", ""), *matrix_words.reading(matrix), ("", ""), *_rights(matrix)]
    )


def _rights(matrix: Record) -> list[tuple[str, str]]:
    """The notes on rights, each with its levers."""
    return [(f"Note on rights: {titles}", note) for titles, note in lever_words.rights_lines(matrix["rows"])]
