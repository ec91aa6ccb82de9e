# Two commands do everything: `make demo` shows assay at work, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test proof lint lock clean

demo: $(VENV)/.demo
	@$(BIN)/assay demo

$(VENV)/.demo: requirements.txt requirements-demo.txt pyproject.toml hatch_build.py package-lock.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "assay needs Python 3.11 or newer; set PYTHON=...")'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements.txt -r requirements-demo.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.demo requirements-dev.txt
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# A sample of the long proofs, fixed by seed; `make proof` runs all of them.
test: lint
	$(BIN)/pytest -n 2

proof: $(VENV)/.test
	$(BIN)/pytest -n 2 --proof all

# After a change of dependencies: versions and hashes again, from the registry that pip is set up for.
lock: $(VENV)/.test
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-annotate --no-header \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra build -o requirements.txt pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-annotate --no-header \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra build --extra dev \
		-c requirements.txt -o requirements-dev.txt pyproject.toml
	printf 'httpx\npytest\n' | $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-annotate \
		--no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		-c requirements-dev.txt -o requirements-demo.txt -

clean:
	rm -rf $(VENV) build dist .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
