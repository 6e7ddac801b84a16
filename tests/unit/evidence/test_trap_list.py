"""Each trap that publishers' files hold has a test: which one is which. A test that is named here and does not exist fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

UNIT = Path(__file__).resolve().parents[1]
PAGE = (UNIT.parents[1] / "docs" / "evidence.md").read_text(encoding="utf-8")
TRAPS = {  # as docs/evidence.md lists them
    "byte-order marks": [
        "sources/test_text.py::test_stat_exports_are_known_with_and_without_mark_and_quotes",
        "sources/test_text.py::test_thousands_may_be_set_apart_by_blanks",
        "sources/test_text.py::test_marks_of_missing_values",
        "sources/test_oecd_workforce_migration.py::test_zeros_of_the_inflow_mean_missing",
    ],
    "totals and residuals among origins": [
        "sources/test_oecd_workforce_migration.py::test_totals_and_residuals_are_dropped_with_a_message",
        "sources/test_worldbank_wdi.py::test_aggregates_are_those_without_a_region_and_the_unclassified",
        "foundation/test_countries.py::test_totals_and_regions_are_no_countries",
    ],
    "Namibia's code NA": [
        "sources/test_worldbank_ppp.py::test_namibia_is_a_country_and_a_region_is_not",
        "foundation/test_cards.py::test_closed_lists_keep_na_as_text",
    ],
    "abroad ÷ home": ["sources/test_typed.py::test_abroad_over_home_is_not_abroad_over_all"],
    "born, trained, nationality": [
        "sources/test_oecd_workforce_migration.py::test_germany_counts_nationality",
        "baseline/test_corridors.py::test_germany_is_kept_out_of_rates_and_out_of_the_largest_destination",
        "sources/test_oecd_sdmx.py::test_what_is_born_or_has_another_unit_is_left_out_and_said",
    ],
    "a listed destination that reports only zeros": [
        "sources/test_oecd_workforce_migration.py::test_a_destination_of_zeros_is_not_reported"
    ],
    "lists of origins that are cut": [
        "baseline/test_corridors.py::test_absent_from_a_complete_list_is_zero_and_from_a_cut_list_unknown"
    ],
    "registers against practising stock": [
        "baseline/test_context.py::test_home_trained_is_practising_times_one_less_foreign_share",
        "baseline/test_corridors.py::test_registers_that_count_more_than_practise_are_brought_to_those_who_practise",
    ],
    "recorded inflow": ["baseline/test_traps.py::test_recorded_inflow_sets_no_flow"],
    "offshore medical schools": [
        "baseline/test_corridors.py::test_offshore_schools_print_no_rate",
        "baseline/test_corridors.py::test_natives_trained_abroad_are_no_emigrants",
    ],
    "nurses with and without associates": [
        "baseline/test_traps.py::test_nurses_of_registers_without_midwives_or_associates_are_no_country_s_stock"
    ],
    "joined flags": [
        "sources/test_text.py::test_joined_flags_become_words",
        "evidence/test_series.py::test_a_break_cuts_and_the_last_segment_is_used",
        "evidence/test_checks.py::test_the_breaks_of_malawi_and_ghana_are_found",
    ],
    "population on 1 July": ["baseline/test_hand_series.py::test_people_on_new_year_lie_between_the_counts_of_july"],
    "purchasing power of private consumption": [
        "evidence/test_panels.py::test_ppp_from_exchange_rate_and_the_two_gdps",
        "evidence/test_panels.py::test_a_rate_that_does_not_go_with_the_ppp_is_named_and_not_used",
    ],
    "inflation in per cent labelled as an index": [
        "evidence/test_importing.py::test_a_table_of_inflation_that_calls_itself_an_index_is_not_read",
        "evidence/test_importing.py::test_stocks_in_a_file_named_inflow_are_stocks",
    ],
    "women's shares outside the plausible range": [
        "sources/test_unsd_sdg.py::test_unusual_shares_are_flagged_and_never_swapped"
    ],
}


def listed() -> list[str]:
    """Traps of the page, first column."""
    part = PAGE.split("\n## Traps in the files", 1)[1].split("\n## ", 1)[0]
    return [line.split("|")[1].strip() for line in part.splitlines() if line.startswith("| ")][1:]


def test_every_trap_of_the_page_is_here_and_no_other() -> None:
    rows = [row for row in listed() if not row.startswith("---")]
    assert len(rows) == len(TRAPS)
    for row, trap in zip(rows, TRAPS, strict=True):
        assert row.startswith(trap), (row, trap)


@pytest.mark.parametrize("name", [name for names in TRAPS.values() for name in names])
def test_its_test_is_there(name: str) -> None:
    file, test = name.split("::")
    assert re.search(rf"^\s*def {test}\b", (UNIT / file).read_text(encoding="utf-8"), re.M), name
