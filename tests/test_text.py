import pytest
from footprint.text import list_text, number_text, range_text, stopped
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2000.0, "people", "2,000"), (22.32, "percent", "22.32 percent"), (35_200_000, "cny", "RMB 35.2 million"),
        (3_700_000_000, "usd", "USD 3.7 billion"), (2002, "year", "2002"), (7, "months", "7 months"), (1, "months", "1 month"),
        (12_307, "cny_per_month", "RMB 12,307 a month"), (1.5, "percent", "1.5 percent"), (0, "count", "0"),
        (91_630_000, "cny", "RMB 91.63 million"), (245_122_000_000, "usd", "USD 245.1 billion"),
    ],
)  # fmt: skip
def test_numbers_are_written_in_their_unit(value, unit, text):
    assert number_text(value, unit) == text


def test_digits_round():
    assert number_text(22.3333, "percent", 1) == "22.3 percent"
    assert number_text(101_234_567, "cny", 0) == "RMB 101 million"


@pytest.mark.parametrize(
    ("low", "high", "unit", "digits", "text"),
    [
        (1000, 2000, "people", None, "1,000–2,000"), (19.5, 22.3, "percent", None, "19.5–22.3 percent"),
        (59_400_000, 131_000_000, "cny", 0, "RMB 59–131 million"), (900_000, 2_000_000, "cny", 1, "RMB 0.9–2.0 million"),
        (3.43e9, 3.68e9, "usd", 1, "USD 3.4–3.7 billion"),
    ],
)  # fmt: skip
def test_a_range_names_its_unit_once(low, high, unit, digits, text):
    assert range_text(low, high, unit, digits) == text


def test_lists():
    assert list_text(["a", "b", "c"]) == "a, b and c"
    assert (list_text([]), list_text(["a"])) == ("", "a")


@given(st.integers(-(10**9), 10**9))
def test_a_whole_number_can_be_read_back(value):
    assert int(number_text(value, "people").replace(",", "")) == value


def test_a_text_has_one_full_stop_whatever_it_ends_with():
    assert [stopped(text) for text in ("Baidu, Inc.", "Was it?", "A note", "")] == ["Baidu, Inc.", "Was it?", "A note.", ""]
