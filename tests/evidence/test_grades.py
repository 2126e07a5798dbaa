import pandas as pd
import pytest
from footprint.evidence.findings import reconcile
from footprint.evidence.grades import ORDER, Grade, Grading, weakest
from footprint.evidence.ledger import Ledger
from footprint.evidence.weighing import TIERS
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.evidence.test_findings import claims

GRADING = Ledger.read(ROOT / "data").grading


def grade(*rows):
    return reconcile(claims(*rows), GRADING).grade


def row(value, tier, origin, role="press", **changes):
    return (value, tier, origin, {"speaker_role": role} | changes)


@pytest.mark.parametrize(
    ("tier", "role", "letter"),
    [
        ("primary", "filing", "A"), ("first_hand", "microsoft", "B"), ("first_hand", "employee", "C"),
        ("secondary", "microsoft", "D"), ("aggregator", "press", "E"),
    ],
)  # fmt: skip
def test_the_letter_says_how_near_the_source_stands(tier, role, letter):
    assert grade(row(1, tier, "a", role)).reliability == letter


@pytest.mark.parametrize(
    ("origins", "disputing", "figure"),
    [(3, 0, "1"), (2, 0, "2"), (1, 0, "3"), (4, 1, "4"), (1, 1, "4"), (1, 2, "5"), (0, 0, "6")],
)
def test_the_figure_says_how_far_others_bear_it_out(origins, disputing, figure):
    assert GRADING.credibility(origins, disputing) == figure


def test_nothing_known_is_not_judged():
    assert str(reconcile(claims(), GRADING).grade) == "F6"
    assert str(weakest([])) == "F6"


def test_arithmetic_is_as_weak_as_its_weakest_part():
    assert str(weakest([Grade("A", "3"), Grade("D", "1")])) == "D3"


def no_better(one, other):
    return all(order.index(getattr(one, axis)) >= order.index(getattr(other, axis)) for axis, order in ORDER.items())


ROW = st.tuples(
    st.sampled_from([1000, 1500, 2000]), st.sampled_from(TIERS), st.sampled_from("abcd"),
    st.fixed_dictionaries({"speaker_role": st.sampled_from(["press", "microsoft", "employee"])}),
)  # fmt: skip
ROWS = st.lists(ROW, min_size=1, max_size=6)


@given(ROWS, st.data())
def test_a_copy_of_an_origin_never_raises_a_grade(rows, data):
    value, tier, origin, changes = data.draw(st.sampled_from(rows))
    farther = data.draw(st.sampled_from(TIERS[TIERS.index(tier) + 1 :] or [None]))
    copies = [(value, farther, origin, changes)] if farther else [(value, tier, origin, changes)]
    assert no_better(grade(*rows, *copies), grade(*rows))


@given(ROWS, st.sampled_from(TIERS))
def test_a_denial_never_raises_a_grade(rows, tier):
    assert no_better(grade(*rows, (2000, tier, "z", {"stance": "denies"})), grade(*rows))


@given(ROWS)
def test_every_known_finding_is_judged(rows):
    made = grade(*rows)
    assert (made.reliability != "F", made.credibility != "6") == (True, True)


def test_the_rules_cover_every_tier_and_both_states():
    assert {GRADING.reliability(tier, "unknown") for tier in TIERS} == set("ACDE")
    assert {GRADING.credibility(n, d) for n in (1, 2, 3) for d in (0, 1, 9)} == set("12345")


def test_the_table_decides_and_not_the_code():
    stricter = Grading(tuple({**r, "least_origins": 5.0} if r["grade"] == "1" else r for r in GRADING.rules))
    assert (GRADING.credibility(3, 0), stricter.credibility(3, 0)) == ("1", "2")


def test_the_page_prints_the_table_the_code_reads(book):
    page = (book / "_build/html/chapters/grades.html").read_text(encoding="utf-8")
    rules = pd.read_csv(book / "data" / "grading.csv")
    assert all(f"<p>{label.capitalize()}</p>" in page for label in rules["label"])
