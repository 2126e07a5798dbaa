"""Figures and tables: one look, one contract, a few chart forms. Knows nothing of chapters."""

from footprint.figures.publish import FigureError, Nothing, PublishedFigure, publish
from footprint.figures.tables import Column, PublishedTable, escape, row_link, source_link, table

__all__ = [
    "Column", "FigureError", "Nothing", "PublishedFigure", "PublishedTable", "escape", "publish", "row_link", "source_link",
    "table",
]  # fmt: skip
