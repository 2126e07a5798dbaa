"""A chapter is run again whenever it could come out differently, and only then."""

import ast
import json
import shutil
import subprocess
import sys

import pytest
from footprint.book import build, reuse
from footprint.book.parameters import declared, resolve
from footprint.book.reuse import Made, chapter_key, imported
from footprint.paths import Project

from tests.conftest import ROOT, copy_project

from . import notebooks

VALUES = {"as_of": "latest"}
CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb"))
TABLES = sorted(path.name for path in (ROOT / "data").iterdir())


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """The project and the package, copied once: tests put back what they change."""
    root = copy_project(tmp_path_factory.mktemp("reuse") / "p")
    shutil.copytree(
        ROOT / "scripts" / "footprint", root / "scripts" / "footprint", ignore=shutil.ignore_patterns("__pycache__")
    )
    return root


@pytest.fixture
def key(copied, monkeypatch):
    """The key of a chapter of the copied project."""
    monkeypatch.setattr(reuse, "PACKAGE", copied / "scripts" / "footprint")

    def of(chapter="outsourcing", values=VALUES, code_changed=True):
        if code_changed:
            reuse._names_in.cache_clear()
        return chapter_key(Project(copied), chapter, values)

    yield of
    reuse._names_in.cache_clear()


@pytest.fixture
def changed(copied, key):
    """Whether a changed file changes a chapter's key."""

    def ask(name, chapter="outsourcing", more=b"\n"):
        path = copied / name
        before, good = key(chapter), path.read_bytes()
        path.write_bytes(good + more)
        after = key(chapter)
        path.write_bytes(good)
        assert key(chapter) == before
        return after != before

    return ask


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_one_changed_byte_of_any_table_runs_every_chapter(copied, key, chapter):
    keys = {key(chapter)}
    for name in TABLES:
        path = copied / "data" / name
        good = path.read_bytes()
        path.write_bytes(good + b"\n")
        keys.add(key(chapter, code_changed=False))
        path.write_bytes(good)
    assert len(keys) == 1 + len(TABLES)
    assert key(chapter) in keys


@pytest.mark.parametrize(
    "name",
    [
        "chapters/outsourcing.ipynb", "requirements.txt", "scripts/footprint/exhibits/outsourcing.py",
        "scripts/footprint/exhibits/common.py", "scripts/footprint/evidence/weighing.py", "scripts/footprint/text.py",
        "scripts/footprint/figures/style.py", "scripts/footprint/fonts/FootprintSans-Bold.otf",
        "scripts/footprint/book/harvest.py", "scripts/footprint/book/dark.py", "scripts/footprint/book/run.py",
        "scripts/footprint/__init__.py",
    ],
)  # fmt: skip
def test_what_a_chapter_is_made_from_runs_it_again(changed, name):
    more = b" " if name.endswith("ipynb") else b"\n"
    assert changed(name, more=more)


@pytest.mark.parametrize(
    "name",
    [
        "index.md",
        "_config.yml",
        "_toc.yml",
        "chapters/names.md",
        "scripts/footprint/book/register.py",
        "scripts/footprint/cli.py",
    ],
)
def test_what_only_the_pages_are_made_from_does_not(changed, name):
    assert not changed(name)


def test_a_new_table_and_other_values_run_it_again(copied, key):
    before = key()
    assert key(values={"as_of": "2025-04-06"}) != before
    (copied / "data" / "new.csv").write_text("a\n", encoding="utf-8")
    assert key() != before
    (copied / "data" / "new.csv").unlink()
    assert key() == before


def test_the_key_is_the_same_in_another_folder(copied, key, monkeypatch):
    there = key()
    monkeypatch.undo()
    assert chapter_key(Project(ROOT), "outsourcing", VALUES) == there


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_chapter_loads_a_module_its_key_does_not_know(chapter):
    cells = json.loads((ROOT / "chapters" / f"{chapter}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    imports = [ast.unparse(n) for c in code for n in ast.walk(ast.parse(c)) if isinstance(n, ast.Import | ast.ImportFrom)]
    ask = "\nimport sys; print(*(m.__file__ for n, m in sys.modules.items() if n.split('.')[0] == 'footprint'), sep='\\n')"
    loaded = subprocess.run([sys.executable, "-c", "\n".join(imports) + ask], capture_output=True, text=True, check=True)
    assert set(loaded.stdout.splitlines()) <= {str(path) for path in imported(code)}


def names(code):
    return {path.stem for path in imported([code])}


def test_imports_are_followed_into_functions_and_through_modules():
    assert {"ledger", "checking", "text"} <= names("def f():\n    from footprint.evidence.ledger import Ledger")
    assert "cli" not in names("from footprint.evidence.ledger import Ledger")
    assert {"basic", "marks"} <= names("from footprint.figures import forms")
    assert names("import json, pandas.io") == set()


@pytest.mark.parametrize(
    "code", ["%matplotlib inline", "importlib.import_module(name)", "from . import x", "__import__('footprint.' + name)"]
)
def test_where_imports_cannot_be_told_everything_counts(code):
    assert {"cli", "ledger", "register"} <= names(code)


@pytest.fixture
def made(tmp_path):
    """What a chapter made, as good as new."""
    fresh = tmp_path / "fresh"
    (fresh / "files").mkdir(parents=True)
    (fresh / "files" / "x.svg").write_text("<svg/>", encoding="utf-8")
    place = Made(tmp_path / "store" / "x", "key")
    assert not place.good
    place.keep(fresh)
    return place


def test_what_was_made_is_good_until_its_inputs_change(made, tmp_path):
    assert made.good
    assert not Made(made.folder, "another").good
    made.copy_to(tmp_path / "executed")
    assert [p.name for p in (tmp_path / "executed").rglob("*") if p.is_file()] == ["x.svg"]


@pytest.mark.parametrize("accident", ["touched", "missing", "added", "record touched", "record missing"])
def test_what_somebody_touched_is_not_used(made, accident):
    name = "record.json" if "record" in accident else "y.svg" if accident == "added" else "files/x.svg"
    path = made.folder / name
    path.unlink() if "missing" in accident else path.write_text("{}", encoding="utf-8")
    assert not made.good


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """Builds what two tiny chapters make, counting which of them run."""
    root = tmp_path / "p"
    (root / "data").mkdir(parents=True)
    for name in ("requirements.txt", "data/x.csv"):
        (root / name).write_text("", encoding="utf-8")
    for name in ("one", "two"):
        notebooks.write(root / "chapters" / f"{name}.ipynb", notebooks.prose(f"# {name}"))
    ran = []

    def pretend(jobs, say):
        for job in jobs:
            ran.append(job.notebook.stem)
            job.output.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(job.notebook, job.output)

    monkeypatch.setattr("footprint.book.run.run_chapters", pretend)
    monkeypatch.setattr("footprint.book.whole.add_whole", lambda *_: None)

    def make(**wanted):
        ran.clear()
        project = Project(root)
        parameters = [p for path in sorted(project.chapters.glob("*.ipynb")) for p in declared(path)]
        values = resolve(parameters, wanted, [])
        plan = build.Plan(project, project.edition("x"), "latest", values, parameters, None)
        shutil.rmtree(plan.edition.work, ignore_errors=True)
        build.run_and_harvest(plan, plan.edition.work / "executed", lambda text: None)
        assert {p.stem for p in (plan.edition.work / "executed" / "chapters").iterdir()} == {"one", "two"}
        return list(ran)

    make.root = root
    return make


def test_only_stale_chapters_run(runs):
    assert runs() == ["one", "two"]
    assert runs() == []
    notebooks.write(runs.root / "chapters" / "one.ipynb", notebooks.prose("# changed"))
    assert runs() == ["one"]
    (runs.root / "data" / "x.csv").write_text("a\n", encoding="utf-8")
    assert runs() == ["one", "two"]
    assert runs(draws="50") == ["one", "two"]
    assert runs() == []
