"""Rules for chapters and pages: thin notebooks, no stored outputs, no typed figures, no finding that does not exist."""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from footprint import exhibits
from footprint.book.parameters import ParameterProblems, declared
from footprint.book.prose import ROLE, WHOLE
from footprint.book.publication import CONFIG, Publication, PublicationFault
from footprint.evidence.checking import Problem
from footprint.paths import Project

MOST_CODE_LINES = 60
EXHIBITS = Path(exhibits.__file__).parent
ALLOWED = "allowed.txt"
"""File beside the chapters that lists, one a line, names with digits which are not figures (as `Office 365`)."""

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_NOT_FIGURES = re.compile(
    rf"""```.*?```|<!--.*?-->|\{{[\w-]+\}}`[^`]*`|`[^`]*`|\]\([^)]*\)|^\([\w-]+\)=|^:\w[\w-]*:.*$   # code, roles, links
    |\b\d{{1,2}}\ {_MONTH}(?:\ \d{{4}})?\b|\b{_MONTH}\ \d{{4}}\b|\b\d{{4}}-\d\d-\d\d\b|\b(?:19|20)\d\d\b  # dates
    |\b\d+\ (?:CFR|FR|F\.\ ?Supp\.|U\.S\.C\.)\ (?:[Pp]art\ )?[\d.]+|\b(?:Articles?|Section|Executive\ Order|Part)\ \d+(?:\.\d+)*
    |\bForm\ \d+-[A-Z]\b|\bN\ ?\+\ ?\d+\b|^\s*\d+\.\ """,
    re.X | re.S | re.M,
)  # fmt: skip
_FIGURE = re.compile(
    r"\d[\d.,]*|\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|hundreds?|thousands?|millions?|billions?)\b",
    re.I,
)
_SIZES = {"height", "width", "digits"}


def lint(project: Project) -> list[Problem]:
    """Return every broken rule in the chapters and pages, with file and line."""
    allowed = _allowed(project)
    problems = []
    for path in sorted(project.chapters.glob("*.ipynb")):
        problems += lint_notebook(path, allowed)
    for path in sorted([*project.chapters.glob("*.md"), *project.root.glob("index.md")]):
        problems += _typed(path.read_text(encoding="utf-8"), allowed, _place(path), "")
    return problems + unknown_findings(project)


def lint_publication(project: Project) -> list[Problem]:
    """Return what is wrong with the settings that say who publishes the book and where."""
    try:
        Publication.read(project.root)
    except PublicationFault as faults:
        return [_problem(CONFIG, "publication", str(faults))]
    return []


def _allowed(project: Project) -> list[str]:
    path = project.chapters / ALLOWED
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return sorted(filter(None, map(str.strip, lines)), key=len, reverse=True)


def _place(path: Path) -> str:
    return f"chapters/{path.name}" if path.parent.name == "chapters" else path.name


def lint_notebook(path: Path, allowed: Iterable[str]) -> list[Problem]:
    """Return what one notebook breaks."""
    file = _place(path)
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    problems = [_problem(file, "", rule) for rule in _whole_notebook(code)]
    try:
        declared(path)
    except ParameterProblems as faults:
        problems += [_problem(file, "parameters cell", str(faults))]
    for number, cell in enumerate(cells, 1):
        text, where = "".join(cell["source"]), f"cell {number}"
        if cell["cell_type"] == "markdown":
            problems += _typed(text, allowed, file, where)
        elif "parameters" not in cell["metadata"].get("tags", []):
            problems += _code_cell(text, allowed, file, where)
    return problems


def _whole_notebook(code: list[dict]) -> Iterator[str]:
    """Yield the rules a notebook breaks as a whole."""
    lines = [line for cell in code for line in "".join(cell["source"]).splitlines()]
    count = sum(1 for line in lines if line.strip() and not line.lstrip().startswith("#"))
    if count > MOST_CODE_LINES:
        yield f"has {count} lines of code, at most {MOST_CODE_LINES} are allowed; move logic into the package"
    if any(cell.get("outputs") or cell.get("execution_count") for cell in code):
        yield "has stored outputs; clear them, the build makes its own"
    if not any("parameters" in cell["metadata"].get("tags", []) for cell in code):
        yield "has no cell tagged `parameters`"


def _code_cell(text: str, allowed: Iterable[str], file: str, where: str) -> list[Problem]:
    """Return definitions and typed figures in one code cell."""
    tree = ast.parse(text)
    sizes = {id(k.value) for node in ast.walk(tree) if isinstance(node, ast.Call) for k in node.keywords if k.arg in _SIZES}
    problems = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            problems.append(_problem(file, where, "defines a function or class; move it into the package", line=node.lineno))
        if not isinstance(node, ast.Constant) or id(node) in sizes:
            continue
        if isinstance(node.value, str) and " " in node.value:
            problems += _typed(node.value, allowed, file, where, node.lineno)
        elif type(node.value) in (int, float) and node.value not in (0, 1):
            problems.append(
                _problem(
                    file,
                    where,
                    "is a typed figure in code; take it from a row or a parameter",
                    str(node.value),
                    node.lineno,
                )
            )
    return problems


def _typed(text: str, allowed: Iterable[str], file: str, where: str, first_line: int = 1) -> list[Problem]:
    """Return each typed figure of a text."""

    def blank(match: re.Match) -> str:
        return re.sub(r"[^\n]", " ", match[0])

    for name in allowed:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", blank, text)
    text = _NOT_FIGURES.sub(blank, text)
    rule = "is a typed figure; place a finding, or add the name it belongs to to chapters/allowed.txt"
    return [
        _problem(file, where, rule, match[0], first_line + text.count("\n", 0, match.start()))
        for match in _FIGURE.finditer(text)
    ]


def unknown_findings(project: Project) -> list[Problem]:
    """Return each place in prose that names a finding no chapter makes."""
    made = {path.stem: _made(path) for path in project.chapters.glob("*.ipynb")} | {WHOLE: _named([EXHIBITS / "whole.py"])}
    problems = []
    for path in sorted([*project.chapters.glob("*.ipynb"), *project.chapters.glob("*.md"), *project.root.glob("index.md")]):
        for where, text in _markdown(path):
            for m in ROLE.finditer(text):
                chapter = m["chapter"] or path.stem
                if m["name"] not in made.get(chapter, ()):
                    line = 1 + text.count("\n", 0, m.start())
                    problems.append(_problem(_place(path), where, f"chapter {chapter} makes no such finding", m["name"], line))
    return problems


def _made(path: Path) -> set[str]:
    """Return the names a chapter gives to findings, as its code and its exhibits' code say."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return _named([EXHIBITS / f"{path.stem}.py", EXHIBITS / "common.py"], *code)


def _named(modules: Iterable[Path], *code: str) -> set[str]:
    """Return the names that modules and further code give to findings."""
    texts = [*code, *(module.read_text(encoding="utf-8") for module in modules if module.is_file())]
    return set(re.findall(r"\.add\(\s*\"([\w-]+)\"", "\n".join(texts)))


def _markdown(path: Path) -> Iterator[tuple[str, str]]:
    if path.suffix == ".md":
        yield "", path.read_text(encoding="utf-8")
        return
    for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1):
        if cell["cell_type"] == "markdown":
            yield f"cell {number}", "".join(cell["source"])


def _problem(file: str, where: str, rule: str, value: str | None = None, line: int | None = None) -> Problem:
    return Problem(file=file, row=None, line=line, column=where or None, value=value, rule=rule)
