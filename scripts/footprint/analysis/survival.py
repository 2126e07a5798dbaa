"""How long sites live: Kaplan-Meier with censoring at the last sighting, resampling by company, and closings per year."""

import warnings
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import CensoredData, chi2, ecdf

from footprint.analysis.sites import middle

SITE_KINDS = ("research_lab", "development_centre", "design_centre", "innovation_lab")
"""Kinds of site the curve counts: no team within a site, no start-up programme, no legal person."""

FOLLOWED = pd.Timedelta(days=90)
"""A site counts once something later than its opening is known: a report of an opening alone says nothing of its life."""

YEAR = 365.25
LEVEL = 0.95


class Terms(NamedTuple):
    """What counts: `events` is `strict` (an end that happened) or `broad` (also one only announced); open sites last seen
    before the year `seen_since` are left out; `home` is a country code, or `all`."""

    events: str = "strict"
    seen_since: int = 0
    home: str = "all"


def spells(lives: pd.DataFrame, terms: Terms, kinds: Iterable[str] = SITE_KINDS) -> pd.DataFrame:
    """Return one row a site of mainland China with a known opening: the columns of `sites.lives`, years, event (bool).

    A vague date is put in the middle of its period. A site without an end counts up to its last sighting.
    """
    rows = lives[lives["mainland"] & lives["kind"].isin(list(kinds)) & lives["opened_from"].notna()]
    rows = rows if terms.home == "all" else rows[rows["home"] == terms.home]
    opened, ended = middle(rows["opened_from"], rows["opened_to"]), middle(rows["closed_from"], rows["closed_to"])
    if terms.events == "broad":
        ended = ended.fillna(middle(rows["announced_from"], rows["announced_to"]))
    last = ended.fillna(rows["seen"])
    rows = rows.assign(years=(last - opened).dt.days / YEAR, event=ended.notna(), last=last)
    recent = rows["event"] | (rows["seen"].dt.year >= terms.seen_since)
    return rows[(last - opened >= FOLLOWED) & recent].reset_index(drop=True)


def curve(years: Iterable[float], event: Iterable[bool]) -> pd.DataFrame:
    """Return the Kaplan-Meier estimate: one row per time seen, with years, survival, low, high, at_risk, events.

    The interval is scipy's log-log one (95 percent), which stays between 0 and 1; it is missing where the formula gives
    none, before the first event and once nothing survives.
    """
    years, event = np.asarray(years, float), np.asarray(event, bool)
    estimate = ecdf(CensoredData(uncensored=years[event], right=years[~event])).sf
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # scipy warns of the missing ends the docstring names
        band = estimate.confidence_interval(confidence_level=LEVEL, method="log-log")
    at = estimate.quantiles
    at_risk, events = (years[:, None] >= at).sum(axis=0), ((years[:, None] == at) & event[:, None]).sum(axis=0)
    ends = {"low": band.low.probabilities, "high": band.high.probabilities}
    return pd.DataFrame({"years": at, "survival": estimate.probabilities, **ends, "at_risk": at_risk, "events": events})


def survival_at(estimate: pd.DataFrame, years: float) -> pd.Series | None:
    """Return survival, low and high at an age; None before the first end and past the longest life seen, where the curve
    has no interval or says nothing."""
    before = estimate[estimate["years"] <= years]
    if before.empty or before["survival"].iloc[-1] == 1 or years > estimate["years"].max():
        return None
    return before.iloc[-1][["survival", "low", "high"]]


def median(estimate: pd.DataFrame) -> tuple[float | None, float | None, float | None]:
    """Return the median life with the ends of its interval, each None where the curve does not come down to a half.

    The ends are where the band crosses a half (Brookmeyer and Crowley).
    """
    return tuple(_first(estimate, column) for column in ("survival", "low", "high"))


def _first(estimate: pd.DataFrame, column: str) -> float | None:
    below = estimate.loc[estimate[column] <= 0.5, "years"]
    return float(below.iloc[0]) if len(below) else None


def clustered(rows: pd.DataFrame, ages: Iterable[float], draws: int, seed: int) -> pd.DataFrame:
    """Return the interval of survival at some ages when companies, not sites, are drawn anew: age, low, high.

    A company that closes one site often closes the next, so sites are no independent draws. Each draw takes as many
    companies as there are, with replacement, and all their sites; the interval holds the middle 95 percent of the draws.
    """
    times, codes = np.sort(rows.loc[rows["event"], "years"].unique()), pd.factorize(rows["company"])[0]
    size = codes.max(initial=-1) + 1
    by_company = np.zeros((size, len(rows)))
    by_company[codes, np.arange(len(rows))] = 1
    years, event = rows["years"].to_numpy()[:, None], rows["event"].to_numpy()[:, None]
    at_risk, died = by_company @ (years >= times), by_company @ ((years == times) & event)
    weights = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=draws)
    with np.errstate(invalid="ignore", divide="ignore"):
        left = 1 - (weights @ died) / (weights @ at_risk)
    paths = np.cumprod(np.where(np.isnan(left), 1.0, left), axis=1)
    out = []
    for age in ages:
        passed = int((times <= age).sum())
        reached = paths[:, passed - 1] if passed else np.ones(draws)
        out.append((age, *np.quantile(reached, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])))
    return pd.DataFrame(out, columns=["age", "low", "high"])


def poisson(events: int, exposure: float) -> tuple[float, float, float]:
    """Return events per unit of exposure with the exact 95 percent interval (Garwood); missing without exposure."""
    if exposure <= 0:
        return (float("nan"),) * 3
    tail = (1 - LEVEL) / 2
    low = chi2.ppf(tail, 2 * events) / 2 if events else 0.0
    high = chi2.ppf(1 - tail, 2 * events + 2) / 2
    return events / exposure, low / exposure, high / exposure


def rates(lives: pd.DataFrame, periods: Iterable[tuple[int, int]], day: pd.Timestamp) -> pd.DataFrame:
    """Return closings per hundred site-years by period of calendar years, on two bases.

    `seen`: a site counts from its opening, or where that is not known its last sighting, to its end or last sighting.
    `unclosed`: to its end, or to `day` where none is known. Columns: period (years, the last one cut at `day`), basis,
    events, decisions (companies and months of these), undated (of these, ends of sites whose opening is not known and that
    were not seen before: they add no years), exposure, rate, low, high, rows.
    """
    rows = lives[lives["mainland"] & lives["kind"].isin(SITE_KINDS)]
    ended = middle(rows["closed_from"], rows["closed_to"])
    begun = middle(rows["opened_from"], rows["opened_to"]).fillna(rows["seen"]).fillna(rows["closed_from"])
    bases = {"seen": ended.fillna(rows["seen"]), "unclosed": ended.fillna(day)}
    out = []
    for first, last in [(first, min(last, day.year)) for first, last in periods if first <= day.year]:
        start, stop = pd.Timestamp(first, 1, 1), min(pd.Timestamp(last + 1, 1, 1), day)
        hits = rows[(ended >= start) & (ended < stop)]
        for basis, until in bases.items():
            held = (until.clip(upper=stop) - begun.clip(lower=start)).dt.days.clip(lower=0).sum() / YEAR
            rate = [100 * value for value in poisson(len(hits), held)]
            taken = hits.assign(month=hits["closed_from"].dt.to_period("M"))[["company", "month"]].drop_duplicates()
            undated = int((hits["opened_from"].isna() & hits["seen"].isna()).sum())
            out.append((f"{first}–{last}", basis, len(hits), len(taken), undated, held, *rate, " ".join(hits["rows"])))
    columns = ["period", "basis", "events", "decisions", "undated", "exposure", "rate", "low", "high", "rows"]
    return pd.DataFrame(out, columns=columns)


EVENT_WORDS = {"strict": "Only ends that happened", "broad": "Ends only announced count too"}
"""What each definition of an end counts."""


class Variant(NamedTuple):
    """One way to count: words for it, and what it changes of the spells."""

    label: str
    rows: pd.DataFrame


def variants(lives: pd.DataFrame, terms: Terms, day: pd.Timestamp, other: pd.DataFrame, names: dict[str, str]) -> list[Variant]:
    """Return the spells under each other way to count; the first is the chosen one.

    `other` are lives with the rival opening dates in place of the preferred ones; `names` prints companies.
    """
    chosen = spells(lives, terms)
    most = chosen[chosen["event"]]["company"].mode()
    flipped = terms._replace(events="strict" if terms.events == "broad" else "broad")
    unclosed = lives.assign(seen=lives["seen"].where(lives["closed_from"].notna(), day))
    out = [
        Variant("As chosen", chosen),
        Variant(EVENT_WORDS[flipped.events], spells(lives, flipped)),
        Variant("Open sites last seen before 2015 left out", spells(lives, terms._replace(seen_since=2015))),
        Variant("Every site not known to have ended taken as open today", spells(unclosed, terms)),
        Variant("Companies of the United States only", spells(lives, terms._replace(home="US"))),
        Variant("Research laboratories only", spells(lives, terms, kinds=("research_lab",))),
        Variant("Rival opening dates where sources differ", spells(other, terms)),
    ]
    return out + [Variant(f"Without {names[company]}", chosen[chosen["company"] != company]) for company in most[:1]]


def summary(rows: pd.DataFrame, ages: Iterable[float]) -> dict[str, object]:
    """Return what the curve of some spells comes to: sites, events, companies of the events, median, and (age) triples."""
    estimate = curve(rows["years"], rows["event"]) if len(rows) else pd.DataFrame(columns=["years"])
    ended = rows[rows["event"]]
    out = {"sites": len(rows), "events": len(ended), "companies": ended["company"].nunique()}
    out |= {age: survival_at(estimate, age) for age in ages}
    return out | {"median": median(estimate) if len(rows) else (None, None, None)}
