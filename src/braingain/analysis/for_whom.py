"""For whom a lever is: what origin, destination and migrants gain or lose beside no new policy (docs/model.md 2.37).

All is read off a row's own pair of runs. Money and income are sums of all years, discounted as in the rest of the row. A
party's word rests on its figures that count: no figure is weighed against another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from braingain.analysis import gains, summaries
from braingain.analysis.ledger import ACCOUNTS, Transfer, accounts_of, largest_imbalance, transfers_of
from braingain.model.containers import Dials, Yearly
from braingain.policy.apply import touched_destinations
from braingain.policy.paired import PairedRun
from braingain.policy.parts import Part

PARTIES = ("origin", "destination", "migrant")
GAINS, LOSES, BOTH, NO_CHANGE, NOT_KNOWN = "gains", "loses", "gains and loses", "no change", "not known"
VERDICTS = (GAINS, LOSES, BOTH, NO_CHANGE, NOT_KNOWN)
REMITTANCES = "remittances"
WORKERS, SERVICE = "workers", "effective_density_per_10k"
WORKERS_THERE, POSTS_THERE, INCOME = "workers_from_origin", "unfilled_posts", "income"
MARKET_ON_ITS_PATH = "the lever touches no destination, so that the labour market of none runs: who else takes a post there is not simulated"
ON_CONTRACTS = "what those earn who are abroad on the lever's own contracts is in no account"
OF_A_YEAR, OF_ALL_YEARS = "year read", "all years, discounted"


class Figure(NamedTuple):
    """One figure of a party: its name, unit and words; whether more of it is a gain; whether the party's word rests on it."""

    party: str
    name: str
    unit: str
    of: str
    text: str
    gain_is: int = 1
    counts: bool = True


FIGURES = (
    Figure("origin", WORKERS, "persons", OF_A_YEAR, "workers at home"),
    Figure("origin", SERVICE, "per_10k", OF_A_YEAR, "service, full-time workers for 10 000 people, visitors too"),
    Figure("origin", "treasury", "usd", OF_ALL_YEARS, "treasury, received less paid for the lever"),
    Figure("origin", "households", "usd", OF_ALL_YEARS, "households, money from those abroad"),
    Figure("destination", WORKERS_THERE, "persons", OF_A_YEAR, "workers from the origin in all destinations"),
    Figure("destination", POSTS_THERE, "posts", OF_A_YEAR, "empty posts where the lever acts", gain_is=-1),
    Figure("destination", "money", "usd", OF_ALL_YEARS, "treasury and employers there, received less paid"),
    Figure(
        "migrant",
        INCOME,
        "intl_usd",
        OF_ALL_YEARS,
        "net pay abroad over pay at home, all who practise abroad",
        counts=False,
    ),
    Figure("migrant", "paid", "usd", OF_ALL_YEARS, "fines, fees and other payments for the lever", -1, counts=False),
    Figure(
        "migrant",
        "net_income",
        "intl_usd",
        OF_ALL_YEARS,
        "income gained less what they pay, a US dollar as an international one",
    ),
)
NET_OF = {"treasury": "origin_budget", "households": "origin_households", "money": "destination"}  # figure, account
MISSING = {POSTS_THERE: MARKET_ON_ITS_PATH, INCOME: ON_CONTRACTS, "net_income": ON_CONTRACTS}
Values = Mapping[str, np.ndarray]


class Sums(NamedTuple):
    """Where a row is read: weights of years (year, 1) that discount, and the row of the year of its stocks."""

    weights: np.ndarray
    at: int

    def of_all_years(self, values: np.ndarray) -> np.ndarray:
        """Discounted sum of all years. (draw)"""
        return np.asarray((self.weights * values).sum(axis=0))


def abroad_of(run: Yearly, parts: Sequence[Part], pair: PairedRun, dials: Dials | None, real: int) -> Values:
    """What a run holds of those abroad, of the draws that count: income, workers, empty posts. (year, draw) each

    Without ``dials`` the run is the baseline. Empty posts are there where a destination's labour market runs; income is not
    where people are abroad on contracts of the lever, whose pay is in no account.
    """
    world, people = pair.setting.world, np.asarray(run.abroad)
    works = np.asarray(dials.stay_works)[:, None] if dials else np.zeros((1, 1))
    raised = np.asarray(dials.pay_abroad_raise) if dials else 0.0
    on_contracts = (works * np.asarray(run.away).sum(axis=(2, 3))).sum(axis=1)
    found = {WORKERS_THERE: people.sum(axis=(1, 2, 3)) + on_contracts}
    if not np.any(works):
        found[INCOME] = gains.migrants_income_gain(people.sum(axis=2), world.constants, world.paths, raised)
    posts = gains.unfilled_abroad(run, pair.setting, touched_destinations(parts, pair.setting))
    if posts:
        found[POSTS_THERE] = np.sum(list(posts.values()), axis=0)
    return {name: np.ascontiguousarray(values[:, :real]) for name, values in found.items()}


def for_whom(
    costs: Mapping[str, Any],
    home: Values,
    sent: tuple[np.ndarray, np.ndarray],
    abroad: tuple[Values, Values],
    sums: Sums,
) -> dict[str, Any]:
    """The record of a row: each party's figures with its word, why one is not there, and the net of all accounts.

    ``home`` holds the differences of workers and service at home; ``sent`` and ``abroad`` are what is sent home, and what is
    held of those abroad, without the lever and with it. (year, draw)
    """
    before, after = transfers_of(sent[0]), transfers_of(sent[0] + summaries.change(*sent), costs)
    accounts = accounts_of(before, sent[0].shape), accounts_of(after, sent[0].shape)
    nets = {name: sums.of_all_years(accounts[1][name]["net"] - accounts[0][name]["net"]) for name in ACCOUNTS}
    found = {name: values[sums.at] for name, values in home.items()} | _abroad(*abroad, sums)
    found |= {name: nets[account] for name, account in NET_OF.items()}
    found["paid"] = sums.of_all_years(paid_by_migrants(after, sent[0].shape))
    if INCOME in found:
        found["net_income"] = found[INCOME] - found["paid"]
    return {
        **{party: party_record(party, found) for party in PARTIES},
        "accounts": {name: summaries.interval(values) for name, values in nets.items()},
        "largest_imbalance": max(largest_imbalance(each) for each in accounts),
    }


def _abroad(before: Values, after: Values, sums: Sums) -> dict[str, np.ndarray]:
    """Differences of what both runs hold of those abroad: stocks in the year read, income of all years. (draw) each"""
    change = {name: summaries.change(before[name], values) for name, values in after.items() if name in before}
    return {name: sums.of_all_years(one) if name == INCOME else one[sums.at] for name, one in change.items()}


def paid_by_migrants(transfers: Sequence[Transfer], shape: tuple[int, ...]) -> np.ndarray:
    """What migrants pay because of a lever; what they send home is their own choice and not in it. (year, draw)"""
    paid = [one.amount for one in transfers if one.payer == "migrant" and one.what != REMITTANCES]
    return np.zeros(shape) + sum(paid)


def party_record(party: str, found: Values) -> dict[str, Any]:
    """A party's word, its figures, which of these the word rests on, and why one is not there."""
    own = [figure for figure in FIGURES if figure.party == party]
    instead = WORKERS_THERE if POSTS_THERE in found else POSTS_THERE  # posts are what counts, where they are known
    rests_on = [figure.name for figure in own if figure.counts and figure.name != instead]
    records = {figure.name: _figure(figure, found) for figure in own}
    words = [one["verdict"] if (one := records[name]) else NOT_KNOWN for name in rests_on]
    return {
        "verdict": together(words),
        "rests_on": rests_on,
        "figures": records,
        "why_none": {name: MISSING[name] for name, one in records.items() if one is None},
    }


def _figure(figure: Figure, found: Values) -> dict[str, Any] | None:
    if figure.name not in found:
        return None
    values = found[figure.name]
    return {
        "what": figure.text,
        "difference": summaries.interval(values),
        "unit": figure.unit,
        "of": figure.of,
        "status": "simulated",
        "share_of_draws_gaining": summaries.share_above_zero(values * figure.gain_is),
        "share_of_draws_losing": summaries.share_above_zero(-values * figure.gain_is),
        "verdict": verdict(values * figure.gain_is),
    }


def verdict(gain: np.ndarray) -> str:
    """Gains or loses where the 90 % interval leaves out 0, as an effect is seen in a row; no change where it is 0. (draw)"""
    low, high = np.quantile(gain, [0.05, 0.95])
    if low == high == 0:
        return NO_CHANGE
    if not summaries.excludes_zero(gain[None])[0]:
        return NOT_KNOWN
    return GAINS if low > 0 else LOSES


def together(verdicts: Sequence[str]) -> str:
    """A party's word: what is seen of its figures; both where it gains by one and loses by another, which none outweighs."""
    seen = {word for word in verdicts if word in (GAINS, LOSES)}
    if len(seen) > 1:
        return BOTH
    return next(iter(seen), NOT_KNOWN if NOT_KNOWN in verdicts else NO_CHANGE)
