from types import SimpleNamespace

import pytest
from footprint.book.entries import Link
from footprint.book.register import MOST_USES, _runs, _uses
from hypothesis import given
from hypothesis import strategies as st

FINDINGS = {f"f{n}": {"about": f"Finding {n}", "rows": ["row"] * n} for n in range(1, 8)}


def told(count: int) -> list[str]:
    """The words of a row's entry on the findings that use it, of which those on many rows come first."""
    used = [("labs", name) for name in reversed(list(FINDINGS)[:count])]
    book = SimpleNamespace(used_in={"row": used}, recorded={"labs": {"findings": FINDINGS}})
    return [(piece.label, piece.text) for piece in _uses(book, "row") if isinstance(piece, Link)]


@pytest.mark.parametrize("count", [0, 1, MOST_USES])
def test_few_uses_are_all_named_the_most_particular_first(count):
    assert [text for _, text in told(count)] == [f"Finding {n}" for n in range(1, count + 1)]


def test_of_many_uses_the_most_particular_are_named_and_the_rest_lead_to_the_chapters_findings():
    *named, rest = told(7)
    assert [label for label, _ in named] == ["f-labs-f1", "f-labs-f2", "f-labs-f3"]
    assert rest == ("findings-labs", "of labs")


def spelled_runs(*ids: str) -> list[str]:
    """Each place of a list of rows as it reads."""
    return ["".join(piece.text for piece in place) for place in _runs(ids)]


def test_three_rows_or_more_with_following_numbers_are_told_by_the_first_and_the_last():
    assert spelled_runs("site-001", "site-002", "site-003") == ["site-001 to site-003"]
    assert spelled_runs("site-009", "site-010", "site-011", "site-013") == ["site-009 to site-011", "site-013"]


def test_other_rows_are_told_one_by_one():
    assert spelled_runs() == []
    assert spelled_runs("site-001", "site-002", "lab-003", "us-2025-package") == [
        "site-001",
        "site-002",
        "lab-003",
        "us-2025-package",
    ]


def test_a_run_leads_to_both_its_ends():
    (place,) = _runs(["site-001", "site-002", "site-003"])
    assert [piece.label for piece in place if isinstance(piece, Link)] == ["c-site-001", "c-site-003"]


@given(st.lists(st.integers(1, 60), unique=True).map(sorted))
def test_runs_lose_no_row_and_add_none(numbers):
    told = []
    for place in _runs(f"row-{n:03}" for n in numbers):
        ends = [int(piece.text[-3:]) for piece in place if isinstance(piece, Link)]
        told += range(ends[0], ends[-1] + 1)
    assert told == numbers
