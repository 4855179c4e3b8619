# Two commands: `make demo` runs the main job on a made city, `make test` passes all tests.
# Both make the same environment in .venv from the hash-locked requirements; once it stands, no network is needed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Processes that pass the tests side by side. More than two help where there are more than two cores.
WORKERS ?= 2

.PHONY: demo test lint types imports check bench evaluate lock docs messages clean

demo: $(STAMP)
	$(BIN)/python -m auditor demo demo

# The tests start the program some hundred times: it is compiled once, whatever the caller's environment says.
test: $(STAMP)
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

check: lint types imports test

bench: $(STAMP)
	$(BIN)/python -m benchmarks

evaluate: $(STAMP)
	$(BIN)/python -m evaluation

docs: $(STAMP)
	$(BIN)/python -m scripts.build_check_docs

messages: $(STAMP)
	$(BIN)/python scripts/update_messages.py

# Needs `uv`; run it only to move to newer versions.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --extra postgresql --extra online -o requirements.lock -q
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --extra postgresql --extra online --group dev -o requirements-dev.lock -q

clean:
	rm -rf $(VENV) demo

# The stamp is written last, so an installation that was cut off is made again.
$(STAMP): requirements-dev.lock
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $(STAMP)
