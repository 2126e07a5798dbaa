"""Name screening: what each method finds, and the check digits of codes."""

import pandas as pd
import pytest
from footprint.analysis import screening
from hypothesis import given
from hypothesis import strategies as st

PRINTED = pd.DataFrame(
    [
        ("cloudwalk", "CLOUDWALK TECHNOLOGY CO., LTD.", "main"), ("cloudwalk", "CLOUDWALK", "remarks"),
        ("sense-hk", "SenseTime Group Limited", "main"), ("sense-ky", "SenseTime Group, Inc.", "main"),
        ("hikvision", "HANGZHOU HIKVISION DIGITAL TECHNOLOGY CO., LTD.", "main"),
    ],
    columns=["subject", "name", "place"],
)  # fmt: skip
NUMBERS = pd.DataFrame([("cloudwalk", "uscc", "914401153314442716")], columns=["subject", "scheme", "value"])
ALIASES = {"云从科技": "cloudwalk", "微软": "microsoft"}


def screened(*queries):
    asked = pd.DataFrame(queries, columns=["entity", "form", "query"])
    return screening.screen(asked, PRINTED, NUMBERS, ALIASES).set_index(["entity", "method"])


@pytest.mark.parametrize(
    ("one", "other"),
    [("CloudWalk Technology Co., Ltd.", "CLOUDWALK  TECHNOLOGY"), ("Baidu, Inc.", "baidu"), ("Crédit & Co", "credit and")],
)
def test_names_are_compared_without_case_marks_and_company_forms(one, other):
    assert screening.normalised(one) == screening.normalised(other)


def test_a_name_of_nothing_but_company_forms_stays_itself():
    assert screening.normalised("The Company Ltd") == "the company ltd"


def test_a_short_name_in_the_remarks_is_missed_unless_remarks_are_read():
    found = screened(("cloudwalk", "name", "CloudWalk"))["found"]
    assert not found[("cloudwalk", "exact")]
    assert found[("cloudwalk", "exact, remarks read")]
    assert found[("cloudwalk", "rare words")]
    assert found[("cloudwalk", "identifier")]


def test_two_legal_persons_of_one_name_are_found_together():
    rows = screened(("sense-hk", "name", "SenseTime Group Ltd"))
    assert rows.loc[("sense-hk", "exact"), "hits"] == "sense-hk sense-ky"
    assert rows.loc[("sense-hk", "exact"), "wrong"]


def test_chinese_characters_are_found_by_the_table_alone():
    found = screened(("cloudwalk", "Chinese name", "云从科技"))["found"]
    assert found[("cloudwalk", "Chinese alias table")]
    assert not found[[("cloudwalk", m) for m in ("exact", "exact, remarks read", "rare words")]].any()


def test_an_unlisted_party_is_not_found_though_its_alias_is_in_the_table():
    assert not screened(("microsoft", "Chinese name", "微软"))["hits"].any()


def test_names_written_apart_are_found():
    assert screened(("sense-hk", "name", "Sense Time Group"))["found"][("sense-hk", "rare words")]


def test_a_common_word_alone_raises_no_alarm():
    assert not screened(("other", "name", "Digital Clouds Technology"))["wrong"].any()


def test_a_rare_word_says_more_than_a_common_one():
    weights = screening.rarity(["Alpha Technology", "Beta Technology", "Gamma Technology"])
    assert weights["alpha"] > weights["technology"]


def test_the_alias_table_leaves_out_a_name_two_entities_share():
    entities = pd.DataFrame({"id": ["a", "b"], "name_zh": ["甲", "甲"], "aliases": ["乙|A", ""]})
    assert screening.alias_table(entities) == {"乙": "a"}


@given(
    st.lists(st.sampled_from(["a", "bb", "ccc", "dd"]), max_size=4), st.lists(st.sampled_from(["a", "bb", "xx"]), max_size=4)
)
def test_likeness_lies_between_nothing_and_all(asked, printed):
    score = screening.likeness(asked, printed, {"a": 0.5, "bb": 2.0}, 3.0)
    assert 0 <= score <= 100
    assert screening.likeness(asked, asked, {}, 1.0) == (100 if asked else 0)


@pytest.mark.parametrize("code", ["91330000733796106P", "914403001922038216", "914401153314442716"])
def test_a_company_code_fails_when_one_character_changes(code):
    assert screening.valid_company_code(code)
    assert not screening.valid_company_code(code[:5] + ("1" if code[5] != "1" else "2") + code[6:])
    assert not screening.valid_company_code(code[:-1])


def test_an_isin_fails_when_two_digits_swap():
    assert screening.valid_isin("US5949181045")
    assert not screening.valid_isin("US5949811045")
    assert not screening.valid_isin("US594918104")
