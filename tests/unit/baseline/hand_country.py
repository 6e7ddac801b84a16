"""A country worked out by hand: made-up figures under the code of Ghana (estimates go by code), two draws set one by one.

Each estimate has values of its own, so that no two can be exchanged unnoticed. Tests work out what the model's containers
must hold from these figures and docs/model.md by plain arithmetic; nothing here calls the code under test.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from braingain.baseline.context import Context, Place
from braingain.baseline.macro import LifeTable, People
from braingain.baseline.values import Value

START, YEARS, DRAWS = 2018, 3, 2
DESTINATIONS = ("USA", "GBR", "NZL", "SAU", "OTH")
CADRES = ("doctor", "nurse", "midlevel", "community")
OWNERS = ("public", "private")
ENTRY_AGE = (26, 22, 23, 22)
PROGRAMME = (6, 3, 3, 1)
GROWTH = (0.03, 0.05, 0.05, 0.05)  # of the stocks; mid-level and community workers as nurses

_DRAWN = """
theta_destination 0.562 0.606 | theta_channel 0.484 0.512 | kappa_stated_preference 0.343 0.299
beta_go 0.795 0.973 | beta_work 0.33 0.41 | old_factor 0.224 0.199 | sex_pay_factor 0.919 0.845
sex_management_factor 1.24 1.1 | sex_housing_factor 0.826 0.871 | beta_income_abroad 0.704 0.741
beta_network 0.469 0.403 | beta_recognition 0.531 0.511 | beta_vacancy 2.1 1.95 | vacancy_offset 0.0544 0.0497
network_offset 0.000105 0.000109 | pseudo_count_share 0.0526 0.0551 | sigma_young 0.244 0.268
sigma_old 0.0789 0.0884 | sigma_reserve 0.436 0.361 | sigma_out 0.0456 0.0466 | propensity_duration.0_4 2 1.77
propensity_duration.5_9 1.65 1.52 | propensity_duration.10_14 0.902 0.875 | propensity_duration.15_24 0.386 0.408
propensity_duration.25_up 0.102 0.11 | propensity_rural_background 0.731 0.772 | propensity_reserve 1.63 1.68
propensity_public 1.04 1.09 | propensity_private 0.914 0.887 | propensity_out 0.813 0.841
propensity_women 1.02 1.19 | propensity_private_school 1.32 1.23 | midlevel_leaving_ratio 0.179 0.217
unknown_leaving_factor 0.5 0.5 | channel_share.doctor 0.15/0.1/0.72/0.03 0.13/0.18/0.65/0.04
channel_share.nurse 0.35/0.3/0.3/0.05 0.27/0.33/0.34/0.06
channel_share.midlevel 0.02/0.03/0.15/0.8 0.05/0.01/0.22/0.72 | entry_cost_usd 4470 3600
tax_abroad_share 0.214 0.196 | private_pay_ratio 1.28 1.33 | out_pay_ratio 0.958 0.981
reserve_pay_ratio 0.223 0.257 | women_pay_gap 0.098 0.116 | pay_path_elasticity 0.959 1.12
funded_over_filled.capital 1.04 1.07 | funded_over_filled.urban 1.11 1.06 | funded_over_filled.rural 1.16 1.41
private_posts_over_filled 1.03 1.06 | out_share 0.0548 0.0485 | frozen_inflow_share.frozen 0.792 0.804
vacancy_money_share 0.517 0.507 | fungibility_share 0.309 0.332 | wage_bill_growth_gap 0.0159 -0.0126
capital_population_share 0.369 0.333 | place_tilt_high_income 1.56 1.42 | private_tilt.capital 1.3 1.3
private_tilt.urban 1 1 | private_tilt.rural 0.4 0.4 | rural_background_share 0.357 0.31
or_rural_background 1.64 1.43 | or_rural_training 1.29 1.3 | rural_training_share 0.0965 0.105
graduates_factor 0.885 0.895 | graduates_least_share 0.025 0.025 | graduates_share_default 0.0521 0.0556
growth_graduates 0.279 -0.35 | gdp_growth_default 0.0144 -0.0083 | pass_share.public 0.86 0.872
pass_share.private 0.767 0.714 | applicants_per_seat.public_medicine 5.82 6.39
applicants_per_seat.public_other 3.55 4.07 | applicants_per_seat.private 1.37 1.21 | spill_share 0.215 0.187
private_seat_response 0.462 0.492 | private_seat_growth_max 0.21 0.181 | dilution 0.479 0.522
quality_response 0.54 0.493 | teacher_slack 1.25 1.17 | teacher_adjust 0.11 0.07 | teachers_per_worker 0.0494 0.0467
applicants_elasticity 0.727 0.806 | expectation_speed 0.278 0.322 | mortality_factor 0.865 0.739
retirement_age 62.4 61.3 | retirement_last 72.5 71.4 | retirement_spread 1.18 1.31
deskilled_with_job 0.033 0.0275 | recognise_rate 0.0881 0.111 | leave_factor_bounds.low 0.1 0.1
leave_factor_bounds.high 6 6 | theta_return 0.546 0.558 | savings_ratio 0.246 0.277 | savings_sd 0.662 0.56
amortise_years 3.18 3.24 | fx_fine_share 0.52 0.502 | inflation_default 0.0759 0.0934
vacancy_rate.other 0.0511 0.0474 | demand_income 0.645 0.534
demand_65 0.0219 0.0209 | demand_wage 0.331 0.329 | wage_adjust 0.219 0.204 | wage_return 0.037 0.051
private_wage_adjust 0.177 0.212 | pay_distance_most 2.5 2.5
seat_adjust 0.23 0.238 | seat_horizon_years 10.4 10.1 | destination_exit 0.0343 0.0387
private_posts_income 0.822 0.77 | doctors_stock_sd.register 0.047 0.0543 | doctors_stock_sd.survey 0.149 0.16
doctors_stock_sd.imputed 0.289 0.302 | nurse_abroad_level 0.861 0.737 | nurse_corridor_sd 1.61 1.62
gravity_cell_sd 1.74 1.51 | gravity_level_sd 1.07 1.08 | natives_share.other 0.109 0.0901
dual_hours_max 0.3 0.287 | dual_place.capital 0.932 0.953 | dual_place.urban 0.677 0.648
dual_place.rural 0.288 0.273 | dual_slope 2.03 1.94 | dual_hours_lost 0.27 0.291 | dual_monitoring 0.308 0.32
claim_probability 0.295 0.315 | claims_weight 0.0747 0.0799 | returnee_resentment_weight 0.0519 0.0897
or_upgraded 0.733 0.628 | ladder_completion_share 0.884 0.982 | return_skill_gain 0.142 0.0687
fund_interest 0.0214 0.0189 | beta_condition.housing 0.337 0.366 | beta_condition.equipment 1.48 1.55
beta_condition.management 0.749 0.728 | beta_condition.training_rights 0.95 0.914
beta_condition.promotion 0.543 0.613 | beta_condition.schools 0.352 0.426 | beta_condition.safety 0.356 0.362
beta_condition.workload 0.461 0.443 | beta_condition.family 0.541 0.455 | beta_post_stated.africa 6.93 6.67
oncost_share.LMC 0.162 0.166 | public_share.africa 0.764 0.667 | completion_share.lowmid 0.936 0.882
completion_share.high 0.947 0.921 | pay_multiple.doctor.LIC 10.6 11 | pay_multiple.doctor.LMC 6.23 6.6
pay_multiple.doctor.UMC 3.56 3.1 | pay_multiple.doctor.HIC 2.4 2.44
place_share.doctor 0.45/0.35/0.2 0.41/0.36/0.23 | women_share.doctor.lowmid 0.339 0.312 | entry_age.doctor 26 26
programme_years.doctor 6 6 | reserve_share.doctor 0.029 0.0293 | private_graduates_share.doctor 0.146 0.109
temporary_share.doctor_other 0.4 0.445 | temporary_share.own 0.0737 0.117 | recognition.usa_can 0.459 0.523
settle_rate.other 0.159 0.156 | leave_rate.usa_can.tmp 0.251 0.249 | leave_rate.usa_can.set 0.031 0.0329
leave_rate.usa_can.dsk 0.0458 0.0452 | onward_share.final 0.165 0.151 | loss_rate.doctor.other 0.0493 0.0462
recognition.other 0.803 0.789 | leave_rate.doctor_gbr.tmp 0.0956 0.0936 | leave_rate.doctor_gbr.set 0.0199 0.0211
leave_rate.doctor_gbr.dsk 0.0476 0.0525 | onward_share.gateway 0.588 0.651 | loss_rate.doctor.GBR 0.112 0.104
temporary_share.doctor_nzl_aus 0.699 0.664 | settle_rate.nzl_gulf 0.0194 0.0184
leave_rate.doctor_nzl.tmp 0.773 0.766 | leave_rate.doctor_nzl.set 0.0107 0.00914
leave_rate.doctor_nzl.dsk 0.0559 0.0498 | loss_rate.doctor.NZL 0.123 0.119 | temporary_share.gulf 0.943 0.977
leave_rate.gulf.tmp 0.342 0.37 | leave_rate.gulf.set 0.0222 0.0198 | leave_rate.gulf.dsk 0.0468 0.0555
leave_rate.default.tmp 0.271 0.235 | leave_rate.default.set 0.0185 0.0188 | leave_rate.default.dsk 0.0471 0.0478
onward_share.other 0.294 0.316 | pay_multiple.nurse.LIC 5.4 5.41 | pay_multiple.nurse.LMC 4.32 3.8
pay_multiple.nurse.UMC 1.83 1.88 | pay_multiple.nurse.HIC 1.15 1.2
place_share.nurse 0.28/0.35/0.37 0.3/0.32/0.38 | women_share.nurse.lowmid 0.726 0.796 | entry_age.nurse 22 22
programme_years.nurse 3 3 | reserve_share_frozen.nurse 0.222 0.195 | private_graduates_share.nurse 0.303 0.284
temporary_share.nurse_other 0.416 0.363 | loss_rate.nurse.other 0.0328 0.0271
temporary_share.nurse_gbr_irl 0.221 0.194 | leave_rate.nurse_gbr.tmp 0.266 0.265
leave_rate.nurse_gbr.set 0.0229 0.0228 | leave_rate.nurse_gbr.dsk 0.0537 0.0472
vacancy_rate.nurse_GBR 0.0679 0.0821 | pay_multiple.midlevel.LIC 6.25 6.05 | pay_multiple.midlevel.LMC 3.63 3.99
pay_multiple.midlevel.UMC 1.89 1.66 | pay_multiple.midlevel.HIC 1.01 1.05
place_share.midlevel 0.15/0.3/0.55 0.18/0.25/0.57 | women_share.midlevel.lowmid 0.448 0.526
entry_age.midlevel 23 23 | programme_years.midlevel 3 3 | reserve_share.midlevel 0.0531 0.0505
private_graduates_share.midlevel 0.106 0.0966 | recognition.midlevel 0.0486 0.0845
pay_multiple.community.LIC 2.23 2.5 | pay_multiple.community.LMC 1.6 1.81 | pay_multiple.community.UMC 0.965 0.96
pay_multiple.community.HIC 0.684 0.707 | place_share.community 0.05/0.15/0.8 0.07/0.16/0.77
women_share.community.lowmid 0.746 0.675 | entry_age.community 22 22 | programme_years.community 1 1
reserve_share.community 0.0542 0.0453 | private_graduates_share.community 0.0454 0.0533
recognition.community 0.115 0.044 | active_share_nurse_gbr.GHA 0.185 0.233 | oncost_share.HIC 0.207 0.236
public_share.high 0.656 0.665 | women_share.doctor.high 0.467 0.486 | women_share.nurse.high 0.898 0.908
women_share.midlevel.high 0.78 0.666 | women_share.community.high 0.76 0.697
gompertz_rate_at_30.high 0.000615 0.000633 | gompertz_doubling_years.high 7.48 9.05 | hiring_delay_years.lowmid 1.13 0.84 | hiring_delay_years.high 0.27 0.31
beta_visa 0.61 0.43 | resit_pass_share 0.57 0.66 | leaving_most_share 0.44 0.36 | turnover_least 0.006 0.0045
nurses_abroad_most_share 0.47 0.53 | foreign_nurses_most_share 0.061 0.048 | nurse_level_common_share 0.21 0.3
corridors_most_share 0.87 0.91 | us_inflation 0.021 0.024
corridor_growth.doctor.USA 0.028 0.0369 | corridor_growth.doctor.GBR 0.031 0.024 | corridor_growth.doctor.NZL 0.044 0.019
corridor_growth.doctor.SAU 0.022 0.041 | corridor_growth.doctor.OTH 0.036 0.029
corridor_growth.nurse.USA 0.026 0.0351 | corridor_growth.nurse.GBR 0.033 0.022 | corridor_growth.nurse.NZL 0.042 0.017
corridor_growth.nurse.SAU 0.024 0.043 | corridor_growth.nurse.OTH 0.038 0.027
noise.claims -1.1 0.3
noise.stock.doctor 0.4 -0.7 | noise.stock.nurse -0.3 0.6 | noise.corridor.doctor.USA 0.37 -0.42
noise.level.doctor.USA -0.23 0.31 | noise.corridor.doctor.GBR 0.16 -0.23 | noise.level.doctor.GBR -0.11 0.17
noise.corridor.doctor.NZL -0.05 -0.04 | noise.level.doctor.NZL 0.01 0.03 | noise.corridor.doctor.SAU -0.26 0.15
noise.level.doctor.SAU 0.13 -0.11 | noise.corridor.doctor.OTH -0.47 0.34 | noise.level.doctor.OTH 0.25 -0.25
noise.corridor.nurse.USA 0.42 -0.49 | noise.level.nurse.USA -0.19 0.37 | noise.corridor.nurse.GBR 0.21 -0.3
noise.level.nurse.GBR -0.07 0.23 | noise.corridor.nurse.NZL 0.0 -0.11 | noise.level.nurse.NZL 0.05 0.09
noise.corridor.nurse.SAU -0.21 0.08 | noise.level.nurse.SAU 0.17 -0.05 | noise.corridor.nurse.OTH -0.42 0.27
noise.level.nurse.OTH 0.29 -0.19
"""


def _two(text: str) -> tuple[str, np.ndarray]:
    """A name with its values: (draw,), or (part, draw) where parts are divided by strokes."""
    name, *values = text.split()
    columns = [[float(part) for part in value.split("/")] for value in values]
    return name, np.array(columns).T if "/" in values[0] else np.array([column[0] for column in columns])


DRAWN = dict(_two(text) for text in _DRAWN.replace("\n", " | ").split(" | ") if text.strip())


def e(name: str) -> np.ndarray:
    """An estimate as drawn, (draw,) or (part, draw)."""
    return DRAWN[name]


def value(number: float | None, source: str = "a_source", method: str = "reported", flag: str = "") -> Value:
    return Value("figure", number, "", method, source, flag=flag)


def estimate(name: str) -> Value:
    """A value that stands for an estimate; its own number must not be used."""
    return Value("figure", 777.0, "", "assumed", f"estimate:{name}")


def hazard(place: str, year: float, sex: int, age: float) -> float:
    """Made-up hazard of dying of a population, by place, year, sex (0 women) and age. [1/year]"""
    level = {"GHA": 0.0030, "USA": 0.0011, "GBR": 0.0009, "NZL": 0.0008, "SAU": 0.0014}[place]
    return float(level * 0.99 ** (year - START) * (1.0, 1.4)[sex] * 2.0 ** ((age - 30.0) / 11.0))


def life_table(place: str) -> LifeTable:
    ages = range(15, 91)
    years = range(START - 1, START + YEARS + 1)
    return LifeTable(years[0], np.array([[[hazard(place, y, s, a) for a in ages] for s in (0, 1)] for y in years]))


def people(total: float, growth: float, young: float, old: float) -> People:
    """Population that grows steadily from 1 January of the start; the young and the old at rates of their own."""
    years = tuple(range(START - 2, START + YEARS + 2))
    since = np.array(years) + 0.5 - START
    return People(
        years,
        total * np.exp(growth * since),
        0.08 * total * np.exp(young * since),
        0.04 * total * np.exp(old * since),
    )


PEOPLE = {"GHA": (30e6, 0.022, 0.018, 0.035), "USA": (320e6, 0.006, 0.001, 0.025), "GBR": (66e6, 0.005, 0.002, 0.02)}
PEOPLE |= {"NZL": (5e6, 0.012, 0.004, 0.03), "SAU": (33e6, 0.018, 0.01, 0.05)}
INCOME = {"USA": 61000.0, "GBR": 45000.0, "NZL": 42000.0, "SAU": 47000.0, "OTH": 11000.0}
PAY_ABROAD: dict[
    str, dict[str, float | str]
] = {  # over GDP per head; a word names the income group whose estimate is drawn
    "doctor": {"USA": 3.3, "GBR": 2.9, "NZL": "HIC", "SAU": "HIC", "OTH": "UMC"},
    "nurse": {"USA": "HIC", "GBR": 1.05, "NZL": 1.15, "SAU": "HIC", "OTH": "UMC"},
    "midlevel": dict.fromkeys(("USA", "GBR", "NZL", "SAU"), "HIC") | {"OTH": "UMC"},
    "community": dict.fromkeys(("USA", "GBR", "NZL", "SAU"), "HIC") | {"OTH": "UMC"},
}
WORKFORCE = {
    "doctor": {"USA": 900e3, "GBR": 190e3, "NZL": 6e3, "SAU": 60e3, "OTH": 0.0},
    "nurse": {"USA": 4e6, "GBR": 520e3, "NZL": 55e3, "SAU": 150e3, "OTH": 0.0},
}
GRADUATES_ABROAD = {"doctor": {"USA": 25e3, "GBR": 8e3, "NZL": 600.0}, "nurse": {"NZL": 2e3}}
FOREIGN_ABROAD = {"doctor": {"SAU": 0.75, "USA": 0.25}, "nurse": {"USA": 0.06, "SAU": 0.63}}
KIND = {"USA": "complete", "GBR": "complete", "NZL": "cut", "SAU": "assumed", "OTH": "other"}
POOL = {"USA": 0.0, "GBR": 0.0, "NZL": 2000.0, "SAU": 45e3, "OTH": 0.0}
ABROAD = {
    "doctor": {"USA": 300.0, "GBR": 210.0, "NZL": 50.0, "SAU": 80.0, "OTH": 12.0},
    "nurse": {"USA": 60.0, "GBR": 150.0, "NZL": 20.0, "SAU": 40.0, "OTH": 30.0},
}
NURSE_SD, ABROAD_SCALE = 1.1, 0.9
PRIOR = {
    "doctor": {"USA": 0.3, "GBR": 0.4, "NZL": 0.05, "SAU": 0.15, "OTH": 0.1},
    "nurse": {"USA": 0.25, "GBR": 0.45, "NZL": 0.02, "SAU": 0.2, "OTH": 0.08},
}
LOSS = {
    "doctor": {d: f"loss_rate.doctor.{d if d in ('GBR', 'NZL') else 'other'}" for d in DESTINATIONS},
    "nurse": dict.fromkeys(DESTINATIONS, "loss_rate.nurse.other"),
}
GDP_USD, GDP_PPP, URBAN, GRADUATES = 2200.0, 6000.0, 0.55, 260.0
# income is on its trend of 2 % a year but for one bad year
GDP_SERIES = {y: 6000.0 * 1.02 ** (y - START) for y in range(START - 3, START + 3)} | {START + 1: 5000.0}
SPENDING = {START - 1: 0.04, START: 0.05, START + 2: 0.06}  # public, over GDP
INFLATION = {START: 0.1, START + 1: 0.2}
EXCHANGE_RATE = {START: 4.0, START + 1: 5.0}


def values() -> dict[str, Value]:
    """Figures of the country: some its own, some estimates."""
    out = {
        "workers.doctor": value(3000.0),
        "workers.nurse": value(9000.0, method="borrowed"),
        "workers.midlevel": value(1200.0),
        "workers.community": value(0.0, method="assumed"),
        "foreign_trained_share.doctor": value(0.2),
        "native_share.doctor": value(0.25),
        "foreign_trained_share.nurse": value(0.04),
        "growth.doctor": value(GROWTH[0]),
        "growth.nurse": value(GROWTH[1]),
        "gdp_per_head": value(GDP_PPP),
        "gdp_per_head_usd": value(GDP_USD),
        "urban_share": value(URBAN),
        "graduates.doctor": value(GRADUATES),
        "frozen_posts.nurse": value(1.0),
    }
    for cadre in CADRES:
        out[f"pay.{cadre}"] = estimate(f"pay_multiple.{cadre}.LMC")
        out[f"women_share.{cadre}"] = estimate(f"women_share.{cadre}.lowmid")
        out[f"capital_share.{cadre}"] = estimate(f"place_share.{cadre}")
        out[f"private_share.{cadre}"] = estimate("public_share.africa")
        out[f"reserve_share.{cadre}"] = estimate(f"reserve_share.{cadre}")
    return out | {
        "pay.nurse": value(3.7),
        "women_share.doctor": value(0.42),
        "capital_share.doctor": value(0.5),
        "private_share.nurse": value(0.2),
        "reserve_share.midlevel": value(0.08),
        "reserve_share.nurse": estimate("reserve_share_frozen.nurse"),
    }


def place(d: str) -> Place:
    """A destination."""

    def paid(cadre: str) -> Value:
        found = PAY_ABROAD[cadre][d]
        return estimate(f"pay_multiple.{cadre}.{found}") if isinstance(found, str) else value(found)

    graduates = {k: GRADUATES_ABROAD[k].get(d) for k in ("doctor", "nurse")}
    return Place(
        iso3=d,
        kind=KIND[d],
        pool=POOL[d],
        pay={cadre: paid(cadre) for cadre in CADRES},
        workforce={k: value(WORKFORCE[k][d]) for k in ("doctor", "nurse")},
        graduates={k: None if n is None else value(n) for k, n in graduates.items()},
        foreign_share={k: value(FOREIGN_ABROAD[k].get(d, 0.0)) for k in ("doctor", "nurse")},
        gdp_per_head=value(INCOME[d]),
        series={"gdp_per_head": {y: INCOME[d] * 1.01 ** (y - START) for y in range(START - 3, START + 2)}},
        life_table=None if d == "OTH" else life_table(d),
        people=None if d == "OTH" else people(*PEOPLE[d]),
        group="UMC" if d == "OTH" else "HIC",
        nurses_most=None,
    )


def cell(cadre: str, d: str) -> Value:
    """People of the country abroad: counted in the United States, moved in the United Kingdom, by gravity elsewhere."""
    known = cadre == "doctor" and d in ("USA", "GBR")
    flag = "moved" if known and d == "GBR" else ""
    return value(ABROAD[cadre][d], method="reported" if known and d == "USA" else "estimated", flag=flag)


CONTEXT = Context(
    country="GHA",
    name="a country by hand",
    region="AFR",
    group="LMC",
    labour="budget",
    start=START,
    destinations=DESTINATIONS,
    values=values(),
    series={
        "gdp_per_head": GDP_SERIES,
        "public_health_spending_share": SPENDING,
        "inflation": INFLATION,
        "exchange_rate": EXCHANGE_RATE,
    },
    abroad={cadre: {d: cell(cadre, d) for d in DESTINATIONS} for cadre in ("doctor", "nurse")},
    nurse_sd=NURSE_SD,
    abroad_scale=ABROAD_SCALE,
    prior=PRIOR,
    loss_names=LOSS,
    places={d: place(d) for d in DESTINATIONS},
    life_table=life_table("GHA"),
    people=people(*PEOPLE["GHA"]),
    grade={},
    grade_why={},
    abroad_coverage=None,
    leaving_why_not="",
    default_destination=None,
    used_points={},
    reported_points={},
    notes=(),
)


def rich() -> Context:
    """The same country with posts that follow demand, none of them frozen."""
    found = {name: one for name, one in CONTEXT.values.items() if name != "frozen_posts.nurse"}
    for cadre in ("nurse", "midlevel", "community"):
        found[f"women_share.{cadre}"] = estimate(f"women_share.{cadre}.high")
    return replace(CONTEXT, group="HIC", labour="demand", values=found)
