"""Numbers, ranges, lists and rows as the report writes them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

MONEY = {"usd": "USD", "cny": "RMB", "cny_per_month": "RMB", "cny_per_year": "RMB"}
PER = {"cny_per_month": " a month", "cny_per_year": " a year"}
WORDS = {"percent": " percent", "points": " points", "months": " months", "days": " days", "years": " years"}
PLAIN = ("year",)


def number_text(value: float, unit: str = "count", digits: int | None = None) -> str:
    """Write one number in its unit: `2,000`, `22.3 percent`, `RMB 35.2 million`, `USD 3.7 billion`.

    `digits` are the decimals to round to (for money, of the scaled figure); by default those the number has, money at
    most four significant figures.
    """
    if unit in MONEY:
        return f"{MONEY[unit]} {_scaled(value, digits)}{PER.get(unit, '')}"
    return _grouped(value, digits, unit) + _word(value, unit)


def range_text(low: float, high: float, unit: str = "count", digits: int | None = None) -> str:
    """Write a range with its unit once: `1,000–2,000`, `19.5–22.3 percent`, `RMB 59–131 million`."""
    if unit in MONEY:
        first, last = _scaled(low, digits, like=high), _scaled(high, digits)
        scale = last.partition(" ")[2]
        first = first.partition(" ")[0] if first.partition(" ")[2] == scale else first
        return f"{MONEY[unit]} {first}–{last}{PER.get(unit, '')}"
    return f"{_grouped(low, digits, unit)}–{_grouped(high, digits, unit)}{WORDS.get(unit, '')}"


def slug(chapter: str) -> str:
    """Write a chapter's id as it stands in addresses: `staff-moves` for `staff_moves`."""
    return chapter.replace("_", "-")


def list_text(items: Sequence[str], word: str = "and") -> str:
    """Write a list: `a`, `a and b`, `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}" if items else ""


def with_article(word: str) -> str:
    """Return a word with the article it takes."""
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"


def stopped(text: str) -> str:
    """Return a text with the full stop it lacks; a question or a name that ends in a stop has its own."""
    return text if not text or text[-1] in ".?!" else f"{text}."


def _word(value: float, unit: str) -> str:
    word = WORDS.get(unit, "")
    return word[:-1] if value == 1 and word.endswith("s") else word


def _grouped(value: float, digits: int | None, unit: str = "count") -> str:
    """Write a number with thousands separators, and as many decimals as it has or is told to have."""
    if unit in PLAIN:
        return f"{value:.0f}"
    if digits is not None:
        return f"{value:,.{digits}f}"
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _scaled(value: float, digits: int | None, like: float | None = None) -> str:
    """Write money in millions or billions when it is that large; `like` lends its scale."""
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if abs(value if like is None else like) >= size and abs(value) >= size / 1000:
            return f"{_figures(value / size) if digits is None else _grouped(value / size, digits)} {name}"
    return _grouped(value, digits)


def _figures(value: float) -> str:
    """Write a scaled amount with at most four significant figures."""
    decimals = max(0, 4 - len(f"{abs(value):.0f}"))
    return _grouped(round(value, decimals), None)


def csv_text(rows: "pd.DataFrame") -> str:
    """Return rows as CSV: dates in ISO form, line feeds, floats in their shortest form."""
    import pandas as pd

    out = rows.copy()
    for column in out.columns:
        if pd.api.types.is_datetime64_any_dtype(out[column]):
            out[column] = out[column].dt.strftime("%Y-%m-%d")
    return out.to_csv(index=False, lineterminator="\n")
