from types import SimpleNamespace

import pytest
from footprint.book.entries import Link
from footprint.book.register import MOST_USES, _uses

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
