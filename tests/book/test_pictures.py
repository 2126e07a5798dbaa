import io
import os
import subprocess
import sys

from footprint.book.pictures import picture
from matplotlib import image

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40"><rect width="100" height="40" fill="#{}"/></svg>'


def shape(png: bytes) -> tuple[int, ...]:
    return image.imread(io.BytesIO(png)).shape


def test_a_picture_is_as_wide_as_a_page_and_grows_with_its_words():
    short, long = (
        picture(SVG.format("0b5a7d"), "Two closed.", "Source: A."),
        picture(SVG.format("0b5a7d"), "Two closed.", "A " * 300),
    )
    assert shape(short)[1] == shape(long)[1] == 1400
    assert shape(long)[0] > shape(short)[0] > 40 / 100 * 1300


def test_what_is_drawn_and_what_is_said_are_in_the_picture():
    made = {
        picture(SVG.format(fill), title, foot)
        for fill in ("0b5a7d", "b85c00")
        for title in ("Two closed.", "Six closed.")
        for foot in ("Source: A.", "Source: B.")
    }
    assert len(made) == 8


def test_marks_of_markup_in_words_are_only_words():
    assert picture(SVG.format("0b5a7d"), "#panic() *a* _b_ $c$ <d> 微软.", "Source: #x[.")


def test_the_same_bytes_whatever_the_clock_and_the_zone():
    script = (
        "import sys; from footprint.book.pictures import picture;"
        f"sys.stdout.buffer.write(picture({SVG.format('0b5a7d')!r}, 'A.', 'B.'))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, check=True,
            env=os.environ | {"TZ": zone, "SOURCE_DATE_EPOCH": epoch},
        ).stdout
        for zone, epoch in (("UTC", "0"), ("Asia/Shanghai", "1700000000"))
    }  # fmt: skip
    assert len(made) == 1
