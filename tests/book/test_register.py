from types import SimpleNamespace

import pytest
from footprint.book.entries import Link, Words
from footprint.book.register import MOST_SPELLED_OUT, MOST_USES, _rows, _uses, _value
from footprint.book.telling import cell_words, note, runs
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
    assert [label for label, _ in named] == ["f-labs-f1", "f-labs-f2"]
    assert rest == ("findings-labs", "5 more findings of labs")


def spelled_runs(*ids: str) -> list[str]:
    """Each place of a list of rows as it reads."""
    return ["".join(piece.text for piece in place) for place in runs(ids)]


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
    (place,) = runs(["site-001", "site-002", "site-003"])
    assert [piece.label for piece in place if isinstance(piece, Link)] == ["c-site-001", "c-site-003"]


@given(st.lists(st.integers(1, 60), unique=True).map(sorted))
def test_runs_lose_no_row_and_add_none(numbers):
    told = []
    for place in runs(f"row-{n:03}" for n in numbers):
        ends = [int(piece.text[-3:]) for piece in place if isinstance(piece, Link)]
        told += range(ends[0], ends[-1] + 1)
    assert told == numbers


@pytest.fixture
def book():
    """A book with one source, one row, and one row that others name by its title."""
    titles = {"reading-exit": "Exit"}
    return SimpleNamespace(
        sources_by_key={"paper2024lab": {}}, addressed={"lab-001", "reading-exit"},
        short_source=lambda key: "A paper, 2024", title_of_row=lambda row: titles.get(row, row),
    )  # fmt: skip


def test_a_remark_names_sources_and_rows_as_links_and_ends_with_a_stop(book):
    assert note(book, "The day is from paper2024lab; see lab-001") == [
        Words("Note: "), Words("The day is from "), Link("s-paper2024lab", "A paper, 2024"), Words("; see "),
        Link("c-lab-001", "lab-001"), Words("."),
    ]  # fmt: skip
    assert note(book, "") == []


def test_words_of_a_remark_that_only_look_like_keys_stay_words(book):
    assert note(book, "By the A800 and h20, in 2024.") == [Words("Note: "), Words("By the A800 and h20, in 2024.")]


def test_a_cell_of_ids_or_of_a_sources_key_is_links_and_any_other_its_words(book):
    assert cell_words(book, "reading-exit lab-001") == [
        Link("c-reading-exit", "Exit"), Words(", "), Link("c-lab-001", "lab-001"), Words("."),
    ]  # fmt: skip
    assert cell_words(book, "paper2024lab") == [Link("s-paper2024lab", "A paper, 2024"), Words(".")]
    assert [cell_words(book, text) for text in ("What then?", "planned")] == [[Words("What then?")], [Words("planned.")]]


@pytest.mark.parametrize(
    ("low", "high", "value", "ranged", "told"),
    [
        (10.0, 10.0, "10", "at least 10", "At least 10."),
        (10.0, 20.0, "20", "10–20", "20; range 10–20."),
        (None, None, "slow retreat", "slow retreat", "Slow retreat."),
    ],
)
def test_a_findings_value_keeps_its_bound_and_its_range(low, high, value, ranged, told):
    assert _value({"low": low, "high": high, "forms": {"": value, "range": ranged}}) == told


def test_of_findings_that_rest_on_the_same_many_rows_the_first_lists_them_and_the_others_lead_to_it():
    many = [f"row-{n:03}" for n in range(1, MOST_SPELLED_OUT + 2)]
    alike = {name: {"about": f"The {name}", "rows": many, "known": True} for name in ("first", "second")}
    book = SimpleNamespace(recorded={"labs": {"findings": alike}})
    assert "".join(piece.text for piece in _rows(book, ("labs", "first"), many)) == "row-001 to row-017"
    assert _rows(book, ("labs", "second"), many) == [Words("the same rows as "), Link("f-labs-first", "The first")]
    assert "".join(piece.text for piece in _rows(book, ("labs", "second"), [*many, "other-1"])) == "row-001 to row-017; other-1"
