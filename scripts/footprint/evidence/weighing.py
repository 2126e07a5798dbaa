"""Weighing rival claims, for one question or for all at once: who speaks, who agrees with whom, what is preferred.

Everything is arithmetic on arrays, so that a ledger of a million claims is weighed in seconds. What the rules mean is said in
`reconcile`, which weighs one question and names what comes out.
"""

from collections.abc import Iterator
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
    """What weighing found. Arrays over rows: `saying`, `nearest` (speaks for its origin), `same` (agrees with the preferred
    value). Arrays over questions: `best` (row of the preferred value, -1 for none), `origins` (independent origins that
    make it), `disputing` (origins that deny it, or give another value and are no farther from the event).
    """

    saying: np.ndarray
    nearest: np.ndarray
    same: np.ndarray
    best: np.ndarray
    origins: np.ndarray
    disputing: np.ndarray


def weigh(rows: pd.DataFrame, question: np.ndarray, rules: Rules = OUR_RULES) -> Weighed:
    """Weigh claims (columns of the ledger's claim view); `question` numbers from 0 what each row is about."""
    said = _Said.of(rows, question, rules)
    count = int(question.max()) + 1 if len(rows) else 0
    live = (rows["superseded_by"] == "").to_numpy()
    denial = (rows["stance"] == "denies").to_numpy()
    saying, denying = live & ~denial, live & denial
    nearest = saying if rules.relays_speak else saying & _of_best_tier(said, question, saying)
    best = _preferred(said, question, nearest, count, rules)
    chosen = best[question] if len(rows) else best
    same = saying & (chosen >= 0) & said.agree(np.arange(len(rows)), chosen)
    rival = nearest & ~same & (said.tier <= said.tier[chosen])
    own = said.origin == said.origin[chosen]
    making = nearest & same & (own | ~said.end_of_range)
    return Weighed(
        saying, nearest, same, best, _distinct(question, said.origin, making, count),
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
class _Said:
    """The claims as arrays: the interval each figure or date stands for, and codes for everything that is compared."""

    low: np.ndarray
    high: np.ndarray
    text: np.ndarray
    size: np.ndarray
    tier: np.ndarray
    origin: np.ndarray
    recency: np.ndarray
    end_of_range: np.ndarray
    order: np.ndarray

    @classmethod
    def of(cls, rows: pd.DataFrame, question: np.ndarray, rules: Rules) -> "_Said":
        """Read a frame of claims."""
        low, high, size = _intervals(rows, rules.about)
        end_of_range = rows["qualifier"].isin(("low", "high")).to_numpy()
        low, high = _ranges_whole(low, high, question, rows["source"], end_of_range)
        known = rows["known_from"].fillna(pd.Timestamp(0)).astype("datetime64[s]").astype("int64").to_numpy()
        values, ids = (pd.factorize(rows[name], sort=True)[0] for name in ("value", "id"))
        return cls(
            low, high, values, size, rows["tier"].map({t: n for n, t in enumerate(TIERS)}).to_numpy(dtype="int64"),
            pd.factorize(rows["origin"].where(rows["origin"] != "", rows["source"]))[0], -known,
            end_of_range, np.asarray(ids),
        )  # fmt: skip

    def agree(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Whether pairs of claims can both be right: their intervals overlap, or their words are the same."""
        worded = np.isnan(self.low[one]) | np.isnan(self.low[other])
        overlap = (self.low[one] <= self.high[other]) & (self.low[other] <= self.high[one])
        return np.where(worded, self.text[one] == self.text[other], overlap)


def _intervals(rows: pd.DataFrame, about: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return low and high end of what each row stands for (missing for words), and what settles a tie, smaller first.

    A figure stands for half a unit of its last digit each way if it has decimals, for more if `about`, and is open if a
    bound. A date stands for its whole period, and is open as a figure is. A larger figure, and a shorter period, settles a tie.
    """
    number, qualifier = rows["number"].to_numpy(dtype="float64"), rows["qualifier"].to_numpy()
    digits = decimals_of(rows["value"])
    slack = np.maximum(np.where(digits > 0, 0.5 * 10.0**-digits, 0.0), np.where(qualifier == "about", about * abs(number), 0.0))
    low = np.where(qualifier == "at_most", np.where(np.isnan(number), np.nan, -np.inf), number - slack)
    high = np.where(qualifier == "at_least", np.where(np.isnan(number), np.nan, np.inf), number + slack)
    dated = ((rows["unit"] == "date") & (rows["value"] == _iso(rows["event_start"]))).to_numpy()
    start, end = (_days(rows[name]) for name in ("event_start", "event_end"))
    tie = np.where(dated, end - start, np.where(np.isnan(number), np.inf, -number))
    low = np.where(dated, np.where(qualifier == "at_most", -np.inf, start), low)
    return low, np.where(dated, np.where(qualifier == "at_least", np.inf, end), high), tie


def _ranges_whole(
    low: np.ndarray, high: np.ndarray, question: np.ndarray, source: pd.Series, end_of_range: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Let the two ends that one source gives of a range stand for the whole range: a range does not contradict itself."""
    pair = pd.factorize(question * (len(source) + 1) + pd.factorize(source)[0])[0]
    ends = (
        pd.DataFrame({"pair": pair, "low": low, "high": high})[end_of_range].groupby("pair").agg({"low": "min", "high": "max"})
    )
    lowest, highest = (ends[name].reindex(pair).to_numpy() for name in ("low", "high"))
    return np.where(end_of_range, lowest, low), np.where(end_of_range, highest, high)


def decimals_of(values: pd.Series) -> np.ndarray:
    """Return how many decimals each value is given with."""
    return np.array([len(text.partition(".")[2]) for text in values], dtype="float64")


def _iso(stamps: pd.Series) -> pd.Series:
    return pd.to_datetime(stamps).dt.strftime("%Y-%m-%d")


def _days(stamps: pd.Series) -> np.ndarray:
    moments = pd.to_datetime(stamps).to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(moments), np.nan, moments.astype("int64"))


def _of_best_tier(said: _Said, question: np.ndarray, saying: np.ndarray) -> np.ndarray:
    """Whether a row is, of the rows of its origin in its question, among those nearest to the event."""
    voice = pd.factorize(question * (said.origin.max(initial=0) + 1) + said.origin)[0]
    best = np.full(voice.max(initial=-1) + 1, len(TIERS))
    np.minimum.at(best, voice[saying], said.tier[saying])
    return said.tier == best[voice]


def _preferred(said: _Said, question: np.ndarray, nearest: np.ndarray, count: int, rules: Rules) -> np.ndarray:
    """Return for each question the row whose value is preferred: by the rules' order, then by what settles a tie."""
    rank = {"tier": said.tier, "origins": -_backing(said, question, nearest), "recency": said.recency}
    keys = [question, *(rank[name] for name in rules.order), said.size, said.text, said.order]
    at = np.flatnonzero(nearest)
    ranked = at[np.lexsort([key[at] for key in reversed(keys)])]
    first = np.ones(len(ranked), dtype=bool)
    first[1:] = question[ranked][1:] != question[ranked][:-1]
    best = np.full(count, -1)
    best[question[ranked[first]]] = ranked[first]
    return best


def _backing(said: _Said, question: np.ndarray, nearest: np.ndarray) -> np.ndarray:
    """How many independent origins give a value that agrees with each row's."""
    backing = np.zeros(len(question), dtype="int64")
    for one, other in _pairs(question, nearest):
        agreeing = said.agree(one, other)
        pairs = np.unique(one[agreeing] * (said.origin.max() + 1) + said.origin[other[agreeing]])
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
    pairs = np.unique(question[which] * (origin.max(initial=0) + 1) + origin[which])
    return np.bincount(pairs // (origin.max(initial=0) + 1), minlength=count)
