"""The ledger: every transfer has a payer and a receiver, and they cancel (docs/model.md 2.37)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braingain.analysis import ledger
from braingain.foundation.vocabulary import PAYERS

SHAPE = (4, 3)


def costs(seed: int = 1, factor: float = 1.0) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    money = {payer: factor * rng.uniform(0, 1e6, SHAPE) for payer in PAYERS}
    return {
        "outlay": money,
        "receipts": {"origin_budget": factor * rng.uniform(0, 1e5, SHAPE)},
        "windfall": np.zeros(SHAPE),
        "wage_bill_difference": np.zeros(SHAPE),
    }


@given(st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3))
def test_transfers_cancel_in_any_currency(seed: int, factor: float) -> None:
    sent = factor * np.random.default_rng(seed).uniform(0, 1e7, SHAPE)
    accounts = ledger.accounts_of(ledger.transfers_of(sent, costs(seed, factor)), SHAPE)
    assert ledger.largest_imbalance(accounts) < 1e-12
    assert sum(sides["net"] for sides in accounts.values()) == pytest.approx(0.0, abs=1e-6 * factor)


def test_every_payer_books_to_an_account_and_an_employer_to_its_country() -> None:
    assert set(ledger.ACCOUNT_OF_PAYER) == set(PAYERS)
    money, sent = costs(), np.full(SHAPE, 5.0)
    accounts = ledger.accounts_of(ledger.transfers_of(sent, money), SHAPE)
    both = money["outlay"]["employer"] + money["outlay"]["destination_budget"]
    assert accounts["destination"]["paid"] == pytest.approx(both)
    assert accounts["origin_budget"]["received"] == pytest.approx(money["receipts"]["origin_budget"])
    assert accounts["origin_budget"]["paid"] == pytest.approx(money["outlay"]["origin_budget"])


def test_remittances_reach_households_and_no_budget() -> None:
    sent = np.full(SHAPE, 5.0)
    accounts = ledger.accounts_of(ledger.transfers_of(sent), SHAPE)
    assert accounts["origin_households"]["net"] == pytest.approx(5.0)
    assert accounts["migrant"]["net"] == pytest.approx(-5.0)
    for name in ("origin_budget", "destination", "donor", "providers"):
        assert not np.any(accounts[name]["net"]), name


def test_the_record_shows_both_runs_and_names_every_payer() -> None:
    money = costs()
    record = ledger.ledger_record(money, np.full(SHAPE, 5.0), np.full(SHAPE, 7.0), 2018)
    assert record["by_sex"] is None and "no sex" in record["by_sex_why"]
    assert record["largest_imbalance"] < 1e-12
    sent = next(transfer for transfer in record["transfers"] if transfer["what"] == "remittances")
    assert (sent["payer"], sent["receiver"]) == ("migrant", "origin_households")
    assert sent["difference"]["median"] == [2.0] * SHAPE[0]
    fines = next(transfer for transfer in record["transfers"] if transfer["what"] == "fines")
    assert fines["baseline"]["median"] == [0.0] * SHAPE[0]
    assert set(record["accounts"]) == set(ledger.ACCOUNTS)
    assert record["outlay"]["donor"]["median"] == pytest.approx(np.median(money["outlay"]["donor"], axis=1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outlay": {"nobody": np.ones(SHAPE)}}, "nobody has no account"),
        ({"receipts": {"donor": np.ones(SHAPE)}}, "receipts of donor"),
        ({"outlay": {"donor": -np.ones(SHAPE)}}, "negative"),
    ],
)
def test_money_without_a_place_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ledger.transfers_of(np.zeros(SHAPE), costs() | change)
