"""What belongs to no chapter: findings and exhibits of the whole book, made once its chapters have run."""

import csv
import hashlib
import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from footprint.book.harvest import MIME, HarvestFault, page_form
from footprint.book.prose import WHOLE
from footprint.book.record import WHOLE_FILE, BookRecord
from footprint.book.run import private_settings

PARTS = ("data", "scripts", "requirements.txt")
"""Files and folders of the project whose change makes the exhibits of the whole book anew."""


def add_whole(root: Path, executed: Path, last: Path, inputs: Iterable[Path]) -> None:
    """Put the whole book's findings and exhibits beside the chapters in `executed`.

    They are taken over from the `last` executed folder when nothing they are made from has changed since: what the chapters
    recorded, the edition, data, code and lock. Otherwise a process of its own makes them, so that only there anything is
    drawn. Raises HarvestFault when that fails.
    """
    key = _key(root, executed, inputs)
    if _taken_over(key, executed, last):
        return
    with tempfile.TemporaryDirectory() as private, ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        made, fault = pool.submit(attempt, root, executed, Path(private)).result()
    if fault:
        raise HarvestFault(f"exhibits of the whole book: {fault}")
    files = {path.name: _sha256(path) for path in sorted((executed / "files").glob(f"{WHOLE}-*"))}
    text = json.dumps(made | {"key": key, "files": files}, ensure_ascii=False, indent=1, sort_keys=True)
    (executed / WHOLE_FILE).write_text(text + "\n", encoding="utf-8")


def attempt(root: Path, executed: Path, private: Path) -> tuple[dict, str]:
    """Make everything in a process with settings of its own; return it, and what failed (not every error can travel)."""
    os.environ.update(private_settings(private), FOOTPRINT_ROOT=str(root))
    warnings.simplefilter("error", UserWarning)
    try:
        return make(root, executed), ""
    except Exception as fault:
        return {}, f"{type(fault).__name__}: {fault}"


def make(root: Path, executed: Path) -> dict:
    """Make everything; return it as recorded (`footprint`) and as pages show it (`shown`, MyST text by name)."""
    from footprint.exhibits import whole

    book = BookRecord.read(executed, root)
    record: dict[str, dict] = {"findings": {}, "figures": {}, "tables": {}, "parameters": {}}
    made = {"": whole.findings(book.ledger, book.chapters)} | whole.exhibits(book.ledger, book.chapters)
    shown = {
        name: page_form(item._repr_mimebundle_()[MIME], f"the whole book, {name}", WHOLE, executed / "files", record)
        for name, item in made.items()
    }
    for kind in ("figures", "tables"):
        for name, facts in record[kind].items():
            facts["sources"] = sorted({*facts["sources"], *_sources_drawn(executed / "files" / f"{WHOLE}-{name}.csv")})
    return {"footprint": record, "shown": shown}


def _sources_drawn(rows: Path) -> set[str]:
    """Return the sources of the rows an exhibit draws, where they are too many for its caption."""
    with rows.open(encoding="utf-8", newline="") as file:
        return {key for row in csv.DictReader(file) for key in row.get("source", "").split()}


def _key(root: Path, executed: Path, inputs: Iterable[Path]) -> str:
    """Return a digest of all that the whole book's exhibits hang on."""
    digest = hashlib.sha256((executed / "edition.json").read_bytes())
    for path in sorted((executed / "chapters").glob("*.ipynb")):
        recorded = json.loads(path.read_text(encoding="utf-8"))["metadata"]["footprint"]
        digest.update(f"{path.stem} {json.dumps(recorded, sort_keys=True)}\n".encode())
    for path in inputs:
        place = path.relative_to(root)
        if place.parts[0] in PARTS:
            digest.update(f"{place.as_posix()} {_sha256(path)}\n".encode())
    return digest.hexdigest()


def _taken_over(key: str, executed: Path, last: Path) -> bool:
    """Copy what the last build made, if it was made from the same and nobody touched it since."""
    try:
        made = json.loads((last / WHOLE_FILE).read_text(encoding="utf-8"))
        same = made["key"] == key and all(_sha256(last / "files" / n) == d for n, d in made["files"].items())
    except (OSError, ValueError, KeyError):
        return False
    if same:
        for name in made["files"]:
            shutil.copyfile(last / "files" / name, executed / "files" / name)
        shutil.copyfile(last / WHOLE_FILE, executed / WHOLE_FILE)
    return same


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
