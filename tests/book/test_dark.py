import re
from pathlib import Path

import pytest
from footprint.book.dark import DARK_PAGE, dark_svg, turned
from footprint.book.site import THEME
from footprint.exhibits import listings, screening, trade_chips
from footprint.figures.forms.grids import COUNT_FILLS
from footprint.figures.style import CYCLE, INK, MUTED, SCORE_FILLS, ink_on
from hypothesis import given
from hypothesis import strategies as st

COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", [*CYCLE, INK, MUTED])
def test_what_can_be_read_on_white_can_be_read_on_the_dark_page(colour):
    assert contrast(colour, "#ffffff") >= 4.5
    assert contrast(turned(colour), DARK_PAGE) >= 4.5


WORDED = {*SCORE_FILLS, *COUNT_FILLS, *listings.FILLS.values(), *screening.FILLS.values(), *trade_chips.COLOURS.values()}
"""Fills that carry words."""


@pytest.mark.parametrize("fill", sorted(WORDED))
def test_words_on_a_fill_can_be_read_on_either_page(fill):
    ink = {"white": "#ffffff"}.get(ink_on(fill), ink_on(fill))
    assert contrast(fill, ink) >= 4.5
    assert contrast(turned(fill), turned(ink)) >= 4.5


def test_colours_that_differ_still_differ():
    assert len({turned(colour) for colour in CYCLE}) == len(CYCLE)


@given(COLOURS)
def test_a_turned_colour_is_a_colour(colour):
    assert re.fullmatch(r"#[0-9a-f]{6}", turned(colour))


@given(st.integers(0, 254), st.integers(0, 254))
def test_of_two_greys_the_darker_becomes_the_lighter(a, b):
    one, other = (turned(f"#{n:02x}{n:02x}{n:02x}") for n in (a, b))
    assert (luminance(one) - luminance(other)) * (a - b) <= 0


def test_only_fills_and_strokes_are_turned():
    svg = '<use xlink:href="#abcdef" style="fill: #ffffff; stroke: #1b1b1b"/><path clip-path="url(#a1b2c3)"/>'
    dark = dark_svg(svg)
    assert 'xlink:href="#abcdef"' in dark
    assert "url(#a1b2c3)" in dark
    assert f"fill: {DARK_PAGE}" in dark
    assert "#1b1b1b" not in dark


def colours_of(selector):
    """The custom properties of one rule of the style sheet."""
    text = (Path(THEME) / "static" / "footprint.css").read_text(encoding="utf-8")
    rule = text.split(f"\n{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", rule))


@pytest.mark.parametrize("selector", [":root", '  :root[data-theme="dark"]'])
def test_words_can_be_read_on_every_ground_of_the_site(selector):
    colours = colours_of(selector)
    for word in ("ink", "muted", "link", "warn"):
        for ground in ("page", "soft", "tint"):
            assert contrast(colours[word], colours[ground]) >= 4.5, (word, ground)
    assert contrast(colours["edge"], colours["page"]) >= 3, "the edge of a control"


def test_the_dark_page_is_one_colour_for_page_and_figures_and_both_ways_to_it():
    dark = colours_of('  :root[data-theme="dark"]')
    assert dark["page"] == DARK_PAGE
    assert colours_of('  :root:not([data-theme="light"])') == dark
