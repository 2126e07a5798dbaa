# Every target works from a path with a space in it, for any user, and without a network once installed.
PYTHON ?= python3
IN_ENV := $(if $(filter Windows_NT,$(OS)),.venv/Scripts/python,.venv/bin/python)

.PHONY: book test check lint lock install clean

book: install
	@$(IN_ENV) -m footprint build

test: install
	@$(IN_ENV) -m pytest

check: install
	@$(IN_ENV) -m footprint check

lint: install
	@$(IN_ENV) -m ruff check scripts tests chapters
	@$(IN_ENV) -m ruff format --check scripts tests

install:
	@$(PYTHON) scripts/bootstrap.py

# For maintainers; needs uv and a network. The file it writes names no index and no host.
lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-find-links --output-file requirements.txt

clean:
	rm -rf _build
