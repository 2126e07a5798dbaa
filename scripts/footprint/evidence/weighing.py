"""Weighing rival claims, for one question or for all at once: who speaks, who agrees with whom, what is preferred.

Everything is arithmetic on arrays, so that a ledger of a million claims is weighed in seconds. What the rules mean is said in
`reconcile`, which weighs one question and names what comes out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

TIERS = ("primary", "first_hand", "secondary", "aggregator")
"""Source tiers from nearest to farthest from the event."""

MOST_PAIRS = 4_000_000
"""How many pairs of claims are compared at once; bounds the memory."""


@dataclass(frozen=True)
class Rules:
    """How rivals are weighed; the defaults are the report's.

    `order` is what decides between values, first to last: the source's tier, the number of independent origins, how late the
    source is. `about` is how far a figure given as `about` may lie from another before the two disagree, as a share of it.
    `relays_speak` lets a relay widen what its origin said.
    """

    order: tuple[str, ...] = ("tier", "origins", "recency")
    about: float = 0.05
    relays_speak: bool = False


OUR_RULES = Rules()
"""The report's own."""


@dataclass(frozen=True)
class Weighed:
    """What weighing found.

    Arrays over rows: `saying`, `nearest` (speaks for its origin), `same` (agrees with the preferred value), `making` (makes
    it for its origin). Arrays over questions: `best` (row of the preferred value, -1 for none), `origins` (independent
    origins that make it), `disputing` (origins that deny it, or give another value and are no farther from the event).
    """

    saying: np.ndarray
    nearest: np.ndarray
    same: np.ndarray
    making: np.ndarray
    best: np.ndarray
    origins: np.ndarray
    disputing: np.ndarray


def weigh(claims: "pd.DataFrame | Said", question: np.ndarray, rules: Rules = OUR_RULES) -> Weighed:
    """Weigh claims (columns of the ledger's claim view, or what is `Said` in them already as arrays).

    `question` numbers from 0 what each row is about.
    """
    said = claims if isinstance(claims, Said) else Said.of(claims)
    spans = _Spans.of(said, question, rules.about)
    count = int(question.max()) + 1 if len(question) else 0
    saying, denying = said.live & ~said.denial, said.live & said.denial
    nearest = saying if rules.relays_speak else saying & _of_best_tier(said, question, saying)
    best = _preferred(said, spans, question, nearest, count, rules)
    chosen = best[question] if len(question) else best
    same = saying & (chosen >= 0) & spans.agree(np.arange(len(question)), chosen)
    rival = nearest & ~same & (said.tier <= said.tier[chosen])
    own = said.origin == said.origin[chosen]
    # Ends of other origins' ranges are left out: that a range ends at a value does not say the value.
    making = nearest & same & (own | ~said.end_of_range)
    return Weighed(
        saying, nearest, same, making, best, _distinct(question, said.origin, making, count),
        _distinct(question, said.origin, rival | denying, count),
    )  # fmt: skip


def questions(claims: pd.DataFrame) -> np.ndarray:
    """Number what each claim is about: subject, metric, what is counted, and for numbers the year and the unit.

    A date that is itself the value is no part of the question. Claims whose date is missing share one question.
    """
    keys = ["subject", "metric", "perimeter", "denominator", "owner", "basis", "question_unit", "year"]
    numeric = claims["number"].notna()
    year = pd.to_datetime(claims["event_start"]).dt.year.where(numeric & (claims["unit"] != "year")).fillna(0)
    unit = claims["unit"].where(numeric, "")
    return claims.assign(year=year, question_unit=unit).groupby(keys, sort=False).ngroup().to_numpy()


@dataclass(frozen=True)
class Said:
    """The claims as arrays: what each says, and codes for everything that is compared.

    Made once for a ledger, and taken apart by rows: a frame of a few rows costs as much to read as one of thousands.
    """

    number: np.ndarray
    slack: np.ndarray
    start: np.ndarray
    end: np.ndarray
    about: np.ndarray
    at_most: np.ndarray
    at_least: np.ndarray
    end_of_range: np.ndarray
    text: np.ndarray
    source: np.ndarray
    origin: np.ndarray
    tier: np.ndarray
    recency: np.ndarray
    order: np.ndarray
    live: np.ndarray
    denial: np.ndarray

    @classmethod
    def of(cls, rows: pd.DataFrame) -> "Said":
        """Read a frame of claims. A date counts by `start` and `end`, its period in days; a figure by number and slack."""
        text, texts = pd.factorize(rows["value"], sort=True)
        digits, qualifier = decimals_of(texts)[text], rows["qualifier"].to_numpy()
        dated = (rows["unit"] == "date").to_numpy(copy=True)
        dated[dated] = (rows["value"][dated] == _iso(rows["event_start"][dated])).to_numpy()
        start, end = (np.where(dated, _days(rows[name]), np.nan) for name in ("event_start", "event_end"))
        known = rows["known_from"].fillna(pd.Timestamp(0)).astype("datetime64[s]").astype("int64").to_numpy()
        order = pd.factorize(rows["id"], sort=True)[0]
        source, origin = (pd.factorize(cells)[0] for cells in (rows["source"], voices(rows)))
        return cls(
            rows["number"].to_numpy(dtype="float64"), np.where(digits > 0, 0.5 * 10.0**-digits, 0.0), start, end,
            qualifier == "about", qualifier == "at_most", qualifier == "at_least", np.isin(qualifier, ("low", "high")), text,
            source, origin, rows["tier"].map({t: n for n, t in enumerate(TIERS)}).to_numpy(dtype="int64"), -known, order,
            (rows["superseded_by"] == "").to_numpy(), (rows["stance"] == "denies").to_numpy(),
        )  # fmt: skip

    def take(self, at: np.ndarray) -> "Said":
        """Return what is said in some of the rows, by their places."""
        return Said(*(array[at] for array in vars(self).values()))


def voices(rows: pd.DataFrame) -> pd.Series:
    """Return the origin each row goes back to; a row without one is its source's own."""
    return rows["origin"].where(rows["origin"] != "", rows["source"])


@dataclass(frozen=True)
class _Spans:
    """The interval that each row stands for (missing for words), and what settles a tie, smaller first."""

    low: np.ndarray
    high: np.ndarray
    text: np.ndarray
    tie: np.ndarray

    @classmethod
    def of(cls, said: Said, question: np.ndarray, about: float) -> "_Spans":
        """Read the intervals of claims.

        A figure stands for half a unit of its last digit each way if it has decimals, for more if `about`, and is open if a
        bound. A date stands for its whole period, and is open as a figure is. A larger figure, and a shorter period, settles
        a tie.
        """
        dated, number = ~np.isnan(said.start), said.number
        slack = np.maximum(said.slack, np.where(said.about, about * abs(number), 0.0))
        first, last = np.where(dated, said.start, number - slack), np.where(dated, said.end, number + slack)
        low = np.where(said.at_most & ~np.isnan(first), -np.inf, first)
        high = np.where(said.at_least & ~np.isnan(last), np.inf, last)
        tie = np.where(dated, said.end - said.start, np.where(np.isnan(number), np.inf, -number))
        return cls(*_ranges_whole(low, high, question, said), said.text, tie)

    def agree(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Whether pairs of claims can both be right: their intervals overlap, or their words are the same."""
        worded = np.isnan(self.low[one]) | np.isnan(self.low[other])
        overlap = (self.low[one] <= self.high[other]) & (self.low[other] <= self.high[one])
        return np.where(worded, self.text[one] == self.text[other], overlap)


def _ranges_whole(low: np.ndarray, high: np.ndarray, question: np.ndarray, said: Said) -> tuple[np.ndarray, np.ndarray]:
    """Let the two ends that one source gives of a range stand for the whole range: a range does not contradict itself."""
    ends = said.end_of_range & ~np.isnan(low)
    pair, pairs = pd.factorize(question * (said.source.max(initial=0) + 1) + said.source)
    lowest, highest = np.full(len(pairs), np.inf), np.full(len(pairs), -np.inf)
    np.minimum.at(lowest, pair[ends], low[ends])
    np.maximum.at(highest, pair[ends], high[ends])
    return np.where(ends, lowest[pair], low), np.where(ends, highest[pair], high)


def idle(number: np.ndarray, at_least: np.ndarray, at_most: np.ndarray, question: np.ndarray | None = None) -> np.ndarray:
    """Whether each figure is a bound that contradicts no other of its question: a floor below all that are no bounds, or a
    ceiling above all of them. Where a question has only bounds, none is idle; missing figures do not count."""
    question = np.zeros(len(number), dtype="int64") if question is None else question
    firm = ~(at_least | at_most) & ~np.isnan(number)
    lowest, highest = (np.full(question.max(initial=-1) + 1, end) for end in (np.inf, -np.inf))
    np.minimum.at(lowest, question[firm], number[firm])
    np.maximum.at(highest, question[firm], number[firm])
    under, over = number < lowest[question], number > highest[question]
    return np.isfinite(lowest)[question] & ((at_least & under) | (at_most & over))


def decimals_of(values: Iterable[str]) -> np.ndarray:
    """Return how many decimals each value is given with."""
    return np.array([len(text.partition(".")[2]) for text in values], dtype="float64")


def _iso(stamps: pd.Series) -> pd.Series:
    return pd.to_datetime(stamps).dt.strftime("%Y-%m-%d")


def _days(stamps: pd.Series) -> np.ndarray:
    moments = pd.to_datetime(stamps).to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(moments), np.nan, moments.astype("int64"))


def _of_best_tier(said: Said, question: np.ndarray, saying: np.ndarray) -> np.ndarray:
    """Whether a row is, of the rows of its origin in its question, among those nearest to the event."""
    voice = pd.factorize(question * (said.origin.max(initial=0) + 1) + said.origin)[0]
    best = np.full(voice.max(initial=-1) + 1, len(TIERS))
    np.minimum.at(best, voice[saying], said.tier[saying])
    return said.tier == best[voice]


def _preferred(said: Said, spans: _Spans, question: np.ndarray, nearest: np.ndarray, count: int, rules: Rules) -> np.ndarray:
    """Return for each question the row whose value is preferred: by the rules' order, then by what settles a tie."""
    rank = {"tier": said.tier, "origins": -_backing(said, spans, question, nearest), "recency": said.recency}
    keys = [question, *(rank[name] for name in rules.order), spans.tie, said.text, said.order]
    at = np.flatnonzero(nearest)
    ranked = at[np.lexsort([key[at] for key in reversed(keys)])]
    first = np.ones(len(ranked), dtype=bool)
    first[1:] = question[ranked][1:] != question[ranked][:-1]
    best = np.full(count, -1)
    best[question[ranked[first]]] = ranked[first]
    return best


def _backing(said: Said, spans: _Spans, question: np.ndarray, nearest: np.ndarray) -> np.ndarray:
    """How many independent origins give a value that agrees with each row's."""
    backing = np.zeros(len(question), dtype="int64")
    for one, other in _pairs(question, nearest):
        agreeing = spans.agree(one, other)
        pairs = pd.unique(one[agreeing] * (said.origin.max() + 1) + said.origin[other[agreeing]])
        backing += np.bincount(pairs // (said.origin.max() + 1), minlength=len(question))
    return backing


def _pairs(question: np.ndarray, nearest: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield all pairs of rows that speak to one question, a bounded number at a time and never half a row's."""
    at = np.flatnonzero(nearest)
    at = at[np.argsort(question[at], kind="stable")]
    starts = np.flatnonzero(np.r_[True, question[at][1:] != question[at][:-1]]) if len(at) else at
    sizes = np.diff(np.r_[starts, len(at)])
    of_row, start_of_row = np.repeat(sizes, sizes), np.repeat(starts, sizes)
    chunk = np.cumsum(of_row) // MOST_PAIRS
    for part in np.unique(chunk):
        rows = np.flatnonzero(chunk == part)
        one = np.repeat(rows, of_row[rows])
        within = np.arange(len(one)) - np.repeat(np.cumsum(of_row[rows]) - of_row[rows], of_row[rows])
        yield at[one], at[np.repeat(start_of_row[rows], of_row[rows]) + within]


def _distinct(question: np.ndarray, origin: np.ndarray, which: np.ndarray, count: int) -> np.ndarray:
    """Count the distinct origins of some rows by question."""
    pairs = pd.unique(question[which] * (origin.max(initial=0) + 1) + origin[which])
    return np.bincount(pairs // (origin.max(initial=0) + 1), minlength=count)
