"""Chapters that need not run again: what a chapter is made from, and what it made when it last ran.

A chapter is run again when anything it could depend on has changed: its notebook, its parameter values, any file of `data/`
(the ledger reads and cross-checks all tables, so a chapter may hang on each), the package's modules it imports, directly or
through others, the package's fonts, the lock, or Python. What it made is used again only as it was written, byte for byte.
"""

import ast
import hashlib
import json
import platform
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from footprint.book.parameters import Value
from footprint.paths import Project

PACKAGE = Path(__file__).parents[1]
RUNNERS = "import footprint.book.run, footprint.book.harvest"
"""What runs a chapter and cleans what it leaves, as code."""

HIDDEN_WAYS = ("import_module", "__import__", "spec_from_file", "runpy")
"""Ways to import what no import statement names."""


def chapter_key(project: Project, chapter: str, values: Mapping[str, Value]) -> str:
    """Return a digest of everything one chapter is made from."""
    notebook = project.chapters / f"{chapter}.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    files = [notebook, project.root / "requirements.txt", *project.data.rglob("*"), *imported([*code, RUNNERS])]
    files += [path for path in PACKAGE.rglob("*") if path.suffix not in (".py", ".pyc") and "book" not in path.parts]
    digest = hashlib.sha256(json.dumps([chapter, dict(values), platform.python_version()], sort_keys=True).encode())
    for path in sorted({path for path in files if path.is_file()}):
        place = path.relative_to(PACKAGE if path.is_relative_to(PACKAGE) else project.root).as_posix()
        digest.update(f"{place} {sha256(path)}\n".encode())
    return digest.hexdigest()


def imported(code: Iterable[str]) -> set[Path]:
    """Return the package's files that code imports anywhere in it, directly or through one another."""
    waiting, found = set().union(*map(_names, code)), set()
    while waiting:
        path = _file(waiting.pop())
        if path is not None and path not in found:
            found.add(path)
            waiting |= _names_in(path)
    return found


@cache
def _names_in(path: Path) -> frozenset[str]:
    return frozenset(_names(path.read_text(encoding="utf-8")))  # code does not change while it runs


def _names(source: str) -> set[str]:
    """Return the dotted names that a source may import, each with the packages it is in.

    Where that cannot be told (a cell with IPython's own syntax, an import by a computed or a relative name), it is all of the
    package.
    """
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        nodes = []
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    if not nodes or any(way in source for way in HIDDEN_WAYS) or any(node.level for node in froms):
        return {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in PACKAGE.rglob("*.py")}
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    plain |= {f"{node.module}.{alias.name}" for node in froms for alias in node.names}
    return {name.rsplit(".", up)[0] for name in plain for up in range(name.count(".") + 1)}


def _file(name: str) -> Path | None:
    """Return the file of one of the package's modules, None for all else."""
    path = PACKAGE.parent.joinpath(*name.split("."))
    candidates = (path.with_suffix(".py"), path / "__init__.py") if name.split(".")[0] == PACKAGE.name else ()
    return next((file for file in candidates if file.is_file()), None)


@dataclass(frozen=True)
class Made:
    """The folder of what one chapter made for one set of values, with the key it was made from and a digest of each file."""

    folder: Path
    key: str

    @classmethod
    def of(cls, project: Project, chapter: str, values: Mapping[str, Value]) -> "Made":
        """Return the place for a chapter's output, whether or not it has been made."""
        name = hashlib.sha256(json.dumps(dict(values), sort_keys=True).encode()).hexdigest()[:12]
        return cls(project.build / "chapters" / f"{chapter}-{name}", chapter_key(project, chapter, values))

    @property
    def good(self) -> bool:
        """Whether it was made from the same inputs and nobody has touched it since."""
        try:
            record = json.loads((self.folder / "record.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return record == {"key": self.key, "files": _digests(self.folder)}

    def keep(self, fresh: Path) -> None:
        """Take a folder of fresh output as what was made, with its key and digests beside it."""
        record = json.dumps({"key": self.key, "files": _digests(fresh)}, indent=1, sort_keys=True)
        (fresh / "record.json").write_text(record, encoding="utf-8")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        fresh.rename(self.folder)

    def copy_to(self, executed: Path) -> None:
        """Copy what the chapter made into the folder the book is made from."""
        shutil.copytree(self.folder, executed, dirs_exist_ok=True, ignore=shutil.ignore_patterns("record.json"))


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "record.json")
    return {path.relative_to(folder).as_posix(): sha256(path) for path in files}


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
