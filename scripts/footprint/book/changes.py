"""What moved between two editions: findings new, gone or changed, each with its cause."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

SAID = ("text", "range", "grade", "contested")
"""What a reader sees of a finding; a change in anything else is no change of the finding."""


class NoEdition(Exception):
    """There is no edition in a folder; the message names it."""


@dataclass(frozen=True)
class Change:
    """One finding that differs: what was said, what is said now (blank where it was or is not), and why."""

    finding: str
    about: str
    before: str
    now: str
    cause: str

    def __str__(self) -> str:
        said = f"{self.before} → {self.now}" if self.before and self.now else f"new: {self.now}" if self.now else "gone"
        return f"{self.finding}: {said} ({self.cause})"


def changes(before: Path, now: Path) -> list[Change]:
    """Compare two folders of exports (`findings.json`, `rows.csv`), in the order of the findings' names.

    Raises NoEdition when one of them is not there.
    """
    for folder in (before, now):
        if not (folder / "findings.json").is_file() or not (folder / "rows.csv").is_file():
            raise NoEdition(f"there is no edition in {folder.parent}; build it first")
    old, new = _findings(before), _findings(now)
    rows = _contents(before), _contents(now)
    return [
        Change(name, (new.get(name) or old[name])["about"], _said(old.get(name)), _said(new.get(name)), _cause(pair, rows))
        for name in sorted({*old, *new})
        for pair in [(old.get(name), new.get(name))]
        if _said(pair[0]) != _said(pair[1])
    ]


def _findings(folder: Path) -> dict[str, dict]:
    """Return the known findings of an edition by name."""
    listed = json.loads((folder / "findings.json").read_text(encoding="utf-8"))["findings"]
    return {finding["id"]: finding for finding in listed if finding["known"]}


def _contents(folder: Path) -> dict[str, str]:
    """Return the digest of every row of an edition by its id."""
    with (folder / "rows.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["content"] for row in csv.DictReader(file)}


def _said(finding: dict | None) -> str:
    """Write what a reader sees of a finding; blank for none."""
    if finding is None:
        return ""
    ranged = f" ({finding['range']})" if finding["range"] != finding["text"] else ""
    return f"{finding['text']}{ranged}, {finding['grade']}" + (", contested" if finding["contested"] else "")


def _cause(pair: tuple[dict | None, dict | None], rows: tuple[dict[str, str], dict[str, str]]) -> str:
    """Say why a finding differs: rows that came, went or changed; where none did, the method or a parameter."""
    used = [{*finding["rows"], *finding["against"]} if finding else set() for finding in pair]
    before, now = rows
    both = used[0] | used[1]
    causes = {
        "new evidence": sorted(used[1] - set(before)),
        "rows not known": sorted(used[0] - set(now)),
        "changed rows": sorted(i for i in both & set(before) & set(now) if before[i] != now[i]),
    }
    told = [f"{cause}: {_listed(ids)}" for cause, ids in causes.items() if ids]
    return "; ".join(told) or "method or parameters"


MOST_IDS = 6


def _listed(ids: list[str]) -> str:
    return ", ".join(ids[:MOST_IDS]) + (f" and {len(ids) - MOST_IDS} more" if len(ids) > MOST_IDS else "")


MOST_TOLD = 12


def told(found: list[Change]) -> list[str]:
    """Write changes for the end of a build: a line that counts them, then the first of them."""
    if not found:
        return ["no finding moved"]
    counted = f"{len(found)} finding{'s' * (len(found) > 1)} moved:"
    more = [f"  … {len(found) - MOST_TOLD} more; see `footprint changes`"] if len(found) > MOST_TOLD else []
    return [counted, *(f"  {change}" for change in found[:MOST_TOLD]), *more]
