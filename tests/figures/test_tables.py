import pandas as pd
import pytest
from footprint.figures import Column, FigureError, escape, row_link, source_link, table
from footprint.figures.publish import MIME
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

ROWS = pd.DataFrame({"who": ["A*b*", None], "value": [2000.0, 1.5], "key": ["a2025x", "b2025y"]})
COLUMNS = [
    Column("who", "Who"),
    Column("value", "People", "right", 4, lambda v: f"{v:,.0f}"),
    Column("key", "Source", format=source_link),
]


def made(**changes):
    return table(ROWS, **({"name": "offers", "title": "Offers", "columns": COLUMNS, "as_of": "6 April 2025"} | changes))


def test_cells_are_plain_text_unless_their_column_writes_them():
    assert made().cells == (("A\\*b\\*", "2,000", "{source}`a2025x`"), ("–", "2", "{source}`b2025y`"))


def test_the_payload_has_alignment_width_note_and_data():
    payload = made(note="Whole numbers.")._repr_mimebundle_()[MIME]
    assert payload["columns"][1] == {"label": "People", "align": "right", "width": 4}
    assert payload["note"] == "Whole numbers. As of 6 April 2025."
    assert payload["csv"].startswith("who,value,key\n")


def test_a_notebook_gets_an_accessible_table():
    html = made()._repr_mimebundle_()["text/html"]
    assert "<caption>Offers</caption>" in html
    assert html.count('<th scope="col">') == 3
    assert "{source}" not in html


@pytest.mark.parametrize(
    ("changes", "fault"),
    [({"title": ""}, "no title"), ({"columns": [Column("x", "X")]}, "no column x")],
)
def test_a_table_that_lacks_something_is_refused(changes, fault):
    with pytest.raises(FigureError, match=fault):
        made(**changes)


def test_a_table_without_rows_is_refused():
    with pytest.raises(FigureError, match="no rows"):
        table(ROWS.iloc[:0], name="x", title="X", columns=COLUMNS)


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="&|"), min_size=1, max_size=20))
def test_escaped_text_is_printed_as_it_is(text):
    tokens = MarkdownIt().parseInline(escape(text))[0].children
    assert all(token.type in ("text", "text_special") for token in tokens)
    assert "".join(token.content for token in tokens) == text


def test_links_are_roles():
    assert row_link("hc-012") == "{claim}`hc-012`"
