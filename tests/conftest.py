"""Small data folders under the project's real descriptor, and one whole book built for all tests that look at it."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

# The same examples every time, and no clock: a loaded machine is no fault of the code.
settings.register_profile("footprint", deadline=None, derandomize=True)
settings.load_profile("footprint")

SOURCE = {
    "title": "A report", "publisher": "The Paper", "published": "2025-04-07", "published_precision": "day",
    "published_basis": "stated", "link": "no", "tier": "secondary", "language": "en",
}  # fmt: skip
ENTITY = {"name": "Firm", "kind": "company", "country": "CN", "source": "s1"}
CLAIM = {
    "subject": "firm", "metric": "laid_off", "value": "2000", "unit": "people", "qualifier": "exact",
    "event_date": "2025-04-07", "event_precision": "day", "speaker_role": "press", "stance": "asserts", "source": "s1",
    "chapter": "outsourcing", "theme": "closure", "summary": "Some people were let go.",
    "perimeter": "microsoft_projects",
}  # fmt: skip


def write_tables(folder: Path, **tables: list[dict[str, str]]) -> Path:
    """Write a data folder with the real descriptor, grading rules and vocabulary, and these rows; other tables are empty."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = ROOT / "data" / "datapackage.json"
    shutil.copy(descriptor, folder)
    for resource in json.loads(descriptor.read_text(encoding="utf-8"))["resources"]:
        columns = [field["name"] for field in resource["schema"]["fields"]]
        with (folder / resource["path"]).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(tables.get(resource["name"], []))
    for name in ("grading.csv", "metrics.csv", "themes.csv"):
        shutil.copy(ROOT / "data" / name, folder)
    return folder


@pytest.fixture
def small_data(tmp_path):
    """A maker of small data folders: pass rows per table; blanks are filled with ordinary values."""

    def make(sources=({},), headcounts=(), claims=(), entities=({},), **others) -> Path:
        def filled(rows, base, prefix, column):
            return [base | {column: f"{prefix}{n}"} | dict(row) for n, row in enumerate(rows, 1)]

        return write_tables(
            tmp_path / "data",
            sources=filled(sources, SOURCE, "s", "key"),
            entities=filled(entities, ENTITY | {"id": "firm"}, "", "note"),
            headcounts=filled(headcounts, CLAIM, "hc-", "id"),
            claims=filled(claims, CLAIM, "claim-", "id"),
            **others,
        )

    return make


def run_footprint(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run the command line in a project folder."""
    return subprocess.run(
        [sys.executable, "-m", "footprint", *arguments], cwd=root, capture_output=True, text=True,
        env=os.environ | {"FOOTPRINT_ROOT": str(root)} | environment,
    )  # fmt: skip


def copy_project(target: Path) -> Path:
    """Copy what a book is made from, without anything built."""
    for name in ("_config.yml", "_toc.yml", "index.md", "requirements.txt"):
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    for name in ("data", "chapters"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return target


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The whole book, built once into a folder with a space in its name; returns the project folder."""
    root = copy_project(tmp_path_factory.mktemp("a book") / "with space")
    done = run_footprint(root, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture(scope="session")
def early(book):
    """The edition of the day before the news of Wicresoft, built once beside the default one; returns its folder."""
    done = run_footprint(book, "build", "--as-of", "2025-04-06")
    assert done.returncode == 0, done.stdout + done.stderr
    return book / "_build" / "editions" / "2025-04-06"
