"""What a country's world is drawn from: names of estimates, and the noise of figures that are known only roughly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from braingain.baseline import behaviour
from braingain.baseline.natives import natives_estimate
from braingain.foundation.vocabulary import CADRES, CONDITIONS, INCOME_GROUPS

if TYPE_CHECKING:
    from braingain.baseline.context import Context
    from braingain.evidence.estimates import Registry

Floats = NDArray[np.float64]
Drawn = Mapping[str, Floats]

_EVERYWHERE = (
    "theta_destination theta_channel kappa_stated_preference beta_go beta_work old_factor sex_pay_factor "
    "sex_management_factor sex_housing_factor beta_income_abroad beta_network beta_recognition beta_visa beta_vacancy "
    "vacancy_offset network_offset pseudo_count_share sigma_young sigma_old sigma_reserve sigma_out "
    "propensity_duration.0_4 propensity_duration.5_9 propensity_duration.10_14 propensity_duration.15_24 "
    "propensity_duration.25_up propensity_rural_background propensity_reserve propensity_public "
    "propensity_private propensity_out propensity_women propensity_private_school midlevel_leaving_ratio "
    "unknown_leaving_factor channel_share.doctor channel_share.nurse channel_share.midlevel entry_cost_usd "
    "tax_abroad_share private_pay_ratio out_pay_ratio reserve_pay_ratio women_pay_gap pay_path_elasticity "
    "funded_over_filled.capital funded_over_filled.urban funded_over_filled.rural private_posts_over_filled "
    "out_share frozen_inflow_share.frozen vacancy_money_share fungibility_share wage_bill_growth_gap "
    "capital_population_share place_tilt_high_income private_tilt.capital private_tilt.urban "
    "private_tilt.rural rural_background_share or_rural_background or_rural_training rural_training_share "
    "graduates_factor graduates_least_share graduates_share_default growth_graduates gdp_growth_default "
    "pass_share.public pass_share.private resit_pass_share applicants_per_seat.public_medicine "
    "applicants_per_seat.public_other applicants_per_seat.private spill_share private_seat_response "
    "private_seat_growth_max dilution quality_response teacher_slack teacher_adjust teachers_per_worker "
    "applicants_elasticity expectation_speed mortality_factor retirement_age retirement_last "
    "retirement_spread deskilled_with_job recognise_rate leave_factor_bounds.low leave_factor_bounds.high "
    "theta_return savings_ratio savings_sd amortise_years fx_fine_share inflation_default "
    "vacancy_rate.other demand_income demand_65 demand_wage wage_adjust wage_return pay_distance_most private_wage_adjust seat_adjust "
    "seat_horizon_years destination_exit private_posts_income doctors_stock_sd.register "
    "doctors_stock_sd.survey doctors_stock_sd.imputed nurse_abroad_level nurse_corridor_sd gravity_cell_sd "
    "gravity_level_sd natives_share.other dual_hours_max dual_place.capital dual_place.urban dual_place.rural "
    "dual_slope dual_hours_lost dual_monitoring claim_probability claims_weight returnee_resentment_weight "
    "or_upgraded ladder_completion_share return_skill_gain fund_interest leaving_most_share turnover_least "
    "nurses_abroad_most_share foreign_nurses_most_share nurse_level_common_share corridors_most_share us_inflation "
)
EVERYWHERE = tuple(_EVERYWHERE.split())
CLAIMS_NOISE = "noise.claims"  # decides in which draws claims of other cadres are met (2.14e)


def needed_estimates(context: Context) -> list[str]:
    """Names of the registry that ``build_world`` takes for this country, without repetition, in a fixed order."""
    country, region, group, year = context.country, context.region, context.group, context.start
    names = list(EVERYWHERE)
    names += [f"beta_condition.{condition}" for condition in CONDITIONS]
    names += [f"beta_post_stated.{behaviour.stated_pay_key(country, region)}", f"oncost_share.{group}"]
    names += [f"public_share.{behaviour.public_key(region, group)}"]
    names += [f"completion_share.{behaviour.income_key(group)}", "completion_share.high"]
    names += [f"hiring_delay_years.{behaviour.income_key(group)}"]
    for cadre in CADRES:
        names += [f"pay_multiple.{cadre}.{g}" for g in INCOME_GROUPS]
        names += [f"place_share.{cadre}", f"women_share.{cadre}.{behaviour.income_key(group)}"]
        names += [f"entry_age.{cadre}", f"programme_years.{cadre}", behaviour.reserve_name(country, cadre)]
        names += [behaviour.private_graduates_name(country, cadre)]
        names += [f"vacancy_rate.{behaviour.vacancy_key(cadre, country)}"]
        for place in context.destinations:
            names += _of_destination(cadre, country, place, year, context)
    names += [name for cadre in behaviour.CLINICAL if (name := assumed_foreign(context, cadre))]
    names += [name for d in context.destinations if (name := _anchor(context, d))]
    if country in behaviour.ACTIVE_NURSES_GBR:
        names.append(f"active_share_nurse_gbr.{country}")
    if not context.life_table:
        key = "high" if group == "HIC" else "other"
        names += [f"gompertz_rate_at_30.{key}", f"gompertz_doubling_years.{key}"]
    return list(dict.fromkeys(names))


def assumed_foreign(context: Context, cadre: str) -> str:
    """Name of the estimate that stands in for the share trained abroad; empty where it is known."""
    value = context.values.get(f"foreign_trained_share.{cadre}")
    return value.source.removeprefix("estimate:") if value and value.source.startswith("estimate:") else ""


def _anchor(context: Context, destination: str) -> str:
    """Name of the estimate of the largest share of a destination's nurses that can have trained abroad; empty where it is known."""
    most = context.places[destination].nurses_most
    return most.source.removeprefix("estimate:") if most and most.source.startswith("estimate:") else ""


def growth_name(cadre: str, place: str) -> str:
    """Name of the draws of g_od of a corridor."""
    return f"corridor_growth.{cadre}.{place}"


def corridor_growth(
    context: Context,
    registry: Registry,
    draws: int,
    seed: int,
    fixed: Mapping[str, float] | None = None,
    whose: str = "",
) -> dict[str, Floats]:
    """Growth of each corridor, a stream of its own (docs/model.md 4.9): one country's says nothing of another's.

    ``whose`` is added to the names of the streams, where many origins are drawn together. A value that a scenario fixes
    holds for all corridors.
    """
    from braingain.evidence.estimates import uniforms

    law, given = registry.get("corridor_growth").distribution, (fixed or {}).get("corridor_growth")
    names = [growth_name(cadre, place) for cadre in behaviour.CLINICAL for place in context.destinations]
    if given is not None:
        return {name: np.full(draws, float(given)) for name in names}
    return {name: np.asarray(law.quantile(uniforms(seed, f"{name}{whose}", draws))) for name in names}


def nurse_law() -> tuple[float, float]:
    """Median and log-s.d. of the level of nurses abroad, which are taken out again to get its error."""
    from braingain.evidence.estimates import load_registry

    law = load_registry().get("nurse_abroad_level").distribution
    return law.median, law.sigma  # type: ignore[union-attr]


def noise_names(context: Context) -> list[str]:
    """Names of the standard normal streams that ``build_world`` takes besides the estimates."""
    names = [CLAIMS_NOISE, *(f"noise.stock.{cadre}" for cadre in behaviour.CLINICAL)]
    for cadre in behaviour.CLINICAL:
        names += [f"noise.corridor.{cadre}.{place}" for place in context.destinations]
        names += [f"noise.level.{cadre}.{place}" for place in context.destinations]
    return names


def draw_inputs(
    context: Context,
    registry: Registry,
    draws: int,
    seed: int,
    fixed: Mapping[str, float] | None = None,
    also: tuple[str, ...] = (),
) -> dict[str, Floats]:
    """All that ``build_world`` needs drawn: estimates (and those of ``also``) and noise, the draw last.

    Draw i is the same whatever else is drawn and however many draws there are, so blocks of draws may be cut out of a
    longer run. ``fixed`` gives one value to all draws of an estimate.
    """
    from scipy.special import ndtri

    from braingain.evidence.estimates import draw, uniforms

    names = [*needed_estimates(context), *also]
    drawn = dict(draw(registry, names, draws, seed, context.country, context.group, context.region, fixed))
    drawn |= {name: ndtri(uniforms(seed, name, draws)) for name in noise_names(context)}
    drawn |= corridor_growth(context, registry, draws, seed, fixed)
    return drawn


def block(drawn: Drawn, first: int, last: int) -> dict[str, Floats]:
    """Draws ``first`` to ``last`` - 1 of everything drawn."""
    return {name: values[..., first:last] for name, values in drawn.items()}


def _of_destination(cadre: str, country: str, place: str, year: int, context: Context) -> list[str]:
    by_others, alone = behaviour.temporary_keys(cadre, place)
    leave = behaviour.leave_key(cadre, country, place, year)
    names = [
        f"temporary_share.{by_others}",
        f"temporary_share.{alone}",
        f"recognition.{behaviour.recognition_key(cadre, country, place, year)}",
        f"settle_rate.{behaviour.settle_key(place)}",
        *[f"leave_rate.{leave}.{status}" for status in ("tmp", "set", "dsk")],
        f"onward_share.{behaviour.onward_key(place)}",
        f"vacancy_rate.{behaviour.vacancy_key(cadre, place)}",
    ]
    if cadre in behaviour.CLINICAL:
        names.append(context.loss_names[cadre][place])
        if place in context.abroad[cadre] and place != "OTH":
            names.append(natives_estimate(country, place))
    return names
