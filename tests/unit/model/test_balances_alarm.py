"""The balance that every year reports (2.16, no. 1, 2, 4) sees one person too many in any stock of a random country."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import test_laws
import worlds

from braingain.model import closing, posts, simulate, staffing
from braingain.model.containers import Dials, Paths, World
from braingain.model.year import Now

WITH_COURSES = 1
STOCKS = ("home", "abroad", "stays", "bridging", "students", "resit")


def first_year(world: World, dials: Dials) -> Now:
    """The first year of a run, as ``simulate.run`` makes it."""
    row = {name: getattr(dials, name)[0] for name in Dials._fields if name not in simulate.WITHOUT_YEAR}
    day = jax.tree.map(lambda series: series[0], simulate.calendar(world.paths))
    path = Paths(*(np.asarray(series)[0] for series in world.paths))
    return Now(world.state, world.constants, path, dials._replace(**row), day, world.options, world.switches)


@pytest.fixture(scope="module")
def residuals() -> dict[str, float]:
    """Residual of a year whose books are right, and with a thousandth too many in each stock of the next 1 January."""
    now = first_year(*test_laws.random_case(WITH_COURSES, 17))

    def balances(numbers: Any) -> Any:
        given = now._replace(**numbers)
        half = simulate.until_posts(given)
        staff = staffing.placement(given, half, staffing.foreign_trained(given, half.prices.log_pay))
        offer = posts.offers(half.prices.worth, staff.placed.multipliers, given.constants.applicant_mix)
        after = closing.next_state(given, half, staff, offer, closing.contributed(given, half.leavers))
        wrong = [after._replace(**{name: 1.001 * getattr(after, name)}) for name in STOCKS]
        return [jnp.max(closing._conservation(given, each, half)) for each in (after, *wrong)]

    numbers = {name: getattr(now, name) for name in ("state", "constants", "path", "dials", "calendar", "switches")}
    found = jax.jit(balances)(jax.tree.map(jnp.asarray, numbers))
    return {name: float(value) for name, value in zip(("none", *STOCKS), found, strict=True)}


def test_right_books_are_quiet(residuals: dict[str, float]) -> None:
    assert worlds.SHAPES[WITH_COURSES].options.bridge_years > 0
    assert residuals["none"] < 1e-12


@pytest.mark.parametrize("stock", STOCKS)
def test_a_person_too_many_is_seen(residuals: dict[str, float], stock: str) -> None:
    assert residuals[stock] > 1e-5
