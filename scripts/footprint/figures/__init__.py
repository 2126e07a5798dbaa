"""Figures and tables: one look, one contract, a few chart forms. Knows nothing of chapters."""

import logging

# On a busy machine matplotlib says that listing the fonts takes a while; no chapter should stop for that. It lists them as
# soon as any of its figures is imported, so this stands before every module of ours that does.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

from footprint.figures.publish import FigureError, Nothing, PublishedFigure, publish
from footprint.figures.tables import Column, PublishedTable, escape, row_link, source_link, table

__all__ = [
    "Column", "FigureError", "Nothing", "PublishedFigure", "PublishedTable", "escape", "publish", "row_link", "source_link",
    "table",
]  # fmt: skip
