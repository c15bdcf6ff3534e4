# make demo | run | test need nothing but Python 3.11+, make and a network for packages.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: demo run test check lint types floors cover newest weights lock clean

demo: $(READY)
	@$(BIN)/hubao demo

run: $(READY)
	@$(BIN)/hubao run

# The second part runs after a failure in the first too, which then fails the whole; 2 is Ctrl-C or a file that cannot be read.
test: $(READY)
	@failed=0; $(BIN)/python -m pytest -q -n auto --dist worksteal -m "not alone" $(ARGS) || failed=$$?; \
	[ $$failed -ne 2 ] || exit 2; \
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m alone $(ARGS) $(if $(findstring --cov,$(ARGS)),--cov-append) && exit $$failed

check: lint types floors cover newest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

floors: $(READY)
	$(BIN)/lint-imports

cover:
	@$(MAKE) test ARGS="--cov --cov-report=term:skip-covered --cov-fail-under=90"

# The newest of everything in an empty environment: a requirement that breaks fresh installs shows here first.
newest:
	rm -rf .venv-newest
	$(PYTHON) -m venv .venv-newest
	.venv-newest/bin/pip install -q --upgrade pip
	.venv-newest/bin/pip install -q . --group dev
	cd /tmp && $(CURDIR)/.venv-newest/bin/hubao feeds check
	.venv-newest/bin/python -W error::DeprecationWarning:bot -m pytest -q -x -p no:randomly tests/core tests/feeds tests/classifier
	rm -rf .venv-newest

# The weights that the package ships, learnt from samples and from real headlines, which are not part of the project:
# make weights DATA=folder
weights: $(READY)
	$(BIN)/python -m classifier.model.make_weights $(DATA)
	$(BIN)/python -m classifier.firm_training $(DATA)

lock: $(READY)
	$(BIN)/uv pip compile --universal --python-version 3.11 --group dev pyproject.toml -o requirements.lock -q --no-emit-index-url --no-header --generate-hashes --upgrade

$(READY): requirements.lock pyproject.toml
	@echo "preparing $(VENV) (once; a minute or two) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Hubao needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@# The lock names everything: nothing is resolved anew (older pips would want a newer release for an extra, and stop).
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps -r requirements.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps -e .
	@$(BIN)/pip check --disable-pip-version-check >/dev/null || { $(BIN)/pip check; exit 1; }
	@touch $@

clean:
	rm -rf $(VENV) .venv-newest .mypy_cache .ruff_cache .pytest_cache .coverage*
