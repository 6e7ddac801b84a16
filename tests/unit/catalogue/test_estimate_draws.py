"""Draws: named streams, the rule on the shares of choice, widening by distance, fixed values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.evidence.distributions import Widened
from braingain.evidence.estimates import draw, load_registry, widen
from braingain.evidence.registry import distance, evidence_distance
from braingain.foundation.errors import BraingainError

GHANA = ("GHA", "LMC", "AFR")
LINKED = ("theta_destination", "theta_channel", "beta_network")
NAMES = st.lists(st.sampled_from(sorted(load_registry().estimates)), min_size=1, max_size=6, unique=True)


def one(name, draws=400, seed=1, where=GHANA, fixed=None):
    return draw(load_registry(), [name], draws, seed, *where, fixed)[name]


@given(NAMES, st.integers(0, 2**32), st.integers(1, 60), st.integers(1, 60))
def test_the_first_draws_of_a_longer_run_are_those_of_a_shorter_one(names, seed, few, more):
    short = draw(load_registry(), names, few, seed, *GHANA)
    long = draw(load_registry(), names, few + more, seed, *GHANA)
    for name in names:
        np.testing.assert_array_equal(short[name], long[name][..., :few])


@given(NAMES, st.sampled_from(sorted(load_registry().estimates)), st.integers(0, 2**32))
def test_another_name_shifts_no_stream(names, other, seed):
    alone = draw(load_registry(), names, 20, seed, *GHANA)
    beside = draw(load_registry(), [other, *names[::-1]], 20, seed, *GHANA)
    assert list(alone) == names
    for name in names:
        np.testing.assert_array_equal(alone[name], beside[name])


def test_seeds_and_names_give_different_streams():
    assert (one("beta_go", seed=1) != one("beta_go", seed=2)).all()
    same_law = ("leave_rate.doctor_gbr.dsk", "leave_rate.default.dsk")
    assert (one(same_law[0]) != one(same_law[1])).all()
    assert abs(np.corrcoef(one(same_law[0], 4000), one(same_law[1], 4000))[0, 1]) < 0.06


def test_draws_of_this_seed_are_known():
    """A change here changes every result: it belongs into the changelog."""
    np.testing.assert_allclose(one("beta_go", 3), GOLDEN["beta_go"], rtol=1e-9)
    np.testing.assert_allclose(one("theta_destination", 3), GOLDEN["theta_destination"], rtol=1e-9)


GOLDEN = {
    "beta_go": [1.6891311677678305, 1.085047693888756, 2.7178681032146357],
    "theta_destination": [0.7663100596263361, 0.74945756814396, 0.6961377357769314],
}


def test_every_estimate_draws_finite_values_within_its_bounds():
    registry = load_registry()
    for where in (GHANA, ("GBR", "HIC", "EUR"), ("MWI", "LIC", "AFR"), ("PHL", "LMC", "WPR")):
        for name, values in draw(registry, registry.estimates, 300, 7, *where).items():
            assert np.isfinite(values).all(), name
            if registry.get(name).is_share:
                assert values.min() >= 0, name
                assert values.max() <= 1, name


@given(st.integers(0, 2**32))
def test_shares_of_choice_obey_their_rule(seed):
    values = draw(load_registry(), LINKED, 200, seed, *GHANA)
    assert (values["theta_channel"] <= values["theta_destination"]).all()
    assert (values["theta_destination"] >= values["beta_network"] + 0.05).all()


def test_the_rule_redraws_only_what_breaks_it():
    """Draws that obey from the start are those of the plain streams; the others come from later ones."""
    registry = load_registry()
    obeyed = draw(registry, LINKED, 2000, 3, *GHANA)
    plain = {n: _plain(registry.get(n), 2000, 3) for n in LINKED}
    theta, channel, network = (plain[n] for n in LINKED)
    fine = (channel <= theta) & (theta >= network + 0.05)
    assert 0.2 < fine.mean() < 0.8
    for name in LINKED:
        np.testing.assert_array_equal(obeyed[name][fine], plain[name][fine])
        assert (obeyed[name][~fine] != plain[name][~fine]).all()


def _plain(estimate, draws, seed):
    from braingain.evidence.estimates import uniforms

    return estimate.distribution.quantile(uniforms(seed, estimate.name, draws))


def test_one_of_the_linked_shares_alone_is_drawn_as_beside_the_others():
    together = draw(load_registry(), LINKED, 200, 5, *GHANA)
    for name in LINKED:
        np.testing.assert_array_equal(one(name, 200, 5), together[name])


def test_a_fixed_value_stands_in_all_draws_and_the_rule_still_holds():
    values = draw(load_registry(), [*LINKED, "beta_go"], 300, 1, *GHANA, {"theta_destination": 0.5})
    assert (values["theta_destination"] == 0.5).all()
    assert (values["theta_channel"] <= 0.5).all()
    assert (values["beta_network"] <= 0.45).all()
    np.testing.assert_array_equal(values["beta_go"], one("beta_go", 300))
    mix = draw(load_registry(), ["channel_share.nurse"], 2, 1, *GHANA, {"channel_share.nurse": [0, 0.4, 0.6, 0]})
    np.testing.assert_array_equal(mix["channel_share.nurse"], [[0, 0], [0.4, 0.4], [0.6, 0.6], [0, 0]])


@pytest.mark.parametrize(
    ("fixed", "messages"),
    [
        ({"beta_goo": 1.0}, ["scenario.estimates.beta_goo", "did you mean beta_go?"]),
        ({"kappa_exit": 1.2}, ["kappa_exit", "outside 0 to 1"]),
        ({"beta_go": float("nan")}, ["beta_go", "finite"]),
        ({"channel_share.nurse": [0.5, 0.5]}, ["4 shares that sum to 1"]),
        ({"beta_go": [1.0, 2.0]}, ["needs one number"]),
        ({"theta_destination": 0.4, "beta_network": 0.5}, ["no room"]),
        ({"theta_destination": 0.4, "theta_channel": 0.5}, ["no room"]),
        ({"beta_goo": 1.0, "kappa_exit": 2.0}, ["beta_goo", "kappa_exit"]),
    ],
)
def test_impossible_fixed_values_are_refused_by_name(fixed, messages):
    with pytest.raises(BraingainError) as error:
        draw(load_registry(), LINKED, 10, 1, *GHANA, fixed)
    for message in messages:
        assert message in str(error.value)


def test_unknown_and_unavailable_names_are_told():
    with pytest.raises(BraingainError, match=r"did you mean beta_go\?"):
        one("beta_goe")
    with pytest.raises(BraingainError, match="no figure is known"):
        one("seat_cost_usd.community.HIC")


@pytest.mark.parametrize(
    ("where", "extra"),
    [
        (("GHA", "LMC", "AFR"), 0.0),  # the country of the study
        (("KEN", "LMC", "AFR"), 0.0),  # same group and region
        (("MWI", "LIC", "AFR"), 0.3),  # same region
        (("PHL", "LMC", "WPR"), 0.3),  # same group
        (("JAM", "UMC", "AMR"), 0.6),  # neither
    ],
)
def test_distance_widens_the_log_of_beta_go(where, extra):
    country, group, region = where
    law = widen(load_registry().get("beta_go"), country, region, group).distribution
    if not extra:
        assert law.kind == "lognormal"
        return
    assert isinstance(law, Widened)
    spread = np.diff(np.log(law.quantile(np.array([0.15865525393145707, 0.8413447460685429]))))[0] / 2
    assert spread == pytest.approx(0.6 + extra)
    assert law.quantile(0.5) == pytest.approx(0.9)


def test_the_nearest_study_decides_and_widening_is_done_once():
    housing = load_registry().get("beta_condition.housing")  # KEN ZAF THA GHA
    assert widen(housing, "ZMB", "AFR", "LMC") == housing
    wider = widen(housing, "PER", "AMR", "UMC")  # as ZAF, THA: same group
    assert wider.distribution.extra == 0.3
    assert widen(wider, "PER", "AMR", "UMC") == wider


@pytest.mark.parametrize("name", ["kappa_exit", "beta_network", "beta_income_abroad", "leave_rate.doctor_gbr.set"])
def test_assumed_numbers_panels_and_destinations_are_not_widened(name):
    estimate = load_registry().get(name)
    assert widen(estimate, "JAM", "AMR", "UMC") is estimate


def test_distance_of_a_levers_evidence():
    registry = load_registry()
    assert evidence_distance(registry, ["E1"], "GHA", "AFR", "LMC") == "near"
    assert evidence_distance(registry, ["E1"], "JAM", "AMR", "UMC") == "far"
    assert evidence_distance(registry, ["E24"], "JAM", "AMR", "UMC") == "middle"  # a panel of countries
    assert evidence_distance(registry, [], "JAM", "AMR", "UMC") == "far"
    assert distance([], [], "GHA", "AFR", "LMC") is None
    with pytest.raises(BraingainError, match="LIC, LMC, UMC, HIC"):
        distance(["GHA"], ["LMC"], "GHA", "AFR", "poor")
