"""How rows of the tables read: their values with bound and unit, their days, and words for the codes of their columns."""

import math
import re
from datetime import date
from typing import Any

import pandas as pd

from footprint.dates import Period, day_text, period_text
from footprint.text import number_text

Row = dict[str, Any]
"""One row of a table: its cells by column. Thousands of rows are told one by one, and a frame is slow at giving one."""

BOUND = {"about": "about ", "at_least": "at least ", "at_most": "at most ", "low": "low end: ", "high": "high end: "}
"""Qualifiers as they are written before a value."""

DAY_BOUND = {"about": "about ", "at_most": "no later than ", "low": "from ", "high": "to "}
"""Qualifiers as they are written before a day; a site seen open on a day was so at least then."""

UNITS = {
    "nm": "nm", "tflops": "TFLOPS", "pflops": "PFLOPS", "gb_per_s": "GB/s", "tpp_per_mm2": "per mm²",
    "gb_per_s_per_mm2": "GB/s per mm²", "billion": "billion", "percent": "percent",
}  # fmt: skip
"""Units that a number carries behind it where rows are told; of others the label says what is counted."""

COUNTRIES = {
    "CN": "China", "DE": "Germany", "FI": "Finland", "KR": "South Korea", "SE": "Sweden", "US": "United States",
}  # fmt: skip

CODES = {
    "relation": {
        "owns": "owner or backer of", "jv_partner": "partner in a joint venture with", "client_of": "said to be a client of",
        "supplier_of": "supplier of", "research_with": "author of research with", "operates_for": "operator for",
    },
    "scheme": {
        "uscc": "unified social credit code", "isin": "ISIN", "hk_cr": "Hong Kong company number", "ticker": "ticker",
    },
    "criterion": {
        "tpp": "total processing performance", "datacenter": "designed or sold for data centres", "line": "product line",
        "memory_bw_gb_s": "memory bandwidth", "memory_bandwidth_density": "memory bandwidth by area",
        "process_node_nm": "process node", "interconnect_gb_s": "rate of the link between chips",
        "fp64_petaflops": "rate at 64 bits", "transistors": "transistors",
        "china_share_of_us_shipments": "shipments to China against those in the United States",
    },
    "operator": {">=": "at least", ">": "more than", "<": "less than", "<=": "at most", "=": ""},
    "status": {"ended_in_china": "ended in China"},
    "language": {
        "ar": "Arabic", "de": "German", "en": "English", "it": "Italian", "ja": "Japanese", "pt": "Portuguese", "zh": "Chinese",
    },
    "basis": {"paid_in_capital": "paid-in capital"}, "line": {"other": ""}, "ground": {"huawei": "Huawei"},
    "imposer": COUNTRIES, "target": COUNTRIES | {"all": "all countries"}, "hq_country": COUNTRIES,
}  # fmt: skip
"""Words for codes that are no words, by column."""

OWN_WORDS = re.compile(r"^[^_]*[A-Z\d][^_]*$")
"""A value that is words of its own, such as names or a citation, and no code."""

NAMES = re.compile(r"\b(?:microsoft|wuxi|chinese|china|us)\b")
"""Names inside codes, which are written in small letters."""


def code_words(column: str, code: str) -> str:
    """Write a code as a reader would: its words where it has some, else without underscores and with names in capitals."""
    if code in CODES.get(column, {}):
        return CODES[column][code]
    if "_" not in code and NAMES.fullmatch(code) is None:
        return code
    return NAMES.sub(lambda m: "US" if m[0] == "us" else m[0].capitalize(), code.replace("_", " "))


def amount_text(row: Row) -> str:
    """Write a claim's value: its number with bound and unit, its day as exactly as it is known, or its words."""
    if row["unit"] == "date":
        return DAY_BOUND.get(row["qualifier"], "") + _day(row)
    bound = BOUND.get(row["qualifier"], "")
    if math.isnan(row["number"]):
        return code_words("value", row["value"])
    unit = UNITS.get(row["unit"], "")
    number = number_text(row["number"], row["unit"])
    return f"{bound}{number}" if not unit or number.endswith(unit) else f"{bound}{number} {unit}"


def limit_text(value: str, unit: str) -> str:
    """Write a limit: its number with its unit, or its word."""
    if not re.fullmatch(r"[\d.]+", value):
        return value
    words = UNITS.get(unit, "TPP" if unit == "tpp" else "")
    return f"{number_text(float(value))} {words}".rstrip()


def _day(row: Row) -> str:
    """Write the day a row claims; where that is its own date, no more exactly than it is known."""
    return row_date(row) if claims_its_date(row) else day_text(date.fromisoformat(row["value"]))


def claims_its_date(row: Row) -> bool:
    """Whether a claim's value is the day it is dated with."""
    return row["unit"] == "date" and as_day(row["event_start"]) == date.fromisoformat(row["value"])


def row_date(row: Row) -> str:
    """Write when a claim holds or happened, blank where that is not known."""
    return period_between(row["event_start"], row["event_end"])


def value_text(cell: str) -> str:
    """Write a cell as it stands, a day in words."""
    return day_text(date.fromisoformat(cell)) if re.fullmatch(r"\d{4}-\d\d-\d\d", cell) else cell


def is_worded(row: Row) -> bool:
    """Whether a claim's value is a code that its summary says better: no number, day, yes or no, and nobody's own words."""
    return row["unit"] == "text" and row["value"] not in ("yes", "no") and OWN_WORDS.search(row["value"]) is None


def as_day(stamp: pd.Timestamp) -> date | None:
    """Return a timestamp as a date, None when missing."""
    return None if pd.isna(stamp) else stamp.date()


def period_between(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Write the period from a first to a last day; blank where it is missing."""
    return "" if pd.isna(start) else period_text(Period(as_day(start), as_day(end)))


def published_text(row: Row) -> str:
    """Write when a source was published, as exactly as it is known."""
    if not pd.isna(row["published_start"]):
        return period_between(row["published_start"], row["published_end"])
    first, last = as_day(row["not_before"]), as_day(row["not_after"])
    bounds = [f"not before {day_text(first)}" if first else "", f"not after {day_text(last)}" if last else ""]
    return f"undated ({', '.join(filter(None, bounds))})" if first or last else "undated"
