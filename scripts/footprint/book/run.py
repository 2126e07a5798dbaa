"""Run chapters with papermill, each in a process of its own, and say plainly what failed."""

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

CELL_SECONDS = 120
"""Longest a single cell may run."""

STARTS = 3
"""How often a chapter is started when its kernel dies."""


@dataclass(frozen=True)
class Job:
    """One chapter to run: the notebook, its parameter values, where the executed copy goes, and the project's root."""

    notebook: Path
    parameters: Mapping[str, object]
    output: Path
    root: Path


class ChapterFailure(Exception):
    """One or more chapters failed; the message names chapter, cell, line and error of each."""


def run_chapters(jobs: Iterable[Job], say: Callable[[str], None], workers: int | None = None) -> None:
    """Run all jobs side by side. Raises ChapterFailure after every chapter has finished, with all failures in it.

    The longest notebook starts first: begun last, it would run on alone.
    """
    jobs = sorted(jobs, key=lambda job: job.notebook.stat().st_size, reverse=True)
    if not jobs:
        return
    failures = []
    workers = min(len(jobs), workers or os.cpu_count() or 1)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(run_one, job): job for job in jobs}
        say(f"running {len(jobs)} chapter{'s' * (len(jobs) > 1)}: {', '.join(j.notebook.stem for j in jobs)}")
        for number, future in enumerate(as_completed(running), 1):
            failure, seconds = future.result()
            failures += [failure] if failure else []
            state = "failed" if failure else f"{seconds:.1f} s"
            say(f"[{number}/{len(jobs)}] {running[future].notebook.stem}: {state}")
    if failures:
        raise ChapterFailure("\n".join(failures))


def run_one(job: Job) -> tuple[str, float]:
    """Run one chapter; return what failed (empty if nothing) and the seconds it took.

    A kernel that dies before it answers is started again, for two that start at once may be given one port.
    """
    started = time.monotonic()
    failure = ""
    for _ in range(STARTS):
        try:
            failure = attempt(job)
            break
        except RuntimeError as error:
            failure = f"chapters/{job.notebook.name}: the kernel failed {STARTS} times: {error}"
    return failure, time.monotonic() - started


def attempt(job: Job) -> str:
    """Run one chapter once; return what failed in it. Raises RuntimeError when the kernel, not the chapter, is at fault.

    The kernel gets settings folders of its own, so that nothing of the user's Jupyter or matplotlib set-up leaks in.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    job.output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as private:
        os.environ.update(private_settings(Path(private)), FOOTPRINT_ROOT=str(job.root))
        try:
            papermill.execute_notebook(
                str(job.notebook), str(job.output), dict(job.parameters), kernel_name="python3", progress_bar=False,
                request_save_on_cell_execute=False, cwd=str(job.root), execution_timeout=CELL_SECONDS,
                extra_arguments=["--IPKernelApp.log_level=50"],
            )  # fmt: skip
        except PapermillExecutionError as error:
            return describe(job.notebook, error.source, error.ename, error.evalue, "\n".join(error.traceback))
        except TimeoutError:
            return f"chapters/{job.notebook.name}: a cell ran longer than {CELL_SECONDS} s"
    return ""


def private_settings(folder: Path) -> dict[str, str]:
    """Return the environment that keeps the user's Jupyter, matplotlib and font settings out of a kernel.

    matplotlib asks fontconfig for fonts, which complains where it is not set up; ours knows of no font at all.
    """
    fonts = folder / "fonts.conf"
    fonts.write_text('<?xml version="1.0"?><fontconfig></fontconfig>', encoding="utf-8")
    return {"IPYTHONDIR": str(folder), "MPLCONFIGDIR": str(folder), "FONTCONFIG_FILE": str(fonts)}


def describe(notebook: Path, source: str, name: str, message: str, traceback: str) -> str:
    """Say where a cell failed: chapter, cell (counted from 1), line of the cell, that line's text, and the error."""
    import nbformat

    cells = nbformat.read(notebook, as_version=4).cells
    number = next((n for n, cell in enumerate(cells, 1) if cell.source == source), 0)
    frame = re.search(r"Cell In\[\d+\].*?-+>\s*(\d+)", re.sub(r"\x1b\[[\d;]*m", "", traceback), re.S)
    line = int(frame[1]) if frame else 1
    text = source.splitlines()[line - 1] if 0 < line <= len(source.splitlines()) else ""
    return f"chapters/{notebook.name}, cell {number}, line {line}: {name}: {message}\n    {line} | {text}"
