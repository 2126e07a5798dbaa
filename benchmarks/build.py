"""How long the book takes: from nothing, with one row or one page changed, with nothing changed, and by its parts.

    python benchmarks/build.py

Builds a copy of the project in a temporary folder. Prints seconds on the clock and of the processors, and the ratio to a whole
build; nothing is asserted, for seconds are the machine's.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from footprint.paths import project

PARTS = ("_config.yml", "_toc.yml", "requirements.txt", "index.md", "data", "chapters")
ONE_BUILDER = """
import sys
from pathlib import Path
from footprint.book.build import make, plan
from footprint.paths import project
where = plan(project(), None, {}, None)
where.edition.work.mkdir()
make(where, sys.argv[1], where.edition.executed)
"""


def copied(root: Path) -> Path:
    """Copy what a book is made from."""
    for name in PARTS:
        source = project().root / name
        shutil.copytree(source, root / name) if source.is_dir() else shutil.copy(source, root)
    return root


def timed(root: Path, what: str, *command: str, whole: float = 0) -> tuple[float, str]:
    """Run one command in the copy, print its seconds, and return those on the clock with what it printed."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [sys.executable, *command], cwd=root, env=os.environ | {"FOOTPRINT_ROOT": str(root)}, capture_output=True, text=True
    )
    clock, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    processors = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    ratio = f"{clock / whole:6.2f}" if whole else "  1.00"
    print(f"{what:<36}{clock:8.2f} s {processors:8.2f} s of processors {ratio} of a whole build", flush=True)
    return clock, done.stdout


def main() -> None:
    """Build the copy in every state, and each of its parts alone."""
    with tempfile.TemporaryDirectory() as place:
        root = copied(Path(place))
        build = ("-m", "footprint", "build")
        whole, said = timed(root, "the whole book from nothing", *build)
        for chapter, seconds in re.findall(r"^\[\d+/\d+\] (\w+): ([\d.]+) s$", said, re.M):
            print(f"  of it the chapter {chapter:<16}{float(seconds):8.2f} s")
        timed(root, "nothing changed", *build, whole=whole)
        timed(root, "the checks alone", "-m", "footprint", "check", whole=whole)
        for builder, made in (("html", "HTML alone"), ("typst", "PDF alone")):
            timed(root, made, "-c", ONE_BUILDER, builder, whole=whole)
            shutil.rmtree(root / "_build" / ".next")
        for name, what in (("chapters/names.md", "one page changed"), ("data/wages.csv", "one table changed")):
            (root / name).write_bytes((root / name).read_bytes() + b"\n")
            timed(root, what, *build, whole=whole)


if __name__ == "__main__":
    main()
