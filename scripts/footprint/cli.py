"""`footprint`: the verbs the README teaches."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from footprint.paths import Project, project


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status: 0 done, 1 the data or a chapter has a fault, 2 misuse."""
    options = parser().parse_args(arguments)
    try:
        return options.run(project(), options)
    except FileNotFoundError as missing:
        say(str(missing))
        return 1
    except BrokenPipeError:  # whoever read our output has stopped, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    top = argparse.ArgumentParser(prog="footprint", description="Check the data, build the book.")
    verbs = top.add_subparsers(required=True, metavar="COMMAND")
    build = verbs.add_parser("build", help="check, run the chapters, make HTML and PDF")
    build.add_argument("--as-of", metavar="DATE", help="the book as it could have been known on that day")
    build.add_argument(
        "-p", action="append", default=[], metavar="NAME=VALUE", dest="parameters", help="set a chapter parameter"
    )
    build.add_argument("--only", metavar="CHAPTER", help="a quick look at one chapter, in a folder of its own")
    build.set_defaults(run=run_build)
    check = verbs.add_parser("check", help="check data and chapters; all problems at once")
    check.add_argument("--fix", action="store_true", help="repair what a spreadsheet did and has only one right answer")
    check.add_argument("--json", action="store_true", help="print the problems as JSON")
    check.add_argument("--links", action="store_true", help="also ask the web whether linked sources are still there")
    check.set_defaults(run=run_check)
    trace = verbs.add_parser("trace", help="from a finding, figure, row or source to what it rests on")
    trace.add_argument("id", help="as outsourcing/laid-off, fig-outsourcing-counts, hc-032, or a source's key")
    trace.add_argument("--json", action="store_true", help="print the tree as JSON")
    trace.set_defaults(run=run_trace)
    moved = verbs.add_parser("changes", help="what moved between two editions that were built, and why")
    moved.add_argument("before", help="an edition's name, as 2025-04-06, or `default`")
    moved.add_argument("now", nargs="?", default="default", help="another; the default edition if not given")
    moved.add_argument("--json", action="store_true", help="print the changes as JSON")
    moved.set_defaults(run=run_changes)
    cite = verbs.add_parser("cite", help="print how to cite the book or a chapter; check a digest; rewrite CITATION.cff")
    cite.add_argument("chapter", nargs="?", default="book", help="a chapter's id; without one, the whole book")
    formats = ("words", "bibtex", "ris", "csl", "jsonld", "cff", "text")
    about = "text is what the digest is made of"
    cite.add_argument("--format", choices=formats, default="words", help=about)
    cite.add_argument("--as-of", metavar="DATE", help="in the edition of that day, if it has been built")
    cite.add_argument(
        "--verify", metavar="SHA256", help="say whether the text as built here is the one cited (its first signs do)"
    )
    cite.add_argument("--write", action="store_true", help="rewrite CITATION.cff from data and settings")
    cite.set_defaults(run=run_cite)
    return top


def say(text: str) -> None:
    """Print one line now, also into a log."""
    print(text, flush=True)


def run_check(where: Project, options: argparse.Namespace) -> int:
    """Check data and chapters, after repairing if asked."""
    from footprint.evidence.checking import report_json, report_text

    if options.fix:
        from footprint.evidence.repair import repair

        for change in repair(where.data):
            say(str(change))
    report = whole_report(where)
    print(report_json(report) if options.json else report_text(report))
    if report.ok and not options.json:
        for line in advice(where, report):
            say(line)
    if options.links and report.ok:
        from footprint.book.links import check_links, links_text

        say(links_text(check_links(report.tables["sources"])))
    return 0 if report.ok else 1


def advice(where: Project, report: "Report") -> list[str]:  # noqa: F821
    """Return what is no fault but worth looking up."""
    from footprint.evidence.checking import unused_text
    from footprint.evidence.descriptor import read_package
    from footprint.evidence.freshness import come_due, stale_chapters

    package = read_package(where.data)
    return [*unused_text(report), *stale_chapters(report.tables, package), *come_due(report.tables, package)]


def whole_report(where: Project) -> "Report":  # noqa: F821  (imported late: a check must start at once)
    """Return the problems of data, chapters and pages together."""
    from dataclasses import replace

    from footprint.book.lint import lint, lint_publication
    from footprint.evidence.checking import check

    report = check(where.data)
    return replace(report, problems=[*report.problems, *lint(where), *lint_publication(where)])


def run_build(where: Project, options: argparse.Namespace) -> int:
    """Check, then build; nothing is built from data or chapters with faults."""
    from footprint.book.build import PDF_NAME, BuildFailure, build, plan
    from footprint.book.parameters import ParameterProblems
    from footprint.evidence.checking import report_text

    report = whole_report(where)
    say(report_text(report))
    if not report.ok:
        return 1
    try:
        wanted = dict(split(text) for text in options.parameters)
        edition = build(plan(where, options.as_of, wanted, options.only), say)
    except (ParameterProblems, BuildFailure, *chapter_faults()) as fault:
        print(fault, file=sys.stderr)
        return 1
    say(f"HTML: {shown(edition.html / 'index.html', where)}")
    say(f"PDF:  {shown(edition.pdf / PDF_NAME, where)}")
    return 0


def run_trace(where: Project, options: argparse.Namespace) -> int:
    """Print the way from one id to rows and sources, in the book as it was last built."""
    import json

    from footprint.book.record import BookRecord
    from footprint.book.trace import UnknownId, trace, tree_text

    folder = where.edition().executed
    if not (folder / "edition.json").is_file():
        print("the book has not been built; run `footprint build` first", file=sys.stderr)
        return 1
    try:
        step = trace(BookRecord.read(folder, where.root), options.id)
    except UnknownId as unknown:
        print(unknown, file=sys.stderr)
        return 1
    print(json.dumps(step.as_dict(), ensure_ascii=False, indent=1) if options.json else tree_text(step))
    return 0


def run_changes(where: Project, options: argparse.Namespace) -> int:
    """Print which findings differ between two editions, and why."""
    import json
    from dataclasses import asdict

    from footprint.book.changes import NoEdition, changes

    folders = [where.edition("" if name == "default" else name).export for name in (options.before, options.now)]
    try:
        found = changes(*folders)
    except NoEdition as missing:
        print(missing, file=sys.stderr)
        return 1
    as_json = json.dumps([asdict(change) for change in found], ensure_ascii=False, indent=1)
    lines = [*map(str, found), f"{len(found)} finding{'s' * (len(found) != 1)} differ{'s' * (len(found) == 1)}"]
    print(as_json if options.json else "\n".join(lines))
    return 0


def run_cite(where: Project, options: argparse.Namespace) -> int:
    """Print a record, check a digest, or rewrite CITATION.cff; only the last needs no book that has been built."""
    from footprint.book import citing
    from footprint.book.citation_formats import cff
    from footprint.book.publication import Publication, PublicationFault
    from footprint.evidence.descriptor import read_package

    try:
        if options.write:
            record = citing.whole_book(Publication.read(where.root), read_package(where.data))
            (where.root / "CITATION.cff").write_text(cff(record), encoding="utf-8")
            return 0
        folder = where.edition(options.as_of or "").executed
        if not (folder / "edition.json").is_file():
            print("that book has not been built; run `footprint build` first", file=sys.stderr)
            return 1
        return _cite(citing.Citations.read(folder, where.root), options)
    except PublicationFault as fault:
        print(f"_config.yml: {fault}", file=sys.stderr)
        return 1


def _cite(citations: "Citations", options: argparse.Namespace) -> int:  # noqa: F821
    """Print one record in the form asked for, or whether its text has the digest given."""
    from footprint.book import citation_formats as formats
    from footprint.book.citing import BOOK

    if options.chapter not in citations.all:
        print(f"there is no chapter {options.chapter!r}; there are {', '.join(citations.chapters)}", file=sys.stderr)
        return 1
    record = citations.all[options.chapter]
    if options.verify is not None:
        same = len(options.verify) >= 8 and record.digest.startswith(options.verify.lower())
        print(f"{'the same' if same else 'another'} text: {options.chapter} here has SHA-256 {record.digest}")
        return 0 if same else 1
    write = {
        "words": lambda cited: f"{formats.words(cited)}\n", "jsonld": formats.json_ld,
        "cff": lambda cited: formats.cff(citations.all[BOOK]), "text": lambda cited: citations.texts[cited.id],
    } | {name: made for name, (_, _, made) in formats.FORMATS.items()}  # fmt: skip
    sys.stdout.write(write[options.format](record))
    return 0


def chapter_faults() -> tuple[type[Exception], ...]:
    """Return the exceptions that mean a chapter is at fault."""
    from footprint.book.harvest import HarvestFault
    from footprint.book.run import ChapterFailure

    return ChapterFailure, HarvestFault


def split(text: str) -> tuple[str, str]:
    """Split `NAME=VALUE`. Raises ParameterProblems for anything else."""
    from footprint.book.parameters import ParameterProblems

    name, equals, value = text.partition("=")
    if not (name and equals):
        raise ParameterProblems(f"-p {text}: write NAME=VALUE")
    return name, value


def shown(path: Path, where: Project) -> str:
    """Return a path as seen from the project's root."""
    return path.relative_to(where.root).as_posix()
