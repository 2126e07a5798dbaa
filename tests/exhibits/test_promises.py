"""What every chapter's exhibits and findings keep: each is published once, all rest on rows, none speaks before its sources."""

from collections import Counter

import pytest
from footprint.evidence.findings import as_record
from footprint.exhibits import whole
from footprint.figures import Nothing, PublishedFigure, PublishedTable

from tests.exhibits import test_labs, test_outsourcing, test_sanctions, test_staff_moves, test_synthesis, test_trade_controls

CHAPTERS = [test_labs, test_outsourcing, test_sanctions, test_staff_moves, test_synthesis, test_trade_controls]
RESTS_ON_NOTHING = {"indicators-due", "indicators"}
"""Findings that count judgements of our own, or none."""

POINTS_BACK = ("Of these", "These ", "Those ", "That ", "Their ", "Its ", "The same ")
"""What a title cannot begin with: the register prints it without what stands before it in a chapter."""

each_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda module: module.__name__.rpartition("test_")[2])


@each_chapter
def test_every_exhibit_is_published_under_a_name_of_its_own(chapter, latest):
    made = chapter.exhibits(latest)
    assert len(made) > 5
    assert all(isinstance(item, PublishedFigure | PublishedTable) for item in made)
    assert len({item.name for item in made}) == len(made)


@each_chapter
def test_before_the_first_source_nothing_is_said(chapter, latest):
    none = latest.as_of("1990-01-01")
    assert not any(finding.known for finding in chapter.findings(none).items.values())
    assert all(isinstance(item, Nothing) for item in chapter.exhibits(none))


@each_chapter
def test_all_findings_are_known_in_the_latest_edition_and_rest_on_rows(chapter, latest):
    ids = set(latest.rows["id"])
    for name, finding in chapter.findings(latest).items.items():
        assert finding.known, name
        assert finding.rows or finding.value == 0 or name in RESTS_ON_NOTHING, name
        assert set(finding.rows) | set(finding.against) <= ids, name


@each_chapter
@pytest.mark.parametrize("day", ["2019-12-31", "2024-01-31", "2025-04-06"])
def test_any_day_can_be_looked_at(chapter, latest, day):
    then = latest.as_of(day)
    assert chapter.exhibits(then)
    assert chapter.findings(then).items


def test_every_title_says_by_itself_what_it_is_about_and_stands_once_in_the_book(latest):
    chapters = {module.__name__: module.findings(latest) for module in CHAPTERS}
    recorded = {name: {"findings": {n: as_record(f) for n, f in made.items.items()}} for name, made in chapters.items()}
    titles = [f.about for made in (*chapters.values(), whole.findings(latest, recorded)) for f in made.items.values()]
    assert [title for title, times in Counter(titles).items() if times > 1] == []
    assert [title for title in titles if title.startswith(POINTS_BACK)] == []
