"""T12, T15 and T17 of docs/model.md 2.17 at any numbers: population, inequality, and levers at amplitude nought."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from settings import estimates, setting
from test_apply import CARDS, HORIZON, POLICY
from test_zero_dose import OF_BONDS, RESIDUALS, SOLVER, apart, moved, years

from braingain.analysis.inequality import gini, theil
from braingain.baseline import leslie
from braingain.model.containers import Dials
from braingain.policy.apply import apply
from braingain.policy.parts import LeverUse, Part, resolve
from braingain.policy.setting import Setting
from braingain.policy.structure import structure_of

QUICK = os.environ.get("HYPOTHESIS_PROFILE") == "quick"
SHAPES = (1,) if QUICK else (1, 2)  # posts by budget, posts by demand
seeds = st.integers(0, 2**32 - 1)


# ---------------------------------------------------------------- T12


@given(seed=seeds, ages=st.integers(2, 12))
def test_t12_a_population_keeps_its_stable_shape(seed: int, ages: int) -> None:
    """Shape Π survival/λ^i, λ the root of 1 = Σ births_i Π survival/λ^{i+1}: people λ^t, whatever the size."""
    rng = np.random.default_rng(seed)
    births, survival = rng.uniform(0.05, 1.5, ages), rng.uniform(0.2, 1.0, ages - 1)
    reached = np.concatenate([[1.0], np.cumprod(survival)])
    low, high = 1e-3, 20.0
    for _ in range(200):
        middle = (low + high) / 2
        many = float((births * reached / middle ** np.arange(1, ages + 1)).sum()) > 1
        low, high = (middle, high) if many else (low, middle)
    growth = (low + high) / 2
    shape = rng.uniform(1.0, 1e6) * reached / growth ** np.arange(ages)
    people = leslie.project(shape, leslie.matrix(births, survival), 15)
    np.testing.assert_allclose(people, shape * growth ** np.arange(15.0)[:, None], rtol=1e-10)
    anyone = rng.uniform(0.1, 1.0, ages)
    for _ in range(40):  # to the stable shape from any other, two thousand years
        anyone = leslie.project(anyone / anyone.sum(), leslie.matrix(births, survival), 51)[-1]
    np.testing.assert_allclose(anyone / anyone.sum(), shape / shape.sum(), rtol=1e-7)


# ---------------------------------------------------------------- T15


@given(seed=seeds, places=st.integers(2, 30))
def test_t15_gini_and_theil(seed: int, places: int) -> None:
    """Gini by the area under the Lorenz curve, Theil by shares of what there is over shares of people."""
    rng = np.random.default_rng(seed)
    have, people = np.exp(rng.normal(0.0, 1.5, places)), rng.uniform(0.01, 1.0, places)
    order = np.argsort(have)
    share, part = (people / people.sum())[order], (have * people / (have * people).sum())[order]
    below = np.concatenate([[0.0], np.cumsum(part)])
    assert gini(have[:, None], people[:, None])[0] == pytest.approx(1 - (share * (below[1:] + below[:-1])).sum())
    assert theil(have[:, None], people[:, None])[0] == pytest.approx((part * np.log(part / share)).sum(), abs=1e-12)
    at = int(rng.integers(places))
    alone = np.where(np.arange(places) == at, 3.0, 0.0)[:, None]
    p = people[at] / people.sum()
    assert gini(alone, people[:, None])[0] == pytest.approx(1 - p)
    assert theil(alone, people[:, None])[0] == pytest.approx(-np.log(p))


# ---------------------------------------------------------------- T17


def at_nought(id: str, world: Setting, rng: np.random.Generator | None = None) -> tuple[Part, ...]:
    """A card with every amplitude at nought; its other doses as they are or, given ``rng``, anywhere that they may be."""
    card = CARDS[id]
    doses = {dose.name: 0.0 for dose in card.doses if dose.amplitude}
    for dose in card.doses if rng is not None else ():
        if not dose.amplitude and dose.unit != "years" and dose.low < dose.high:
            doses[dose.name] = float(rng.uniform(dose.low, dose.high))
    cadres = ("nurse",) if id == "train_for_local_market" else None
    return resolve([LeverUse(id, POLICY, doses=doses, cadres=cadres)], CARDS, world, HORIZON)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("id", sorted(CARDS))
@given(seed=seeds)
def test_t17_moves_of_amplitude_nought_are_no_policy(id: str, shape: int, seed: int) -> None:
    """Any country, any estimates: the moves of the card are made, and every number of every year is that without it."""
    world, values = setting(shape, seed), estimates(seed=seed % 1000)
    parts = at_nought(id, world)
    dials, none = moved(parts, values, world), apply((), values, world, structure_of([parts], world))
    run, baseline = years(world, dials, parts), years(world, none, parts)
    found = {name: value for name, value in apart(run, baseline).items() if name not in RESIDUALS}
    if id == "bonding":  # bonded people of no years are cells of their own: the solver's residual
        assert max(value for name, value in found.items() if name not in OF_BONDS) <= SOLVER
    else:
        assert set(found.values()) == {0.0}


@pytest.mark.parametrize("id", sorted(CARDS))
@given(seed=seeds)
def test_t17_a_lever_at_amplitude_nought_is_no_policy_whatever_its_other_doses(id: str, seed: int) -> None:
    """Women's share, licences of agencies and the like belong to a lever: at amplitude nought there is none."""
    world, values = setting(1, seed), estimates(seed=seed % 1000)
    parts = at_nought(id, world, np.random.default_rng(seed))
    assert all(part.is_zero for part in parts)
    room = structure_of([parts], world)
    for name, dial, neutral in zip(
        Dials._fields, apply(parts, values, world, room), apply((), values, world, room), strict=True
    ):
        assert np.array_equal(dial, neutral), name
