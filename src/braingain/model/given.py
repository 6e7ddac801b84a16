"""What a run is given and never changes: constants of one world, and series by year; layouts as ``containers`` has them.

Both come from the calibration of a country; the rest of the containers stand in ``containers``, which hands these on.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Array = Any  # a numpy or jax array, float64


class Constants(NamedTuple):
    """What does not change over the years of one run."""

    # leaving (2.16): hazards at t0 by cell, without the private-school factor f_u, already over the mean of f
    leave_hazard: Array  # HOME [1/year]
    entrant_hazard: Array  # HOME with post axis 1: f_j = 1, for new licensed and returnees [1/year]
    private_school_factor: Array  # (draw,) f_prv of E15
    # choice of destination and channel at t0 (2.2f)
    destination_shares: Array  # DEST, sums to 1 over destinations
    channel_shares: Array  # CHOICE, sums to 1 over channels
    theta_destination: Array  # (draw,)
    theta_channel: Array  # (draw,)
    beta_income_abroad: Array  # (draw,) β_y
    beta_network: Array  # (draw,)
    beta_vacancy: Array  # (draw,)
    beta_recognition: Array  # (draw,)
    beta_visa: Array  # (draw,) β_visa
    vacancy_offset: Array  # (draw,)
    network_offset: Array  # (draw,) ε_A
    network0: Array  # DEST a⁰_od, stock abroad as a share of all at home and abroad at t0
    demand_wage: Array  # (draw,) ε_w
    # income abroad
    income_abroad: Array  # DEST Y_d before tax at t0 [intl $]
    tax_abroad: Array  # DEST share
    entry_cost: Array  # CHOICE cost_odr of the migrant at t0 [intl $]
    # arrivals (2.18) and life abroad (2.9.1, 2.21)
    recognition: Array  # DEST rec
    deskilled_with_job: Array  # (draw,) dsk_job
    temporary_share: Array  # CHOICE τ_tmp
    settle_rate: Array  # DEST η_set [1/year]
    recognise_rate: Array  # DEST η_rec [1/year]
    leave_abroad: Array  # (cadre, status, destination, draw) ρ⁰ return + onward [1/year]
    onward_share: Array  # DEST χ
    theta_return: Array  # (draw,)
    background_mix: Array  # (cadre, sex, background, draw) of those who return, sums to 1 over background
    # life
    mortality_factor: Array  # (draw,) ζ_d
    retirement_home: Array  # HOME probability by age (2.11)
    retirement_abroad: Array  # ABROAD
    # posts
    beta_post: Array  # (duration, draw) with the factor for y >= 15; constant on each side of it
    beta_go: Array  # (duration, draw) with the factor for y >= 15
    beta_work: Array  # (draw,)
    pay_response: Array  # (sex, draw) women's over men's, men 1
    condition_response: Array  # (condition, sex, draw) β_x / β_post with the factor for women
    post_weights: Array  # (cadre, background, post, draw) ω, sums to 1 over posts
    rationing0: Array  # POSTS m⁰ of (2.15c), else 1
    reconsider_share: Array  # (duration, post, draw) σ
    hiring_lag: Array  # POSTS share of the posts that fell empty which a year's hiring leaves so (2.15e); 0 private
    ln_or_rural_training: Array  # (draw,) ln OR_T
    rural_training0: Array  # (draw,) τ⁰
    foreign_post_shares: Array  # POSTS fs_j: where the foreign-trained work, sums to 1
    vacancy0: Array  # POSTS vacancy rate by post at t0, for X_workload
    expectation_speed: Array  # (draw,) φ_exp
    # money for posts (2.28c-2.29c)
    oncost: Array  # (draw,)
    vacancy_money_share: Array  # (draw,) φ_vac
    fungibility_share: Array  # (draw,) φ_fung
    vacancy_money0: Array  # CADRE V⁰ = Σ_public (F⁰ − W⁰) w̃⁰ (1+on) [US$]
    public_post_shares: Array  # POSTS t0 shares of public posts by place (zero on private), sums to 1
    # private market, own demand
    private_vacancy0: Array  # CADRE v_prv⁰
    private_wage_adjust: Array  # (draw,) η_prv
    vacancy_normal: Array  # CADRE v* of the focus country (demand countries)
    wage_adjust: Array  # (draw,) η_w
    wage_return: Array  # (draw,) δ_w
    # schools
    applicants0: Array  # SEATS App⁰
    applicant_mix: Array  # (cadre, sex, background, draw), sums to 1
    spill_share: Array  # (draw,)
    seat_response: Array  # (draw,) κ_seat
    seat_growth_max: Array  # (draw,) g_max
    drop_out: Array  # CADRE drop a year (2.7)
    pass_share0: Array  # SEATS Q⁰
    resit_pass_share: Array  # (draw,) pass rate in a second sitting over that of the year's graduates (2.9)
    dilution: Array  # (draw,) φ_Q
    quality_response: Array  # (draw,) ε_QA
    teachers0: Array  # CADRE Edu⁰
    seats0: Array  # CADRE ΣCap⁰
    teacher_slack: Array  # (draw,) s_T
    teacher_adjust: Array  # (draw,) η_T, a year
    teachers_per_worker: Array  # (draw,) teach_k
    applicants_elasticity: Array  # (draw,) η_app
    # expectations (2.32): yearly income at home in work and out of it, and abroad, same money
    income_home: Array  # CADRE Ȳ⁰
    income_reserve: Array  # CADRE Y_0
    expected_income0: Array  # CADRE Ŵ⁰ at the baseline share abroad
    # seats that follow demand (2.26), the focus country when demand_country, and touched destinations
    seat_adjust: Array  # (draw,) η_cap
    seat_horizon_years: Array  # (draw,) T_adj
    own_demand_growth: Array  # CADRE g_D
    own_net_exit: Array  # CADRE xr
    own_completion: Array  # CADRE Γ
    own_seat_target_gap: Array  # CADRE Cap⁰ − Cap*⁰
    # foreign-trained in the focus country (2.27b)
    foreign_growth: Array  # CADRE g_k
    foreign_exit: Array  # CADRE exits a year
    # destinations' markets (2.27)
    dest_exit: Array  # DEST exit_d
    dest_inflow0: Array  # DEST in⁰
    dest_growth: Array  # DEST g_D
    dest_vacancy0: Array  # DEST v⁰_d = v*_d
    dest_net_exit: Array  # DEST xr_d
    dest_seat_target_gap: Array  # DEST
    dest_completion: Array  # DEST Γ
    dest_drop_out: Array  # DEST
    # bonds (2.20)
    savings_classes: Array  # (savings class, draw) sav_h, years of home pay
    amortise_years: Array  # (draw,) T_am
    # incomes, private work of public staff, claims (2.14b, d, e)
    women_pay_gap: Array  # (draw,) wgap
    private_pay_ratio: Array  # (draw,) ρ = w_prv/w_pub at t0
    dual_most: Array  # CADRE α_max·allow, private FTE of a public worker where private pay is far higher [FTE]
    dual_place: Array  # (place, draw) place_l
    dual_slope: Array  # (draw,) s_α
    dual_hours_lost: Array  # (draw,) κ_dual, public FTE lost for each private FTE
    dual_monitoring: Array  # (draw,) monitor, share of that loss which monitoring saves
    claims_weight: Array  # (draw,) ζ_rel
    resentment_weight: Array  # (draw,) ζ_ret
    claims_follow: Array  # (draw,) 1 in the draws in which other cadres' pay follows a rise (q_claim), else 0
    # ladders, returnees, fund (2.9d, 2.22b, 2.36)
    ladder_completion: Array  # (draw,) Γ_up
    upgraded_rural_odds: Array  # (draw,) OR_up
    return_skill_gain: Array  # (draw,) prod_ret
    fund_interest: Array  # (draw,) i [1/year]
    # foreign-trained at t0 (2.27b); None: the stock of the state in which the run begins
    foreign0: Array | None = None  # CADRE A_for⁰


class Paths(NamedTuple):
    """No-policy series by year; a scenario may override any (leading axis: year t0, t0+1, ...)."""

    mortality_home: Array  # (year,) + HOME hazard of the population at the cell's age
    mortality_abroad: Array  # (year,) + ABROAD
    applicants_index: Array  # (year, cadre, draw) idx_app
    seats: Array  # (year,) + SEATS Cap^path
    posts: Array  # (year,) + POSTS F^path at the end of the year (2.28b, 2.30; demand countries D·share without wage)
    posts_new: Array  # (year,) + POSTS of them, those that the path adds in the year: filled as they open (2.15e)
    pay: Array  # (year, draw) actual pay at home over its path, 1 without a pay crisis
    public_pay_usd: Array  # (year, cadre, draw) w̃ a year on its path [US$ at market rates]
    pay_index: Array  # (year, draw) real pay path, 1 at t0
    fine_index: Array  # (year, draw) I(t) of (2.19), 1 at t0
    pay_abroad: Array  # (year,) + DEST actual pay abroad over its path
    demand: Array  # (year, cadre, draw) D of the focus country without the wage term (2.24)
    demand_abroad: Array  # (year,) + DEST D_d without the wage term
