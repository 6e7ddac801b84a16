"""Levers reach the model through ``apply`` alone; at zero dose nothing moves, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from settings import DRAWS, START, cadres_for, estimates, setting

from braingain.analysis.runs import simulate, with_options
from braingain.foundation.errors import BraingainError
from braingain.model.containers import GOVERNMENT, OWN, PRIVATE_CHANNEL, Dials, Yearly
from braingain.model.simulate import WITHOUT_DRAW
from braingain.policy.applicable import CHECKS, WARNINGS
from braingain.policy.apply import apply, touch, touched_destinations
from braingain.policy.first_flows import first_flows
from braingain.policy.levers import load_levers
from braingain.policy.parts import LeverUse, Part, resolve
from braingain.policy.setting import Setting
from braingain.policy.structure import options_for, structure_of

CARDS = load_levers()
assert len(CARDS) == 44
POLICY = START + 2
HORIZON = START + 11


def parts_of(id: str, world: Setting, zero: bool = False, **doses: float) -> tuple[Part, ...]:
    card = CARDS[id]
    given = {dose.name: 0.0 for dose in card.doses if dose.amplitude} if zero else {}
    use = LeverUse(id, POLICY, doses=given | doses, cadres=cadres_for(card))
    return resolve([use], CARDS, world, HORIZON)


def run(world: Setting, dials: Dials, parts: tuple[Part, ...]) -> Yearly:
    options = options_for(structure_of([parts], world), world.world.options)
    return simulate(with_options(world, options), dials)


@pytest.mark.parametrize("id", sorted(CARDS))
def test_zero_dose_gives_neutral_dials(id: str) -> None:
    world, values = setting(), estimates()
    parts = parts_of(id, world, zero=True)
    room = structure_of([parts], world)
    for name, dial, neutral in zip(
        Dials._fields, apply(parts, values, world, room), apply((), values, world, room), strict=True
    ):
        assert np.array_equal(dial, neutral), name


@pytest.mark.parametrize("id", sorted(CARDS))
def test_zero_dose_is_the_baseline_to_the_last_bit(id: str) -> None:
    world, values = setting(), estimates()
    parts = parts_of(id, world, zero=True)
    room = structure_of([parts], world)
    touched = touched_destinations(parts, world)
    lever = run(world, touch(apply(parts, values, world, room), touched, world), parts)
    baseline = run(world, touch(apply((), values, world, room), touched, world), parts)
    for name, with_lever, without in zip(Yearly._fields, lever, baseline, strict=True):
        assert np.array_equal(with_lever, without), name


@pytest.mark.parametrize("id", sorted(CARDS))
def test_every_lever_moves_something_once_in_force_and_nothing_before(id: str) -> None:
    world, values = setting(), estimates()
    parts = parts_of(id, world, **({"pooled_fund_usd_per_year": 1e7} if id == "multilateral_alliance" else {}))
    room = structure_of([parts], world)
    lever = run(world, apply(parts, values, world, room), parts)
    baseline = run(world, touch(apply((), values, world, room), touched_destinations(parts, world), world), parts)
    changed = [np.asarray(a != b).reshape(len(a), -1).any(axis=1) for a, b in zip(lever, baseline, strict=True)]
    years = np.any(changed, axis=0)
    first = int(np.argmax(years))
    assert years.any()
    assert first >= POLICY - START + parts[0].delay_years


def test_a_bond_without_a_fine_changes_nothing() -> None:
    world, values = setting(), estimates()
    parts = parts_of("bonding", world, fine_pay_multiple=0.0)
    lever = run(world, apply(parts, values, world), parts)
    baseline = run(world, apply((), values, world), parts)
    for name in ("home", "emigrants", "abroad", "filled"):
        a, b = np.asarray(getattr(lever, name)), np.asarray(getattr(baseline, name))
        assert np.max(np.abs(a - b)) <= 1e-9 * max(1.0, np.max(np.abs(b))), name


def test_a_draw_is_the_same_whatever_stands_beside_it() -> None:
    world, values = setting(), estimates()
    parts = parts_of("ethical_code_public", world)
    together = apply(parts, values, world)
    back = {name: value[..., ::-1] for name, value in values.items()}
    backwards = apply(parts, back, world)
    assert np.array_equal(together.openness[..., ::-1], backwards.openness)


def test_amplitude_follows_delay_ramp_and_end() -> None:
    world = setting(years=12)
    use = LeverUse("rural_supplement", START + 2, end=START + 8, ramp_years=2, delay_years=1)
    (part,) = resolve([use], CARDS, world, HORIZON)
    expected = [0, 0, 0, 0.15, 0.3, 0.3, 0.3, 0.3, 0, 0, 0, 0]
    assert part.effective("supplement_share", world.years) == pytest.approx(expected)


def test_code_by_guidance_narrows_public_recruiting_and_own_initiative() -> None:
    world, values = setting(), estimates()
    dials = apply(parts_of("ethical_code_public", world), values, world)
    row = POLICY - START
    z = dials.openness[row, 0, :, 0]
    assert z[GOVERNMENT] == pytest.approx(1 - values["kappa_code_guidance"])
    assert z[OWN] == pytest.approx(1 - values["kappa_own.doctor"])
    assert np.all(z[PRIVATE_CHANNEL] == 1)
    assert np.all(dials.openness[:row] == 1)
    assert np.all(dials.openness[:, :, :, 1:] == 1), "other destinations"
    assert dials.touched.tolist() == [1, 0, 0, 0, 0, 0]


def test_guidance_of_two_codes_holds_own_initiative_back_once() -> None:
    world, values = setting(), estimates()
    public = LeverUse("ethical_code_public", POLICY)
    private = LeverUse("ethical_code_private", POLICY, options={"binding": "guidance"}, delay_years=0)
    one = apply(resolve([public], CARDS, world, HORIZON), values, world)
    two = apply(resolve([public, private], CARDS, world, HORIZON), values, world)
    assert np.array_equal(one.openness[:, :, OWN], two.openness[:, :, OWN])


def test_a_voluntary_code_acts_on_all_legal_ways_and_fades() -> None:
    world, values = setting(), estimates()
    use = LeverUse("ethical_code_public", POLICY, options={"binding": "voluntary"})
    dials = apply(resolve([use], CARDS, world, HORIZON), values, world)
    first, late = POLICY - START, POLICY - START + 9
    full = np.log1p(-values["kappa_code_voluntary"])
    left = 0.5 ** (5 / values["voluntary_half_life_years"])
    assert dials.legal_shift[first, 0, 0] == pytest.approx(full)
    assert dials.legal_shift[late, 0, 0] == pytest.approx(np.log1p(-values["kappa_code_voluntary"] * left))
    assert np.all(dials.openness == 1)


def test_seats_are_a_share_of_the_intake_at_the_start_and_close_at_the_end() -> None:
    world, values = setting(), estimates()
    use = LeverUse("expand_training", POLICY, end=POLICY + 5, doses={"build_years": 2.0})
    dials = apply(resolve([use], CARDS, world, HORIZON), values, world)
    ordered = dials.seats_ordered
    assert ordered[POLICY - START, :, 0, 2] == pytest.approx(0.4 * world.intake0)
    assert ordered[POLICY - START + 5, :, 0, 0] == pytest.approx(-0.4 * world.intake0)
    assert ordered.sum(axis=(0, 3)) == pytest.approx(0.0)


def test_composite_scales_its_parts_and_says_where_the_bound_holds() -> None:
    world = setting()
    use = LeverUse("joint_salary_support", POLICY, doses={"scale": 1.5})
    (part,) = resolve([use], CARDS, world, HORIZON)
    assert part.dose("supplement_share") == pytest.approx(0.75)
    assert part.cadres == ("doctor",)
    assert part.payer == {"donor": 1.0}
    assert ["withdraw part of its own money" in flag for flag in part.flags] == [True]  # a donor pays
    (own,) = resolve([LeverUse("rural_supplement", POLICY)], CARDS, world, HORIZON)
    assert not own.flags
    raised = LeverUse("joint_salary_support", POLICY, doses={"scale": 2.5})
    (bound,) = resolve([raised], CARDS, world, HORIZON)
    assert bound.dose("supplement_share") == 1.0
    assert any("bound" in flag for flag in bound.flags)


def test_donors_money_is_aid_and_not_the_origins() -> None:
    world, values = setting(), estimates()
    dials = apply(parts_of("joint_salary_support", world), values, world)
    assert np.all(dials.payroll_origin_share == 0)
    assert np.all(dials.payroll_aid_share == 1)
    assert np.all(dials.payroll_oncost == 0)


def test_two_bonds_on_one_cadre_are_refused() -> None:
    world, values = setting(), estimates()
    uses = [LeverUse("bonding", POLICY), LeverUse("bonding", POLICY + 1, cadres=("nurse",))]
    with pytest.raises(BraingainError, match="two bonds on nurses"):
        apply(resolve(uses, CARDS, world, HORIZON), values, world)


def test_a_destination_without_a_cell_is_refused_with_the_nearest() -> None:
    world = setting()
    with pytest.raises(BraingainError, match="FRA is not a destination"):
        resolve([LeverUse("ethical_code_public", POLICY, destinations=("FRA",))], CARDS, world, HORIZON)


def test_quota_moves_womens_share_of_applicants_by_the_dose() -> None:
    world, values = setting(), estimates()
    dials = apply(parts_of("expand_training", world, admission_female_share_add=0.1), values, world)
    mix = np.asarray(world.world.constants.applicant_mix)
    weight = dials.admission_weight[POLICY - START]
    admitted = (weight * mix).sum(axis=2)
    share = admitted[:, 0] / admitted.sum(axis=1)
    before = mix.sum(axis=2)[:, 0] / mix.sum(axis=(1, 2))
    assert share == pytest.approx(np.minimum(before + 0.1, 1.0))


def test_bonds_bind_those_who_enter_school_under_the_lever() -> None:
    world, values = setting(), estimates()
    dials = apply(parts_of("bonding", world), values, world)
    years = world.world.options.programme_years[0]
    cover = dials.bond_cover[:, 0, 0]
    assert np.all(cover[: POLICY - START + years] == 0)
    assert np.all(cover[POLICY - START + years : HORIZON - START + 1] == 1)
    assert dials.bond_enforcement[0] == pytest.approx(0.5 * values["collect_share"])


def test_draws_stay_the_length_they_were() -> None:
    world, values = setting(), estimates()
    for id in CARDS:
        for name, dial in apply(parts_of(id, world), values, world)._asdict().items():
            if name not in WITHOUT_DRAW:
                assert np.shape(dial)[-1] in (1, DRAWS), (id, name)


def test_every_check_that_a_card_names_is_asked() -> None:
    """``not_listed`` was on a card and nowhere else: an origin outside a code's list is refused with the scenario."""
    named = {name for card in CARDS.values() for name in card.not_applicable}
    assert named and named <= set(CHECKS) | set(WARNINGS)


def test_a_code_of_many_acts_at_the_largest_destinations_up_to_its_coverage() -> None:
    """Largest first until the share of those who leave at the start is reached; the rest of the world keeps no code."""
    world = setting()
    flows = np.median(first_flows(world).sum(axis=0), axis=-1)
    order = [world.destinations[i] for i in np.argsort(-flows) if world.destinations[i] != "OTH"]
    for share in (0.1, 0.5, 0.8):
        (public, private) = parts_of("coordinated_code", world, coverage_share=share)
        assert public.destinations == private.destinations
        count = len(public.destinations)
        assert set(public.destinations) == set(order[:count])
        kept = sorted((flows[world.destinations.index(d)] for d in public.destinations), reverse=True)
        assert sum(kept) >= share * flows.sum() or count == len(order)
        assert sum(kept[:-1]) < share * flows.sum()
    (none, _) = parts_of("coordinated_code", world, coverage_share=0.0)
    assert none.destinations == ()
    assert CHECKS["no_inflow"](none, world) == "no destination is to keep it"


def test_a_composite_s_delay_holds_for_its_parts_and_where_it_has_none_each_has_its_own() -> None:
    world = setting()
    delays = {
        id: [part.delay_years for part in parts_of(id, world)]
        for id in ("coordinated_code", "safeguards_list", "who_code")
    }
    assert delays == {"coordinated_code": [1, 1], "safeguards_list": [0, 0], "who_code": [0, 1]}
    programme = parts_of("sector_programme", world)
    assert [(part.delay_years, part.ramp_years) for part in programme] == [
        (CARDS[part.card.id].delay_years, CARDS[part.card.id].ramp_years) for part in programme
    ]
    assert len({part.delay_years for part in programme}) > 1
    use = LeverUse("coordinated_code", POLICY, delay_years=3, ramp_years=2)
    assert {(part.delay_years, part.ramp_years) for part in resolve([use], CARDS, world, HORIZON)} == {(3, 2)}


def test_a_voluntary_code_of_all_holds_back_every_legal_way_once() -> None:
    world, values = setting(), estimates()
    dials = apply(parts_of("who_code", world), values, world)
    row = POLICY - START
    assert np.allclose(dials.legal_shift[row, :2], np.log1p(-values["kappa_code_voluntary"]))
    assert np.all(dials.openness == 1)


def test_pay_at_a_destination_is_no_aid_that_the_treasury_could_answer() -> None:
    (part,) = parts_of("destination_pay", setting())
    assert not any("withdraw" in flag for flag in part.flags)
    (raised,) = parts_of("health_pay", setting())
    assert "withdraw" not in " ".join(raised.flags)
    (paid,) = resolve([LeverUse("health_pay", POLICY, payer={"donor": 1.0})], CARDS, setting(), HORIZON)
    assert "withdraw" in " ".join(paid.flags)


def test_compensation_is_paid_by_whom_it_is_charged_to_and_by_nobody_named_besides() -> None:
    world = setting(1)
    use = LeverUse("compensation", 2020, payer={"donor": 1.0})
    with pytest.raises(BraingainError, match="set charged_to instead"):
        resolve([use], load_levers(), world, 2030)
