# Needs nothing but Python 3.11 to 3.13: every command first brings its own .venv up to date.
# Extra arguments: make run ARGS="--server.port 8600", make test ARGS="-k poisson".

VENV_PYTHON := .venv/bin/python
UV_COMPILE := .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links \
	--annotation-style line --custom-compile-command "make lock"

# The packages are compiled as they are imported, so Python must be allowed to keep the result.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check bench lock clean

help:  ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

run:  ## Open the dashboard on 127.0.0.1, setting everything up on first use
	@sh .ci/prepare requirements.txt
	@$(VENV_PYTHON) -m streamlit run app.py $(ARGS)

test:  ## Run every test, setting everything up on first use, the browser included
	@sh .ci/prepare requirements-dev.txt
	@browser=$$(sh .ci/browser) && \
		MONITOR_TEST_BROWSER="$$browser" $(VENV_PYTHON) -m pytest --numprocesses auto --dist loadfile $(ARGS)

check:  ## Check format, lint and types
	@sh .ci/prepare requirements-dev.txt
	@$(VENV_PYTHON) -m ruff format --check
	@$(VENV_PYTHON) -m ruff check
	@$(VENV_PYTHON) -m mypy

bench:  ## Measure speed and memory, one JSON line a figure
	@sh .ci/prepare requirements-dev.txt
	@$(VENV_PYTHON) -m benchmarks $(ARGS)

lock:  ## Write both lock files from pyproject.toml; ARGS=--upgrade takes the newest versions
	@sh .ci/prepare requirements.txt
	@$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check uv
	@$(UV_COMPILE) $(ARGS) --output-file requirements.txt
	@$(UV_COMPILE) $(ARGS) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean:  ## Remove .venv and what the tools leave behind; the data store is not touched
	@rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
