import os
import subprocess
import sys

import pandas as pd
import pytest
from footprint.figures import FigureError, Nothing, publish
from footprint.figures.publish import MIME, plain
from footprint.figures.style import canvas, look
from footprint.text import csv_text

ROWS = pd.DataFrame({"who": ["微软", "b"], "value": [0.1, 2000.0], "start": pd.to_datetime(["2025-04-07", None])})
WORDS = {
    "name": "counts", "title": "Counts run from one to two thousand.", "unit": "people", "source": "{source}`a2025x`.",
    "credit": "The Paper.", "as_of": "6 April 2025", "alt": "Two bars of unequal length, the upper the longer.",
    "description": "Two bars, one a row, from nothing to the value of the row; the upper is the longer by far, as the table shows.",
}  # fmt: skip


def figure():
    with look():
        made, axes = canvas(2)
        axes.barh(["微软", "b"], [1, 2])
    return made


def published(**changes):
    return publish(figure(), rows=changes.pop("rows", ROWS), **(WORDS | changes))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": "Counts"}, "title is not a sentence"), ({"title": "Counts run from one to two"}, "title is not a sentence"),
        ({"alt": "x.png"}, "alternative text is not a sentence"), ({"alt": WORDS["title"] + " And more words, more."}, None),
        ({"alt": WORDS["title"], "title": WORDS["title"]}, "repeats the title"), ({"description": "Short."}, "no long description"),
        ({"unit": " "}, "no unit"), ({"rows": ROWS.iloc[:0]}, "draws no rows"), ({"source": "x"}, "source line"),
        ({"name": "Counts 1"}, "not a slug"),
    ],
)  # fmt: skip
def test_a_figure_without_its_words_is_refused(changes, fault):
    if fault is None:
        assert published(**changes)
        return
    with pytest.raises(FigureError, match=fault):
        published(**changes)


def test_all_faults_are_named_at_once():
    with pytest.raises(FigureError) as refusal:
        published(title="x", alt="y", unit="", description="")
    assert str(refusal.value).count(";") >= 3


def test_the_caption_says_title_unit_source_and_date():
    caption = published().caption
    assert caption == f"**{WORDS['title']}** Unit: people. Source: {{source}}`a2025x`. As of 6 April 2025."


def test_the_same_bytes_each_time_whatever_the_clock_the_zone_and_the_seed():
    script = (
        "import hashlib, sys; sys.path.insert(0, '.');"
        "from tests.figures.test_publish import published; p = published();"
        "print(hashlib.sha256(p.svg.encode() + p.foot.encode() + p.csv.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True,
            env=os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": epoch},
        ).stdout
        for zone, seed, epoch in (("UTC", "1", "0"), ("Asia/Shanghai", "77", "1700000000"))
    }  # fmt: skip
    assert len(digests) == 1


def test_the_data_behind_it_come_as_plain_csv():
    assert csv_text(ROWS) == "who,value,start\n微软,0.1,2025-04-07\nb,2000.0,\n"


def test_a_notebook_shows_the_picture_and_the_book_gets_everything():
    bundle = published()._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<?xml")
    assert set(bundle[MIME]) >= {"kind", "name", "title", "caption", "alt", "description", "unit", "foot", "svg", "csv"}
    assert Nothing("No row.")._repr_mimebundle_()[MIME] == {"kind": "nothing", "text": "No row."}


def test_roles_and_marks_are_gone_from_plain_text():
    assert plain("**A** {source}`x2025` and `code`") == "A x2025 and code"
