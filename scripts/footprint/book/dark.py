"""A figure's second drawing, for the dark page: the same marks, each colour turned from dark on light to light on dark."""

import colorsys
import re

DARK_PAGE = "#15191d"
"""What white becomes: the dark page itself (`--page` in the style sheet)."""

COLOUR = re.compile(r"((?:fill|stroke|stop-color): ?)#([0-9a-f]{6})\b")


def dark_svg(svg: str) -> str:
    """Return an SVG as matplotlib writes it with every fill and stroke turned for a dark page; nothing else changes."""
    return COLOUR.sub(lambda found: found[1] + turned(f"#{found[2]}"), svg)


def turned(colour: str) -> str:
    """Return the colour of equal hue and saturation with its lightness turned, so that white becomes the dark page.

    `colour` is `#rrggbb` in lower case. Lightness is that of the HLS model: 1 goes to the page's, 0 to 1.
    """
    if colour == "#ffffff":
        return DARK_PAGE
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    page = colorsys.rgb_to_hls(*_parts(DARK_PAGE))[1]
    parts = colorsys.hls_to_rgb(hue, page + (1 - lightness) * (1 - page), saturation)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def _parts(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
