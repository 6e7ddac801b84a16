"""Values of estimates against the model page, typed again from it: name, central value, low, high (None: not given)."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from braingain.evidence.distributions import Dirichlet, LogNormal, Triangular, TruncatedNormal
from braingain.evidence.registry import load_registry

TRIANGLES = [
    ("theta_destination", 0.6, 0.3, 1),
    ("theta_channel", 0.5, 0.3, 1),
    ("old_factor", 0.2, 0, 0.4),
    ("sex_pay_factor", 0.85, 0.6, 1),
    ("sex_management_factor", 1.2, 1, 1.5),
    ("sex_housing_factor", 0.8, 0.6, 1),
    ("beta_condition.housing", 0.34, 0.26, 1.6),
    ("beta_condition.equipment", 1.42, 1.2, 1.7),
    ("beta_condition.management", 0.7, 0.13, 1.2),
    ("beta_condition.training_rights", 0.9, 0.09, 1.5),
    ("beta_condition.promotion", 0.6, 0.36, 0.7),
    ("beta_condition.schools", 0.4, 0, 1.2),
    ("beta_condition.family", 0.5, 0, 1.2),
    ("beta_recognition", 0.5, 0.1, 1),
    ("beta_free_movement", 0.3, 0, 0.8),
    ("beta_vacancy", 2.2, 1.2, 3.0),
    ("vacancy_offset", 0.05, 0.03, 0.08),
    ("pseudo_count_share", 0.05, 0.02, 0.1),
    ("sigma_young", 0.25, 0.10, 0.40),
    ("sigma_old", 0.08, 0.03, 0.15),
    ("sigma_reserve", 0.40, 0.2, 0.7),
    ("sigma_out", 0.05, 0.01, 0.12),
    ("propensity_duration.0_4", 1.8, 1.26, 2.52),
    ("propensity_duration.15_24", 0.4, 0.28, 0.56),
    ("propensity_duration.25_up", 0.1, 0.07, 0.14),
    ("propensity_rural_background", 0.7, 0.5, 1),
    ("propensity_reserve", 1.5, 0.9, 2.1),
    ("propensity_out", 0.8, 0.48, 1.12),
    ("entry_cost_usd", 4000, 1000, 12000),
    ("tax_abroad_share", 0.2, 0.1, 0.35),
    ("kappa_code_contract", 0.6, 0.3, 0.8),
    ("kappa_code_law", 0.8, 0.5, 0.95),
    ("kappa_own.doctor", 0.2, 0, 0.4),
    ("kappa_own.nurse", 0.1, 0, 0.4),
    ("kappa_exit", 0.5, 0.1, 0.9),
    ("kappa_service", 0.9, 0.6, 0.97),
    ("pay_multiple.doctor.LIC", 10, 4, 19),
    ("pay_multiple.doctor.LMC", 6.5, 2.5, 14),
    ("pay_multiple.doctor.HIC", 2.6, 1.4, 5.4),
    ("pay_multiple.nurse.LMC", 4, 1.5, 7),
    ("pay_multiple.nurse.UMC", 1.8, 1.2, 2.6),
    ("pay_multiple.midlevel.LIC", 6, 3, 12),
    ("pay_multiple.community.LMC", 1.7, 0.85, 3.4),
    ("private_pay_ratio", 1.4, 1, 2.5),
    ("out_pay_ratio", 0.9, 0.6, 1.3),
    ("reserve_pay_ratio", 0.25, 0.1, 0.5),
    ("women_pay_gap", 0.11, 0.05, 0.24),
    ("oncost_share.LIC", 0.10, 0, 0.25),
    ("oncost_share.HIC", 0.22, 0.05, 0.41),
    ("funded_over_filled.capital", 1.02, 1, 1.1),
    ("funded_over_filled.rural", 1.30, 1.1, 2),
    ("reserve_share.doctor", 0.03, 0, 0.10),
    ("reserve_share.nurse", 0.12, 0.02, 0.25),
    ("out_share", 0.05, 0, 0.15),
    ("frozen_inflow_share.frozen", 0.8, 0.3, 1),
    ("frozen_inflow_share.other", 0, 0, 0.5),
    ("vacancy_money_share", 0.5, 0, 1),
    ("fungibility_share", 0.3, 0, 0.8),
    ("capital_population_share", 0.35, 0.15, 0.7),
    ("public_share.africa", 0.75, 0.35, 0.90),
    ("public_share.other", 0.65, 0.4, 0.9),
    ("women_share.doctor.lowmid", 0.32, 0.17, 0.47),
    ("women_share.nurse.high", 0.88, 0.73, 1),
    ("rural_background_share", 0.35, 0.15, 0.6),
    ("rural_training_share", 0.1, 0, 0.3),
    ("graduates_factor", 1, 0.6, 1.6),
    ("completion_share.lowmid", 0.88, 0.7, 0.97),
    ("completion_share.high", 0.94, 0.7, 0.97),
    ("pass_share.public", 0.90, 0.8, 0.98),
    ("pass_share.private", 0.75, 0.45, 0.9),
    ("private_graduates_share.nurse", 0.3, 0, 0.9),
    ("applicants_per_seat.public_medicine", 6, 2, 15),
    ("applicants_per_seat.private", 1.3, 0.9, 2.5),
    ("spill_share", 0.2, 0, 0.5),
    ("private_seat_growth_max", 0.20, 0.10, 0.30),
    ("dilution", 0.5, 0.1, 1),
    ("teacher_slack", 1.15, 1, 1.5),
    ("teacher_adjust", 0.1, 0.05, 0.2),
    ("teachers_per_worker", 0.05, 0.02, 0.1),
    ("expectation_speed", 0.3, 0.1, 0.6),
    ("mortality_factor", 0.8, 0.6, 1.2),
    ("retirement_age", 62, 58, 67),
    ("retirement_last", 72, 67, 75),
    ("retirement_spread", 1.2, 0.8, 2.5),
    ("temporary_share.doctor_nzl_aus", 0.75, 0.5, 0.9),
    ("temporary_share.nurse_gbr_irl", 0.2, 0.1, 0.4),
    ("recognition.usa_can", 0.5, 0.35, 0.7),
    ("recognition.other", 0.85, 0.6, 0.95),
    ("settle_rate.other", 0.15, 0.05, 0.30),
    ("recognise_rate", 0.10, 0.03, 0.25),
    ("leave_rate.doctor_nzl.tmp", 0.80, 0.48, 1.28),
    ("leave_rate.doctor_gbr.set", 0.019, 0.0114, 0.0304),
    ("leave_rate.default.tmp", 0.25, 0.10, 0.60),
    ("leave_rate.default.set", 0.02, 0.005, 0.05),
    ("leave_rate.default.dsk", 0.05, 0.02, 0.12),
    ("onward_share.gateway", 0.6, 0.3, 0.85),
    ("onward_share.final", 0.15, 0.05, 0.35),
    ("theta_return", 0.5, 0, 1),
    ("compliance_low", 0.4, 0.1, 0.7),
    ("compliance_high", 0.71, 0.60, 0.80),
    ("collect_share", 0.4, 0.1, 0.8),
    ("savings_ratio", 0.25, 0.1, 0.5),
    ("amortise_years", 3, 1, 5),
    ("inflation_default", 0.08, 0.02, 0.25),
    ("natives_share.GRD", 0.97, 0.82, 1),
    ("natives_share.to_NOR", 0.5, 0.35, 0.65),
    ("demand_income", 0.6, 0.3, 1),
    ("demand_oop", -0.2, -0.5, 0),
    ("wage_adjust", 0.2, 0, 0.5),
    ("wage_return", 0.04, 0.02, 0.08),
    ("seat_horizon_years", 10, 5, 20),
    ("productivity_growth", 0.01, 0, 0.03),
    ("destination_exit", 0.035, 0.025, 0.05),
    ("private_posts_income", 0.8, 0.3, 1.5),
    ("task.midlevel", 0.4, 0.25, 0.55),
    ("task_max.community", 0.3, 0.15, 0.45),
]

FIXED = [
    ("network_offset", 1e-4),
    ("voluntary_half_life_years", 5),
    ("entry_age.doctor", 26),
    ("entry_age.nurse", 22),
    ("entry_age.midlevel", 23),
    ("programme_years.doctor", 6),
    ("programme_years.nurse", 3),
    ("programme_years.community", 1),
    ("private_tilt.capital", 1.3),
    ("private_tilt.rural", 0.4),
    ("public_lead_years", 3),
    ("leave_factor_bounds.low", 0.1),
    ("leave_factor_bounds.high", 6),
    ("temporary_share.gulf", 1),
    ("doctors_stock_sd.survey", 0.15),
    ("gravity_cell_sd", 1.6),
    ("nurse_corridor_sd", 1.5),
    ("place_cost_doctor_factor", 2),
]

# median and log-sd, or mean and sd
LOGNORMALS = [
    ("beta_go", 0.9, 0.6),
    ("propensity_women", 1.1, 0.15),
    ("propensity_private_school", 1.3, 0.25),
    ("or_rural_background", 1.6, 0.25),
    ("or_rural_training", 1.25, 0.25),
    ("remit_amount_usd", 4000, 0.5),
    ("nurse_abroad_level", 0.8, 2.0),
    ("loss_rate.doctor.GBR", 0.11, 0.5),
    ("loss_rate.doctor.other", 0.05, 0.5),
    ("loss_rate.nurse.other", 0.03, 0.5),
]
NORMALS = [
    ("beta_work", 0.35, 0.2),
    ("beta_post_stated.africa", 6.4, 0.5),
    ("beta_post_stated.southern_africa", 6.8, 0.5),
    ("beta_post_stated.asia", 2.4, 0.5),
    ("beta_network", 0.45, 0.15),
    ("beta_visa", 0.4, 0.25),
    ("kappa_code_voluntary", 0.25, 0.15),
    ("applicants_elasticity", 0.8, 0.4),
    ("programme_effect", 0.4, 0.15),
    ("corridor_growth", 0.03, 0.04),
    ("gravity.network", 0.55, 0.10),
    ("gravity.population", -0.45, 0.13),
    ("gravity_without_network.distance", 0.9, 0.1),
]
COSTS = [  # low, central, high as printed
    ("seat_cost_usd.doctor.LIC", 1100, 6000, 12000),
    ("seat_cost_usd.doctor.HIC", 30000, 55000, 80000),
    ("seat_cost_usd.nurse.LMC", 800, 2500, 5000),
    ("seat_cost_usd.community.LIC", 100, 500, 2000),
    ("place_cost_usd.LIC", 6000, 14000, 30000),
    ("place_cost_usd.UMC", 12000, 28000, 60000),
    ("teacher_cost_usd", 60000, 150000, 214000),
    ("house_cost_usd.LIC", 8000, 20000, 50000),
    ("house_cost_usd.LMC", 15000, 30000, 60000),
    ("bond_cost_usd.LIC", 20, 50, 200),
    ("enforcement_cost_usd.LMC", 250, 500, 1000),
    ("file_cost_usd.HIC", 50, 100, 200),
    ("admin_share", 0.05, 0.10, 0.20),
    ("return_cost_usd", 5000, 10000, 25000),
    ("scholar_cost_usd", 20000, 40000, 60000),
    ("code_cost_usd", 100000, 500000, 2000000),
    ("secretariat_cost_usd", 3000000, 8000000, 15000000),
]


OURS = [  # read since the page, docs/decisions
    ("hiring_delay_years.lowmid", 1.0, 0.25, 2.0),  # E138: one to two years, under a quarter where hiring was fast
    ("hiring_delay_years.high", 0.25, 0.1, 0.5),
    ("nurses_abroad_most_share", 0.5, 0.4, 0.6),
    ("resit_pass_share", 0.6, 0.4, 0.8),
]


@pytest.mark.parametrize(("name", "central", "low", "high"), [*TRIANGLES, *OURS])
def test_triangles_are_those_of_the_page(name, central, low, high):
    law = load_registry().get(name).distribution
    assert isinstance(law, Triangular)
    assert (law.mode, law.low, law.high) == pytest.approx((central, low, high))


@pytest.mark.parametrize(("name", "value"), FIXED)
def test_fixed_values_are_those_of_the_page(name, value):
    assert load_registry().get(name).central == value


@pytest.mark.parametrize(("name", "median", "sigma"), LOGNORMALS)
def test_lognormals_are_those_of_the_page(name, median, sigma):
    law = load_registry().get(name).distribution
    assert isinstance(law, LogNormal)
    assert (law.median, law.sigma) == (median, sigma)


@pytest.mark.parametrize(("name", "mean", "sd"), NORMALS)
def test_normals_are_those_of_the_page(name, mean, sd):
    law = load_registry().get(name).distribution
    assert isinstance(law, TruncatedNormal)
    assert (law.mean, law.sd) == (mean, sd)


@pytest.mark.parametrize(("name", "low", "central", "high"), COSTS)
def test_costs_are_lognormal_with_ninety_percent_between_low_and_high(name, low, central, high):
    law = load_registry().get(name).distribution
    assert isinstance(law, LogNormal)
    assert law.median == central
    assert law.sigma == pytest.approx(math.log(high / low) / 3.29, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "centre", "count"),
    [
        ("channel_share.doctor", (0.15, 0.10, 0.72, 0.03), 20),
        ("channel_share.nurse", (0.35, 0.30, 0.30, 0.05), 20),
        ("channel_share.midlevel", (0.02, 0.03, 0.15, 0.80), 20),
        ("place_share.doctor", (0.45, 0.35, 0.20), 12),
        ("place_share.community", (0.05, 0.15, 0.80), 12),
    ],
)
def test_mixes_are_those_of_the_page(name, centre, count):
    law = load_registry().get(name).distribution
    assert isinstance(law, Dirichlet)
    assert (law.centre, law.count) == (centre, count)


def test_unit_costs_are_those_of_the_table_beside_this_file():
    """All of them, so that none changes unseen; those of ``COSTS`` were typed from the page a second time."""
    with Path(__file__).with_name("unit_costs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 87
    for row in rows:
        law = load_registry().get(row["name"]).distribution
        assert isinstance(law, LogNormal)
        assert (law.median, law.sigma) == pytest.approx((float(row["median"]), float(row["sigma"])), rel=1e-5), row


def test_betas_are_those_of_the_page():
    registry = load_registry()
    laws = {n: registry.get(n).distribution for n in ("kappa_stated_preference", "kappa_code_guidance")}
    assert (laws["kappa_stated_preference"].a, laws["kappa_stated_preference"].b) == (2, 4)
    assert (laws["kappa_code_guidance"].a, laws["kappa_code_guidance"].b) == (2, 5)
    assert round(registry.get("kappa_stated_preference").central, 2) == 0.33
    assert round(registry.get("kappa_code_guidance").central, 2) == 0.29


def test_every_name_of_the_contract_exists():
    names = Path(__file__).with_name("contract_names.txt").read_text(encoding="utf-8").split()
    assert len(names) > 300
    assert [name for name in names if name not in load_registry().estimates] == []


def test_money_says_its_price_year():
    money = [e for e in load_registry().estimates.values() if e.unit == "usd"]
    assert len(money) > 50
    assert [e.name for e in money if not e.price_year] == []
