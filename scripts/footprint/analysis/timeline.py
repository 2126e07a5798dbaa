"""What happened when: every dated opening, closing, cut, move and withdrawal, and the measures of both governments."""

import numpy as np
import pandas as pd

from footprint.evidence.weighing import TIERS

SINCE = "2019-01-01"
"""The first day of the story."""

OPENED, ENDED, CUT, MOVED, WITHDRAWN = KIND_NAMES = (
    "opened", "closed or ended", "staff cut or warned", "staff asked to move", "work or access withdrawn",
)  # fmt: skip
"""The kinds of event, in the order they are drawn."""

KINDS = {
    "opened": OPENED, "closed": ENDED, "divested": ENDED, "cut": CUT, "laid_off": CUT, "people_offered": MOVED,
    "people_moving": MOVED, "people_moved": MOVED, "people_removed": WITHDRAWN, "people_affected": WITHDRAWN,
    "access_removed": WITHDRAWN,
}  # fmt: skip
"""The metrics that are events of the timeline, and what kind of event each is."""

TABLES = {
    "lab_sources": ("opened", "closed", "divested", "cut"),
    "moves": ("laid_off", "people_offered", "people_moving", "people_moved", "people_removed", "people_affected"),
    "claims": ("opened", "closed", "access_removed"),
}
"""Where those metrics count; elsewhere the same words date a count of people, or concern the whole world."""

OWN = ("microsoft", "linkedin", "wicresoft")
"""Microsoft, the firm it owns and the supplier it owns a part of."""

GOVERNMENT = "us-dod"
"""Whose acts are measures, not events of a firm."""

LANES = ("US rules", "US tariffs", "US lists", "Chinese rules", "Chinese tariffs")
"""Measures of the two governments, as the lanes of the band."""

COLUMNS = ["subject", "company", "kind", "start", "end", "disputed", "weak", "source", "id"]


def companies(labs: pd.DataFrame, moves: pd.DataFrame, subjects: pd.Series) -> dict[str, str]:
    """Return each subject's company: as the tables of sites and moves say, else what its id begins with, else itself."""
    starts = {s: next((own for own in OWN if s == own or s.startswith(f"{own}-")), s) for s in subjects.unique()}
    return starts | {s: c for table in (moves, labs) for s, c in zip(table["subject"], table["company"], strict=True)}


def events(claims: pd.DataFrame, company: dict[str, str], until: pd.Timestamp) -> pd.DataFrame:
    """Return one row per subject and kind of event from SINCE to a day, with COLUMNS.

    `disputed`: a row denies it; `weak`: no source is nearer than an aggregator.

    Of rivals the date is that of the source nearest to the event, among those the most exact, then the first; a bound only
    where nothing else is known. Where that source gives a first and a last date, the span between.
    """
    metric = claims["metric"].str.removesuffix("_in_words")
    counts = np.array([m in TABLES.get(t, ()) for m, t in zip(metric, claims["table"], strict=True)], dtype=bool)
    rows = claims.assign(kind=metric.map(KINDS), width=claims["event_end"] - claims["event_start"])[counts]
    rows = rows[(rows["superseded_by"] == "") & rows["event_start"].between(SINCE, until)]
    denied = set(rows.loc[rows["stance"] == "denies", ["subject", "kind"]].itertuples(index=False, name=None))
    said = rows[rows["stance"] != "denies"]
    said = said.assign(bound=said["qualifier"].isin(("at_least", "at_most")) & (said["unit"] == "date"))
    said = said.assign(rank=said["tier"].map(TIERS.index), company=said["subject"].map(company))
    said = said.sort_values(["bound", "rank", "width", "event_start", "id"], kind="stable")
    out = [_event(part) | {"disputed": key in denied} for key, part in said.groupby(["subject", "kind"], sort=False)]
    typed = {"start": "datetime64[s]", "end": "datetime64[s]", "disputed": bool, "weak": bool}
    return pd.DataFrame(out, columns=COLUMNS).astype(typed).sort_values(["start", "end", "id"]).reset_index(drop=True)


def _event(rows: pd.DataFrame) -> dict[str, object]:
    """Return one event from its rows, best first."""
    best = rows.iloc[0]
    ends = rows[(rows["source"] == best["source"]) & rows["qualifier"].isin(("low", "high")) & (rows["unit"] == "date")]
    dated = ends if best["qualifier"] in ("low", "high") and not ends.empty else rows.iloc[:1]
    same = {name: best[name] for name in ("subject", "company", "kind", "source", "id")}
    dates = {"start": dated["event_start"].min(), "end": dated["event_end"].max()}
    return same | dates | {"weak": (rows["tier"] == TIERS[-1]).all()}


def once(found: pd.DataFrame) -> pd.DataFrame:
    """Return events with the endings of one subject in one month as one, of the first of its kinds in their order.

    A cut told as a round, as an offer to move and as the end of the work is told once. `source` and `id` name those of all.
    """
    ranked = found.assign(rank=found["kind"].map(KIND_NAMES.index)).sort_values("rank", kind="stable")
    keys = [ranked["subject"], ranked["kind"] == OPENED, ranked["start"].dt.to_period("M")]
    how = dict.fromkeys(("subject", "company", "kind", "start", "end"), "first")
    how |= {"disputed": "any", "weak": "all", "source": " ".join, "id": " ".join}
    out = ranked.groupby([key.rename(n) for n, key in enumerate(keys)], sort=False).agg(how)
    return out[COLUMNS].sort_values(["start", "end", "id"]).reset_index(drop=True)


def joined(found: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    """Return events with those of one company, kind and `by` as one: the last subject's name stands for it, `units` of them."""
    parts = found.groupby(["company", "kind", by.rename("when")], sort=False)
    many = {
        "weak": ("weak", "all"), "source": ("source", " ".join), "id": ("id", " ".join), "units": ("id", "size"),
        "disputed": ("disputed", "any"),
    }  # fmt: skip
    out = parts.agg(subject=("subject", "last"), start=("start", "min"), end=("end", "max"), **many).reset_index()
    return out[[*COLUMNS, "units"]].sort_values(["start", "end", "id"]).reset_index(drop=True)


def measures(rules: pd.DataFrame, tariffs: pd.DataFrame, lists: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Return what took effect from SINCE to a day: lane, start, end, source, id.

    Rules count one by one, tariff steps by government and day, additions to lists by list and day; those to the Entity List
    are rules.
    """
    steps = tariffs[(tariffs["state"] == "applied") & (tariffs["layer"] != "average")]
    steps = steps.drop_duplicates(["imposer", "effective_start"])
    lists = lists[~lists["list"].str.startswith("Entity List")]
    dated = {f"effective_{end}": lists[f"effective_{end}"].fillna(lists[f"announced_{end}"]) for end in ("start", "end")}
    parts = (
        rules.assign(lane=rules["rule"].str.startswith("cn-").map({True: "Chinese rules", False: "US rules"})),
        steps.assign(lane=steps["imposer"].map({"CN": "Chinese tariffs", "US": "US tariffs"})),
        lists.assign(**dated, lane="US lists").drop_duplicates(["list", "effective_start"]),
    )
    out = pd.concat([part[["lane", "effective_start", "effective_end", "source", "id"]] for part in parts])
    out = out.rename(columns={"effective_start": "start", "effective_end": "end"})
    return out[out["start"].between(SINCE, until)].sort_values(["start", "id"]).reset_index(drop=True)
