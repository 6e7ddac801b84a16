"""The first page of the brief below its first sentence: the figures that matter, and what comes if nothing changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from braingain.output import brief_facts, brief_lead, charts, tokens, words

Record = Mapping[str, Any]
LARGEST_DESTINATIONS = 6
ABOUT = ("estimated", "borrowed", "assumed")
# indicator, cadre, what it says; the density stands below the stock
KEY_FACTS = (
    ("workers", "doctor", "Doctors at home"),
    ("workers", "nurse", "Nurses and midwives at home"),
    ("abroad", "doctor", "Doctors abroad"),
    ("abroad", "nurse", "Nurses abroad"),
    ("graduates", "doctor", "Doctors who graduate a year"),
    ("graduates", "nurse", "Nurses who graduate a year"),
    ("emigrants", "doctor", "Doctors who leave a year"),
    ("emigrants", "nurse", "Nurses who leave a year"),
    ("foreign_trained_share", "doctor", "Doctors trained abroad, working here"),
    ("foreign_trained_share", "nurse", "Nurses trained abroad, working here"),
)


def view(brief: Record) -> dict[str, Any]:
    """What the template needs for its first half."""
    profile = brief["profile"]
    name = words.sentence(words.place(profile["name"]))
    return {
        "title": f"{name}{'’' if name.endswith('s') else '’s'} health workers",
        "kicker": kicker(profile),
        "lead": brief_lead.lead(brief),
        "beside_lead": brief_lead.beside(brief),
        "tiles": tiles(profile),
        "profile_intro": profile_intro(profile),
        "key_facts": key_facts(brief),
        "abroad": abroad(profile),
        "reasons": reasons_shown(brief),
        "key_gaps": brief_facts.gaps_that_matter(profile["gaps"]),
        "gaps_count": len(profile["gaps"]),
        "projection_text": projection_text(brief),
        "projection_charts": projection_charts(brief),
    }


def kicker(profile: Record) -> str:
    """Grades of the baseline and edition, the line above the title."""
    grades = ", ".join(f"{grade} for {words.CADRE_PLURALS[cadre]}" for cadre, grade in profile["grade"].items())
    return f"Baseline grade {grades} · evidence edition {profile['edition']}"


def tiles(profile: Record) -> list[dict[str, str]]:
    """Four figures with how each is known; estimates in two figures, the tables keep more."""
    counted = _headline_tile(profile, "counted abroad")
    rate = profile["headline"]["emigration_rate"].get("doctor") or {}
    out = [
        _value_tile(brief_facts.value_in(profile, "workers", "doctor"), "doctors at home, {year}"),
        _value_tile(brief_facts.value_in(profile, "workers", "nurse"), "nurses and midwives at home, {year}"),
    ]
    if counted:
        offshore = "offshore" in str(rate.get("why", ""))
        note = "by registers, Germany apart" + (", offshore schools included" if offshore else "")
        note += shared_words(profile)
        number = words.number(counted["number"])
        out.append(_tile(number, "doctors trained there are counted abroad", counted["method"], note))
    if rate.get("value") is not None:
        span = words.percent_range(words.figures(rate["low"]), words.figures(rate["high"]))
        span += "; natives of destinations left out, corridors by gravity with them"
        number = words.percent(words.figures(rate["value"]))
        out.append(_tile(number, "of the doctors it trained work in countries that count them", "estimated", span))
    elif (density := brief_facts.value_in(profile, "density_per_10k", "nurse")) is not None:
        out.append(_value_tile(density, f"nurses and midwives for {words.number(10_000)} people"))
    return [tile for tile in out if tile]


def _headline_tile(profile: Record, text: str) -> Record | None:
    return next((tile for tile in profile["headline"]["tiles"] if tile["text"].startswith(text)), None)


def _tile(number: str, text: str, method: str, note: str) -> dict[str, str]:
    return {"number": number, "text": text, "method": method, "mark": tokens.METHOD_MARKS[method], "note": note}


def _value_tile(value: Record | None, text: str) -> dict[str, str]:
    if value is None or not value["value"]:
        return {}
    number = words.rounded(value["value"]) if value["method"] in ABOUT else words.number(value["value"])
    low, high = value.get("low"), value.get("high")
    note = f"{words.rounded(low)} to {words.rounded(high)}" if low is not None and high is not None else ""
    return _tile(number, text.format(year=value["year"]), value["method"], note)


def profile_intro(profile: Record) -> str:
    """How many values there are, and how many of them nobody reported."""
    values = profile["values"]
    unreported = sum(value["method"] in ("borrowed", "assumed") for value in values)
    return (
        f"The figures that matter most, on 1 January {profile['start']}. Of all {words.number(len(values))} values, "
        f"{words.number(unreported)} are borrowed from other countries or assumed, and say so.{own_words(profile)}"
    )


def own_words(profile: Record) -> str:
    """How many figures a user imported, and from which files; nothing where none are."""
    parts = [
        f"{words.counted(len(own['figures']), 'figure')} from {words.joined(own['files'])}" for own in profile["own"]
    ]
    if not parts:
        return ""
    return f" Imported by the user, in place of public figures: {words.joined(parts)}, named beside each of them."


def key_facts(brief: Record) -> list[dict[str, str]]:
    """The figures that matter, each with its mark, year and source."""
    profile, rows = brief["profile"], []
    for indicator, cadre, title in KEY_FACTS:
        if indicator == "abroad":
            row = doctors_abroad(brief) if cadre == "doctor" else nurses_abroad(brief)
        else:
            value = brief_facts.value_in(profile, indicator, cadre)
            if value is None or (
                indicator == "foreign_trained_share" and (not value["value"] or value["method"] in brief_facts.WEAK)
            ):
                continue  # a share that nobody reported stands under All values
            row = brief_facts.fact(value, brief)
            density = brief_facts.value_in(profile, "density_per_10k", cadre) if indicator == "workers" else None
            row |= {"small": f"{words.number(density['value'])} for {words.number(10_000)} people" if density else ""}
        if row:
            rows.append(row | {"title": title})
    bill = next((v for v in profile["values"] if v.get("flag") == "implausible"), None)
    if bill:
        rows.append(brief_facts.fact(bill, brief) | {"small": "out of the usual: stocks, pay or spending are off"})
    short = {"note": lambda text: text.split(";")[0].split(", ")[0], "value": lambda text: text.removesuffix(" a year")}
    return [row | {name: cut(row[name]) for name, cut in short.items()} for row in rows]  # in full under All values


def doctors_abroad(brief: Record) -> dict[str, str]:
    """The doctors abroad as a row: the sum where they are counted by country of training."""
    counted = [
        row
        for row in brief["profile"]["abroad"]
        if row["cadre"] == "doctor"
        and row["method"] in ("reported", "estimated")
        and row.get("definition") != "national"
    ]
    tile = _headline_tile(brief["profile"], "counted abroad")
    if not counted or not tile:
        return {}
    mine = {own["source"] for own in brief["profile"]["own"]}
    own = [words.place(row["destination_name"]) for row in counted if row["source"] in mine]
    first = max(counted, key=lambda row: (row["source"] not in mine, row["workers"]))
    said = f"; in {words.joined(own)} as the user counted them" if own else ""
    value = {"indicator": "abroad", "value": tile["number"], "unit": "persons", "method": tile["method"]}
    value |= {"year": first["year"], "source": first["source"]}
    small = "in lists by training" + said + shared_words(brief["profile"])
    return brief_facts.fact(value, brief) | {"small": small}


def shared_words(profile: Record) -> str:
    """How many more doctors gravity puts in countries that list others of them; nothing where none are.

    Those in countries without such a list, by gravity or assumed, stand in the table of destinations alone.
    """
    more = round((profile["headline"].get("doctors_abroad") or {}).get("shared", 0.0))
    return f"; {words.number(more)} by gravity where lists leave it out" if more else ""


def nurses_abroad(brief: Record) -> dict[str, str]:
    """The nurses abroad as a row: one assumed total with its interval."""
    found = next((row for row in brief["profile"]["abroad"] if row["cadre"] == "nurse"), None)
    if found is None:
        return {}
    own = brief_facts.nurses_counted(brief["profile"])
    note = {"note": "assumed where the user counted none"} if own else {}
    row = brief_facts.fact(
        {"indicator": "abroad", "unit": "persons", "value": found["workers"], **found, **note}, brief
    )
    return row | {
        "value": words.rounded(found["workers"]),
        "range": words.rounded_interval({"p05": found["low"], "p95": found["high"]}) if found.get("low") else "",
        "small": "all destinations together" + (f"; {own} as the user counted them" if own else ""),
    }


def abroad(profile: Record) -> dict[str, str]:
    """Where the doctors trained in the country work: a bar a destination, nurses never by corridor."""
    rows = [row for row in profile["abroad"] if row["cadre"] == "doctor" and row["method"] in ("reported", "estimated")]
    rows = sorted((row for row in rows if row["workers"] >= 1), key=lambda row: -row["workers"])[:LARGEST_DESTINATIONS]
    if not rows:
        return {"chart": "", "text": "No destination that reports by country of training counts doctors from here."}
    bars = [
        {
            "label": row["destination_name"] + (", by nationality" if row.get("definition") == "national" else ""),
            "value": row["workers"],
            "text": f"{words.number(round(row['workers']))} {tokens.METHOD_MARKS[row['method']]}",
        }
        for row in rows
    ]
    chart = charts.share_bars(
        bars,
        f"Where doctors trained in {words.place(profile['name'])} work",
        f"persons, about {profile['start']}, largest destinations that count",
    )
    first = rows[0]
    national = any(row.get("definition") == "national" for row in rows)
    text = (
        f"Most of those counted are in {words.place(first['destination_name'])} ({words.number(round(first['workers']))}). "
        f"{assumed_words(profile, first)}● reported, ◐ estimated. "
        f"{'Germany counts by nationality, not by training, and is kept out of rates. ' if national else ''}"
        f"{where_nurses_went(profile)}"
    )
    heard = "; ".join(f"{bar['label']} {words.number(round(bar['value']))}" for bar in bars)
    return {"chart": charts.as_svg(chart, f"Doctors abroad by destination, persons: {heard}."), "text": text}


def assumed_words(profile: Record, counted: Record) -> str:
    """The largest place that counts nobody by training and is assumed to have more doctors from here than the first that does."""
    rows = [row for row in profile["abroad"] if row["cadre"] == "doctor" and row["method"] == "assumed"]
    most = max(rows, key=lambda row: row["workers"], default=None)
    if most is None or most["workers"] <= counted["workers"]:
        return ""
    place = words.sentence(words.place(most["destination_name"]))
    return f"{place} does not count them: {words.number(round(most['workers']))} are assumed to be there. "


def where_nurses_went(profile: Record) -> str:
    """What is known of nurses by destination: nothing, but for what a user counted."""
    own = brief_facts.nurses_counted(profile)
    if not own:
        return "Where nurses went no table says."
    return f"Of the nurses the user's own figures have {own}; where the others went no table says."


def reasons_shown(brief: Record) -> dict[str, str]:
    """Why people leave, as they were asked, with its source; empty where nobody asked them."""
    text = reasons(brief["profile"])
    if not text:
        return {}
    source = brief["profile"]["reasons"][0]["source"]
    return {"text": text, "source": source, "source_name": brief_facts.sources_shown(brief)[source]}


def reasons(profile: Record) -> str:
    """Why people leave and would stay, as they were asked; empty where nobody asked them."""
    found = profile.get("reasons") or []
    if not found:
        return ""
    parts = []
    for said in dict.fromkeys(row["question_words"] for row in found):
        named = ", ".join(
            f"{row['reason'].lower()} {row['share']:.0%}" for row in found if row["question_words"] == said
        )
        parts.append(f"{said} {named}")
    return (
        f"Health professionals who were asked (report of {found[0]['year']}; several reasons may be named, the most frequent are printed) "
        f"{'; '.join(parts)}. These answers are shown and put into no number."
    )


def projection_text(brief: Record) -> str:
    """What the projection assumes, in one line."""
    projection = brief["projection"]
    points = "Points are later figures; hollow ones made the start or its growth and are no test of it."
    some = any(projection["reported_since"].values())
    return (
        f"No new policy, from 1 January {projection['start']}. Bands hold 50 and 90 % of "
        f"{words.number(brief['matrix']['draws'])} draws.{f' {points}' if some else ''}"
    )


def projection_charts(brief: Record) -> list[dict[str, str]]:
    """One chart each for doctors and nurses at home, with a sentence for those who cannot see it."""
    projection = brief["projection"]
    years = projection["stock_years"]
    out = []
    for cadre in ("doctor", "nurse"):
        interval = projection["outcomes"][f"workers.{cadre}"]
        reported = projection["reported_since"].get(cadre, [])
        title = f"{words.sentence(words.CADRE_PLURALS[cadre])} working at home, no new policy"
        subtitle = f"persons on 1 January, {years[0]} to {years[-1]}"
        chart = charts.projection_chart(years, interval, reported, projection["policy_start"], title, subtitle)
        text = projection_sentence(projection, cadre)
        out.append({"svg": charts.as_svg(chart, text), "text": text})
    return out


def projection_sentence(projection: Record, cadre: str) -> str:
    """Start, end and interval of the baseline of a cadre, and how many reported figures fall inside the 90 % band."""
    interval, years = projection["outcomes"][f"workers.{cadre}"], projection["stock_years"]
    last = {q: interval[q][-1] for q in charts.QUANTILES}
    start = projection["start_value"].get(cadre)
    begins = f"{words.rounded(start['value'])} in {start['year']} ({start['method']}), " if start else ""
    text = (
        f"{words.sentence(words.CADRE_PLURALS[cadre])}: {begins}"
        f"about {words.rounded(last['median'])} in {years[-1]} ({words.rounded_interval(last)})."
    )
    reported = [row for row in projection["reported_since"].get(cadre, []) if row["year"] in years]
    if not reported:
        return f"{text} The series used in this edition holds no later figure."
    inside = sum(
        interval["p05"][years.index(row["year"])] <= row["value"] <= interval["p95"][years.index(row["year"])]
        for row in reported
    )
    smoothed = sum(bool(row.get("in_start")) for row in reported)
    if len(reported) == 1:
        helped = " (the start or its growth was read from it)" if smoothed else ""
        return f"{text} The one figure of a later year{helped} lies {'in' if inside else 'outside'} the 90 % band."
    who = "all" if smoothed == len(reported) else f"{words.spelled(smoothed)} of them"
    helped = f" (the start or its growth was read from {who})" if smoothed else ""
    lies = "all lie" if inside == len(reported) else f"{words.spelled(inside)} {'lies' if inside == 1 else 'lie'}"
    return f"{text} Of {words.counted(len(reported), 'figure')} of later years{helped}, {lies} in the 90 % band."
