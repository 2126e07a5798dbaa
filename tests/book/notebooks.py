"""Small notebooks for tests."""

import json
from pathlib import Path

PARAMETERS = 'as_of = "latest"  # date or latest; the day the book knows\ndraws = 100  # 10 to 1000 draws; sample size\n'


def code(source: str, *tags: str, outputs: list | None = None) -> dict:
    """Return a code cell."""
    return {
        "cell_type": "code", "id": f"c{abs(hash(source)) % 10**8}", "source": source, "outputs": outputs or [],
        "execution_count": None, "metadata": {"tags": list(tags)} if tags else {},
    }  # fmt: skip


def prose(source: str, **rule: list[str]) -> dict:
    """Return a Markdown cell, shown by the rule if any."""
    metadata = {"footprint": rule} if rule else {}
    return {"cell_type": "markdown", "id": f"m{abs(hash(source)) % 10**8}", "source": source, "metadata": metadata}


def write(path: Path, *cells: dict, parameters: str = PARAMETERS, metadata: dict | None = None) -> Path:
    """Write a notebook of a parameters cell and these cells."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    first = [code(parameters, "parameters")] if parameters else []
    notebook = {"cells": [*first, *cells], "metadata": kernel | (metadata or {}), "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path
