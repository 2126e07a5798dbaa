"""The command line as its users meet it: clear messages, right exit codes, the last good book intact."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.conftest import copy_project, run_footprint


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A project with a stand-in for the last good book, so that a failing build has something to spoil."""
    root = copy_project(tmp_path_factory.mktemp("cli") / "project")
    (root / "_build" / "html").mkdir(parents=True)
    (root / "_build" / "html" / "index.html").write_text("the last good book", encoding="utf-8")
    return root


@pytest.fixture
def broken(checkout, tmp_path):
    """A maker: damage one file of a copy, build, and return what was printed and the folder."""

    def damage(name, change):
        root = tmp_path / "p"
        shutil.copytree(checkout, root)
        path = root / name
        raw = change(path.read_bytes())
        path.unlink() if raw is None else path.write_bytes(raw)
        return run_footprint(root, "build"), root

    return damage


HEADCOUNTS = "data/headcounts.csv"
BROKEN = {
    "unknown column": (HEADCOUNTS, lambda raw: raw.replace(b"locator", b"lcoator", 1), "did you mean locator?"),
    "missing source": (HEADCOUNTS, lambda raw: raw.replace(b"redstar2025wicresoft", b"nobody2025", 1), "is not a key in data/sources.csv"),
    "bad date": (HEADCOUNTS, lambda raw: raw.replace(b"2025-04-07", b"07/04/2025", 1), "is ambiguous"),
    "percent over 100": ("data/ownership.csv", lambda raw: raw.replace(b",22.32,", b",122.32,", 1), "is over 100"),
    "duplicate id": (HEADCOUNTS, lambda raw: raw.replace(b"hc-002", b"hc-001", 1), "it must be unique"),
    "dangling entity": (HEADCOUNTS, lambda raw: raw.replace(b",wicresoft,", b",wicrosoft,", 1), "did you mean wicresoft?"),
    "wrong encoding": (HEADCOUNTS, lambda raw: raw.replace(b"Caijing", "财经".encode("gbk"), 1), "is not UTF-8 text"),
    "empty file": (HEADCOUNTS, lambda raw: b"", "is empty"),
    "missing file": (HEADCOUNTS, lambda raw: None, "is missing"),
    "text in a number": (HEADCOUNTS, lambda raw: raw.replace(b",3140,", b",about 3140,", 1), "is not a number"),
}  # fmt: skip


@pytest.mark.parametrize("accident", BROKEN)
def test_broken_data_are_named_and_nothing_is_built(broken, accident):
    name, change, phrase = BROKEN[accident]
    done, root = broken(name, change)
    assert done.returncode == 1
    assert phrase in done.stdout
    assert name in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert (root / "_build/html/index.html").read_text(encoding="utf-8") == "the last good book"


def test_check_says_that_all_is_well(checkout):
    done = run_footprint(checkout, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "in order" in done.stdout


def test_check_says_what_may_have_changed_since(checkout):
    said = run_footprint(checkout, "check").stdout
    assert "its newest source is of 10 January 2026" in said
    assert "look up exp-001, due 2026" in said


def test_check_can_mend_a_spreadsheet_and_says_what(checkout, tmp_path):
    root = tmp_path / "p"
    shutil.copytree(checkout, root)
    table = root / HEADCOUNTS
    clean = table.read_bytes()
    table.write_bytes(b"\xef\xbb\xbf" + clean.replace(b",3140,", b',"3,140",').replace(b"\n", b"\r\n"))
    done = run_footprint(root, "check", "--fix")
    assert "'3,140' -> '3140'" in done.stdout
    assert done.returncode == 0
    assert table.read_bytes() == clean


def test_check_gives_json(checkout):
    assert run_footprint(checkout, "check", "--json").stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (["--as-of", "07/04/2025"], "neither `latest` nor a date"),
        (["-p", "drawz=5"], "no chapter has a parameter 'drawz'"),
        (["-p", "draws=5"], "it takes 500 to 100000 draws"),
        (["-p", "draws"], "write NAME=VALUE"),
        (["--only", "labz"], "there is no chapter 'labz'; there are labs, outsourcing, sanctions"),
    ],
)
def test_a_wrong_request_is_refused_before_anything_runs(checkout, arguments, phrase):
    done = run_footprint(checkout, "build", *arguments)
    assert done.returncode == 1
    assert phrase in done.stderr
    assert "Traceback" not in done.stderr
    assert "running" not in done.stdout


def test_a_folder_that_is_no_project_is_named(tmp_path):
    done = run_footprint(tmp_path, "check")
    assert done.returncode == 1
    assert "datapackage.json" in done.stdout


def test_changes_names_an_edition_that_was_not_built(checkout):
    done = run_footprint(checkout, "changes", "2020-01-01")
    assert done.returncode == 1
    assert "there is no edition in" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_stops_reading_gets_no_traceback(checkout):
    command = [sys.executable, "-m", "footprint", "check"]
    program = subprocess.Popen(
        command,
        cwd=checkout,
        env=os.environ | {"FOOTPRINT_ROOT": str(checkout)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    program.stdout.close()
    assert program.stderr.read() == ""
    program.stderr.close()
    assert program.wait() == 1
