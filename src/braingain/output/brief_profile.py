"""The first half of the brief: the problem in one number, what is known and from where, and what comes if nothing changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from braingain.output import charts, tokens, words

Record = Mapping[str, Any]
ROLE_TITLES = {"origin": "As a country of origin", "destination": "As a country of destination"}
MANY_ROWS = 60


def view(brief: Record) -> dict[str, Any]:
    """What the template needs for its first half."""
    profile = brief["profile"]
    name = profile["name"]
    return {
        "title": f"{name}{'’' if name.endswith('s') else '’s'} health workers",
        "kicker": kicker(profile),
        "lead": lead(profile),
        "tiles": tiles(profile),
        "profile_intro": profile_intro(profile),
        "profile_groups": profile_groups(
            profile, {row["source"]: row.get("publisher", "") for row in brief["sources"]}
        ),
        "abroad": abroad(profile),
        "gaps": [gap_words(gap) for gap in profile["gaps"]],
        "projection_text": projection_text(brief),
        "projection_charts": projection_charts(brief),
    }


def kicker(profile: Record) -> str:
    """Grades of the baseline and edition, the line above the title."""
    grades = ", ".join(f"{grade} for {words.CADRE_PLURALS[cadre]}" for cadre, grade in profile["grade"].items())
    return f"Baseline grade {grades} · evidence edition {profile['edition']}"


def lead(profile: Record) -> list[dict[str, str]]:
    """The problem in one number: people for one doctor, and what is known of those who left."""
    headline = profile["headline"]
    name = profile["name"]
    parts = [{"text": f"{name} has one doctor for {words.rounded(headline['people_per_doctor'])} people. ", "tone": ""}]
    rate = headline["emigration_rate"].get("doctor") or {}
    if rate.get("value") is not None:
        share = f"About {words.percent(words.figures(rate['value']))} of the doctors it trained work abroad"
        span = f" ({words.percent(words.figures(rate['low']))} to {words.percent(words.figures(rate['high']))})"
        seen = f", an estimate from destinations where {words.percent(rate['coverage'])} of its emigrants live."
        parts.append({"text": share + span + seen, "tone": "loss-word"})
    else:
        parts.append(
            {
                "text": f"How many of its doctors left is not measured: {rate.get('why', 'no data')}.",
                "tone": "loss-word",
            }
        )
    return parts


def tiles(profile: Record) -> list[dict[str, str]]:
    """Four figures with how each is known."""
    return [
        {
            "number": tile["number"] if isinstance(tile["number"], str) else words.number(tile["number"]),
            "text": tile["text"],
            "method": tile["method"],
            "mark": tokens.METHOD_MARKS[tile["method"]],
            "note": tile.get("note", ""),
        }
        for tile in profile["headline"]["tiles"]
    ]


def profile_intro(profile: Record) -> str:
    """What the table holds, and how many of its values nobody reported."""
    values = profile["values"]
    unreported = sum(value["method"] in ("borrowed", "assumed") for value in values)
    return (
        f"The model starts on 1 January {profile['start']}. Of {words.number(len(values))} values below, "
        f"{words.number(unreported)} are borrowed from other countries or assumed, and say so."
    )


def profile_groups(profile: Record, publishers: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of the profile by role, each with its mark, year and source."""
    groups = []
    for role, title in ROLE_TITLES.items():
        rows = [_fact(value, publishers) for value in profile["values"] if value["role"] == role]
        if rows:
            groups.append({"title": title, "rows": rows[:MANY_ROWS]})
    return groups


def abroad(profile: Record) -> dict[str, str]:
    """Where the doctors trained in the country work: a bar a destination, nurses never by corridor."""
    rows = [row for row in profile["abroad"] if row["cadre"] == "doctor" and row["method"] in ("reported", "estimated")]
    rows = sorted((row for row in rows if row["workers"] >= 1), key=lambda row: -row["workers"])[:10]
    if not rows:
        return {"chart": "", "text": "No destination that reports by country of training counts doctors from here."}
    bars = [
        {
            "label": row["destination_name"],
            "value": row["workers"],
            "text": f"{words.number(round(row['workers']))} {tokens.METHOD_MARKS[row['method']]}",
        }
        for row in rows
    ]
    chart = charts.share_bars(
        bars,
        f"Where doctors trained in {profile['name']} work",
        f"persons, about {profile['start']}, largest ten destinations",
    )
    first = rows[0]
    text = (
        f"● reported, ◐ estimated. Most are in {first['destination_name']} ({words.number(round(first['workers']))}). "
        "Germany counts by nationality, not by training, and is kept apart. Nurses abroad are known only as an assumed total."
    )
    return {"chart": charts.as_svg(chart), "text": text}


def gap_words(gap: Record) -> dict[str, str]:
    """A gap as a reader reads it: what, for whom, why it matters, whom to ask."""
    cadre = words.CADRE_PLURALS.get(str(gap.get("cadre", "")), "")
    title = _sentence(str(gap.get("title") or gap["indicator"]).replace("_", " "))
    why, ask = _sentence(str(gap["why"])).rstrip("."), str(gap["ask"]).rstrip(".")
    return {"title": f"{title}{f', {cadre}' if cadre else ''}.", "why": f"{why}.", "ask": f"Ask for: {ask}."}


def projection_text(brief: Record) -> str:
    """What the projection assumes, in one line."""
    projection = brief["projection"]
    return (
        f"No new policy, from 1 January {projection['start']}: bands hold 50 and 90 % of {words.number(brief['matrix']['draws'])} "
        "draws. Points are figures as published since, breaks and spikes included: the projection's first test. Those that helped to "
        "smooth the start value are hollow: they are no independent test."
    )


def projection_charts(brief: Record) -> list[dict[str, str]]:
    """One chart each for doctors and nurses at home, with a sentence for those who cannot see it."""
    projection = brief["projection"]
    out = []
    for cadre in ("doctor", "nurse"):
        interval = projection["outcomes"][f"workers.{cadre}"]
        reported = projection["reported_since"].get(cadre, [])
        title = f"{_sentence(words.CADRE_PLURALS[cadre])} working at home"
        chart = charts.projection_chart(
            projection["stock_years"], interval, reported, projection["policy_start"], title, "persons on 1 January"
        )
        out.append({"svg": charts.as_svg(chart), "text": projection_sentence(projection, cadre)})
    return out


def projection_sentence(projection: Record, cadre: str) -> str:
    """Start, end and interval of the baseline of a cadre, and how many reported figures fall inside the 90 % band."""
    interval, years = projection["outcomes"][f"workers.{cadre}"], projection["stock_years"]
    last = {q: interval[q][-1] for q in charts.QUANTILES}
    start = projection["start_value"].get(cadre)
    begins = f"{words.rounded(start['value'])} in {start['year']} ({start['method']}), " if start else ""
    text = (
        f"{_sentence(words.CADRE_PLURALS[cadre])}: {begins}"
        f"about {words.rounded(last['median'])} in {years[-1]} ({words.rounded_interval(last)}) without new policy."
    )
    reported = [row for row in projection["reported_since"].get(cadre, []) if row["year"] in years]
    if not reported:
        return f"{text} No figure has been published since."
    inside = sum(
        interval["p05"][years.index(row["year"])] <= row["value"] <= interval["p95"][years.index(row["year"])]
        for row in reported
    )
    smoothed = sum(bool(row.get("in_start")) for row in reported)
    seen = f" ({words.counted(smoothed, 'of them', 'of them')} helped to smooth the start)" if smoothed else ""
    return f"{text} Of {words.counted(len(reported), 'figure')} published since{seen}, {inside} in the 90 % band."


def _fact(value: Record, publishers: Mapping[str, str]) -> dict[str, str]:
    low, high = value.get("low"), value.get("high")
    return {
        "title": value.get("title") or _sentence(str(value["indicator"]).replace("_", " ")),
        "value": _with_unit(value["value"], str(value.get("unit", ""))),
        "range": f"{_with_unit(low, value['unit'])} to {_with_unit(high, value['unit'])}"
        if low is not None and high is not None
        else "",
        "year": str(value["year"]) if value.get("year") else "–",
        "method": value["method"],
        "mark": tokens.METHOD_MARKS[value["method"]],
        "source": value.get("source") if value.get("source") in publishers else "",
        "source_name": _source_name(str(value.get("source") or ""), publishers),
        "note": value.get("note") or "",
    }


def _source_name(source: str, publishers: Mapping[str, str]) -> str:
    if source.startswith("estimate:"):
        return "assumed law"
    return publishers.get(source) or source


def _with_unit(value: float | str | None, unit: str) -> str:
    if value is None:
        return "not known"
    if isinstance(value, str):
        return value
    if unit == "share":
        return words.percent(value, 1)
    if unit == "yes_no":
        return "yes" if value else "no"
    if unit == "per_year":
        return f"{words.signed(100 * value, 1)} % a year"
    text = words.number(value)
    spoken = {
        "persons": "",
        "per_10k": " per 10 000",
        "per_1000": " per 1 000",
        "usd": " US$",
        "intl_usd": " intl $",
        "years": " years",
        "gdp_per_head_multiple": " × GDP per head",
        "local_currency": "",
        "persons_per_year": " a year",
    }
    return text + spoken.get(unit, f" {unit}".rstrip())


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def source_ids(values: Sequence[Record]) -> list[str]:
    """Sources named by the rows of a profile, in order of first use."""
    return list(dict.fromkeys(str(value["source"]) for value in values if value.get("source")))
