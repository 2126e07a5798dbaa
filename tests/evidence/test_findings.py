import math

import pandas as pd
import pytest
from footprint.evidence.findings import CLAIM_COLUMNS, Finding, Findings, as_record, reconcile
from footprint.evidence.grades import Grade
from footprint.evidence.weighing import TIERS
from hypothesis import given
from hypothesis import strategies as st

DAY = pd.Timestamp("2025-04-07")


def claims(*rows):
    """Claim rows from (value, tier, origin) and changes to them."""
    base = dict.fromkeys(CLAIM_COLUMNS, "") | {"unit": "people", "qualifier": "exact", "stance": "asserts"}
    made = []
    for number, (value, tier, origin, *changes) in enumerate(rows, 1):
        row = base | {"id": f"r{number}", "value": str(value), "origin": origin, "source": f"s{number}", "tier": tier}
        made.append(row | {"known_from": DAY} | (changes[0] if changes else {}))
    frame = pd.DataFrame(made, columns=[*CLAIM_COLUMNS, "tier", "known_from"])
    return frame.assign(number=pd.to_numeric(frame["value"].where(~frame["unit"].isin(("text", "date"))), errors="coerce"))


def test_nothing_known_gives_a_finding_that_says_so():
    finding = reconcile(claims())
    assert not finding.known
    assert finding.text() == "not known"


def test_the_better_tier_is_preferred_and_the_rival_kept_in_the_range():
    finding = reconcile(claims((2000, "first_hand", "caijing"), (1500, "aggregator", "blog")))
    assert (finding.value, finding.low, finding.high) == (2000, 1500, 2000)
    assert (finding.rows, finding.against) == (("r1",), ("r2",))
    assert not finding.contested


def test_an_equal_source_that_differs_makes_it_contested():
    assert reconcile(claims((2000, "secondary", "a"), (1500, "secondary", "b"))).contested


def test_more_independent_origins_beat_many_relays_of_one():
    rows = [(2000, "secondary", "reuters")] * 5 + [(1500, "secondary", "yicai"), (1500, "secondary", "caixin")]
    assert reconcile(claims(*rows)).value == 1500


def test_a_relay_cannot_change_what_its_origin_said():
    rows = claims((2000, "first_hand", "caijing"), (2500, "secondary", "caijing", {"qualifier": "at_least"}))
    finding = reconcile(rows)
    assert (finding.low, finding.high, finding.open_high) == (2000, 2000, False)
    assert not finding.contested


def test_between_equals_the_later_source_is_preferred():
    later = {"known_from": pd.Timestamp("2025-05-01")}
    assert reconcile(claims((6000, "secondary", "a", later), (9000, "secondary", "b"))).value == 6000


def test_a_denial_makes_it_contested_and_is_counted_against():
    finding = reconcile(claims((2000, "primary", "a"), (2000, "primary", "b", {"stance": "denies"})))
    assert finding.contested
    assert finding.against == ("r2",)


def test_a_superseded_row_no_longer_speaks():
    finding = reconcile(claims((49, "primary", "a", {"superseded_by": "r2"}), (22, "primary", "a")))
    assert (finding.low, finding.high) == (22, 22)


def test_the_end_of_anothers_range_is_not_a_second_origin():
    ends = [(1000, "secondary", "b", {"qualifier": "low"}), (2000, "secondary", "b", {"qualifier": "high"})]
    assert reconcile(claims((2000, "secondary", "a"), *ends)).origins == ("a",)


def test_a_floor_below_all_figures_is_no_part_of_the_range_unless_it_is_preferred():
    floor, figures = {"qualifier": "at_least"}, [(2000, "first_hand", "a"), (1500, "first_hand", "b")]
    assert reconcile(claims(*figures, (300, "secondary", "c", floor))).text("range") == "1,500–2,000"
    assert reconcile(claims(*figures, (1700, "secondary", "c", floor))).text("range") == "1,500–2,000"
    assert reconcile(claims(*figures, (2500, "secondary", "c", floor))).text("range") == "1,500–2,500 or more"
    preferred = reconcile(claims(*figures, (300, "primary", "c", floor)))
    assert (preferred.value, preferred.low) == (300, 300)
    ceiling = {"qualifier": "at_most"}
    assert reconcile(claims(*figures, (9000, "secondary", "c", ceiling))).text("range") == "1,500–2,000"


def test_a_bound_and_a_figure_within_it_agree():
    finding = reconcile(claims((3140, "primary", "a"), (3000, "primary", "b", {"qualifier": "at_least"})))
    assert not finding.contested


def test_a_rounded_figure_agrees_with_the_exact_one():
    exact, rounded = (22.32, "secondary", "registry"), (22, "secondary", "paper", {"qualifier": "about"})
    assert not reconcile(claims(exact, rounded)).contested


@pytest.mark.parametrize(
    ("changes", "text"),
    [({}, "1,000–2,000"), ({"qualifier": "at_least"}, "1,000–2,000 or more")],
)
def test_the_range_respects_bounds(changes, text):
    assert reconcile(claims((1000, "secondary", "a"), (2000, "secondary", "b", changes))).text("range") == text


def test_words_are_compared_as_words():
    text = {"unit": "text"}
    finding = reconcile(claims(("yes", "secondary", "a", text), ("no", "secondary", "b", text)))
    assert finding.contested
    assert math.isnan(finding.low or math.nan)


ROW = st.tuples(
    st.integers(1, 5000), st.sampled_from(TIERS), st.sampled_from("abcd"),
    st.fixed_dictionaries({"qualifier": st.sampled_from(["exact", "about", "at_least", "at_most"])}),
)  # fmt: skip


@given(st.lists(ROW, min_size=1, max_size=6))
def test_a_range_contains_its_preferred_value(rows):
    finding = reconcile(claims(*rows))
    assert finding.low <= finding.value <= finding.high


@given(st.lists(ROW, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows, random):
    frame = claims(*rows)
    order = list(range(len(frame)))
    random.shuffle(order)
    assert reconcile(frame) == reconcile(frame.iloc[order].reset_index(drop=True))


@given(st.lists(ROW, min_size=1, max_size=6))
def test_every_row_is_counted_for_or_against(rows):
    finding = reconcile(claims(*rows))
    assert sorted(finding.rows + finding.against) == sorted(f"r{n}" for n in range(1, len(rows) + 1))


def test_a_date_is_written_at_its_own_precision():
    month = {"unit": "date", "event_precision": "month"}
    assert reconcile(claims(("2002-05-01", "primary", "a", month))).text() == "May 2002"
    day = {"unit": "date", "event_precision": "day"}
    assert reconcile(claims(("2025-04-08", "primary", "a", day))).text() == "8 April 2025"


def test_a_name_is_used_once_in_a_chapter():
    findings = Findings("outsourcing")
    findings.add("laid-off", "People let go", Finding(1.0, "people", 1.0, 1.0))
    with pytest.raises(ValueError, match="laid-off"):
        findings.add("laid-off", "People let go", Finding(2.0, "people", 2.0, 2.0))


def test_a_form_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="median"):
        Finding(1.0, "people", 1.0, 1.0).text("median")


def test_the_record_is_plain_json_with_every_form_written_out():
    record = as_record(Finding(2000.0, "people", 1000.0, 2000.0, rows=("r1", "r2")))
    assert record["forms"]["range"] == "1,000–2,000"
    assert record["forms"]["rows"] == "2"
    assert record["rows"] == ["r1", "r2"]


def test_what_is_contested_is_graded_doubtful_or_worse_when_it_gets_its_name():
    named, sure = Findings("labs"), Grade("B", "2")
    given = {name: Finding(1.0, "count", 1.0, 1.0, grade=sure, contested=name == "denied") for name in ("plain", "denied")}
    assert [str(named.add(name, "A count", finding).grade) for name, finding in given.items()] == ["B2", "B4"]
    assert str(named.add("worse", "A count", Finding(1.0, contested=True, grade=Grade("D", "5"))).grade) == "D5"
