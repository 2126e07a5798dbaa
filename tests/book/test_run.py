import subprocess

import pytest
from footprint.book.run import ChapterFailure, Job, run_chapters, run_one

from . import notebooks


@pytest.fixture(autouse=True)
def own_environment(monkeypatch):
    """A chapter's settings are those of its own process, which here is the test's."""
    for name in ("FOOTPRINT_ROOT", "IPYTHONDIR", "MPLCONFIGDIR", "FONTCONFIG_FILE"):
        monkeypatch.setenv(name, "")


def job(tmp_path, name, *cells, **parameters):
    notebook = notebooks.write(tmp_path / "chapters" / f"{name}.ipynb", *cells)
    return Job(notebook, parameters, tmp_path / "raw" / f"{name}.ipynb", tmp_path)


def test_a_failing_cell_is_named_with_line_and_error_and_no_kernel_lives_on(tmp_path):
    mark = f"footprint-test-{tmp_path.name}"
    good = job(tmp_path, "good", notebooks.code("x = draws"), draws=5)
    bad = job(tmp_path, "bad", notebooks.prose("# T"), notebooks.code(f"'{mark}'\na = 1\nb = a / 0"))
    lines = []
    with pytest.raises(ChapterFailure) as failure:
        run_chapters([good, bad], lines.append)
    assert "chapters/bad.ipynb, cell 3, line 3: ZeroDivisionError: division by zero" in str(failure.value)
    assert "3 | b = a / 0" in str(failure.value)
    assert "good" not in str(failure.value)
    assert any("good" in line for line in lines)
    left = subprocess.run(["pgrep", "-fc", str(tmp_path)], capture_output=True, text=True).stdout
    assert int(left or 0) == 0


def test_parameters_reach_the_chapter(tmp_path):
    failure, _ = run_one(job(tmp_path, "x", notebooks.code("assert draws == 7, draws"), draws=7))
    assert failure == ""


def test_a_broken_cell_that_cannot_be_parsed_is_named(tmp_path):
    failure, _ = run_one(job(tmp_path, "x", notebooks.code("x = (")))
    assert "cell 2" in failure
    assert "SyntaxError" in failure


def test_a_kernel_sees_no_font_and_no_settings_of_the_user(tmp_path):
    check = "import matplotlib, os\nassert matplotlib.get_configdir() != os.path.expanduser('~/.config/matplotlib')"
    listed = "import shutil, subprocess\nassert not shutil.which('fc-list') or not subprocess.check_output(['fc-list'])"
    failure, _ = run_one(job(tmp_path, "x", notebooks.code(check), notebooks.code(listed)))
    assert failure == ""


def test_a_kernel_that_dies_is_started_again_but_not_for_ever(tmp_path, monkeypatch):
    tries = []

    def dies_once(*arguments, **settings):
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("Kernel died before replying to kernel_info")

    monkeypatch.setattr("papermill.execute_notebook", dies_once)
    chapter = job(tmp_path, "x", notebooks.code("x = 1"))
    assert run_one(chapter)[0] == ""
    assert len(tries) == 2
    monkeypatch.setattr("papermill.execute_notebook", lambda *a, **k: (_ for _ in ()).throw(RuntimeError("Kernel died")))
    assert "the kernel failed 3 times: Kernel died" in run_one(chapter)[0]


def test_a_cell_that_does_not_end_is_a_failure_of_the_chapter(tmp_path, monkeypatch):
    monkeypatch.setattr("footprint.book.run.CELL_SECONDS", 1)
    failure, seconds = run_one(job(tmp_path, "x", notebooks.code("import time\ntime.sleep(30)")))
    assert "a cell ran longer than 1 s" in failure
    assert seconds < 25
