"""Build one edition: check, run the chapters, make HTML and PDF beside the last good book, then take its place."""

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from footprint import garbage
from footprint.book.parameters import Parameter, Value, declared, resolve
from footprint.book.reuse import Made, sha256
from footprint.paths import Edition, Project

PDF_NAME = "microsoft-china-footprint.pdf"
Say = Callable[[str], None]


class BuildFailure(Exception):
    """The book could not be made; the last good one stands as it was."""


@dataclass(frozen=True)
class Plan:
    """What is to be built: chapters with their parameter values, the as-of day, and the folder it goes to."""

    project: Project
    edition: Edition
    as_of: str
    values: dict[str, dict[str, Value]]
    parameters: list[Parameter]
    only: str | None

    @property
    def inputs(self) -> list[Path]:
        """Every file the book is made from."""
        root = self.project.root
        patterns = ("data/*", "chapters/*", "scripts/footprint/**/*", "_*.yml", "*.md", "requirements.txt")
        files = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
        return sorted(path for path in files if "__pycache__" not in path.parts and ".ipynb_checkpoints" not in path.parts)

    def key(self) -> str:
        """Return a digest of all inputs, parameters and the Python that runs them."""
        digest = hashlib.sha256(json.dumps([self.values, self.as_of, self.only, platform.python_version()]).encode())
        for path in self.inputs:
            digest.update(f"{path.relative_to(self.project.root).as_posix()} {sha256(path)}\n".encode())
        return digest.hexdigest()


def plan(project: Project, as_of: str | None, wanted: Mapping[str, str], only: str | None) -> Plan:
    """Check chapters and parameters and say what is to be built. Raises ParameterProblems and BuildFailure."""
    notebooks = {path.stem: path for path in sorted(project.chapters.glob("*.ipynb"))}
    if only is not None and only not in notebooks:
        raise BuildFailure(f"there is no chapter {only!r}; there are {', '.join(notebooks)}")
    parameters = [p for name, path in notebooks.items() if only in (None, name) for p in declared(path)]
    wanted = dict(wanted) | ({"as_of": as_of} if as_of is not None else {})
    values = resolve(parameters, wanted, entity_ids(project))
    day = next(str(v["as_of"]) for v in values.values())
    changed = {p.name: values[p.chapter][p.name] for p in parameters if values[p.chapter][p.name] != p.default}
    return Plan(project, project.edition(edition_name(changed, only)), day, values, parameters, only)


def entity_ids(project: Project) -> list[str]:
    """Return the ids of all entities, for parameters that name one."""
    import csv

    with (project.data / "entities.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


def edition_name(changed: Mapping[str, Value], only: str | None) -> str:
    """Name the folder of an edition by what differs from the default; the default has no name."""
    day = [str(changed["as_of"])] if "as_of" in changed else []
    rest = [f"{name}={value}" for name, value in sorted(changed.items()) if name != "as_of"]
    return "+".join([*day, *rest, *([f"only-{only}"] if only else [])])


def build(to_build: Plan, say: Say) -> Edition:
    """Make the edition, or say that nothing changed. Raises BuildFailure, ChapterFailure or HarvestFault."""
    edition = to_build.edition
    if up_to_date(to_build):
        say("nothing changed since the last build")
        return edition
    shutil.rmtree(edition.work, ignore_errors=True)
    executed = edition.work / "executed"
    run_and_harvest(to_build, executed, say)
    make_all(to_build, executed, say)
    # The site carries the PDF that its citations name.
    shutil.copyfile(edition.work / "pdf" / PDF_NAME, edition.work / "html" / PDF_NAME)
    say_what_moved(to_build, say)
    take_place(edition)
    write_manifest(to_build)
    return edition


def run_and_harvest(to_build: Plan, executed: Path, say: Say) -> None:
    """Put into `executed` what every chapter made, running those that are stale, with the edition's facts beside it."""
    from footprint.book.whole import add_whole

    made = {chapter: Made.of(to_build.project, chapter, values) for chapter, values in to_build.values.items()}
    stale = [chapter for chapter in made if not made[chapter].good]
    if len(stale) < len(made):
        say(f"unchanged: {', '.join(chapter for chapter in made if chapter not in stale)}")
    for chapter, fresh in run_stale(to_build, stale, executed.parent / "fresh", say).items():
        made[chapter].keep(fresh)
    (executed / "files").mkdir(parents=True, exist_ok=True)
    for chapter in made:
        made[chapter].copy_to(executed)
        refuse_unknown(to_build, executed / "chapters" / f"{chapter}.ipynb")
    kind = "the latest edition" if to_build.as_of == "latest" else "an earlier edition"
    facts = {"as_of": to_build.as_of, "kind": kind, "only": to_build.only, "name": edition_name_of(to_build)}
    write_json(executed / "edition.json", facts)
    add_whole(to_build.project.root, executed, to_build.edition.executed, to_build.inputs)


def run_stale(to_build: Plan, chapters: list[str], into: Path, say: Say) -> dict[str, Path]:
    """Run chapters and return for each the folder of what it made, cleaned: the notebook, and its files."""
    from footprint.book.harvest import harvest
    from footprint.book.run import Job, run_chapters

    project, values = to_build.project, to_build.values
    jobs = [Job(project.chapters / f"{c}.ipynb", values[c], into / "raw" / f"{c}.ipynb", project.root) for c in chapters]
    run_chapters(jobs, say)
    for chapter, job in zip(chapters, jobs, strict=True):
        parameters = [p for p in to_build.parameters if p.chapter == chapter]
        notebook = harvest(job.output, into / chapter / "files", parameters)
        write_json(into / chapter / "chapters" / job.output.name, notebook)
    return {chapter: into / chapter for chapter in chapters}


def refuse_unknown(to_build: Plan, executed: Path) -> None:
    """Stop on findings that nothing tells of in the default edition, which knows all there is. Raises HarvestFault."""
    from footprint.book.harvest import HarvestFault

    findings = json.loads(executed.read_text(encoding="utf-8"))["metadata"]["footprint"]["findings"]
    unknown = sorted(name for name, finding in findings.items() if not finding["known"])
    if unknown and not edition_name_of(to_build):
        raise HarvestFault(f"chapters/{executed.name}: no row anywhere for the findings {', '.join(unknown)}")


def write_exports(to_build: Plan, executed: Path) -> None:
    """Write what machines read beside the book."""
    from footprint.book.export import export
    from footprint.book.record import BookRecord

    export(BookRecord.read(executed, to_build.project.root), to_build.edition.work / "export")


def say_what_moved(to_build: Plan, say: Say) -> None:
    """Say which findings differ from the book that stands here, or, in a new place, from the default one."""
    from footprint.book.changes import NoEdition, changes, told

    here, default = to_build.edition.export, to_build.project.edition().export
    before = here if here.is_dir() else default
    try:
        lines = told(changes(before, to_build.edition.work / "export"))
    except NoEdition:
        return
    say(f"against {'the last build' if before == here else 'the default edition'}: {lines[0]}")
    for line in lines[1:]:
        say(line)


def edition_name_of(to_build: Plan) -> str:
    """Return the name of the edition's folder below `_build/editions`, empty for the default edition."""
    folder = to_build.edition.folder
    return "" if folder == to_build.project.build else folder.name


MADE = {"html": "html", "typst": "pdf"}
"""Sphinx's builders, each with the folder of the edition it makes."""


def make_all(to_build: Plan, executed: Path, say: Say) -> None:
    """Make HTML and PDF side by side, each in a process of its own, and meanwhile the exports. Raises BuildFailure."""
    say("making HTML and PDF")
    with ProcessPoolExecutor(len(MADE), mp_context=get_context("spawn")) as pool:
        made = [pool.submit(make, to_build, builder, executed) for builder in MADE]
        write_exports(to_build, executed)
        faults = [fault for future in made if (fault := future.exception())]
    slips = [fault for fault in faults if not isinstance(fault, BuildFailure)]
    if faults:
        raise slips[0] if slips else BuildFailure("\n".join(map(str, faults)))


def make(to_build: Plan, builder: str, executed: Path) -> None:
    """Run one Sphinx builder over the executed chapters, in a process of its own; warnings are errors. Raises BuildFailure."""
    from jupyter_book.sphinx import build_sphinx

    root, own = to_build.project.root, to_build.edition.work / f"making-{builder}"
    own.mkdir()
    overrides = {
        "footprint_executed": executed.relative_to(root).as_posix(), "nitpicky": True, "latex_individualpages": False,
        "footprint_pdf": PDF_NAME,
    }  # fmt: skip
    if to_build.only:
        overrides["external_toc_path"] = str(short_contents(root, to_build.only, own / "_toc.yml"))
    here = Path.cwd()
    try:
        with garbage.kept():
            result = build_sphinx(
                root, own / "out", confdir=root, noconfig=True, path_config=root / "_config.yml", confoverrides=overrides,
                doctreedir=own / "doctrees", builder=builder, quiet=True, warningiserror=True, keep_going=True, freshenv=True,
            )  # fmt: skip
    finally:
        os.chdir(here)
    if result != 0:
        raise BuildFailure(
            f"the {builder} builder stopped: {result}" if isinstance(result, Exception) else f"{builder}: warnings, see above"
        )
    (own / "out").rename(to_build.edition.work / MADE[builder])


def short_contents(root: Path, only: str, path: Path) -> Path:
    """Write a table of contents with one chapter and all pages that are not chapters, for a quick look."""
    import yaml

    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    for part in contents["parts"]:
        part["chapters"] = [c for c in part["chapters"] if Path(c["file"]).stem == only or (root / f"{c['file']}.md").is_file()]
    path.write_text(yaml.safe_dump(contents), encoding="utf-8")
    return path


def take_place(edition: Edition) -> None:
    """Put the new book where the last one was."""
    (edition.work / "html" / ".buildinfo").unlink()  # only for incremental builds, and differs between Pythons
    old = edition.work / "old"
    old.mkdir()
    for name in ("executed", "html", "pdf", "export"):
        target = edition.folder / name
        if target.exists():
            target.rename(old / name)
        (edition.work / name).rename(target)
    shutil.rmtree(edition.work)


def up_to_date(to_build: Plan) -> bool:
    """Whether the book on disk was made from these very inputs and nobody has touched it since."""
    try:
        manifest = json.loads(to_build.edition.manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return manifest["key"] == to_build.key() and manifest["outputs"] == digests(to_build.edition)


def write_manifest(to_build: Plan) -> None:
    """Write what the edition was made from and what it consists of, each file with its SHA-256."""
    root = to_build.project.root
    record = {
        "as_of": to_build.as_of, "parameters": to_build.values, "key": to_build.key(),
        "inputs": {path.relative_to(root).as_posix(): sha256(path) for path in to_build.inputs},
        "outputs": digests(to_build.edition),
    }  # fmt: skip
    write_json(to_build.edition.manifest, record)


def digests(edition: Edition) -> dict[str, str]:
    """Return the SHA-256 of every published file by its path in the edition."""
    folders: Iterable[Path] = (edition.executed, edition.html, edition.pdf, edition.export)
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(edition.folder).as_posix(): sha256(path) for path in files}


def write_json(path: Path, record: dict) -> None:
    """Write JSON so that equal records give equal bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
