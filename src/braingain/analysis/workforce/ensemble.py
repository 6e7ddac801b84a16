"""Calibrated draws of a workforce: health's registry with the card's own numbers in it, and the list of all taken over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from braingain.analysis.ensemble import UNIT, Ensemble, policy_estimates, price_factors, us_prices
from braingain.analysis.runs import BLOCK_DRAWS, Block
from braingain.analysis.scenario import Scenario
from braingain.analysis.workforce.card import Interval, Workforce
from braingain.analysis.workforce.context import Start, build_start, scaled
from braingain.analysis.workforce.outcomes import people_served
from braingain.baseline.context import Context
from braingain.baseline.needs import draw_inputs
from braingain.baseline.tables import world_tables
from braingain.baseline.world import build
from braingain.evidence.distributions import Dirichlet, Fixed, Triangular, Widened
from braingain.evidence.estimates import WIDER_BY, load_registry
from braingain.evidence.registry import Estimate, Registry
from braingain.evidence.store import Store, open_store
from braingain.foundation.vocabulary import CADRES, INCOME_GROUPS
from braingain.policy.levers import Lever, load_levers
from braingain.policy.needs import families_needed
from braingain.policy.setting import Setting

# Facts of health work alone: of no other workforce, so that they stand at what they do nothing at.
NEUTRAL: Mapping[str, tuple[float, str]] = {
    "demand_65": (0.0, "demand does not rise with the share of people of 65 and more, as that for care does"),
    "place_cost_doctor_factor": (1.0, "no place to study costs twice another's, as one in medicine does"),
    "place_tilt_high_income": (1.0, "no cadre is drawn to capitals more than people are, as doctors are"),
}
TRAINING_PRICES = ("seat_cost_usd", "place_cost_usd")  # of health schools
NATIVES = "natives_share."  # offshore schools of medicine: nobody of another workforce is a native of the destination
NO_NATIVES = (
    "nobody trained in the country is taken to be a native of a destination, as many of offshore medical schools are"
)
REGISTER_SD = (
    "doctors_stock_sd.register"  # how a stock abroad that the card gives varies where it runs in doctors' place
)
ROUNDS = 3  # of setting stocks abroad so that as many leave as the card says
FAR = WIDER_BY["far"]


@dataclass(frozen=True)
class WorkforceEnsemble(Ensemble):
    """The draws of a workforce, with its card and what its runs take over from health workers."""

    workforce: Workforce = field(kw_only=True)
    begun: Start = field(kw_only=True)
    read: frozenset[str] = field(kw_only=True)  # estimates that the world of the start reads

    def _calibrated(self, number: int) -> Block:
        block = super()._calibrated(number)
        if self.workforce.card.workforce.posts == "follow_public_money":
            return block
        return replace(block, setting=self._with_posts(block.setting))

    def _with_posts(self, setting: Setting) -> Setting:
        """The setting with posts that follow the people whom each cadre serves, from those of the first year on."""
        paths = setting.world.paths
        posts = np.array(paths.posts)
        first = self.scenario.start
        years = [first - 1 + row for row in range(len(posts))]  # 31 December before each year's 1 January
        for slot, people in people_served(self.workforce, world_tables(self.store), years).items():
            posts[:, CADRES.index(slot)] = posts[:1, CADRES.index(slot)] * (people / people[0])[:, None, None]
        new = np.concatenate([np.asarray(paths.posts_new)[:1], np.maximum(0.0, np.diff(posts, axis=0))])
        return replace(setting, world=setting.world._replace(paths=paths._replace(posts=posts, posts_new=new)))

    def inputs_hash(self, scenario: Scenario) -> str:
        """A hash of all that goes into a run, the card and its rows among it."""
        return hashlib.sha256(super().inputs_hash(scenario).encode() + self.workforce.text).hexdigest()

    def distance(self, ids: Any) -> str:
        """Studies of health workers are far from any other workforce."""
        return "far"

    def taken_over(self, levers: Iterable[str] = ()) -> list[Estimate]:
        """The estimates of health workers that a run rests on: those of its start, and those of its levers.

        Those of health cadres in whose place nobody runs are read and act on nobody: they are not among them.
        """
        own = {*self.begun.got.laws, *(entry.name for entry in self.workforce.card.estimate), *NEUTRAL}
        own |= {f"{name}.{slot}" for name in ("programme_years", "entry_age") for slot in self.workforce.cadres}
        own |= {f"pay_multiple.{slot}.{group}" for slot in self.workforce.cadres for group in INCOME_GROUPS}
        names = set(self.read) | _of_levers([load_levers()[id] for id in levers], self.drawn)
        known, alias = load_registry().estimates, self.begun.got.aliases
        others = {slot for slot in CADRES if slot not in self.workforce.cadres}
        acting = {name for name in names - own if not others & set(name.split(".")) and not name.startswith(NATIVES)}
        named = {
            value.source.removeprefix("estimate:")
            for name, value in self.context.values.items()
            if name.rpartition(".")[2] in self.workforce.cadres and value.source.startswith("estimate:")
        }
        real = {alias.get(name, name) for name in acting} | (named - own)
        return [known[name] for name in sorted(real) if name in known]


def no_price(workforce: Workforce, group: str, levers: Iterable[str]) -> str:
    """Why levers have no cost here: their prices are those of health schools, and the card has none of its own; else empty."""
    used = {family for card in _parts(load_levers()[id] for id in levers) for family in _families(card)}
    own = {entry.name for entry in workforce.card.estimate}
    wanted = {f"seat_cost_usd.{slot}.{group}" for slot in workforce.cadres} | {f"place_cost_usd.{group}"}
    if not used & set(TRAINING_PRICES) or wanted <= own:
        return ""
    lacking = ", ".join(sorted(wanted - own))
    return f"prices of training are those of health schools: give an [[estimate]] of {lacking}"


def workforce_ensemble(workforce: Workforce, scenario: Scenario, store: Store | None = None) -> WorkforceEnsemble:
    """The draws of a workforce.

    Raises
    ------
    BraingainError
        With every value that a run needs and nothing gives.
    """
    opened = store or open_store()
    begun = build_start(workforce, opened, scenario.start)
    registry = registry_of(workforce, begun)
    context = begun.context
    drawn = _drawn(workforce, begun, context, registry, scenario)
    context, read = _with_leavers(begun, context, drawn)
    begun = replace(begun, context=context)
    factors = price_factors(us_prices(opened), scenario.start)
    costs = {}
    for name, values in drawn.items():
        estimate = registry.estimates.get(name)
        if estimate is not None and estimate.unit == UNIT and estimate.price_year is not None:
            costs[name] = values * factors[estimate.price_year]
    return WorkforceEnsemble(
        scenario, context, opened, drawn, costs, {}, workforce=workforce, begun=begun, read=frozenset(read)
    )


def registry_of(workforce: Workforce, begun: Start) -> Registry:
    """Health's registry for this workforce: the card's numbers in place of some, the others as far as studies can be."""
    base = load_registry()
    estimates = {name: _far(estimate) for name, estimate in base.estimates.items()}
    for name, source in begun.got.aliases.items():
        estimates[name] = base.get(source).model_copy(update={"name": name})
    for name, law in begun.got.laws.items():
        number = complement(law) if law.of == "private_share" else law
        estimates[name] = _given(name, number, base.estimates.get(name))
    for entry in workforce.card.estimate:
        estimates[entry.name] = _given(entry.name, entry, base.get(entry.name))
    for cadre in workforce.card.cadre:
        name, earned = f"pay_multiple.{cadre.like}.{begun.got.group}", begun.got.values[f"pay.{cadre.like}"]
        if name not in begun.got.laws:
            reported = Interval(value=float(earned.value or 0.0), why="as reported in the workforce's table")
            estimates[name] = _given(name, reported, base.get(name))
        for head, years in (("programme_years", cadre.training_years), ("entry_age", cadre.entry_age)):
            name, whole = f"{head}.{cadre.like}", Interval(value=float(years), why=cadre.training_why)
            estimates[name] = _given(name, whole, base.get(name))
    return replace(base, estimates=estimates)


def complement(number: Interval) -> Interval:
    """One less a share: the model draws the public part where a card states the private one."""
    if number.value is not None:
        return Interval(value=1.0 - number.value, why=number.why)
    low, central, high = number.numbers
    return Interval(low=1.0 - high, central=1.0 - central, high=1.0 - low, why=number.why)


def _far(estimate: Estimate) -> Estimate:
    """An estimate that was measured, widened as one whose studies come from the farthest place (registry rule iii)."""
    law = estimate.distribution
    if estimate.assumed or not estimate.countries or isinstance(law, Fixed | Dirichlet | Widened):
        return estimate
    if estimate.context == "destination":
        return estimate
    return estimate.model_copy(update={"distribution": Widened(law=law, extra=FAR, share=estimate.is_share)})


def _given(name: str, number: Interval, like: Estimate | None) -> Estimate:
    """An estimate with the card's number in it."""
    values = number.numbers
    law: Any = Fixed(kind="fixed", value=values[0])
    if len(values) == 3 and values[0] < values[2]:
        law = Triangular(kind="triangular", low=values[0], central=values[1], high=values[2])
    if like is not None:
        return like.model_copy(update={"distribution": law, "status": "A", "note": number.why, "countries": ()})
    return Estimate(name=name, meaning=number.why, unit="ratio", equation="", status="A", distribution=law)


def _drawn(
    workforce: Workforce, begun: Start, context: Context, registry: Registry, scenario: Scenario
) -> dict[str, np.ndarray]:
    """Everything drawn, with what belongs to health workers alone put to where it does nothing."""
    also = (*policy_estimates(context), *(name for name in begun.got.laws if name.startswith("workforce.")))
    drawn = dict(draw_inputs(context, registry, scenario.draws, scenario.seed, None, also))
    given = {entry.name for entry in workforce.card.estimate}
    for name, values in list(drawn.items()):
        if name.startswith(NATIVES) or (name in NEUTRAL and name not in given):
            drawn[name] = np.full_like(values, NEUTRAL[name][0] if name in NEUTRAL else 0.0)
    if "doctor" in workforce.cadres:
        drawn |= _as_of_nurses(begun, context, drawn, scenario)
    return drawn


def _as_of_nurses(
    begun: Start, context: Context, drawn: Mapping[str, np.ndarray], scenario: Scenario
) -> dict[str, np.ndarray]:
    """Noise of stocks abroad in doctors' place, as that of nurses: one level for all, spread over destinations.

    Doctors' stocks vary each on its own, as a register does; here the level varies as the card says.
    """
    level = begun.going.sd.get("doctor", 0.0) * _normal("workforce.level.doctor", scenario)
    noise = {d: drawn["nurse_corridor_sd"] * drawn[f"noise.corridor.doctor.{d}"] for d in context.destinations}
    counted = "doctor" in begun.going.counted
    shares = {d: begun.going.shares.get(d, 0.0) for d in context.destinations}
    total = np.log(sum(shares[d] * np.exp(noise[d]) for d in noise))
    names = {f"noise.corridor.doctor.{d}": np.zeros_like(level) if counted else level + noise[d] - total for d in noise}
    return names | {REGISTER_SD: np.ones(scenario.draws)}


def _normal(name: str, scenario: Scenario) -> np.ndarray:
    from scipy.special import ndtri

    from braingain.evidence.estimates import uniforms

    return np.asarray(ndtri(uniforms(scenario.seed, name, scenario.draws)))


class _Noted(dict[str, np.ndarray]):
    """Drawn values that note which of them were read."""

    def __init__(self, values: Mapping[str, np.ndarray]):
        super().__init__(values)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> np.ndarray:
        self.read.add(name)
        return super().__getitem__(name)


def _with_leavers(begun: Start, context: Context, drawn: Mapping[str, np.ndarray]) -> tuple[Context, set[str]]:
    """The context with stocks abroad from which as many leave in the first year as the card or a row says (median)."""
    rows = np.arange(min(BLOCK_DRAWS, next(iter(drawn.values())).shape[-1]))
    noted = _Noted({name: values[..., rows] for name, values in drawn.items()})
    wanted = {slot: float(value.value or 0.0) for slot, value in begun.going.emigrants.items()}
    middle = _middle(noted)
    for _ in range(ROUNDS if wanted else 0):
        flow = build(context, middle).leaving.flow
        found = {slot: float(flow[0 if slot == "doctor" else 1].sum(axis=0)[0]) for slot in wanted}
        context = scaled(context, {slot: wanted[slot] / found[slot] for slot in wanted if found[slot] > 0})
    build(context, noted)
    return context, noted.read


def _middle(drawn: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """One draw in the middle of each estimate, without noise."""
    out = {}
    for name, values in drawn.items():
        noise = name.startswith("noise.")
        out[name] = np.zeros((1,)) if noise else np.median(np.asarray(values, float), axis=-1, keepdims=True)
        total = out[name].sum(axis=0) if out[name].ndim > 1 else 1.0
        if name.startswith(("channel_share", "place_share")):
            out[name] = out[name] / total
    return out


def _of_levers(cards: Iterable[Lever], drawn: Mapping[str, np.ndarray]) -> set[str]:
    """Estimates that levers and their costs read, those of their parts among them."""
    return {name for card in _parts(cards) for family in _families(card) for name in drawn if _in(name, family)}


def _parts(cards: Iterable[Lever]) -> Iterator[Lever]:
    for card in cards:
        yield card
        yield from (load_levers()[part.id] for part in card.made_of)


def _families(card: Lever) -> tuple[str, ...]:
    return (*card.unit_costs, *card.responses, *families_needed(card))


def _in(name: str, family: str) -> bool:
    return name == family or name.startswith(f"{family}.")
