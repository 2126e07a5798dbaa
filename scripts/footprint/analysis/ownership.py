"""Who owns whom. The aggregation rule as the agencies state it, and economic look-through, which is another measure.

Shares are a frame of one row per owner and subject: `owner`, `subject`, `low`, `high`, in percent. The two ends are what
rival reports leave open; where nothing is open they are equal.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd

SHARE_COLUMNS = ["owner", "subject", "low", "high"]
UNITS = 1_000_000
"""Shares are added up as whole millionths of a percent, so that no order of rows changes a sum."""

STATUS = ("listed", "certainly", "possibly", "no")
"""How far a company is caught, from the most to the least."""


class OwnershipError(ValueError):
    """Shares that cannot be: out of range, owned by itself, twice, or more than a whole company; names every fault."""


def affiliates(shares: pd.DataFrame, listed: Collection[str], threshold: float = 50.0) -> pd.DataFrame:
    """Return which companies an ownership rule of that threshold catches, given who is listed.

    A company is caught when the shares held in it by those already caught sum to the threshold or more: the least fixed
    point, reached from the listed ones. Shares are never multiplied along a path: sixty percent of a company that itself is
    caught counts as sixty. One row per company: company, low, high (percent held by the caught), status (see STATUS), round
    (of the run that catches it at all, the listed are round 0; missing where not caught).
    """
    _check(shares, threshold)
    certain, sure, _ = _fixed_point(shares, listed, threshold, "low")
    possible, most, rounds = _fixed_point(shares, listed, threshold, "high")
    companies = sorted({*shares["owner"], *shares["subject"], *listed})
    rows = [
        (name, _percent(sure, name), _percent(most, name), _status(name, listed, certain, possible), rounds.get(name))
        for name in companies
    ]
    out = pd.DataFrame(rows, columns=["company", "low", "high", "status", "round"])
    return out.astype({"low": "float64", "high": "float64", "round": "float64"})


def _fixed_point(
    shares: pd.DataFrame, listed: Collection[str], threshold: float, end: str
) -> tuple[set[str], dict[str, int], dict[str, int]]:
    """Return who is caught at one end of the shares, what the caught hold of each, and the round each was caught in."""
    holdings: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for owner, subject, share in zip(shares["owner"], shares["subject"], _whole(shares[end]), strict=True):
        if share:
            holdings[owner].append((subject, share))
    line, caught = round(threshold * UNITS), dict.fromkeys(sorted(listed), 0)
    held: dict[str, int] = defaultdict(int)
    queue = deque(caught)
    while queue:
        owner = queue.popleft()
        for subject, share in holdings[owner]:
            held[subject] += share
            if subject not in caught and held[subject] >= line:
                caught[subject] = caught[owner] + 1
                queue.append(subject)
    return set(caught), held, caught


def _percent(held: dict[str, int], name: str) -> float:
    """Return a sum of shares in percent; where rivals' high ends add up to more than the whole, the whole."""
    return min(held.get(name, 0) / UNITS, 100.0)


def _status(name: str, listed: Collection[str], certain: set[str], possible: set[str]) -> str:
    """Return the word for one company."""
    if name in listed:
        return "listed"
    return "certainly" if name in certain else "possibly" if name in possible else "no"


def look_through(shares: pd.DataFrame, owner: str, end: str = "low") -> pd.Series:
    """Return what part of each company ends with one owner, directly and through others: percent, by company.

    Economic look-through: shares are multiplied along each path and the paths added, cycles included. It is not the agencies'
    rule; it says whose profits they are. Companies the owner has no path to are left out. Raises OwnershipError when the
    shares of that end add up to more than a whole company.
    """
    _check(shares.assign(low=shares[end], high=shares[end]), 100.0)
    edges = shares[(shares[end] > 0) & (shares["subject"] != owner)]
    names = _downstream(edges, owner)
    place = {name: n for n, name in enumerate(names)}
    direct, through = np.zeros(len(names)), np.zeros((len(names), len(names)))
    for row in edges[edges["subject"].isin(place)].itertuples():
        share = getattr(row, end) / 100
        if row.owner == owner:
            direct[place[row.subject]] += share
        elif row.owner in place:
            through[place[row.subject], place[row.owner]] += share
    part = np.linalg.solve(np.eye(len(names)) - through, direct) if names else direct
    return pd.Series(np.clip(100 * part, 0, 100), index=pd.Index(names, name="company"), name="percent", dtype="float64")


def _downstream(edges: pd.DataFrame, owner: str) -> list[str]:
    """Return the companies an owner has any path to. Only for these is the look-through one definite number."""
    below = edges.groupby("owner")["subject"].agg(list).to_dict()
    seen: set[str] = set()
    queue = [owner]
    while queue:
        fresh = set(below.get(queue.pop(), ())) - seen
        seen |= fresh
        queue.extend(fresh)
    return sorted(seen)


def ranges(reports: pd.DataFrame, unknown: Iterable[tuple[str, str]] = ()) -> pd.DataFrame:
    """Return shares from rival reports (`owner`, `subject`, `value`) and from holdings of unknown size.

    The low end is the least reported, the high end the most, but no more than the least of the other owners leaves. An
    `unknown` pair of owner and subject runs from nothing to all that is left.
    """
    known = reports.groupby(["owner", "subject"], sort=True)["value"].agg(["min", "max"]).reset_index()
    known.columns = SHARE_COLUMNS
    pairs = set(zip(known["owner"], known["subject"], strict=True))
    rest = [(owner, subject, 0.0, 100.0) for owner, subject in sorted(set(unknown) - pairs)]
    shares = pd.concat([known, pd.DataFrame(rest, columns=SHARE_COLUMNS)], ignore_index=True) if rest else known
    others = shares.groupby("subject")["low"].transform("sum") - shares["low"]
    return shares.assign(high=np.minimum(shares["high"], 100 - others)).reset_index(drop=True)


def _whole(percent: pd.Series) -> list[int]:
    return [round(float(value) * UNITS) for value in percent]


def _check(shares: pd.DataFrame, threshold: float) -> None:
    """Raise OwnershipError naming all that cannot be."""
    ends = shares[["low", "high"]]
    sums = pd.Series(_whole(shares["low"]), index=shares["subject"], dtype="int64").groupby(level=0).sum()
    faults = {
        f"a threshold of {threshold:g} percent is not above 0 and at most 100": not 0 < threshold <= 100,
        "a share is under 0, over 100 or missing": not ends.apply(lambda c: c.between(0, 100)).all(axis=None),
        "a low end lies above its high end": bool((shares["low"] > shares["high"]).any()),
        "a company owns itself": bool((shares["owner"] == shares["subject"]).any()),
        "an owner and subject stand twice": bool(shares.duplicated(["owner", "subject"]).any()),
        f"more than all of {', '.join(sums.index[sums > 100 * UNITS])} is owned": bool((sums > 100 * UNITS).any()),
    }
    if found := [fault for fault, wrong in faults.items() if wrong]:
        raise OwnershipError("; ".join(found))
