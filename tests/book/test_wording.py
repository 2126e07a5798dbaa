import math
from datetime import date

import pandas as pd
import pytest
from footprint.book.wording import amount_text, code_words, is_worded, limit_text, published_text, value_text

BLANK = {"event_start": pd.NaT, "event_end": pd.NaT}


def claim(value, unit, qualifier="exact", first=None, last=None):
    number = math.nan if unit in ("text", "date") else float(value)
    days = {"event_start": pd.Timestamp(first), "event_end": pd.Timestamp(last or first)} if first else BLANK
    return {"value": value, "unit": unit, "qualifier": qualifier, "number": number, **days}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (claim("2000", "people"), "2,000"),
        (claim("10000", "people", "at_least"), "at least 10,000"),
        (claim("22.32", "percent", "about"), "about 22.32 percent"),
        (claim("14", "nm", "at_most"), "at most 14 nm"),
        (claim("12800", "tpp"), "12,800"),
        (claim("jv_planned", "text"), "jv planned"),
        (claim("transfer to India", "text", "reported"), "transfer to India"),
    ],
)
def test_an_amount_is_its_number_with_bound_and_unit_or_its_words(row, words):
    assert amount_text(row) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2014-12-01", "2014-12-31", "December 2014"),
        ("2025-01-01", "2025-12-31", "2025"),
        ("2005-07-01", "2005-09-30", "third quarter of 2005"),
        ("2024-11-12", "2024-11-12", "12 November 2024"),
    ],
)
def test_a_day_that_is_claimed_is_written_no_more_exactly_than_it_is_known(first, last, words):
    assert amount_text(claim(first, "date", first=first, last=last)) == words


def test_a_day_that_is_not_the_rows_own_date_is_written_in_full():
    assert amount_text(claim("2026-11-10", "date", first="2025-11-07")) == "10 November 2026"
    assert amount_text(claim("2026-11-10", "date")) == "10 November 2026"


@pytest.mark.parametrize(
    ("qualifier", "words"), [("exact", "2014"), ("at_least", "2014"), ("at_most", "no later than 2014"), ("low", "from 2014")]
)
def test_a_day_is_bound_in_words_of_days(qualifier, words):
    assert amount_text(claim("2014-01-01", "date", qualifier, first="2014-01-01", last="2014-12-31")) == words


def test_only_words_that_a_summary_says_better_are_worded():
    codes = [claim(code, "text") for code in ("jv_planned", "microsoft365_ended", "reduced", "mofcom wps annex")]
    own = [claim(words, "text") for words in ("yes", "Cuba, Iran", "90 FR 1105")]
    others = [claim("3", "count"), claim("2025-01-01", "date"), *own]
    assert [is_worded(row) for row in codes] == [True] * 4
    assert [is_worded(row) for row in others] == [False] * 5


@pytest.mark.parametrize(
    ("column", "code", "words"),
    [
        ("relation", "owns", "owner or backer of"), ("operator", ">=", "at least"), ("imposer", "US", "United States"),
        ("perimeter", "wuxi", "Wuxi"), ("perimeter", "microsoft_projects", "Microsoft projects"),
        ("perimeter", "legal entity", "legal entity"), ("value", "rules_updated", "rules updated"), ("chip", "US", "US"),
        ("relation", "unheard_of", "unheard of"),
    ],
)  # fmt: skip
def test_a_code_is_written_in_words_of_its_column(column, code, words):
    assert code_words(column, code) == words


def test_a_limit_has_its_unit_and_a_separator_and_a_word_stays_a_word():
    assert limit_text("4800", "tpp") == "4,800 TPP"
    assert limit_text("5.92", "tpp_per_mm2") == "5.92 per mm²"
    assert limit_text("50", "percent") == "50 percent"
    assert limit_text("yes", "flag") == "yes"


def test_a_day_in_a_cell_is_written_in_words_and_all_else_as_it_stands():
    assert [value_text(cell) for cell in ("2025-10-09", "719", "2025")] == ["9 October 2025", "719", "2025"]


def test_an_undated_source_is_told_with_the_bounds_it_has():
    bounds = {"not_before": pd.Timestamp(date(2024, 1, 1)), "not_after": pd.NaT}
    assert (
        published_text({"published_start": pd.NaT, "published_end": pd.NaT, **bounds}) == "undated (not before 1 January 2024)"
    )
