"""Grades: how near the source stands, and how far others bear the claim out; computed by a published table, never typed.

After the Admiralty code (NATO AJP-2.1): a letter for the reliability of the source, a figure for the credibility of the
claim. The rules are `data/grading.csv`, read in their order; the first that fits gives the grade. Age does not lower a
grade: what was true of 2002 does not become less so.
"""

from dataclasses import dataclass, replace

import pandas as pd

UNGRADED = {"reliability": "F", "credibility": "6"}
"""What the code gives where nothing can be judged."""

DOUBTFUL = "4"
"""The best figure of what is disputed."""

ORDER = {"reliability": "ABCDEF", "credibility": "123456"}
"""Grades of each axis from best to worst."""


@dataclass(frozen=True)
class Grade:
    """Reliability (A to F) and credibility (1 to 6); the best is A1."""

    reliability: str = UNGRADED["reliability"]
    credibility: str = UNGRADED["credibility"]

    def __str__(self) -> str:
        return self.reliability + self.credibility

    def disputed(self) -> "Grade":
        """Return the grade of a thing that somebody disputes: no better than doubtful."""
        return replace(self, credibility=max(self.credibility, DOUBTFUL))


@dataclass(frozen=True)
class Grading:
    """The rules, in their order; the columns are those of `data/grading.csv`."""

    rules: tuple[dict[str, str], ...]

    @classmethod
    def of(cls, table: pd.DataFrame) -> "Grading":
        """Read the rules from the table of that name."""
        return cls(tuple(table.to_dict("records")))

    def reliability(self, tier: str, role: str) -> str:
        """Return the grade of a source of that tier that carries a speaker of that role."""
        for rule in self.rules:
            if rule["axis"] == "reliability" and tier in rule["tiers"].split() and role in (rule["roles"].split() or [role]):
                return rule["grade"]
        return UNGRADED["reliability"]

    def credibility(self, origins: int, disputing: int) -> str:
        """Return the grade of a claim that so many independent origins make and so many dispute."""
        fits = {"none": disputing == 0, "no_more": disputing <= origins, "any": True}
        for rule in self.rules:
            if rule["axis"] == "credibility" and origins >= rule["least_origins"] and fits[rule["disputed"]]:
                return rule["grade"]
        return UNGRADED["credibility"]


def weakest(grades: list[Grade]) -> Grade:
    """Return the grade of arithmetic on graded things: on each axis that of the weakest; ungraded when there is none."""
    if not grades:
        return Grade()
    worst = {axis: max((getattr(g, axis) for g in grades), key=order.index) for axis, order in ORDER.items()}
    return Grade(**worst)
