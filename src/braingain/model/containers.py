"""What the model takes and gives: bare arrays with named axes, the draw always last.

Layouts (an axis of length 1 broadcasts; a leading ``year`` axis stands before any of them in ``Paths``, ``Dials``
and ``Yearly``):

========  =====================================================================
HOME      (cadre, sex, background, duration, post, draw)
ABROAD    (cadre, sex, duration, status, destination, draw)
CHOICE    (cadre, channel, destination, draw)
SCHOOL    (cadre, sex, background, owner, stage, draw)
SEATS     (cadre, owner, draw)
POSTS     (cadre, work post, draw), the six posts of public and private by place
DEST      (cadre, destination, draw)
CADRE     (cadre, draw)
BOND      (cadre, sex, duration < 10, savings class, draw)
STAY      (cadre, sex, background, duration, programme, step, draw)
========  =====================================================================

Orders along the axes are those of ``foundation.vocabulary``: cadres doctor, nurse, midlevel, community; sexes female,
male; backgrounds rural, urban; posts public capital/urban/rural, private capital/urban/rural, reserve, out; statuses
temporary, settled, deskilled; channels government, private, own, irregular; owners public, private. Stages are aligned
to the right: the last stage is always the final year, a cadre with n years enters at stage ``E − n``. Stocks are
persons on 1 January; flows are persons during the year. Equation numbers are those of ``docs/model.md``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Array = Any  # a numpy or jax array, float64

N_SEXES, N_BACKGROUNDS, N_POSTS, N_WORK, N_STATUSES, N_CHANNELS, N_OWNERS, N_CLASSES = 2, 2, 8, 6, 3, 4, 2, 3
PUBLIC, PRIVATE, RESERVE, OUT = slice(0, 3), slice(3, 6), 6, 7
WORK = slice(0, 6)
CAPITAL_POSTS, URBAN_POSTS, RURAL_POSTS = (0, 3), (1, 4), (2, 5)
TEMPORARY, SETTLED, DESKILLED = 0, 1, 2
GOVERNMENT, PRIVATE_CHANNEL, OWN, IRREGULAR = 0, 1, 2, 3
FEMALE, MALE = 0, 1
BOND_DURATIONS = 10
QUALITY_HISTORY = 12
BUILD_YEARS = 7
OLD_DURATION = 15  # beta_post and beta_go take one value below this duration and one from it on (2.14c)
ENTRANT_DURATIONS = 5  # y < 5: the young of (2.13) and of the private-school factor (2.9c)


class Options(NamedTuple):
    """Choices that change the program that is compiled; hashable."""

    demand_country: bool = False  # labour[c] of docs/model.md 1.1: posts follow demand (2.24), else the budget (2.28)
    caps: bool = False  # legal caps (2.3b) are solved; off where no lever sets one
    bonds_bind_service: bool = False  # option `binds = public_service` of (2.20)
    programme_years: tuple[int, ...] = (6, 3, 3, 1)  # n of each cadre, 1..E
    stay_years: tuple[int, ...] = (1,)  # whole years away of each stay programme
    stay_destination: tuple[int, ...] = (0,)  # index of the destination of each stay programme


class Switches(NamedTuple):
    """Mechanism switches of docs/architecture.md, each 1.0 (on) or 0.0 (off: the neutral value of the equation named)."""

    substitution: Array = 1.0
    network: Array = 1.0
    onward_moves: Array = 1.0
    return_moves: Array = 1.0
    irregular: Array = 1.0
    bond_erosion: Array = 1.0
    budget_limit: Array = 1.0
    private_seats: Array = 1.0
    quality_dilution: Array = 1.0
    brain_gain: Array = 0.0
    destination_response: Array = 1.0
    workload_feedback: Array = 1.0
    queue: Array = 1.0
    teachers: Array = 1.0
    reconsider: Array = 1.0


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
    vacancy_offset: Array  # (draw,)
    network_offset: Array  # (draw,) ε_A
    network0: Array  # DEST a⁰_od, stock abroad per head of the home stock at t0
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
    # schools
    applicants0: Array  # SEATS App⁰
    applicant_mix: Array  # (cadre, sex, background, draw), sums to 1
    spill_share: Array  # (draw,)
    seat_response: Array  # (draw,) κ_seat
    seat_growth_max: Array  # (draw,) g_max
    drop_out: Array  # CADRE drop a year (2.7)
    pass_share0: Array  # SEATS Q⁰
    dilution: Array  # (draw,) φ_Q
    quality_response: Array  # (draw,) ε_QA
    teachers0: Array  # CADRE Edu⁰
    seats0: Array  # CADRE ΣCap⁰
    teacher_slack: Array  # (draw,) s_T
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
    # foreign-trained at t0 (2.27b); None: the stock of the state in which the run begins
    foreign0: Array | None = None  # CADRE A_for⁰


class Paths(NamedTuple):
    """No-policy series by year; a scenario may override any (leading axis: year t0, t0+1, ...)."""

    mortality_home: Array  # (year,) + HOME hazard of the population at the cell's age
    mortality_abroad: Array  # (year,) + ABROAD
    applicants_index: Array  # (year, cadre, draw) idx_app
    seats: Array  # (year,) + SEATS Cap^path
    posts: Array  # (year,) + POSTS F^path at the end of the year (2.28b, 2.30; demand countries D·share without wage)
    pay: Array  # (year, draw) actual pay at home over its path, 1 without a pay crisis
    public_pay_usd: Array  # (year, cadre, draw) w̃ a year on its path [US$ at market rates]
    pay_index: Array  # (year, draw) real pay path, 1 at t0
    fine_index: Array  # (year, draw) I(t) of (2.19), 1 at t0
    pay_abroad: Array  # (year,) + DEST actual pay abroad over its path
    demand: Array  # (year, cadre, draw) D of the focus country without the wage term (2.24)
    demand_abroad: Array  # (year,) + DEST D_d without the wage term


class Dials(NamedTuple):
    """All that levers may change, neutral by default (leading axis year unless said); made by ``policy.apply``."""

    touched: Array  # (destination,) 1 where the destination runs its labour market (2.27)
    pay_raise: Array  # (year,) + POSTS raise of base pay, share
    supplement: Array  # (year,) + POSTS supplement, share of base pay
    payroll_rise: Array  # (year, slot) + POSTS share of pay that the payroll lever of the slot adds
    payroll_oncost: Array  # (slot,) 1 where on-cost is due (raises), 0 for supplements
    payroll_origin_share: Array  # (year, slot, draw) s_ℓ
    payroll_new_money: Array  # (year, slot, draw) new_money_share
    payroll_aid_share: Array  # (year, slot, draw) share paid by donors and destinations
    posts_added: Array  # (year,) + POSTS posts funded directly by a lever
    posts_funded_share: Array  # (year, cadre, draw) posts for graduates of lever seats (2.29c)
    seats_ordered: Array  # (year,) + (cadre, owner, build years left 0..6, draw); negative at 0 closes seats
    quality: Array  # (year,) + SEATS QA
    visiting_teachers: Array  # (year, cadre, draw)
    admission_weight: Array  # (year, cadre, sex, background, draw)
    rural_training: Array  # (year, cadre, draw) added to τ⁰ for cohorts licensed in the year
    openness: Array  # (year,) + CHOICE z (2.18b); 1
    legal_shift: Array  # (year,) + DEST utility added to all legal channels (voluntary codes); 0
    entry_cost: Array  # (year,) + CHOICE added to cost_odr [intl $]
    hire_cost_share: Array  # (year,) + CHOICE hire_dr / w_d
    recognition: Array  # (year,) + DEST added to rec
    cap: Array  # (year,) + DEST legal places for the focus country; inf
    bond_cover: Array  # (year, cadre, draw) share of publicly trained new licensed that is bound
    bond_years: Array  # (cadre, draw) L
    bond_fine: Array  # (cadre, draw) fine over a year's public pay at signing
    bond_indexed: Array  # (cadre, draw) 1 keeps the fine's real value
    bond_enforcement: Array  # (cadre, draw) enf
    stay_rate: Array  # (year, programme, cadre, draw) persons sent per worker at home
    stay_compliance: Array  # (programme, draw) comp
    stay_works: Array  # (programme,) 1 where those away work in the destination
    offer_share: Array  # (year, cadre, draw) job offers, dose of the return programme
    return_multiplier: Array  # (year, cadre, draw) Δprog_eff per offer_share (2.21c)
    return_effect_max: Array  # (draw,) 2 Δprog
    conditions: Array  # (year, condition) + POSTS change of X


class State(NamedTuple):
    """Stocks and memories on 1 January."""

    home: Array  # HOME H
    abroad: Array  # ABROAD A
    stays: Array  # STAY
    students: Array  # SCHOOL P
    resit: Array  # (cadre, sex, background, owner, draw)
    bonded: Array  # BOND share of the cell under bond
    rural_trained: Array  # (cadre, duration, draw) tau
    privately_trained: Array  # (cadre, duration < 5, draw) priv
    returned: Array  # CADRE Ret
    lever_trained: Array  # CADRE Xp
    lever_students: Array  # (cadre, owner, stage, draw) Lev, share of a stage in lever seats
    seats: Array  # SEATS Cap without lever seats
    lever_seats: Array  # SEATS open seats of levers
    building: Array  # (cadre, owner, build years left, draw) Wip
    ln_seats: Array  # (cadre, owner, years back, draw) lnX of t−1, t−2, ...
    rationing: Array  # POSTS m̄, smoothed
    vacancy: Array  # POSTS vacancy rate of last year, for X_workload
    vacancy_abroad: Array  # DEST v_d of last year
    ln_wage_abroad: Array  # DEST lnw_d over its path
    ln_wage: Array  # CADRE lnw of the focus country (0 for budget countries)
    ln_wage_private: Array  # CADRE lnwp
    others_abroad: Array  # DEST W_d, other workers of the destination
    seats_abroad: Array  # DEST Cap_d
    students_abroad: Array  # (cadre, stage, destination, draw) P_d
    foreign: Array  # CADRE A_for, foreign-trained in the focus country
    expected_abroad: Array  # CADRE p̂
    inclusive: Array  # DEST I_d of last year, for onward movers
    shares: Array  # DEST π of last year


class Yearly(NamedTuple):
    """What a year leaves behind: stocks of 1 January t+1, flows of t (leading axis year after a run)."""

    home: Array  # (cadre, sex, post, draw) own-trained at home
    foreign: Array  # CADRE foreign-trained at home
    filled: Array  # POSTS own and foreign
    funded: Array  # POSTS F(t)
    reserve_young: Array  # CADRE reserve with y < 5
    licensed: Array  # (cadre, sex, draw)
    intake: Array  # SEATS
    capacity: Array  # SEATS Cap_eff
    seats_open: Array  # SEATS Cap with lever seats
    enrolled: Array  # SEATS students at the start of next year
    pass_share: Array  # SEATS Q
    applicants: Array  # SEATS
    lever_licensed: Array  # CADRE licensed out of lever seats
    lever_posts: Array  # CADRE posts funded by training levers
    deaths: Array  # CADRE at home
    retired: Array  # CADRE at home
    emigrants: Array  # (cadre, sex, draw), all, with new licensed and returnees
    emigrants_young: Array  # CADRE of them y < 5
    flows: Array  # CHOICE emigrants by channel and destination
    bonded_leavers: Array  # (cadre, savings class, draw)
    bonded_young_leavers: Array  # CADRE
    bonded: Array  # CADRE persons under bond on 1 January t+1
    fine_real: Array  # CADRE real fine of this year's leavers, mean, years of home pay
    returns: Array  # (cadre, sex, draw)
    onward: Array  # CADRE
    abroad: Array  # (cadre, sex, destination, draw) practising abroad (TMP + SET)
    deskilled: Array  # CADRE
    stays_begun: Array  # (programme, cadre, draw)
    away: Array  # (programme, cadre, draw) on a stay on 1 January t+1
    stays_returned: Array  # CADRE
    stays_overstayed: Array  # CADRE
    place_moves: Array  # (cadre, place from, place to, draw) people in posts who take another post in the year
    entrant_places: Array  # (cadre, place to, draw) first posts of the new licensed of the year
    offer: Array  # CADRE offer_k (2.20c)
    rationing: Array  # POSTS m(t)
    private_wage: Array  # CADRE lnwp
    wage: Array  # CADRE lnw
    vacancy_abroad: Array  # DEST
    inclusive_value: Array  # CADRE I
    conservation: Array  # (draw,) largest relative residual of the balances of docs/model.md 2.16 (1, 2, 4)
    solver: Array  # (draw,) largest residual of the capacity systems


class World(NamedTuple):
    """One country, calibrated: everything the model needs besides what levers change."""

    constants: Constants
    paths: Paths
    state: State
    options: Options
    switches: Switches


def neutral_dials(
    years: int, cadres: int, destinations: int, conditions: int, programmes: int = 1, slots: int = 1
) -> Dials:
    """Dials at which no lever does anything; draws broadcast (axis of length 1)."""
    import numpy as np

    t, k, d, p = years, cadres, destinations, programmes
    zeros, ones = np.zeros, np.ones
    return Dials(
        touched=zeros((d,)),
        pay_raise=zeros((t, k, N_WORK, 1)),
        supplement=zeros((t, k, N_WORK, 1)),
        payroll_rise=zeros((t, slots, k, N_WORK, 1)),
        payroll_oncost=zeros((slots,)),
        payroll_origin_share=ones((t, slots, 1)),
        payroll_new_money=ones((t, slots, 1)),
        payroll_aid_share=zeros((t, slots, 1)),
        posts_added=zeros((t, k, N_WORK, 1)),
        posts_funded_share=zeros((t, k, 1)),
        seats_ordered=zeros((t, k, N_OWNERS, BUILD_YEARS, 1)),
        quality=zeros((t, k, N_OWNERS, 1)),
        visiting_teachers=zeros((t, k, 1)),
        admission_weight=ones((t, k, N_SEXES, N_BACKGROUNDS, 1)),
        rural_training=zeros((t, k, 1)),
        openness=ones((t, k, N_CHANNELS, d, 1)),
        legal_shift=zeros((t, k, d, 1)),
        entry_cost=zeros((t, k, N_CHANNELS, d, 1)),
        hire_cost_share=zeros((t, k, N_CHANNELS, d, 1)),
        recognition=zeros((t, k, d, 1)),
        cap=np.full((t, k, d, 1), np.inf),
        bond_cover=zeros((t, k, 1)),
        bond_years=zeros((k, 1)),
        bond_fine=zeros((k, 1)),
        bond_indexed=zeros((k, 1)),
        bond_enforcement=zeros((k, 1)),
        stay_rate=zeros((t, p, k, 1)),
        stay_compliance=ones((p, 1)),
        stay_works=zeros((p,)),
        offer_share=zeros((t, k, 1)),
        return_multiplier=zeros((t, k, 1)),
        return_effect_max=zeros((1,)),
        conditions=zeros((t, conditions, k, N_WORK, 1)),
    )
