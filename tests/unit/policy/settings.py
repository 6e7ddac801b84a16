"""Settings for tests of policies: the model's small random worlds, given names and estimates."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np

from braingain.evidence.distributions import Dirichlet
from braingain.evidence.estimates import load_registry, uniforms
from braingain.model.containers import Switches
from braingain.policy.levers import Lever
from braingain.policy.setting import Setting

START, YEARS, DRAWS = 2018, 12, 3
OF_LEVERS = ("stays", "bonded", "bridging", "missions", "obliged", "fund", "lever_students_abroad")  # stocks
DESTINATIONS = ("GBR", "USA", "CAN", "AUS", "IRL", "OTH")


def random_worlds() -> ModuleType:
    """The module of small random worlds that the tests of the model share."""
    if "worlds" in sys.modules:
        return sys.modules["worlds"]
    file = Path(__file__).resolve().parents[1] / "model" / "worlds.py"
    spec = importlib.util.spec_from_file_location("worlds", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["worlds"] = module
    spec.loader.exec_module(module)
    return module


def setting(shape: int = 2, seed: int = 7, draws: int = DRAWS, years: int = YEARS) -> Setting:
    """A random country with doctors and nurses, nobody in a programme of a lever, and the switches at their defaults."""
    world, _ = random_worlds().random_world(shape, np.random.default_rng(seed), draws, years)
    options = world.options._replace(caps=False, bonds_bind_service=False)
    empty = {name: np.zeros(np.shape(getattr(world.state, name))) for name in OF_LEVERS}
    world = world._replace(options=options, switches=Switches(), state=world.state._replace(**empty))
    places = DESTINATIONS[: np.shape(world.constants.destination_shares)[1]]
    return Setting(
        country="GHA",
        start=START,
        destinations=places,
        largest_destination=places[0],
        income_group="LMC",
        population=np.full(years, 3.0e7),
        world=world,
        destination_groups=dict.fromkeys(places, "HIC"),
        gdp_per_head_usd=2000.0,
    )


def estimates(draws: int = DRAWS, seed: int = 1) -> dict[str, np.ndarray]:
    """Every estimate of the registry, drawn; shares that sum to 1 are left out."""
    registry = load_registry()
    return {
        name: estimate.distribution.quantile(uniforms(seed, name, draws))
        for name, estimate in registry.estimates.items()
        if not isinstance(estimate.distribution, Dirichlet)
    }


def cadres_for(card: Lever) -> tuple[str, ...] | None:
    """Whom a card is tried on in a random country, which holds doctors and nurses alone; None for those of the card."""
    return None if {"doctor", "nurse"} & set(card.cadres) else ("nurse",)
