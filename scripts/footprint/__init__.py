"""The footprint report: evidence, analysis, figures and book."""
