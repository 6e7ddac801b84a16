"""An agreement as a workbook: cash and workers of each party by year, payments, worst cases, safeguards, model clauses."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from braingain.analysis.term_sheet import CLAUSES
from braingain.output import agreement_words, spreadsheet
from braingain.output.spreadsheet import MONEY, SHARE, WIDE, WORD, YEAR, Column

Record = Mapping[str, Any]
SIDES = ("paid", "received", "net")
QUANTILES = (("median", "median"), ("p05", "5 %"), ("p95", "95 %"))
FINE = "#,##0.0"


def workbook_bytes(found: Record) -> bytes:
    """An agreement as an Excel workbook; its numbers are those of the JSON, unrounded."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator = "braingain"
    book.properties.title = found["name"]
    price = f"US dollars of {found['price_year']}"
    spreadsheet.facts(book.create_sheet("About"), agreement_words.facts(found))
    spreadsheet.table(book.create_sheet("Cash by year"), _cash_columns(price), list(_cash(found)))
    spreadsheet.table(book.create_sheet("Cash in all"), _total_columns(price), list(_totals(found)))
    spreadsheet.table(book.create_sheet("Payments"), _payment_columns(price), list(_payments(found)))
    spreadsheet.table(book.create_sheet("Beside the cash"), BESIDE, list(_beside(found)))
    spreadsheet.table(book.create_sheet("Paid on after the end"), _after_columns(price), list(_after(found)))
    spreadsheet.table(book.create_sheet("Workers by year"), WORKERS, list(_workers(found)))
    spreadsheet.table(book.create_sheet("Worst case"), _case_columns(price), list(_cases(found)))
    spreadsheet.table(book.create_sheet("Safeguards"), SAFEGUARDS, list(_safeguards(found)))
    spreadsheet.table(book.create_sheet("Model clauses"), MODEL_CLAUSES, found["model_clauses"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _all(found: Record) -> Iterator[tuple[str, Record]]:
    """The agreement and each case, by name."""
    yield "as agreed", found
    for case in found["worst_case"]["kept_in_part"]:
        yield case["case"], case


def _of(*path: str) -> Callable[[Record], Any]:
    """What stands in a row under these names, one in another."""

    def value(row: Record) -> Any:
        inner: Any = row
        for name in path:
            inner = inner[name]
        return inner

    return value


def _interval(head: str, name: str, form: str) -> list[Column]:
    """Three columns: the median and the bounds of 90 % of draws."""
    return [Column(f"{head}, {said}", _of(name, q), form=form) for q, said in QUANTILES]


def _cash(found: Record) -> Iterator[Record]:
    for case, record in _all(found):
        for name, party in record["cash"]["parties"].items():
            for row, year in enumerate(found["years"]):
                if year >= found["start"]:
                    sides = {side: {q: party[side][q][row] for q, _ in QUANTILES} for side in SIDES}
                    yield {"case": case, "party": name, "title": party["title"], "year": year, **sides}


def _cash_columns(price: str) -> list[Column]:
    heads = (("Paid", "paid"), ("Received", "received"), ("Net, received less paid", "net"))
    return [
        Column("Case", _of("case"), WORD),
        Column("Party", _of("title"), 34),
        Column("Year", _of("year"), 8, YEAR),
        *(column for head, side in heads for column in _interval(f"{head} [{price}]", side, MONEY)),
    ]


def _totals(found: Record) -> Iterator[Record]:
    for case, record in _all(found):
        for party in record["cash"]["parties"].values():
            yield {"case": case, "title": party["title"], **party["total"]}


def _total_columns(price: str) -> list[Column]:
    heads = (("Paid", "paid"), ("Received", "received"), ("Net", "net"), ("Net, discounted", "net_discounted"))
    return [
        Column("Case", _of("case"), WORD),
        Column("Party", _of("title"), 34),
        *(column for head, side in heads for column in _interval(f"{head}, all years [{price}]", side, MONEY)),
        Column("Pays in the end, share of draws", _of("pays_in_share_of_draws"), form=SHARE),
    ]


def _payments(found: Record) -> Iterator[Record]:
    for case, record in _all(found):
        for one in record["cash"]["payments"]:
            yield {"case": case, **one}


def _payment_columns(price: str) -> list[Column]:
    return [
        Column("Case", _of("case"), WORD),
        Column("Payment", _of("what"), WIDE),
        Column("Paid by", lambda row: agreement_words.party(row["payer"]), 34),
        Column("Received by", lambda row: agreement_words.party(row["receiver"]), 34),
        *_interval(f"All years [{price}]", "total_usd", MONEY),
    ]


def _beside(found: Record) -> Iterator[Record]:
    """What is in no party's cash and changes with the agreement: wages, money sent home, income of migrants."""
    for case, record in _all(found):
        for what, sides in agreement_words.beside_lines(record):
            for row, year in enumerate(found["years"]):
                yield {"case": case, "what": what, "year": year, "more": {q: sides[q][row] for q, _ in QUANTILES}}


BESIDE = [
    Column("Case", _of("case"), WORD),
    Column("What", _of("what"), 60),
    Column("Year", _of("year"), 8, YEAR),
    *_interval("More than without the agreement, US$ or international $", "more", MONEY),
]


def _after(found: Record) -> Iterator[Record]:
    for case, record in _all(found):
        for one in record["runs_on"]:
            payers = ", ".join(agreement_words.party(name) for name, share in one["payer"].items() if share)
            yield {"case": case, **one, "title": CLAUSES[one["clause"]].title, "payers": payers}


def _after_columns(price: str) -> list[Column]:
    return [
        Column("Case", _of("case"), WORD),
        Column("Clause", _of("title"), WIDE),
        Column("Paid on from", _of("after"), 12, YEAR),
        Column("Until", _of("until"), 8, YEAR),
        Column("Paid by", _of("payers"), 34),
        *_interval(f"From then on, in all [{price}]", "usd", MONEY),
        Column("Why", _of("why"), 60),
    ]


def _workers(found: Record) -> Iterator[Record]:
    for case, record in _all(found):
        for outcome in record["workers"].values():
            of = {"all": outcome} | (outcome["by_sex"] or {})
            for member, sides in of.items():
                for row, year in enumerate(found["years"]):
                    values = {
                        side: {q: sides[side][q][row] for q, _ in QUANTILES} for side in ("baseline", "difference")
                    }
                    yield {
                        "case": case,
                        "what": outcome["title"],
                        "of": member,
                        "unit": outcome["unit"],
                        "year": year,
                    } | values


WORKERS = [
    Column("Case", _of("case"), WORD),
    Column("What", _of("what"), WIDE),
    Column("Of whom", _of("of"), 10),
    Column("Unit", lambda row: row["unit"].replace("_", " "), WORD),
    Column("Year", _of("year"), 8, YEAR),
    *_interval("Without the agreement", "baseline", FINE),
    *_interval("Difference", "difference", FINE),
]


def _cases(found: Record) -> Iterator[Record]:
    for case in found["worst_case"]["kept_in_part"]:
        for party, net in case["against_agreement"]["net_discounted_usd"].items():
            title = found["cash"]["parties"][party]["title"]
            yield {"case": case["case"], "what": case["what"], "title": title, "net": net}


def _case_columns(price: str) -> list[Column]:
    return [
        Column("Case", _of("case"), WORD),
        Column("What it means", _of("what"), 60),
        Column("Party", _of("title"), 34),
        *_interval(f"Net against the agreement as it stands, discounted [{price}]", "net", MONEY),
    ]


def _safeguards(found: Record) -> Iterator[Record]:
    status = found["safeguards"]
    for row, year in enumerate(found["years"]):
        density = status["density_per_10k"]
        yield {
            "year": year,
            **{side: {q: density[side][q][row] for q, _ in QUANTILES} for side in ("baseline", "package")},
            **{f"listed_{side}": status["listed_share_of_draws"][side][row] for side in ("baseline", "package")},
        }


SAFEGUARDS = [
    Column("Year", _of("year"), 8, YEAR),
    *_interval("Density for 10 000 people, without", "baseline", FINE),
    *_interval("Density for 10 000 people, with", "package", FINE),
    Column("Listed without, share of draws", _of("listed_baseline"), form=SHARE),
    Column("Listed with, share of draws", _of("listed_package"), form=SHARE),
]
MODEL_CLAUSES = [
    Column("Clause", _of("id"), WORD),
    Column("For", _of("serves"), 12),
    Column("What it says", _of("text"), 60),
    Column("Where it is from", _of("source"), WIDE),
    Column("Covered by", agreement_words.covered_by, WIDE),
]
