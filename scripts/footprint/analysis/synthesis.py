"""Rival readings against the evidence, after Heuer's analysis of competing hypotheses: what contradicts each counts, not what
fits it; and how far the order hangs on single pieces. The marks are judgements; the arithmetic on them is not."""

from typing import NamedTuple

import pandas as pd

INCONSISTENT, CONSISTENT = "inconsistent", "consistent"

LETTERS = "ABCDEF"
"""Reliability of a source, best first."""

WEIGHTINGS = ("equal", "reliability")
"""How pieces may be weighted: all alike, or in equal steps from one (A) to nothing (F)."""


class Matrix(NamedTuple):
    """Readings, pieces, and which piece contradicts (`against`) and which fits (`fits`) which reading: pieces by readings.

    `readings` (id, question, title) and `pieces` (id, strand, title, weight) are in their printed order.
    """

    readings: pd.DataFrame
    pieces: pd.DataFrame
    against: pd.DataFrame
    fits: pd.DataFrame

    def question(self, question: str) -> "Matrix":
        """Return the part for one question."""
        readings = self.readings[self.readings["question"] == question]
        return Matrix(readings, self.pieces, self.against[readings["id"]], self.fits[readings["id"]])

    def without(self, pieces: set[str]) -> "Matrix":
        """Return the matrix with some pieces left out."""
        kept = self.pieces[~self.pieces["id"].isin(pieces)]
        return Matrix(self.readings, kept, self.against.loc[kept["id"]], self.fits.loc[kept["id"]])


def weight(letters: pd.Series, weighting: str) -> pd.Series:
    """Return a weight per piece from the reliability of its source. Raises ValueError for another weighting."""
    if weighting not in WEIGHTINGS:
        raise ValueError(f"pieces are weighted by {' or '.join(WEIGHTINGS)}, not {weighting!r}")
    steps = letters.map(LETTERS.index)
    return 1 - steps / (len(LETTERS) - 1) if weighting == "reliability" else steps * 0.0 + 1


def matrix(readings: pd.DataFrame, pieces: pd.DataFrame, marks: pd.DataFrame) -> Matrix:
    """Set pieces against readings. `marks` has piece, hypothesis, mark; raises ValueError if a cell is missing or doubled."""
    readings, pieces = readings.sort_values("number"), pieces.sort_values("number")
    cells = marks.pivot(index="piece", columns="hypothesis", values="mark").reindex(pieces["id"], columns=readings["id"])
    if cells.isna().any(axis=None):
        raise ValueError("every piece needs a mark for every reading")
    return Matrix(readings, pieces, cells == INCONSISTENT, cells == CONSISTENT)


def contradictions(m: Matrix) -> pd.Series:
    """Return by reading the sum of the weights of the pieces that contradict it."""
    return m.against.mul(m.pieces.set_index("id")["weight"], axis=0).sum().astype(float).round(9)


def tally(m: Matrix) -> pd.DataFrame:
    """Count by reading: id, question, title, against (weighted), fits, silent (pieces), place among its rivals.

    The place is one more than the number of rivals contradicted less; rivals contradicted alike share it.
    """
    out = m.readings[["id", "question", "title"]].set_index("id", drop=False)
    out = out.assign(against=contradictions(m), fits=m.fits.sum(), silent=(~m.against & ~m.fits).sum())
    return out.assign(place=out.groupby("question")["against"].rank(method="min").astype(int)).reset_index(drop=True)


def least(m: Matrix) -> frozenset[str]:
    """Return the reading, or readings, contradicted least."""
    counts = contradictions(m)
    return frozenset(counts.index[counts == counts.min()])


def left_out(m: Matrix, by: str = "id") -> pd.DataFrame:
    """Leave out each piece (`id`) or each subject (`strand`) in turn: place, low and high of `against`, by reading.

    Columns: id, low, high (over all leavings and none), best, worst (place among its rivals).
    """
    cuts = [set()] + [set(part["id"]) for _, part in m.pieces.groupby(by, sort=False)]
    runs = pd.concat([tally(m.without(cut)) for cut in cuts])
    ranged = runs.groupby("id", sort=False).agg(
        low=("against", "min"), high=("against", "max"), best=("place", "min"), worst=("place", "max")
    )
    return ranged.loc[m.readings["id"]].reset_index()


def turning(m: Matrix, by: str = "id") -> list[str]:
    """Return the pieces (or subjects) without which another reading, or one more or fewer, would be contradicted least."""
    now = least(m)
    return [name for name, part in m.pieces.groupby(by, sort=False) if least(m.without(set(part["id"]))) != now]


def telling(m: Matrix) -> pd.Series:
    """Return by piece whether it tells rivals apart: it contradicts some readings of a question and not all of them."""
    questions = [m.question(q).against for q in m.readings["question"].unique()]
    return pd.concat([part.any(axis=1) & ~part.all(axis=1) for part in questions], axis=1).any(axis=1)


def apart(m: Matrix) -> list[str]:
    """Return the pieces that put the least contradicted readings ahead: they contradict another reading and none of these."""
    leading = m.against[sorted(least(m))].any(axis=1)
    return list(m.against.index[m.against.any(axis=1) & ~leading])


# -------------------------------------------------------------------------------------- words of likelihood, of confidence

BANDS = (
    (0.05, "almost no chance"), (0.20, "very unlikely"), (0.45, "unlikely"), (0.55, "roughly even chance"),
    (0.80, "likely"), (0.95, "very likely"), (1.0, "almost certain"),
)  # fmt: skip
"""The seven bands of Intelligence Community Directive 203 (2015), by their upper ends."""


def band(chance: float) -> str:
    """Return the word for a chance; a chance on the border of two bands gets the lower one."""
    return next(word for end, word in BANDS if chance <= end + 1e-12)


def chances(counts: pd.Series, ratio: float) -> pd.Series:
    """Return chances of rivals of which exactly one is held to be true, all alike at first, each contradiction independent and
    dividing the odds by `ratio`."""
    odds = float(ratio) ** -(counts - counts.min())
    return odds / odds.sum()


def by_subject(m: Matrix) -> pd.Series:
    """Return by reading the number of subjects in which at least one piece contradicts it: pieces of one subject may not be
    independent of each other."""
    strands = m.pieces.set_index("id")["strand"]
    return m.against.groupby(strands).any().sum().astype(float)


def likelihoods(m: Matrix, ratios: tuple[float, float]) -> pd.DataFrame:
    """Return the word each way of counting gives each reading of one question.

    Columns: id, title, then one a way: pieces or subjects counted, the lower or the higher ratio; and `stated`, the word if
    all ways agree and no piece left out changes it, else blank.
    """
    ways = {f"{name} {n}": chances(counts, ratio) for name, counts in _countings(m) for n, ratio in enumerate(ratios)}
    words = pd.DataFrame({way: chance.map(band) for way, chance in ways.items()}).loc[m.readings["id"]]
    spread = [words] + [pd.DataFrame({r: chances(contradictions(cut), r).map(band) for r in ratios}) for cut in _cuts(m)]
    agreed = pd.concat(spread, axis=1).apply(lambda row: row.iloc[0] if row.nunique() == 1 else "", axis=1)
    titles = m.readings.set_index("id")["title"]
    return words.assign(title=titles, stated=agreed).rename_axis("id").reset_index()


def ways(m: Matrix) -> dict[str, frozenset[str]]:
    """Return the least contradicted readings by each way of counting: all pieces alike, by source, by subject, without the
    pieces whose source is weak (D or worse). The pieces need `letter`."""
    alike = m._replace(pieces=m.pieces.assign(weight=weight(m.pieces["letter"], "equal")))
    graded = m._replace(pieces=m.pieces.assign(weight=weight(m.pieces["letter"], "reliability")))
    subjects = by_subject(m)
    weak = set(m.pieces.loc[~m.pieces["letter"].isin(("A", "B", "C")), "id"])
    return {
        "All pieces alike": least(alike),
        "Each piece by the reliability of its source": least(graded),
        "One vote a subject": frozenset(subjects.index[subjects == subjects.min()]),
        "Only pieces whose source is graded A, B or C": least(alike.without(weak)),
    }


def other_ways(m: Matrix) -> dict[str, frozenset[str]]:
    """Return `ways` without the one by which the pieces of `m` are weighed already."""
    used = 0 if (m.pieces["weight"] == 1).all() else 1
    return {name: lead for n, (name, lead) in enumerate(ways(m).items()) if n != used}


def _countings(m: Matrix) -> list[tuple[str, pd.Series]]:
    return [("pieces", contradictions(m)), ("subjects", by_subject(m))]


def _cuts(m: Matrix) -> list[Matrix]:
    return [m.without({piece}) for piece in m.pieces["id"]]


def confidence(m: Matrix) -> str:
    """Return how far the order of one question's readings can be trusted: high, moderate or low. The pieces need `letter`.

    Low when several readings share the lead, one piece left out changes it, two or more ways of counting do, fewer than
    three pieces put the leader ahead, or fewer than half of those rest on sources graded A, B or C. Else high when half or
    more rest on sources graded A or B and no subject left out changes the lead; moderate otherwise.
    """
    ahead, lead = apart(m), least(m)
    if len(lead) > 1 or len(ahead) < 3 or turning(m) or sum(other != lead for other in ways(m).values()) > 1:
        return "low"
    letters = m.pieces.set_index("id").loc[ahead, "letter"]
    if letters.isin(("A", "B", "C")).mean() < 0.5:
        return "low"
    return "high" if letters.isin(("A", "B")).mean() >= 0.5 and not turning(m, "strand") else "moderate"
