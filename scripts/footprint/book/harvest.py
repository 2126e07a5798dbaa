"""Turn a notebook as papermill leaves it into what the book reads: no clocks, no paths, figures and tables as pages want
them."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from footprint.book.dark import dark_svg
from footprint.book.parameters import Parameter
from footprint.book.pictures import picture
from footprint.text import slug

MIME = "application/vnd.footprint+json"
EXECUTED = "EXECUTED-FOLDER"
"""Stands in executed notebooks for the folder they lie in, which the Sphinx extension fills in."""


class HarvestFault(Exception):
    """A chapter ran but left something the book can't print; the message names chapter, cell and fault."""


def harvest(executed: Path, files: Path, parameters: Iterable[Parameter]) -> dict:
    """Return the cleaned notebook of one chapter, and write its figures' and tables' files into `files`.

    The notebook's metadata gain `footprint`: the chapter's findings, figures, tables and parameter values. Raises
    HarvestFault for anything printed to stderr, and for two figures or tables of one name.
    """
    notebook = json.loads(executed.read_text(encoding="utf-8"))
    chapter = executed.stem
    record: dict[str, dict] = {"findings": {}, "figures": {}, "tables": {}}
    cells = []
    written = [cell for cell in notebook["cells"] if "injected-parameters" not in cell["metadata"].get("tags", [])]
    for number, cell in enumerate(written, 1):
        if cell["cell_type"] == "code":
            _clean_outputs(cell, f"chapters/{chapter}.ipynb, cell {number}", chapter, files, record)
            cell["metadata"] = {"tags": ["remove-input"]}
        cells.append(_without_clocks(cell))
    _say_nothing_once(cells)
    values = _values(notebook)
    cells.append(_parameter_cell(chapter, parameters, values))
    language = {"name": "python"}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": language, "footprint": record | {"parameters": values}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _say_nothing_once(cells: list[dict]) -> None:
    """Drop the output of a cell that repeats the one before it, as two exhibits without the same rows do."""
    shown: list | None = None
    for cell in cells:
        outputs = cell.get("outputs")
        if outputs and outputs == shown:
            cell["outputs"] = []
        else:
            shown = outputs or None


def _values(notebook: dict) -> dict:
    return dict(sorted(notebook["metadata"].get("papermill", {}).get("parameters", {}).items()))


def _without_clocks(cell: dict) -> dict:
    """Drop what differs between two runs."""
    for name in ("papermill", "execution"):
        cell["metadata"].pop(name, None)
    return cell


def _clean_outputs(cell: dict, place: str, chapter: str, files: Path, record: dict) -> None:
    """Replace each output of ours by its page form; keep nothing else, and stop on warnings."""
    kept = []
    for output in cell["outputs"]:
        if output.get("name") == "stderr":
            raise HarvestFault(f"{place}: printed a warning: {''.join(output['text']).strip()}")
        payload = output.get("data", {}).get(MIME)
        if payload:
            text = page_form(payload, place, chapter, files, record)
            kept += [_markdown_output(text)] if text else []
    cell["outputs"] = kept
    cell["execution_count"] = None


def _markdown_output(text: str) -> dict:
    return {"output_type": "display_data", "metadata": {}, "data": {"text/markdown": text}}


def page_form(payload: dict, place: str, chapter: str, files: Path, record: dict) -> str:
    """Write the payload's files, note it in the record, and return the MyST text that shows it."""
    kind = payload["kind"]
    if kind == "nothing":
        return f":::{{admonition}} Nothing known yet\n:class: note\n{payload['text']}\n:::"
    if kind == "findings":
        record["findings"] |= payload["findings"]
        return ""
    known = record[f"{kind}s"]
    if payload["name"] in known:
        raise HarvestFault(f"{place}: there already is a {kind} named {payload['name']!r}")
    words = json.dumps([payload.get("caption"), payload.get("rows")], ensure_ascii=False)
    known[payload["name"]] = {key: payload[key] for key in ("title", "unit", "description") if key in payload} | {
        "sources": sorted(set(re.findall(r"\{source\}`([^`]+)`", words)))
    }
    stem = f"{slug(chapter)}-{payload['name']}"
    _write_files(payload, files, stem)
    return figure_text(payload, stem) if kind == "figure" else table_text(payload, stem)


def _write_files(payload: dict, files: Path, stem: str) -> None:
    files.mkdir(parents=True, exist_ok=True)
    (files / f"{stem}.csv").write_bytes(payload["csv"].encode())
    if payload["kind"] == "figure":
        (files / f"{stem}.svg").write_bytes(payload["svg"].encode())
        (files / f"{stem}-dark.svg").write_bytes(dark_svg(payload["svg"]).encode())
        (files / f"{stem}.png").write_bytes(picture(payload["svg"], payload["title"], payload["foot"]))


def figure_text(payload: dict, stem: str) -> str:
    """Return the MyST of a figure: picture, caption, and on screen its description and downloads."""
    return "\n".join((
        f":::{{figure}} /{EXECUTED}/files/{stem}.svg", f":name: fig-{stem}", f":alt: {_one_line(payload['alt'])}",
        ":width: 100%", "", _one_line(payload["caption"]), ":::", "",
        "::::{only} html", ":::{dropdown} What the figure shows, in words",
        _one_line(payload["description"]), ":::", f"{{downloads}}`{stem}`", "::::",
    ))  # fmt: skip


def table_text(payload: dict, stem: str) -> str:
    """Return the MyST of a table: caption, pipe table with alignments and widths, note, and on screen its download."""
    columns = payload["columns"]
    rules = {"left": ":---", "right": "---:", "center": ":---:"}
    lines = [_pipe_row(c["label"] for c in columns), _pipe_row(rules[c["align"]] for c in columns)]
    lines += [_pipe_row(row) for row in payload["rows"]]
    note = [":::{container} table-note", _one_line(payload["note"]), ":::"] if payload["note"] else []
    widths = " ".join(str(c["width"]) for c in columns)
    return "\n".join((
        f":::{{table}} {_one_line(payload['title'])}", f":name: tab-{stem}", f":widths: {widths}", "", *lines, ":::", "",
        *note, "", "::::{only} html", f"{{downloads}}`{stem}`", "::::",
    ))  # fmt: skip


def _pipe_row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_one_line(str(c)).replace("|", "\\|") for c in cells) + " |"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _parameter_cell(chapter: str, parameters: Iterable[Parameter], values: dict) -> dict:
    """Return the page's own account of the parameters that shaped it."""
    rows = [_pipe_row((f"`{p.name}`", f"`{values.get(p.name, p.default)}`", p.allowed, p.meaning)) for p in parameters]
    text = "\n".join((
        "## Parameters of this run", "",
        "The numbers above hold for these settings; `footprint build -p NAME=VALUE` builds the chapter with others. The code "
        f"is the notebook `chapters/{chapter}.ipynb`, which runs by itself.", "",
        ":::{table} Parameters that shaped this chapter", f":name: tab-{slug(chapter)}-parameters", ":widths: 20 18 30 50", "",
        _pipe_row(("Parameter", "Value", "Allowed", "Meaning")), _pipe_row([":---"] * 4), *rows, ":::",
    ))  # fmt: skip
    return {"cell_type": "markdown", "id": "parameters-of-this-run", "metadata": {}, "source": text}
