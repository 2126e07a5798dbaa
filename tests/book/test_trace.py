import json

import pytest
from footprint.book.record import BookRecord
from footprint.book.trace import UnknownId, trace, tree_text
from footprint.paths import Project

from tests.conftest import run_footprint


@pytest.fixture(scope="module")
def record(book):
    return BookRecord.read(Project(book).edition().executed, book)


def ids(step, kind):
    return {child.id for child in step.leads_to if child.kind == kind}


def test_a_finding_leads_to_its_pages_its_rows_and_their_sources(record):
    step = trace(record, "outsourcing/laid-off")
    finding = record.finding("outsourcing", "laid-off")
    assert ids(step, "row") == set(finding["rows"]) | set(finding["against"])
    assert {"chapters/outsourcing.html", "index.html"} <= ids(step, "page")
    rows = [child for child in step.leads_to if child.kind == "row"]
    assert all(len(row.leads_to) == 1 and row.leads_to[0].kind == "source" for row in rows)


def test_a_row_against_is_said_to_be_against(record):
    rows = trace(record, "outsourcing/wage-cap").leads_to
    assert any(row.text.startswith("against: ") for row in rows if row.kind == "row")


def test_the_way_back_is_the_same_way(record):
    for chapter, recorded in record.chapters.items():
        for name, finding in recorded["findings"].items():
            for row in finding["rows"]:
                assert f"{chapter}/{name}" in ids(trace(record, row), "finding")


def test_every_row_leads_to_a_source_that_leads_back(record):
    for row, facts in record.rows.iterrows():
        assert ids(trace(record, row), "source") == {facts["source"]}
    for key in record.sources.index:
        assert ids(trace(record, key), "row") == set(record.rows.index[record.rows["source"] == key])


def test_every_figure_and_table_leads_to_its_data(record):
    for name in record.chapters["outsourcing"]["figures"]:
        step = trace(record, f"fig-outsourcing-{name}")
        assert (record.folder / next(iter(ids(step, "data")))).is_file()
    assert "redstar2025wicresoft" in ids(trace(record, "fig-outsourcing-holdings"), "source")


@pytest.mark.parametrize("address", ["chapters/evidence-outsourcing.html#c-hc-032", "c-hc-032", "hc-032"])
def test_an_address_is_understood(record, address):
    assert trace(record, address).id == "hc-032"


def test_what_is_not_there_is_said_with_what_is_near(record):
    with pytest.raises(UnknownId, match="outsourcing/laid-off"):
        trace(record, "outsourcing/laid-of")


def test_dates_of_sources_keep_their_precision(record):
    assert "April 2025, first_hand" in trace(record, "jiemian2025wicresoft").text


def test_the_tree_is_indented_by_what_leads_to_what(record):
    text = tree_text(trace(record, "hc-032"))
    assert text.startswith("row hc-032: ")
    assert "\n  - source redstar2025wicresoft: " in text


def test_the_command_prints_a_tree_or_json_and_refuses_plainly(book, tmp_path):
    tree = json.loads(run_footprint(book, "trace", "hc-032", "--json").stdout)
    assert (tree["kind"], tree["leads_to"][0]["id"]) == ("row", "redstar2025wicresoft")
    unknown = run_footprint(book, "trace", "nothing")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "nothing goes by 'nothing'" in unknown.stderr
