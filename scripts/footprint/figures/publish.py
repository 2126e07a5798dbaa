"""The one way a figure gets into the book: with a title that states the finding, words for those who cannot see it, its
unit, its source, and the rows it draws; the same bytes each time."""

import io
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from footprint.figures.style import look
from footprint.text import csv_text

MIME = "application/vnd.footprint+json"


class FigureError(ValueError):
    """A figure that may not be published; the message lists everything it lacks."""


@dataclass(frozen=True)
class Nothing:
    """Stands where a figure or table would, when no row is known on the book's date."""

    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/plain": self.text, MIME: {"kind": "nothing", "text": self.text}}


@dataclass(frozen=True)
class PublishedFigure:
    """A figure in all its forms: SVG, CSV, and its words; `foot` is the source line for the picture that leaves the page."""

    name: str
    title: str
    caption: str
    alt: str
    description: str
    unit: str
    foot: str
    svg: str
    csv: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        payload = {"kind": "figure"} | vars(self)
        return {"text/plain": f"{self.title} {self.alt}", "image/svg+xml": self.svg, MIME: payload}


def publish(
    figure: Figure, *, name: str, title: str, alt: str, description: str, unit: str, rows: pd.DataFrame, source: str,
    credit: str, as_of: str,
) -> PublishedFigure:  # fmt: skip
    """Return the figure ready for the book. Raises FigureError naming all that is missing.

    `title` is a sentence that states the finding; `alt` says what is seen in one sentence; `description` says it in full;
    `rows` are the rows drawn, which become its CSV; `source` names whose data they are and may hold MyST roles; `credit`
    does so in plain words, for the picture that leaves the page; `as_of` is the book's date in words.
    """
    faults = _faults(name, title, alt, description, unit, rows, source)
    if faults:
        raise FigureError(f"figure {name!r} may not be published: {'; '.join(faults)}")
    caption = f"**{title}** Unit: {unit}. Source: {source} As of {as_of}."
    with look():
        svg = _svg(figure)
    return PublishedFigure(
        name, title, caption, alt, description, unit, f"Source: {credit} As of {as_of}.", svg, csv_text(rows)
    )


def _faults(name: str, title: str, alt: str, description: str, unit: str, rows: pd.DataFrame, source: str) -> list[str]:
    """Return what a figure lacks, in words."""
    checks = [
        (re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name), "its name is not a slug"),
        (len(title.split()) >= 4 and title.endswith("."), "its title is not a sentence that states the finding"),
        (
            len(alt) >= 30 and alt.endswith(".") and not re.search(r"\.(png|svg)", alt),
            "its alternative text is not a sentence",
        ),
        (alt != title, "its alternative text repeats the title"),
        (len(description) >= 80, "it has no long description"),
        (unit.strip(), "it has no unit"),
        (len(rows) > 0, "it draws no rows"),
        (source.strip().endswith("."), "its source line is not a sentence"),
    ]
    return [fault for passed, fault in checks if not passed]


def _svg(figure: Figure) -> str:
    """Return the figure as SVG without a date; ids are salted by `look`."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def plain(text: str) -> str:
    """Return MyST inline text as plain text: of a role only what it names, no emphasis marks."""
    text = re.sub(r"\{[\w-]+\}`([^`<]*?)`", r"\1", text)
    return re.sub(r"[*`\\]", "", text)
