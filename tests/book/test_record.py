from pathlib import Path

import pandas as pd
import pytest
from footprint.book.record import BookRecord, letter


def record(only):
    chapters = {"labs": {"findings": {"sites": {"known": True}, "closings": {"known": False}}}}
    return BookRecord(Path(), Path(), {"only": only}, chapters, None)


def test_a_finding_that_does_not_exist_counts_as_known_so_that_its_role_complains():
    book = record(None)
    assert [book.known("labs", name) for name in ("sites", "closings", "slip")] == [True, False, True]
    assert book.known("no-such-chapter", "slip")


def test_a_quick_look_at_one_chapter_is_silent_about_the_others():
    quick = record("labs")
    assert quick.known("labs", "slip")
    assert not quick.known("sanctions", "listings")


@pytest.mark.parametrize(("number", "text"), [(0, "a"), (25, "z"), (26, "aa"), (27, "ab"), (701, "zz"), (702, "aaa")])
def test_letters_go_on_after_z(number, text):
    assert letter(number) == text


def source(key, publisher, day):
    return {"key": key, "publisher": publisher, "published_start": pd.Timestamp(day)}


def test_sources_of_one_publisher_and_year_are_told_apart_by_letters_in_the_order_of_their_days():
    rows = [source("b", "CNBC", "2025-03-01"), source("a", "CNBC", "2025-07-01"), source("c", "CNBC", "2024-01-01")]
    book = BookRecord(Path(), Path(), {}, {}, None)
    book.__dict__["sources_by_key"] = {row["key"]: row for row in rows}
    assert [book.short_source(key) for key in "abc"] == ["CNBC, 2025b", "CNBC, 2025a", "CNBC, 2024"]
    assert [book.cited_as(key) for key in "bc"] == [" Cited as CNBC, 2025a.", ""]
    assert book.short_source("d") is None


def test_undated_sources_are_told_apart_by_their_keys():
    rows = [source("b", "CNBC", None), source("a", "CNBC", None)]
    book = BookRecord(Path(), Path(), {}, {}, None)
    book.__dict__["sources_by_key"] = {row["key"]: row for row in rows}
    assert [book.short_source(key) for key in "ab"] == ["CNBC, undated-a", "CNBC, undated-b"]
