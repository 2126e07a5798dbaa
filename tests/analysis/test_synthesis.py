"""Readings against pieces: counts by hand, ties as ties, and what leaving out does."""

import pandas as pd
import pytest
from footprint.analysis import synthesis as analysis
from hypothesis import given
from hypothesis import strategies as st

X, C, N = "inconsistent", "consistent", "not diagnostic"


def made(cells, strands=None, question="course", weights=None, letters=None):
    """A matrix from rows of marks, one row a piece."""
    count = len(cells[0])
    readings = pd.DataFrame(
        {"id": [f"r{n}" for n in range(count)], "number": range(count), "question": question, "title": list("ABCDEFGH"[:count])}
    )
    ids = [f"p{n}" for n in range(len(cells))]
    pieces = pd.DataFrame({"id": ids, "number": range(len(ids)), "title": ids, "weight": weights or [1.0] * len(ids)})
    pieces = pieces.assign(strand=strands or ids, letter=list(letters or "A" * len(ids)))
    marks = [
        {"piece": ids[i], "hypothesis": f"r{j}", "mark": mark} for i, row in enumerate(cells) for j, mark in enumerate(row)
    ]
    return analysis.matrix(readings, pieces, pd.DataFrame(marks))


def test_contradictions_are_counted_and_fits_only_shown():
    found = analysis.tally(made([[X, C, N], [X, C, X], [N, C, N]])).set_index("id")
    assert found["against"].to_dict() == {"r0": 2, "r1": 0, "r2": 1}
    assert found["fits"].to_dict() == {"r0": 0, "r1": 3, "r2": 0}
    assert found["place"].to_dict() == {"r0": 3, "r1": 1, "r2": 2}


def test_readings_contradicted_alike_share_their_place():
    m = made([[X, N, C], [N, X, C], [X, X, X]])
    assert analysis.tally(m)["place"].tolist() == [2, 2, 1]
    assert analysis.least(made([[X, X, N], [N, N, N]]).without({"p1"})) == {"r2"}
    assert analysis.least(made([[N, N, X]])) == {"r0", "r1"}


def test_only_readings_of_one_question_are_rivals():
    m = made([[X, N, X]])
    m = m._replace(readings=m.readings.assign(question=["course", "course", "conduct"]))
    assert analysis.tally(m)["place"].tolist() == [2, 1, 1]
    assert analysis.least(m.question("conduct")) == {"r2"}


def test_a_missing_mark_is_refused():
    m = made([[X, N]])
    marks = pd.DataFrame([{"piece": "p0", "hypothesis": "r0", "mark": X}])
    with pytest.raises(ValueError, match="every piece needs a mark"):
        analysis.matrix(m.readings, m.pieces, marks)


def test_leaving_out_a_piece_or_a_subject():
    m = made([[X, N], [X, N], [N, X]], strands=["a", "a", "b"])
    assert analysis.left_out(m)[["low", "high", "best", "worst"]].to_numpy().tolist() == [[1, 2, 1, 2], [0, 1, 1, 1]]
    assert analysis.turning(m) == ["p0", "p1"]  # without one of them both readings are contradicted once
    assert analysis.turning(m, "strand") == ["a"]


def test_a_piece_that_contradicts_all_or_none_tells_nothing_apart():
    assert analysis.telling(made([[X, X], [N, C], [X, N]])).tolist() == [False, False, True]


def test_weights_come_from_the_source():
    letters = pd.Series(["A", "C", "F"])
    assert analysis.weight(letters, "equal").tolist() == [1, 1, 1]
    assert analysis.weight(letters, "reliability").tolist() == pytest.approx([1, 0.6, 0])
    with pytest.raises(ValueError, match="equal or reliability"):
        analysis.weight(letters, "age")


def test_a_weight_changes_the_count():
    assert analysis.contradictions(made([[X, N], [N, X]], weights=[0.2, 1.0])).tolist() == [0.2, 1]


@pytest.mark.parametrize(
    ("chance", "word"),
    [(0.05, "almost no chance"), (0.06, "very unlikely"), (0.5, "roughly even chance"), (0.8, "likely"), (1, "almost certain")],
)
def test_words_of_likelihood(chance, word):
    assert analysis.band(chance) == word


def test_chances_by_hand():
    counts = pd.Series([0.0, 1.0, 2.0])
    assert analysis.chances(counts, 2).tolist() == pytest.approx([4 / 7, 2 / 7, 1 / 7])


def test_a_likelihood_is_stated_only_where_every_way_agrees():
    m = made([[X, N]], strands=["a"])
    words = analysis.likelihoods(m, (2, 10))
    assert words["stated"].tolist() == ["", ""]  # two to one is likely, ten to one very likely
    sure = made([[X, N]] * 6, strands=list("abcdef"))
    assert analysis.likelihoods(sure, (4, 10))["stated"].tolist() == ["almost no chance", "almost certain"]
    one_subject = made([[X, N]] * 6, strands=["a"] * 6)
    assert analysis.likelihoods(one_subject, (4, 10))["stated"].tolist() == ["", ""]


def test_ways_of_counting_by_hand():
    m = made([[X, N], [X, N], [N, X]], strands=list("aab"), letters="DDA")
    found = analysis.ways(m)
    assert found["All pieces alike"] == {"r1"}
    assert found["Each piece by the reliability of its source"] == {"r0"}  # two at 0.4 against one at 1
    assert found["One vote a subject"] == {"r0", "r1"}
    assert found["Only pieces whose source is graded A, B or C"] == {"r0"}


def test_the_way_of_counting_in_use_is_not_another_way():
    m = made([[X, N], [X, N], [N, X]], strands=list("aab"), letters="DDA")
    assert list(analysis.other_ways(m)) == list(analysis.ways(m))[1:]
    graded = m._replace(pieces=m.pieces.assign(weight=analysis.weight(m.pieces["letter"], "reliability")))
    assert list(analysis.other_ways(graded)) == [list(analysis.ways(m))[n] for n in (0, 2, 3)]


def test_confidence_follows_grades_and_what_leaving_out_does():
    def sure(cells, strands, letters):
        return analysis.confidence(made(cells, strands=list(strands), letters=letters))

    assert sure([[X, N]] * 4, "abcd", "ABDD") == "high"
    assert sure([[X, N]] * 4, "abcd", "ACCC") == "moderate"
    assert sure([[X, N]] * 4, "aaaa", "AAAA") == "moderate"  # all of one subject
    assert sure([[X, N]] * 4, "abcd", "CCDD") == "moderate"
    assert sure([[X, N]] * 4, "abcd", "ADDD") == "low"  # most of what puts it ahead is weak
    assert sure([[N, N]] * 4, "abcd", "AAAA") == "low"  # a tie
    assert sure([[X, N]] * 2, "ab", "AA") == "low"  # two pieces are few
    assert sure([[X, N], [X, N], [X, N], [N, X], [N, X]], "abcde", "AAAAA") == "low"  # one piece left out makes a tie
    assert sure([[X, N]] * 5 + [[N, X]] * 2, "aaaaabc", "DDDDDAA") == "low"  # other ways of counting say otherwise


CELLS = st.integers(1, 7).flatmap(
    lambda pieces: st.integers(1, 5).flatmap(
        lambda readings: st.lists(
            st.lists(st.sampled_from((X, C, N)), min_size=readings, max_size=readings), min_size=pieces, max_size=pieces
        )
    )
)


@given(CELLS)
def test_leaving_out_one_piece_lowers_a_count_by_at_most_its_weight(cells):
    m = made(cells)
    ranged = analysis.left_out(m).set_index("id")
    counts = analysis.contradictions(m)
    assert (ranged["high"] == counts).all()
    assert (counts - ranged["low"]).isin((0, 1)).all()


@given(CELLS)
def test_chances_sum_to_one_and_follow_the_order(cells):
    counts = analysis.contradictions(made(cells))
    found = analysis.chances(counts, 3)
    assert found.sum() == pytest.approx(1)
    assert found.idxmax() in counts.index[counts == counts.min()]


@given(CELLS, st.randoms(use_true_random=False))
def test_the_order_of_pieces_does_not_matter(cells, random):
    shuffled = list(cells)
    random.shuffle(shuffled)
    assert analysis.contradictions(made(cells)).tolist() == analysis.contradictions(made(shuffled)).tolist()
