"""The frame around the book: lock, set-up, licences, fonts."""

import importlib.util
import json
import re
import subprocess
import sys

import pytest
import yaml
from fontTools.ttLib import TTFont
from footprint.paths import FONTS, Project, project

from tests.conftest import ROOT


def test_the_lock_pins_every_package_by_hash_and_names_no_address():
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+(?:\[\w+\])?)==", lock, re.M)
    assert len(pins) > 100
    assert lock.count("--hash=sha256:") >= len(pins)
    assert not re.search(r"https?:|--index|--find.links|file:", lock)


def test_the_lock_holds_what_the_project_asks_for():
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8").lower()
    asked = re.findall(r'^    "([\w-]+)', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)
    assert len(asked) > 10
    assert [name for name in asked if f"\n{name.lower()}==" not in f"\n{lock}"] == []


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_fonts_hold_every_character_of_data_and_pages(weight):
    glyphs = TTFont(FONTS / f"FootprintSans-{weight}.otf").getBestCmap()
    files = [*(ROOT / "data").glob("*.csv"), *(ROOT / "chapters").glob("*.*"), ROOT / "index.md"]
    used = {character for path in files for character in path.read_text(encoding="utf-8")}
    assert {c for c in used if ord(c) not in glyphs and not c.isspace()} == set()


def test_the_fonts_go_under_a_name_of_their_own_with_their_licence():
    assert {TTFont(path)["name"].getDebugName(1) for path in FONTS.glob("*.otf")} == {"Footprint Sans"}
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_every_page_of_the_contents_exists():
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [contents["root"], *(c["file"] for part in contents["parts"] for c in part["chapters"])]
    assert [f for f in files if not any((ROOT / f"{f}{end}").is_file() for end in (".md", ".ipynb"))] == []


def test_the_citation_names_the_version_of_the_data():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    package = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    assert citation["version"] == package["version"]
    assert str(citation["date-released"]) == package["x-evidence-closed"]


def test_the_chapters_are_thin_and_stored_without_outputs():
    from footprint.book.lint import lint

    assert [str(p) for p in lint(Project(ROOT))] == []


def test_the_row_the_readme_traces_is_there():
    row = re.search(r"the row `([\w-]+)` of `data/headcounts.csv`", (ROOT / "README.md").read_text(encoding="utf-8"))[1]
    line = next(x for x in (ROOT / "data/headcounts.csv").read_text(encoding="utf-8").splitlines() if x.startswith(f"{row},"))
    assert "insured" in line
    assert "redstar2025wicresoft" in line


@pytest.fixture(scope="module")
def bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_set_up_does_nothing_while_nothing_changed_and_notices_a_new_lock(bootstrap, tmp_path, monkeypatch):
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).write_text("a", encoding="utf-8")
    installed = []
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    monkeypatch.setattr(bootstrap, "install_with_pip", lambda: installed.append("pip"))
    bootstrap.main()
    bootstrap.main()
    assert installed == ["pip"]
    (tmp_path / "requirements.txt").write_text("b", encoding="utf-8")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "uv")
    monkeypatch.setattr(bootstrap, "install_with_uv", lambda uv: installed.append(uv))
    bootstrap.main()
    assert installed == ["pip", "uv"]


def test_an_old_python_is_told_what_is_needed(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 10, 1))
    with pytest.raises(SystemExit, match=r"3\.11 or newer"):
        bootstrap.main()


def test_set_up_stops_with_the_exit_code_of_what_failed(bootstrap):
    with pytest.raises(SystemExit) as stop:
        bootstrap.run(sys.executable, "-c", "raise SystemExit(7)")
    assert stop.value.code == 7


def test_a_project_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("FOOTPRINT_ROOT", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="datapackage"):
        project()
    monkeypatch.delenv("FOOTPRINT_ROOT")
    assert project().root == ROOT


def test_the_chapter_runs_with_papermill_alone(tmp_path):
    out = tmp_path / "out.ipynb"
    command = [
        "papermill",
        "chapters/outsourcing.ipynb",
        str(out),
        "-p",
        "as_of",
        "2025-04-08",
        "-p",
        "draws",
        "500",
        "--no-progress-bar",
    ]
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Nothing in" not in done.stderr
    assert "application/vnd.footprint+json" in out.read_text(encoding="utf-8")


def test_building_does_not_draw_outside_the_chapters():
    """Only a chapter's kernel, which has settings of its own, may load matplotlib and the machine's font list."""
    modules = "footprint.book.build, footprint.book.extension, footprint.book.export, footprint.book.trace, footprint.cli"
    code = f"import sys, {modules}; raise SystemExit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
