"""A brief's record with invented figures, for tests of the page alone; every lever and shape as DESIGN has it."""

from __future__ import annotations

from typing import Any

YEARS = list(range(2018, 2048))


def interval(median: float, width: float) -> dict[str, float]:
    return {
        "median": median,
        "p05": median - width,
        "p25": median - 0.4 * width,
        "p75": median + 0.4 * width,
        "p95": median + width,
    }


def outcome(median: float, width: float) -> dict[str, Any]:
    half = interval(median / 2, width / 2)
    third = interval(median / 3, width / 3)
    return {
        "difference": interval(median, width),
        "by_sex": {"female": half, "male": half},
        "by_place": {"capital": third, "urban": third, "rural": third},
    }


def figure(median: float, width: float, unit: str, verdict: str) -> dict[str, Any]:
    return {
        "what": "what it is",
        "difference": interval(median, width),
        "unit": unit,
        "of": "year read" if unit in ("persons", "posts", "per_10k") else "all years, discounted",
        "status": "simulated",
        "verdict": verdict,
    }


def for_whom(gain: float) -> dict[str, Any]:
    """The origin gains workers and pays, of the destination posts are not known, migrants earn less."""
    workers = figure(gain, 60, "persons", "gains" if gain > 60 else "loses" if gain < -60 else "not known")
    money = figure(-2.4e6, 1e6, "usd", "loses")
    nothing = figure(0, 0, "usd", "no change")
    origin = {"workers": workers, "effective_density_per_10k": figure(0.01, 0.02, "per_10k", "not known")}
    origin |= {"treasury": money, "households": nothing}
    there = {"workers_from_origin": figure(3, 9, "persons", "not known"), "unfilled_posts": None, "money": nothing}
    income = figure(-1.5e6, 1e6, "intl_usd", "loses")
    return {
        "year": 2031,
        "origin": {
            "verdict": "gains and loses" if gain > 60 else "loses",
            "rests_on": list(origin),
            "figures": origin,
            "why_none": {},
        },
        "destination": {
            "verdict": "not known",
            "rests_on": ["workers_from_origin", "money"],
            "figures": there,
            "why_none": {"unfilled_posts": "the lever touches no destination"},
        },
        "migrant": {
            "verdict": "loses",
            "rests_on": ["net_income"],
            "figures": {"income": income, "paid": nothing, "net_income": income},
            "why_none": {},
        },
    }


def row(lever: str, family: str, gain: float, **changes: Any) -> dict[str, Any]:
    return {
        "lever": lever,
        "title": lever.replace("_", " ").capitalize(),
        "family": family,
        "aim": "push",
        "not_applicable": None,
        "text": "Adds something & <changes> something else.",
        "doses": [{"name": "supplement_share", "value": 0.3, "unit": "share", "text": "30 % of base pay"}],
        "destination": "USA" if family == "destination" else None,
        "years": {"start": 2027, "end": 2032},
        "at_year": 2031,
        "outcomes": {
            "workers": outcome(gain, 60),
            "workers.doctor": outcome(gain / 3, 30),
            "workers.nurse": outcome(2 * gain / 3, 40),
            "workers.rural": outcome(gain / 4, 20),
            "workers.rural.doctor": outcome(gain / 12, 10),
            "workers.rural.nurse": outcome(gain / 6, 10),
            "emigrants_per_year": outcome(-gain / 10, 8),
            "reserve": outcome(gain / 20, 30),
        },
        "cost_usd": {"total": interval(2.4e6, 1e6), "by_payer": {"origin_budget": interval(2.4e6, 1e6)}},
        "price_year": 2018,
        "cost_per_worker_year_usd": interval(9800, 4000) if gain > 0 else None,
        "cost_per_worker_year_with_wages_usd": interval(12800, 4000) if gain > 0 else None,
        "first_effect_year": 2028 if gain > 60 else None,
        "half_effect_year": 2029,
        "share_left_after_end": interval(0.4, 0.2),
        "evidence": {"grade": "weak", "ids": ["E30"], "distance": "far"},
        "side_effects": [
            {
                "what": "capital_short_of_young_doctors",
                "looked_for": "People leave posts in the capital for rural ones.",
                "text": "People leave posts in the capital for rural ones.",
                "seen": True,
                "difference": interval(20, 10),
                "share_of_draws_visible": 0.97,
                "mechanism": "reconsider",
                "gone_when_off": True,
                "with_mechanism_off": interval(0, 0),
            }
        ],
        "for_whom": for_whom(gain),
        "rights_note": "",
        **changes,
    }


def value(indicator: str, number: float, method: str, **changes: Any) -> dict[str, Any]:
    return {
        "indicator": indicator,
        "title": indicator.replace("_", " "),
        "country": "GHA",
        "value": number,
        "low": None,
        "high": None,
        "unit": "persons",
        "year": 2018,
        "method": method,
        "source": "oecd_wfmi" if method == "reported" else "",
        "note": "",
        "role": "origin",
        **changes,
    }


def gap(indicator: str, cadre: str, why: str, ask: str) -> dict[str, str]:
    return {"indicator": indicator, "cadre": cadre, "why": why, "ask": ask}


def brief() -> dict[str, Any]:
    profile = {
        "schema": "braingain/profile/1",
        "country": "GHA",
        "name": "Ghana",
        "start": 2018,
        "edition": "2026.1",
        "grade": {"doctor": "B", "nurse": "C"},
        "abroad_coverage": {"doctor": 0.41, "nurse": None},
        "headline": {
            "people_per_doctor": 6100.0,
            "density_per_10k": {"doctor": 1.6, "nurse": 35.2},
            "emigration_rate": {
                "doctor": {"value": 0.24, "low": 0.19, "high": 0.3, "coverage": 0.41, "denominator": "home and abroad"}
            },
            "tiles": [
                {"number": 4800, "text": "doctors at home, 2018", "method": "interpolated", "note": "series breaks"},
                {"number": 1081, "text": "counted abroad", "method": "reported"},
                {"number": "24 %", "text": "of doctors trained are abroad", "method": "estimated"},
                {"number": 35, "text": "nurses for 10 000 people", "method": "reported"},
            ],
        },
        "values": [
            value("workers", 4800, "interpolated", low=4000, high=5600, cadre="doctor", source="oecd_wfmi"),
            value("workers", 104321, "estimated", low=81234, high=129876, cadre="nurse", source="oecd_wfmi"),
            value("density_per_10k", 1.6, "interpolated", unit="per_10k", cadre="doctor"),
            value("density_per_10k", 35.2, "estimated", unit="per_10k", cadre="nurse"),
            value(
                "graduates",
                697,
                "estimated",
                unit="persons_per_year",
                cadre="doctor",
                low=415,
                high=1064,
                note="what keeps the stock on its growth (docs/model.md 4.9 G), times .6 to 1.6",
            ),
            value(
                "women_share",
                0.37,
                "assumed",
                unit="share",
                cadre="doctor",
                source="estimate:women_share.doctor.lowmid",
            ),
            value(
                "pay",
                6.5,
                "assumed",
                unit="gdp_per_head_multiple",
                cadre="doctor",
                low=4.04,
                high=11.93,
                source="estimate:pay_multiple.doctor.LMC",
            ),
            value("workers", 0, "assumed", cadre="midlevel"),
        ],
        "own": [],
        "gaps": [
            gap("women_share", "doctor", "not reported; every result is shown by sex", "register by sex"),
            gap("women_share", "nurse", "not reported; every result is shown by sex", "register by sex"),
            gap("workers", "midlevel", "not reported; they can take over tasks", "the payroll by cadre"),
            gap("pay", "nurse", "not reported; relative pay moves choices", "salary scale"),
            gap("workers_abroad", "nurse", "No table by country of training is open.", "the registers abroad"),
            gap("graduates", "doctor", "the latest is of 2004; the inflow", "each school's graduates"),
        ],
        "abroad": [
            {
                "destination": "USA",
                "destination_name": "United States",
                "cadre": "doctor",
                "workers": 700,
                "year": 2016,
                "source": "a",
                "method": "reported",
            },
            {
                "destination": "GBR",
                "destination_name": "United Kingdom",
                "cadre": "doctor",
                "workers": 330,
                "year": 2018,
                "source": "a",
                "method": "reported",
            },
            {
                "destination": "all",
                "destination_name": "All destinations together",
                "cadre": "nurse",
                "workers": 3429.0,
                "low": 601.8,
                "high": 21711.1,
                "year": 2018,
                "source": "",
                "method": "assumed",
                "note": "no data by destination; a rule",
            },
        ],
    }
    matrix = {
        "schema": "braingain/matrix/1",
        "country": "GHA",
        "start": 2018,
        "policy_start": 2027,
        "horizon": 2047,
        "draws": 200,
        "seed": 1,
        "edition": "2026.1",
        "version": "0.1.0",
        "grade": profile["grade"],
        "abroad_coverage": profile["abroad_coverage"],
        "rows": [
            row("expand_training", "origin", 380),
            row("rural_supplement", "origin", 30),
            row("bonding", "origin", 140, rights_note="Binds people to work at home for a term.", limits_moving=True),
            row("health_pay", "origin", -200),
            row("ethical_code_public", "destination", 12),
            row(
                "twinning_with_return", "partnership", 20, not_applicable="nobody works here in this cadre", outcomes={}
            ),
        ],
    }
    medians = [4800 + 90 * i for i in range(len(YEARS))]
    band = {
        q: [m * f for m in medians]
        for q, f in zip(("p05", "p25", "median", "p75", "p95"), (0.8, 0.93, 1, 1.07, 1.2), strict=True)
    }
    return {
        "schema": "braingain/brief/1",
        "profile": profile,
        "matrix": matrix,
        "projection": {
            "schema": "braingain/projection/1",
            "start": 2018,
            "years": YEARS,
            "stock_years": [year + 1 for year in YEARS],
            "start_value": {"doctor": {"year": 2018, "value": 4800.0, "method": "estimated"}, "nurse": None},
            "policy_start": 2027,
            "outcomes": dict.fromkeys(("workers", "workers.doctor", "workers.nurse", "reserve", "reserve.nurse"), band)
            | {"vacancies": {q: [0.0] * len(YEARS) for q in band}},
            "reported_since": {
                "doctor": [{"year": 2019, "value": 5000, "source": "a"}, {"year": 2020, "value": 9000, "source": "a"}]
            },
        },
        "sources": [
            {
                "source": "oecd_wfmi",
                "publisher": "OECD",
                "citation": "OECD, workforce migration",
                "licence": "CC BY 4.0",
                "link": "https://www.oecd.org",
            }
        ],
        "assumptions": {
            "estimate:women_share.doctor.lowmid": {"meaning": "share of women", "ids": [], "assumed": True},
            "estimate:pay_multiple.doctor.LMC": {"meaning": "pay over GDP", "ids": ["E30"], "assumed": False},
        },
        "evidence": {"E30": "Stated preferences of nurses in three countries (Blaauw et al. 2010)"},
        "assumed": [
            {
                "name": "place_share.nurse",
                "meaning": "place of work",
                "unit": "share",
                "ids": [],
                "drawn": interval(0.3, 0.1),
            }
        ],
        "manifest": {
            "version": "0.1.0",
            "edition": "2026.1",
            "hash": "abcdef0123456789",
            "price_year": 2018,
        },
    }
