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
UP        (cadre, sex, background, duration, year of the course left, draw); no step where no ladder is in the run
OBLIGED   (cadre, sex, duration < 10, draw)
MISSION   (mission programme, cadre, draw); no programme where no mission is in the run
========  =====================================================================

Orders along the axes are those of ``foundation.vocabulary``: cadres doctor, nurse, midlevel, community; sexes female,
male; backgrounds rural, urban; posts public capital/urban/rural, private capital/urban/rural, reserve, out; statuses
temporary, settled, deskilled; channels government, private, own, irregular; owners public, private. Stages are aligned
to the right: the last stage is always the final year, a cadre with n years enters at stage ``E − n``. Stocks are
persons on 1 January; flows are persons during the year. Equation numbers are those of ``docs/model.md``.
"""

from __future__ import annotations

from typing import NamedTuple

from braingain.model.given import Array, Constants, Paths

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
N_PLACES = 3
MISSION_STEPS = 6  # years since a mission began that are kept: 0 ... 5
CLAIM_YEARS = 2  # years after which other cadres' pay follows a rise (2.14e)


class Options(NamedTuple):
    """Choices that change the program that is compiled; hashable."""

    demand_country: bool = False  # labour[c] of docs/model.md 1.1: posts follow demand (2.24), else the budget (2.28)
    caps: bool = False  # legal caps (2.3b) are solved; off where no lever sets one
    bonds_bind_service: bool = False  # option `binds = public_service` of (2.20)
    programme_years: tuple[int, ...] = (6, 3, 3, 1)  # n of each cadre, 1..E
    stay_years: tuple[int, ...] = (1,)  # whole years away of each stay programme
    stay_destination: tuple[int, ...] = (0,)  # index of the destination of each stay programme
    # parts that no lever of the run uses cost nothing: off unless asked
    bridge_years: int = 0  # n_bridge of (2.9d), 0: no ladder in the run
    ladder_next: tuple[int, ...] = ()  # next[k] of each cadre, -1 none
    entry_ages: tuple[int, ...] = ()  # a0 of each cadre, for the change of duration at an upgrade
    service: bool = False  # compulsory service and withheld licences (2.18c)
    tracks: bool = False  # graduates who go abroad on a track (2.9b)
    missions: int = 0  # number of mission programmes (2.23)
    fund: bool = False  # the pooled fund (2.36)
    fund_build_years: int = 3  # years before the seats that the fund buys open, 0..6
    destination_seats: bool = False  # seats of levers at destinations (2.26)
    permanent_dilution: bool = False  # variant of (2.8): what quality is lost is lost for good


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
    relative_pay: Array = 0.0
    dual_practice: Array = 1.0
    ladders: Array = 1.0


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
    posts_aid_share: Array  # (year, cadre, draw) the same, those that donors and destinations pay (2.29 iii)
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
    visa: Array  # (year,) + DEST visa rules over those of the start, as they are felt (2.17b): 1 a visa where none was
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
    conditions: Array  # (year, condition, cadre, sex, work post, draw) change of X
    # ladders (2.9d)
    ladder_share: (
        Array  # (year, cadre, draw) υ, share of the eligible of the cadre who would begin a course in the year
    )
    ladder_seats_share: Array  # (year, cadre, draw) seats_up over the people of the cadre on 1 January [1/year]
    ladder_service_years: Array  # (cadre, draw) y_elig
    ladder_study_share: Array  # (cadre, draw) φ_study, FTE lost while in a course
    # incomes (2.14b, d, e)
    benefit: Array  # (year,) + POSTS benefit in kind, share of base pay on its path; public posts
    pay_gap_closed: Array  # (year,) + POSTS share of women's pay gap that is closed
    pay_out: Array  # (year, cadre, draw) rise of w_out, share
    dual_hours: Array  # (year, cadre, draw) added to α_max·allow [FTE]
    dual_monitoring: Array  # (year, cadre, draw) added to monitor
    return_premium: Array  # (year, cadre, draw) ω_ret, pay premium that a lever gives those who return
    return_grant: Array  # (year, cadre, draw) grant of a return programme, years of home pay, for resentment (2.14e)
    # compulsory service (2.18c)
    service_cover: Array  # (year, cadre, sex, draw) share of the year's new licensed who are obliged
    service_years: Array  # (cadre, draw) L_serv
    service_weight: Array  # (cadre, draw) effort·κ_service, taken from weights of posts that do not count as service
    licence_hold: Array  # (cadre, draw) ε_cred·licence_withheld, taken from legal channels
    # looking for work again (2.13)
    reentry: Array  # (year, cadre, sex, reserve or out, draw) added to σ_RES, σ_OUT
    reentry_places: Array  # (year, cadre, draw) most people whom that brings to look; inf
    # abroad
    track_places: Array  # (year,) + DEST places on tracks × take_up [persons a year]
    pay_abroad_raise: Array  # (year,) + DEST rise of pay at the destination by a lever, share
    reentry_abroad: Array  # (year,) + DEST people whom a lever brings back to work at the destination [persons a year]
    seats_abroad: Array  # (year,) + DEST open seats of levers at the destination, on top of Cap_d
    # missions (2.23, 2.30b)
    mission_starts: Array  # (year,) + MISSION people sent in the year
    mission_length_years: Array  # (programme, draw) up to 6
    mission_productivity: Array  # (programme, draw) prod
    mission_fills: Array  # (programme, draw) share of those present who take a post in rural public service
    mission_from_here: Array  # (programme,) 1 where the focus country sends, 0 where it is the host
    mission_local_staff: Array  # (programme, cadre, draw) local staff of the cadre employed for each person present
    mission_local_premium: Array  # (programme, draw) their pay over private pay, share
    # fund (2.36)
    fund_per_recruit: Array  # (year,) + DEST contribution for each recruit [US$]
    fund_flat: Array  # (year, draw) other contributions [US$ a year]
    fund_posts_share: Array  # (draw,) of what is disbursed, the rest buys seats
    fund_absorption: Array  # (draw,) absorb, share of seats a year
    fund_seat_cost: Array  # (cadre, draw) c_seat·n + c_place [US$]
    fund_mix: Array  # (cadre, draw) shares of cadres in what is disbursed, sum to 1 (or 0: no fund)


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
    teaching: Array  # CADRE Th, share of workers who teach over that of t0
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
    bridging: Array  # UP people in a course towards the next cadre
    obliged: Array  # OBLIGED share of the cell that owes service
    missions: Array  # (mission programme, years since start < 6, cadre, draw) contracts
    fund: Array  # (draw,) [US$]
    past_rises: Array  # (cadre, years back: 1, 2; draw) mean rise of public pay by levers, share
    retired_abroad: Array  # DEST those who retired abroad (memo, for remittances)
    lever_students_abroad: (
        Array  # (cadre, stage, destination, draw) in seats of levers; no stage where none is in the run
    )


class Yearly(NamedTuple):
    """What a year leaves behind: stocks of 1 January t+1, flows of t (leading axis year after a run)."""

    home: Array  # (cadre, sex, post, draw) own-trained at home
    foreign: Array  # CADRE foreign-trained at home
    filled: Array  # POSTS own, foreign, and people in bridging courses, who keep their post; without missions
    funded: Array  # POSTS F(t)
    reserve_young: Array  # CADRE reserve with y < 5
    licensed: Array  # (cadre, sex, draw)
    intake: Array  # (cadre, sex, owner, draw)
    capacity: Array  # SEATS Cap_eff
    seats_open: Array  # SEATS Cap with lever seats
    enrolled: Array  # (cadre, sex, owner, draw) students at the start of next year
    pass_share: Array  # SEATS Q
    applicants: Array  # SEATS
    lever_licensed: Array  # CADRE licensed out of lever seats
    lever_posts: Array  # CADRE posts funded by training levers
    deaths: Array  # (cadre, sex, draw) at home
    retired: Array  # (cadre, sex, draw) at home
    emigrants: Array  # (cadre, sex, draw), all, with new licensed and returnees
    emigrants_young: Array  # CADRE of them y < 5
    flows: Array  # CHOICE emigrants by channel and destination
    emigrants_to: Array  # (cadre, sex, destination, draw) the same people by sex and destination
    bonded_leavers: Array  # (cadre, sex, savings class, draw)
    bonded_young_leavers: Array  # CADRE
    bonded: Array  # (cadre, sex, draw) persons under bond on 1 January t+1
    fine_real: Array  # CADRE real fine of this year's leavers, mean, years of home pay
    returns: Array  # (cadre, sex, draw)
    onward: Array  # (cadre, sex, draw)
    abroad: Array  # (cadre, sex, destination, draw) practising abroad (TMP + SET)
    deskilled: Array  # (cadre, sex, draw)
    stays_begun: Array  # (programme, cadre, sex, draw)
    away: Array  # (programme, cadre, sex, draw) on a stay on 1 January t+1
    stays_returned: Array  # (cadre, sex, draw)
    stays_overstayed: Array  # (cadre, sex, draw)
    place_moves: Array  # (cadre, place from, place to, draw) people in posts who take another post in the year
    entrant_places: Array  # (cadre, place to, draw) first posts of the new licensed of the year
    offer: Array  # CADRE offer_k (2.20c)
    rationing: Array  # POSTS m(t)
    private_wage: Array  # CADRE lnwp
    wage: Array  # CADRE lnw
    vacancy_abroad: Array  # DEST
    inclusive_value: Array  # CADRE I
    bridging: Array  # (cadre, sex, draw) in a course on 1 January t+1
    bridging_begun: Array  # (cadre, sex, draw)
    upgraded: Array  # (cadre, sex, draw) completed, by the cadre that they leave
    bridging_failed: Array  # (cadre, sex, draw) back in their cadre
    bridging_lost: Array  # (cadre, sex, draw) dead and retired
    tracks: Array  # (cadre, sex, destination, draw) graduates who went abroad on a track
    obliged: Array  # (cadre, sex, draw) persons who owe service on 1 January t+1
    held_leavers: Array  # (cadre, sex, draw) leavers whose licence was withheld
    mission_present: Array  # MISSION person-years in the year
    mission_fte: Array  # MISSION present × productivity
    mission_posts: Array  # CADRE posts that missions take, in rural public service
    mission_lent: Array  # CADRE of those sent from here, out of the reserve
    mission_lost_fte: Array  # CADRE FTE that the focus country lacks as a sender
    local_staff: Array  # CADRE private posts that missions add
    dual_hours: Array  # (cadre, place, draw) α, private FTE of a public worker
    public_fte: Array  # (cadre, place, draw) public FTE of a public worker
    skill_factor: Array  # CADRE 1 + prod_ret·Ret/H_work, on the service of the cadre
    returned: Array  # CADRE Ret on 1 January t+1
    reentered: Array  # (cadre, sex, draw) people whom re-entry levers brought to look for work
    claimed_rise: Array  # CADRE rise of public pay won by claims, share
    fund: Array  # (draw,) on 1 January t+1 [US$]
    fund_contributed: Array  # (draw,) [US$]
    fund_disbursed: Array  # (draw,) [US$]
    fund_seats: Array  # CADRE seats ordered
    fund_posts: Array  # CADRE posts paid in the year
    retired_abroad: Array  # DEST on 1 January t+1
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
    years: int, cadres: int, destinations: int, conditions: int, programmes: int = 1, slots: int = 1, missions: int = 0
) -> Dials:
    """Dials at which no lever does anything; draws broadcast (axis of length 1)."""
    import numpy as np

    t, k, d, p, m = years, cadres, destinations, programmes, missions
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
        posts_aid_share=zeros((t, k, 1)),
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
        conditions=zeros((t, conditions, k, N_SEXES, N_WORK, 1)),
        **{name: zeros((t, k, 1)) for name in _BY_YEAR_AND_CADRE},
        **{name: zeros((t, k, d, 1)) for name in _BY_YEAR_AND_DESTINATION},
        **{name: zeros((k, 1)) for name in _BY_CADRE},
        benefit=zeros((t, k, N_WORK, 1)),
        pay_gap_closed=zeros((t, k, N_WORK, 1)),
        service_cover=zeros((t, k, N_SEXES, 1)),
        reentry=zeros((t, k, N_SEXES, 2, 1)),
        reentry_places=np.full((t, k, 1), np.inf),
        mission_starts=zeros((t, m, k, 1)),
        mission_length_years=zeros((m, 1)),
        mission_productivity=ones((m, 1)),
        mission_fills=zeros((m, 1)),
        mission_from_here=zeros((m,)),
        mission_local_staff=zeros((m, k, 1)),
        mission_local_premium=zeros((m, 1)),
        fund_flat=zeros((t, 1)),
        fund_posts_share=zeros((1,)),
        fund_absorption=zeros((1,)),
    )


_BY_YEAR_AND_CADRE = (
    "ladder_share",
    "ladder_seats_share",
    "pay_out",
    "dual_hours",
    "dual_monitoring",
    "return_premium",
    "return_grant",
)
_BY_YEAR_AND_DESTINATION = (
    "visa",
    "track_places",
    "pay_abroad_raise",
    "reentry_abroad",
    "seats_abroad",
    "fund_per_recruit",
)
_BY_CADRE = (
    "ladder_service_years",
    "ladder_study_share",
    "service_years",
    "service_weight",
    "licence_hold",
    "fund_seat_cost",
    "fund_mix",
)
