import json

import pytest
from footprint.book.harvest import MIME, HarvestFault, figure_text, harvest, table_text
from footprint.book.parameters import Parameter
from footprint.book.pictures import picture

from . import notebooks

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
FIGURE = {
    "kind": "figure", "name": "counts", "title": "Counts differ.", "caption": "**Counts differ.** Source: x.",
    "alt": "Dots on a line.", "description": "One dot a row.", "unit": "people", "svg": SVG,
    "foot": "Source: x.", "csv": "a\n1\n",
}  # fmt: skip
TABLE = {
    "kind": "table", "name": "offers", "title": "Offers.", "note": "A note.", "csv": "a\n1\n", "rows": [["a|b", "1"]],
    "columns": [{"label": "Who", "align": "left", "width": 3}, {"label": "Months", "align": "right", "width": 1}],
}  # fmt: skip


def shown(payload):
    return {"output_type": "display_data", "data": {MIME: payload, "text/plain": "x"}, "metadata": {}}


def run(tmp_path, *outputs, metadata=None):
    cell = notebooks.code("x", outputs=list(outputs))
    cell["metadata"]["papermill"] = {"duration": 1.5}
    path = notebooks.write(tmp_path / "outsourcing.ipynb", cell, parameters="", metadata=metadata)
    declared = [Parameter("outsourcing", "draws", 100, "10 to 1000 draws", "sample size")]
    return harvest(path, tmp_path / "files", declared)


def text_of(notebook):
    return "".join(notebook["cells"][0]["outputs"][0]["data"]["text/markdown"])


def test_a_figure_becomes_files_and_a_numbered_figure(tmp_path):
    text = text_of(run(tmp_path, shown(FIGURE)))
    assert ":name: fig-outsourcing-counts" in text
    assert ":alt: Dots on a line." in text
    written = {p.name: p.read_bytes() for p in (tmp_path / "files").iterdir()}
    assert written == {
        "outsourcing-counts.svg": SVG.encode(), "outsourcing-counts-dark.svg": SVG.encode(), "outsourcing-counts.png": picture(SVG, FIGURE["title"], FIGURE["foot"]), "outsourcing-counts.csv": b"a\n1\n",
    }  # fmt: skip


def test_a_table_keeps_alignment_widths_and_bars_in_cells():
    text = table_text(TABLE, "outsourcing-offers")
    assert "| :--- | ---: |" in text
    assert "| a\\|b | 1 |" in text
    assert ":widths: 3 1" in text
    assert ":name: tab-outsourcing-offers" in text


def test_line_breaks_cannot_leave_a_caption():
    assert "\n**B** c" not in figure_text(FIGURE | {"caption": "a\n\n**B** c"}, "s")


def test_findings_go_to_the_metadata_and_not_to_the_page(tmp_path):
    payload = {"kind": "findings", "chapter": "outsourcing", "findings": {"laid-off": {"known": True}}}
    notebook = run(tmp_path, shown(payload))
    assert notebook["cells"][0]["outputs"] == []
    assert notebook["metadata"]["footprint"]["findings"] == {"laid-off": {"known": True}}


def test_clocks_paths_and_plain_output_are_gone(tmp_path):
    clocks = {"papermill": {"parameters": {"draws": 50}, "start_time": "12:00", "output_path": "/x"}}
    plain = {"output_type": "stream", "name": "stdout", "text": ["hello"]}
    notebook = run(tmp_path, plain, metadata=clocks)
    text = json.dumps(notebook)
    assert all(word not in text for word in ("12:00", "output_path", "duration", "hello"))
    assert notebook["metadata"]["footprint"]["parameters"] == {"draws": 50}


def test_the_cell_papermill_injects_is_left_out(tmp_path):
    injected = notebooks.code("draws = 50", "injected-parameters")
    path = notebooks.write(tmp_path / "outsourcing.ipynb", injected, parameters="")
    assert "draws = 50" not in json.dumps(harvest(path, tmp_path / "files", []))


def test_the_page_shows_the_parameters_that_shaped_it(tmp_path):
    notebook = run(tmp_path, metadata={"papermill": {"parameters": {"draws": 50}}})
    assert "| `draws` | `50` | 10 to 1000 draws | sample size |" in notebook["cells"][-1]["source"]


def test_a_printed_warning_stops_the_book(tmp_path):
    warning = {"output_type": "stream", "name": "stderr", "text": ["FutureWarning: x"]}
    with pytest.raises(HarvestFault, match=r"cell 1: printed a warning: FutureWarning"):
        run(tmp_path, warning)


def test_two_figures_of_one_name_stop_the_book(tmp_path):
    with pytest.raises(HarvestFault, match="counts"):
        run(tmp_path, shown(FIGURE), shown(FIGURE))


def test_nothing_known_becomes_a_note(tmp_path):
    assert "No row yet." in text_of(run(tmp_path, shown({"kind": "nothing", "text": "No row yet."})))


def test_two_exhibits_without_rows_say_so_once(tmp_path):
    note = shown({"kind": "nothing", "text": "No row yet."})
    cells = [notebooks.code(name, outputs=[note]) for name in ("a", "b")]
    path = notebooks.write(
        tmp_path / "outsourcing.ipynb", *cells, notebooks.prose("x"), notebooks.code("c", outputs=[note]), parameters=""
    )
    outputs = [cell.get("outputs") for cell in harvest(path, tmp_path / "files", [])["cells"]]
    assert [bool(o) for o in outputs] == [True, False, False, True, False]
