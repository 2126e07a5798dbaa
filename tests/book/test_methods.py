"""The page on methods says what the code does."""

from dataclasses import replace

from footprint.book.methods import rules_text
from footprint.evidence.weighing import OUR_RULES

from tests.book.test_whole_book import Page


def test_the_rules_are_told_in_their_order():
    first = rules_text(OUR_RULES)[0]
    assert first.index("nearest to the event") < first.index("more independent origins") < first.index("later source")
    other = rules_text(replace(OUR_RULES, order=("recency", "tier", "origins")))[0]
    assert other.index("later source") < other.index("nearest to the event")


def test_a_rule_that_moves_is_told_as_moved():
    moved = replace(OUR_RULES, about=0.1, relays_speak=True)
    assert "within 10 percent" in " ".join(rules_text(moved))
    assert "A relay may widen" in " ".join(rules_text(moved))
    assert "within 10 percent" not in " ".join(rules_text(OUR_RULES))


def test_every_headline_says_which_rule_would_change_it(book):
    page = Page(book / "_build/html/chapters/methods.html")
    assert "People dismissed from the Microsoft projects at Wicresoft" in page.text
    assert "none changes it" in page.text
    assert "The latest source is preferred" in page.text
