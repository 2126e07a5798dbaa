import json

import pytest
from footprint.evidence.checking import check
from footprint.evidence.descriptor import read_package
from footprint.evidence.freshness import come_due, stale_chapters

EXPECTED = {"id": "exp-001", "chapter": "outsourcing", "expected": "It ends.", "source": "s1", "due_precision": "day"}


@pytest.fixture
def advise(small_data):
    def of(kind, limit=30, closed="2025-05-01", **tables):
        folder = small_data(**tables)
        path = folder / "datapackage.json"
        raw = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(
            json.dumps(raw | {"x-evidence-closed": closed, "x-freshness-days": {"outsourcing": limit}}), encoding="utf-8"
        )
        report = check(folder)
        assert report.ok, report.problems
        return kind(report.tables, read_package(folder))

    return of


@pytest.mark.parametrize(("limit", "stale"), [(23, True), (24, False)])
def test_a_chapter_is_stale_past_its_limit_and_not_before(advise, limit, stale):
    said = advise(stale_chapters, limit, claims=[{}])
    assert bool(said) == stale
    assert not stale or "of 7 April 2025, 24 days before gathering ended (limit 23)" in said[0]


def test_a_vague_date_counts_from_its_last_day(advise):
    month = [{"published": "2025-04-01", "published_precision": "month"}]
    assert advise(stale_chapters, 1, sources=month, claims=[{}]) == []


def test_a_chapter_without_claims_or_dates_is_not_called_stale(advise):
    undated = [{"published": "", "published_precision": "", "published_basis": "unknown"}]
    assert advise(stale_chapters, 1) == []
    assert advise(stale_chapters, 1, sources=undated, claims=[{}]) == []


@pytest.mark.parametrize(("due", "come"), [("2025-05-01", True), ("2025-05-02", False)])
def test_what_was_announced_is_listed_from_its_first_day(advise, due, come):
    said = advise(come_due, expectations=[EXPECTED | {"due": due}])
    assert bool(said) == come
    assert not come or said == ["outsourcing: look up exp-001, due 1 May 2025: It ends. (s1)"]
