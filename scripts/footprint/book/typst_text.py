"""Text and table measures for Typst: escaping, places where a long word may break, and widths of columns."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

BREAK = "#h(0.001pt)"
"""A place where a line may end; unlike a zero-width space it leaves no character in the PDF. Typst skips one of 0pt."""

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_CHINESE = re.compile(r"([\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+)")
_LONG_WORD = re.compile(r"([!-~]{12,})")
_END = re.compile(r"(?<=[/_=&?;@+])(?![/_=&?;@+])|(?<=[.,:])(?![.,:/\d])")
_LONGEST_PART = 24


def escape(text: str) -> str:
    """Return text for Typst markup, in which no character means anything but itself.

    Every ASCII punctuation mark is escaped (Typst reference, "Syntax": a backslash before it takes its meaning away).
    Chinese runs are marked as Chinese, and long words get places to break.
    """
    pieces = _CHINESE.split(text)
    return "".join(f"#zh[{piece}]" if at % 2 else _latin(piece) for at, piece in enumerate(pieces))


def _latin(text: str) -> str:
    """Escape a run without Chinese."""
    pieces = _LONG_WORD.split(text)
    return "".join(
        BREAK.join(_PUNCTUATION.sub(r"\\\1", part) for part in (parts(piece) if at % 2 else [piece]))
        for at, piece in enumerate(pieces)
    )


def parts(word: str) -> list[str]:
    """Split a long word where a line may break: after punctuation but not in numbers, and after 24 characters."""
    pieces = _END.split(word)
    return [piece[at : at + _LONGEST_PART] for piece in pieces for at in range(0, len(piece), _LONGEST_PART)]


def quoted(text: str) -> str:
    """Return text as a string of Typst's code mode, quotes included."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "").replace("\t", "\\t")
    return f'"{escaped}"'


def mono(text: str) -> str:
    """Return text as inline code that may break inside long words."""
    pieces = [part for at, piece in enumerate(_LONG_WORD.split(text)) for part in (parts(piece) if at % 2 else [piece])]
    return BREAK.join(f"#raw({quoted(piece)})" for piece in pieces if piece)


def array(items: Sequence[str]) -> str:
    """Return a Typst array of the given code; a trailing comma makes one of a single item."""
    return f"({', '.join(items)},)" if items else "()"


@dataclass(frozen=True)
class Sheet:
    """A way to set a table: type size and width of the page's text in points, and whether the page is turned."""

    size: float
    width: float
    turned: bool = False

    @property
    def room(self) -> float:
        """How many characters fit in one line; a letter of the tables' typeface is about 0.55 of its size wide."""
        return self.width / (0.55 * self.size)

    @property
    def gap(self) -> float:
        """Characters that the white space of one column takes (8 points)."""
        return 8 / (0.55 * self.size)


NORMAL = Sheet(8.5, 453)
SMALL = Sheet(7.2, 453)
TURNED = Sheet(7.6, 700, turned=True)
MANY_COLUMNS = 7
"""A table with more columns is set smaller or on a turned page."""


def sheet_for(columns: Sequence[Sequence[str]], may_turn: bool) -> Sheet:
    """Choose how to set a table, given the texts of each column: the largest type in which no word is cut."""
    needs = [max(_longest_word(column), min(_natural(column), 12)) for column in columns]
    for sheet in (NORMAL, SMALL):
        wide = sheet is NORMAL and len(columns) > MANY_COLUMNS
        if not wide and sum(needs) + sheet.gap * len(columns) <= sheet.room:
            return sheet
    return TURNED if may_turn else SMALL


def column_widths(columns: Sequence[Sequence[str]], given: Sequence[int] | None, sheet: Sheet) -> list[str]:
    """Return Typst track sizes: as wide as needed where all fits, else shares of the line for the long columns.

    `given` are the widths the author asked for. A column is long if it wants more than its fair part of what the
    shorter ones leave. Each long column first gets its longest word; what is left they share by the square root of
    their mean length, so that none becomes a ribbon.
    """
    if given:
        return [f"{width}fr" for width in given]
    room = sheet.room - sheet.gap * len(columns)
    long = _long_columns([_natural(column) for column in columns], room)
    least = {at: _longest_word(columns[at]) for at in long}
    wishes = {at: _mean(columns[at]) ** 0.5 for at in long}
    spare = room - sum(least.values()) - sum(_natural(c) for at, c in enumerate(columns) if at not in long)
    shares = {at: least[at] + max(spare, 0) * wishes[at] / sum(wishes.values()) for at in long}
    return [f"{shares[at]:.1f}fr" if at in shares else "auto" for at in range(len(columns))]


def _long_columns(natural: Sequence[float], room: float) -> list[int]:
    """Return the columns that want more than their fair part of the room, taking the shortest first."""
    left = sorted(range(len(natural)), key=natural.__getitem__)
    while left and natural[left[0]] <= room / len(left):
        room -= natural[left.pop(0)]
    return left


def display_width(text: str) -> int:
    """Count characters, Chinese ones twice."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _natural(column: Sequence[str]) -> int:
    return max((display_width(line) for text in column for line in text.splitlines() or [""]), default=0)


def _longest_word(column: Sequence[str]) -> int:
    """Return the longest stretch that stays on one line, in characters; no line ends between a hyphen and a digit."""
    words = (word for text in column for word in re.split(r"[\s\u2e80-\uffef]|(?<=-)(?!\d)", text))
    return max((len(part) for word in words for part in parts(word)), default=0)


def _mean(column: Sequence[str]) -> float:
    return sum(map(display_width, column)) / max(len(column), 1)
