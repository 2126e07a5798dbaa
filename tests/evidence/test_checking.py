import json
import shutil

import pytest
from footprint.evidence.checking import check, report_json, report_text, unused_text
from footprint.evidence.repair import repair
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT, write_tables


def problems(folder):
    return [str(p) for p in check(folder).problems]


def table(folder, name="headcounts"):
    return folder / f"{name}.csv"


def edit(folder, change, name="headcounts"):
    path = table(folder, name)
    path.write_bytes(change(path.read_bytes()))


def test_the_real_data_are_in_order():
    report = check(ROOT / "data")
    assert report.problems == []
    assert sum(map(len, report.tables.values())) > 400


def test_frictionless_agrees_that_the_real_data_are_in_order():
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(ROOT / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])


CELL_DEFECTS = [
    ("value", "2,000", "write 2000"), ("value", "51%", "write 51"), ("value", "25,0", "write 25.0"),
    ("value", "two", "not a number"), ("value", "n/a", "leave the cell blank"), ("value", "", "required"),
    ("value", "-5", "under 0"), ("value", "40.5", "not a whole number"), ("event_date", "15/04/2025", "write 2025-04-15"),
    ("event_date", "04/05/2025", "ambiguous"), ("event_date", "45762", "write 2025-04-15"),
    ("event_date", "2025-04", "write 2025-04-01 with precision month"), ("event_date", "2025-02-30", "calendar"),
    ("event_date", "Apr-25", "not a date"), ("event_date", "2025", "precision year"), ("event_date", "-", "leave the cell blank"),
    ("event_date", "", "fill both or neither"), ("event_precision", "", "fill both or neither"),
    ("event_precision", "months", "did you mean month"), ("qualifier", "About", "did you mean about"),
    ("qualifier", "abuot", "did you mean about"), ("speaker_role", "journalist", "is not one of"),
    ("subject", "frim", "did you mean firm"), ("subject", "", "required"), ("source", "s99", "is not a key in data/sources.csv"),
    ("id", "HC 1", "does not have the form"), ("unit", "person", "is not one of people"), ("attribution", "??微", "characters were lost"),
    ("superseded_by", "hc-9", "is not an id"), ("perimeter", "", "required"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value", "phrase"), CELL_DEFECTS)
def test_a_defect_is_named_with_file_row_column_value_and_rule(small_data, column, value, phrase):
    found = check(small_data(headcounts=[{}, {column: value}])).problems
    assert len(found) == 1, [str(p) for p in found]
    assert (found[0].file, found[0].row) == ("data/headcounts.csv", 3)
    assert found[0].value == (value or None)
    assert phrase in str(found[0])


@pytest.mark.parametrize("value", ["2,000", "15/04/2025", "nobody"])
def test_frictionless_finds_the_plainest_defects_too(small_data, value):
    frictionless = pytest.importorskip("frictionless")
    column = {"2,000": "value", "15/04/2025": "event_date", "nobody": "source"}[value]
    folder = small_data(headcounts=[{column: value}])
    assert not frictionless.validate(str(folder / "datapackage.json")).valid
    assert len(problems(folder)) == 1


def test_rules_across_columns(small_data):
    wrong = [
        {"event_date": "2025-04-07", "event_precision": "month"},
        {"event_date": "2025-02-01", "event_precision": "quarter"},
    ]
    found = problems(small_data(headcounts=wrong))
    assert "write 2025-04-01" in found[0]
    assert "write 2025-01-01" in found[1]


def test_links_are_required_or_forbidden_as_the_row_says(small_data):
    sources = [{"link": "yes"}, {"link": "no", "url": "https://a.example"}]
    found = problems(small_data(sources=sources))
    assert "column url: is blank; it is required where link is yes" in found[0]
    assert "must be blank where link is no" in found[1]


def share(owner, value, **more):
    row = {
        "owner": owner,
        "subject": "firm",
        "metric": "equity_share",
        "value": value,
        "unit": "percent",
        "basis": "shares",
    }
    dates = {"event_date": "2025-04-07", "event_precision": "day", "qualifier": "exact", "stance": "asserts"}
    return row | dates | {"id": f"own-{owner}-{value}", "speaker_role": "press", "source": "s1"} | more


def test_percentages_end_at_100(small_data):
    folder = small_data(ownership=[share("firm", "101")])
    assert "is over 100, the most allowed (unit percent)" in problems(folder)[0]


def test_shares_of_one_company_by_one_source_sum_to_100_at_most(small_data):
    rows = [share("firm", "60"), share("firm", "50")]
    assert "sum to 110, over 100" in problems(small_data(ownership=rows))[0]
    assert problems(small_data(ownership=[share("firm", "60"), share("firm", "40")])) == []


def test_an_end_is_not_before_its_beginning(small_data):
    line = {
        "id": "par-1", "partner": "firm", "role": "vendor", "services": "support", "speaker_role": "press", "source": "s1",
        "since": "2025-01-01", "since_precision": "year", "until": "2024-01-01", "until_precision": "year",
    }  # fmt: skip
    assert "is before since 2025-01-01" in problems(small_data(partners=[line]))[0]


def test_ids_are_unique_within_and_over_tables(small_data):
    folder = small_data(headcounts=[{"id": "same"}, {"id": "same"}], claims=[{"id": "same"}])
    found = "\n".join(problems(folder))
    assert "stands in rows 2, 3; it must be unique" in found
    assert "also stands in data/claims.csv" in found


def test_a_missing_key_is_one_problem_that_names_all_rows(small_data):
    found = problems(small_data(headcounts=[{"source": "gone"}] * 3))
    assert len(found) == 1
    assert "also in rows 3, 4" in found[0]


FILE_ACCIDENTS = {
    "empty file": (lambda raw: b"", "is empty"),
    "semicolons": (lambda raw: raw.replace(b",", b";"), "has semicolons"),
    "tabs": (lambda raw: raw.replace(b",", b"\t"), "has tabs"),
    "UTF-16": (lambda raw: raw.decode().encode("utf-16"), "is UTF-16"),
    "GBK": (lambda raw: raw.replace(b"press", "商汤".encode("gbk")), "is not UTF-8 text"),
    "cp1252": (lambda raw: raw.replace(b"press", b"caf\xe9"), "is not UTF-8 text"),
    "unclosed quote": (lambda raw: raw.replace(b"press", b'"press', 1), "never closed"),
    "unknown column": (lambda raw: raw.replace(b"locator", b"lcator"), "did you mean locator"),
    "missing column": (lambda raw: raw.replace(b"locator,", b""), "column locator is missing"),
    "double header": (lambda raw: raw.replace(b"locator", b"note"), "stands in the header twice"),
    "short row": (lambda raw: raw + b"hc-9,firm\n", "has 2 cells, the header has"),
    "extra cell": (lambda raw: raw.rstrip(b"\n") + b",more\n", '"more" has'),
    "blank row between": (lambda raw: raw.replace(b"\nhc-2", b"\n\nhc-2"), "is a blank row between"),
    "no header": (lambda raw: raw.split(b"\n", 1)[1], "is not a column of this table"),
}


@pytest.mark.parametrize("accident", FILE_ACCIDENTS)
def test_a_broken_file_is_named_with_its_cause(small_data, accident):
    damage, phrase = FILE_ACCIDENTS[accident]
    folder = small_data(headcounts=[{}, {}])
    edit(folder, damage)
    assert phrase in "\n".join(problems(folder))


def test_a_missing_file_is_named_once_though_others_refer_to_it(small_data):
    folder = small_data(headcounts=[{}])
    table(folder, "sources").unlink()
    assert problems(folder) == ["data/sources.csv: is missing; datapackage.json lists it"]


HARMLESS = {
    "byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "Windows line ends": lambda raw: raw.replace(b"\n", b"\r\n"),
    "old Mac line ends": lambda raw: raw.replace(b"\n", b"\r"),
    "trailing columns": lambda raw: raw.replace(b"\n", b",,\n"),
    "trailing rows": lambda raw: raw + b",,,,\n,,\n\n",
    "spaces at ends": lambda raw: raw.replace(b",firm,", b", firm ,"),
    "header case": lambda raw: raw.replace(b"locator", b" Locator "),
}


@pytest.mark.parametrize("damage", HARMLESS)
def test_what_a_spreadsheet_does_without_harm_is_accepted(small_data, damage):
    folder = small_data(headcounts=[{}, {}])
    clean = check(folder).tables
    edit(folder, HARMLESS[damage])
    assert problems(folder) == []
    assert check(folder).tables == clean


def test_rows_are_the_spreadsheets_and_lines_the_files(small_data):
    folder = small_data(headcounts=[{"note": "two\nlines"}, {"value": "many"}])
    assert "row 3 (line 4)" in problems(folder)[0]


def test_a_broken_descriptor_is_a_problem_and_not_a_traceback(small_data):
    folder = small_data()
    (folder / "datapackage.json").write_text("{", encoding="utf-8")
    assert "is not JSON" in problems(folder)[0]
    (folder / "datapackage.json").unlink()
    assert "is missing" in problems(folder)[0]


def test_the_report_counts_and_comes_as_json(small_data):
    report = check(small_data(headcounts=[{"value": "many"}, {"source": "gone"}]))
    assert "2 problems in 1 file; nothing was built" in report_text(report)
    assert json.loads(report_json(report))[0]["column"] == "value"


def test_a_source_on_which_nothing_rests_is_named_but_is_no_fault(small_data):
    report = check(small_data(sources=[{}, {}], headcounts=[{}]))
    assert report.ok
    assert unused_text(report) == ["no row rests on 1 of the sources: s2"]
    assert "s2" not in report_text(report)


# ---------------------------------------------------------------------------------------------------------- repair


MENDED = [
    ("value", "2,000", "2000"), ("value", "51%", "51"), ("value", "1,234,567", "1234567"), ("event_date", "15/04/2025", "2025-04-15"),
    ("event_date", "45762", "2025-04-15"), ("event_date", "4/4/2025", "2025-04-04"), ("subject", " firm ", "firm"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "before", "after"), MENDED)
def test_what_has_one_right_answer_is_mended(small_data, column, before, after):
    folder = small_data(headcounts=[{}, {column: before}])
    changes = repair(folder)
    assert [(c.row, c.column) for c in changes] == [(3, column)]
    assert check(folder).tables["headcounts"][1][column] == after
    assert problems(folder) == []


@pytest.mark.parametrize(
    ("column", "value"), [("event_date", "04/05/2025"), ("value", "25,0"), ("event_date", "Apr-25"), ("value", "many")]
)
def test_what_has_two_answers_is_left_alone(small_data, column, value):
    folder = small_data(headcounts=[{column: value}])
    before = table(folder).read_bytes()
    assert repair(folder) == []
    assert table(folder).read_bytes() == before


@pytest.mark.parametrize("accident", ["semicolons", "tabs"])
def test_wrong_separators_are_changed(small_data, accident):
    folder = small_data(headcounts=[{}, {}])
    clean = table(folder).read_bytes()
    edit(folder, FILE_ACCIDENTS[accident][0])
    repair(folder)
    assert table(folder).read_bytes() == clean


def test_lost_zeros_come_back_where_the_width_is_fixed(small_data):
    folder = small_data(headcounts=[{"locator": "789019"}])
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resource = next(r for r in descriptor["resources"] if r["name"] == "headcounts")
    next(f for f in resource["schema"]["fields"] if f["name"] == "locator")["constraints"] = {"pattern": r"\d{10}"}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert "write 0000789019" in problems(folder)[0]
    repair(folder)
    assert problems(folder) == []


CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="?\ufeff"), max_size=12).map(str.strip)


@settings(max_examples=20)
@given(st.lists(CELLS, min_size=1, max_size=4), st.sampled_from([b"\n", b"\r\n"]), st.booleans())
def test_repair_loses_nothing_and_repairs_once(tmp_path_factory, notes, ends, mark):
    folder = write_tables(tmp_path_factory.mktemp("t") / "data")
    text = "id,name,name_zh,aliases,kind,country,source,note\n"
    rows = [f"e{n},N{n},,,company,CN,,{json.dumps(note)[1:-1]}" for n, note in enumerate(notes)]
    table(folder, "entities").write_bytes(
        (b"\xef\xbb\xbf" if mark else b"") + (text + "".join(r + "\n" for r in rows)).encode().replace(b"\n", ends)
    )
    before = check(folder).tables.get("entities")
    repair(folder)
    assert check(folder).tables.get("entities") == before
    assert repair(folder) == []
    shutil.rmtree(folder)
