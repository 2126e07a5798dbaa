"""Make `.venv` and install the locked environment; the one set-up for make, CI and Windows.

Standard library only, because it runs before anything is installed:

    python scripts/bootstrap.py

uv is used when it is already on the machine, else plain venv and pip. Every package is checked against the hash in
`requirements.txt`. Nothing is reinstalled while the lock, `pyproject.toml` and the Python version stay the same.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "footprint-installed"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)


def fingerprint() -> str:
    """Return what the environment depends on: the lock, the project file, the Python version and the folder."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for name in ("requirements.txt", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def say(text: str) -> None:
    """Print one line of progress at once, also into a log."""
    print(f"set-up: {text}", flush=True)


def run(*command: str) -> None:
    """Run one command and stop with its exit code if it fails."""
    done = subprocess.run(command, cwd=ROOT)
    if done.returncode:
        say(f"failed: {' '.join(command)}")
        raise SystemExit(done.returncode)


def install_with_uv(uv: str) -> None:
    """Install the lock and this package with uv, byte-compiled (without it every chapter imports three times slower)."""
    run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV))
    into = ("--quiet", "--python", str(PYTHON))
    run(uv, "pip", "install", *into, "--require-hashes", "--compile-bytecode", "-r", "requirements.txt")
    run(uv, "pip", "install", *into, "--no-deps", "--no-build-isolation", "--editable", ".")


def install_with_pip() -> None:
    """Install the lock and this package with the pip that comes with Python."""
    try:
        import ensurepip  # noqa: F401  (Debian splits it from Python, and venv then fails halfway)
    except ImportError:
        raise SystemExit("set-up: this Python cannot make environments (on Debian: install python3-venv)") from None
    run(sys.executable, "-m", "venv", "--clear", str(VENV))
    pip = (str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "--compile", "-r", "requirements.txt")
    run(*pip, "--no-deps", "--no-build-isolation", "--editable", ".")


def main() -> None:
    """Install if needed and say what was done."""
    if sys.version_info < OLDEST:
        raise SystemExit(f"set-up: Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == fingerprint():
        return
    started = time.monotonic()
    uv = shutil.which("uv")
    say(f"installing the locked packages into .venv with {'uv' if uv else 'pip'} (once; half a minute to two)")
    install_with_uv(uv) if uv else install_with_pip()
    STAMP.write_text(fingerprint(), encoding="utf-8")
    say(f"done in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
