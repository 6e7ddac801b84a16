# Two commands on a machine that has Python 3.11, make and git:  make run   and   make test
# `make setup` makes .venv from hash-pinned requirements; uv is used where it is installed, pip otherwise.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COUNTRY ?= GHA
STAMP := $(VENV)/.ready
SMALL_WORLDS := build/small-worlds.jsonl

.PHONY: setup run test quick verify pages check lint types layers lock clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("braingain needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; set PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)
	@if command -v uv >/dev/null 2>&1; then \
	    uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt && \
	    uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $(STAMP)

run: setup
	@$(BIN)/braingain brief "$(COUNTRY)" --out out --force

test: lint types layers
	@$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile

quick: setup
	@HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest -m "not slow" -x -n 2 --dist loadfile tests/unit

verify: setup
	@HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile tests/unit/model
	@rm -f $(SMALL_WORLDS)
	@BRAINGAIN_SMALL_WORLDS=$(abspath $(SMALL_WORLDS)) HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -m slow
	@$(BIN)/python -m braingain.output.verify docs --small-worlds $(SMALL_WORLDS)

# Whether the pages of docs/ on verification were made from the present sources of the model; fails where one was not.
pages: setup
	@$(BIN)/python -m braingain.output.verify docs --check

lint: setup
	@$(BIN)/ruff format --check src tests
	@$(BIN)/ruff check src tests

types: setup
	@$(BIN)/mypy

layers: setup
	@$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache

check: test

lock:
	uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --python-version 3.11 --universal -q -o requirements/dev.txt
	uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --python-version 3.11 --universal -q -o requirements/run.txt

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache
