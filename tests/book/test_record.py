from pathlib import Path

from footprint.book.record import BookRecord


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
