"""How exhibits of the whole book get into it: made when something they hang on changed, taken over when nothing did."""

import json
import shutil

import pytest
from footprint.book import whole
from footprint.book.harvest import HarvestFault
from footprint.book.record import WHOLE_FILE, BookRecord

from tests.book import notebooks
from tests.conftest import run_footprint

EVENT = {
    "id": "site-1", "subject": "firm", "metric": "opened", "value": "2019-05-15", "unit": "date", "qualifier": "exact",
    "event_date": "2019-05-15", "event_precision": "day", "speaker_role": "press", "stance": "asserts", "source": "s1",
}  # fmt: skip


@pytest.fixture
def project(small_data, tmp_path):
    """A small project whose one chapter has been run; returns (root, executed folder)."""
    small_data(lab_sources=[EVENT], entities=[{"id": "firm", "name": "Microsoft"}])
    executed = tmp_path / "next"
    metadata = {"footprint": {"findings": {}, "figures": {}, "tables": {}, "parameters": {}}}
    notebooks.write(executed / "chapters" / "outsourcing.ipynb", parameters="", metadata=metadata)
    (executed / "files").mkdir()
    (executed / "edition.json").write_text(json.dumps({"as_of": "latest", "kind": "x", "only": None}), encoding="utf-8")
    return tmp_path, executed


def inputs(root):
    return sorted((root / "data").glob("*"))


def made(root, executed, last):
    """Add the whole book's exhibits; return whether they were made (and not taken over)."""
    calls = []
    real = whole._taken_over
    whole._taken_over = lambda *given: calls.append(real(*given)) or calls[-1]
    try:
        whole.add_whole(root, executed, last, inputs(root))
    finally:
        whole._taken_over = real
    return not calls[0]


def test_what_is_made_is_recorded_with_its_files(project):
    root, executed = project
    whole.add_whole(root, executed, root / "none", inputs(root))
    book = BookRecord.read(executed, root)
    assert set(book.whole["shown"]) >= {"events", "rivals", "contested", "verdicts", "errors"}
    assert "No row known" in book.whole["shown"]["events"]


def test_a_figure_of_very_many_sources_records_them_all(small_data, tmp_path):
    small_data(lab_sources=[EVENT | {"subject": "microsoft"}], entities=[{"id": "microsoft"}, {"id": "firm", "name": "F"}])
    executed = tmp_path / "next"
    (executed / "files").mkdir(parents=True)
    (executed / "edition.json").write_text(json.dumps({"as_of": "latest", "kind": "x", "only": None}), encoding="utf-8")
    whole.add_whole(tmp_path, executed, tmp_path / "none", inputs(tmp_path))
    record = BookRecord.read(executed, tmp_path).whole
    assert record["footprint"]["figures"]["events"]["sources"] == ["s1"]
    assert "fig-book-events" in record["shown"]["events"]
    assert (executed / "files" / "book-events-dark.svg").is_file()


def again(root, executed):
    """The executed folder becomes the last one, and a new one stands in its place."""
    last = root / "last"
    executed.rename(last)
    for name in ("chapters", "files"):
        (executed / name).mkdir(parents=True)
    for path in ("chapters/outsourcing.ipynb", "edition.json"):
        (executed / path).write_bytes((last / path).read_bytes())
    return last


def test_nothing_changed_is_taken_over_byte_for_byte(project):
    root, executed = project
    assert made(root, executed, root / "none")
    last = again(root, executed)
    assert not made(root, executed, last)
    assert (executed / WHOLE_FILE).read_bytes() == (last / WHOLE_FILE).read_bytes()


@pytest.mark.parametrize("what", ["data", "finding", "edition", "file"])
def test_whatever_it_hangs_on_makes_it_anew(project, what):
    root, executed = project
    made(root, executed, root / "none")
    last = again(root, executed)
    if what == "data":
        (root / "data" / "wages.csv").write_bytes((root / "data" / "wages.csv").read_bytes() + b"\n")
    if what == "finding":
        path = executed / "chapters" / "outsourcing.ipynb"
        path.write_text(path.read_text(encoding="utf-8").replace('"figures": {}', '"figures": {"x": {}}'), encoding="utf-8")
    if what == "edition":
        (executed / "edition.json").write_text('{"as_of": "2025-01-01", "kind": "x", "only": null}', encoding="utf-8")
    if what == "file":
        recorded = json.loads((last / WHOLE_FILE).read_text(encoding="utf-8"))
        (last / WHOLE_FILE).write_text(json.dumps(recorded | {"files": {"book-gone.csv": "0"}}), encoding="utf-8")
    assert made(root, executed, last)


def test_what_fails_says_whose_fault_it_is(project):
    root, executed = project
    (root / "data" / "claims.csv").write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(HarvestFault, match=r"exhibits of the whole book: DataProblems"):
        whole.add_whole(root, executed, root / "none", inputs(root))


def test_a_page_that_names_no_exhibit_stops_the_book(book, tmp_path):
    root = tmp_path / "project"
    shutil.copytree(book, root)
    page = root / "index.md"
    page.write_text(page.read_text(encoding="utf-8").replace("{exhibit} events", "{exhibit} evnts"), encoding="utf-8")
    done = run_footprint(root, "build")
    assert done.returncode == 1
    assert "no exhibit 'evnts'" in done.stdout + done.stderr
