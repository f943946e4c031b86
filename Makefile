# Everything runs in .venv, which `make install` builds from the hashed files in requirements/.
# `make check` is what CI runs. `make` lists the targets.

PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -q -n $(WORKERS)
MEASURED := --cov --cov-report=
CODE := src tests tools
PIP := $(BIN)/python -m pip --disable-pip-version-check
CHECKS := lint types arch law docs-check tests coverage

.DEFAULT_GOAL := help
.PHONY: help install browser demo pages check format lint types arch law docs docs-check tests test \
	agree journeys network coverage mutants hostile kill calibrate-networks agree-page axe \
	calibration bench-simulate bench-case bench-judge calibrate-leads look-networks market-networks \
	bench-networks bench-link bench-screen bench-arrivals bench-febrl bench-public oversight golden \
	requirements clean

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---- install

install: .venv/.check  ## Build .venv with all that running and checking need

demo: .venv/.run  ## Make up a small nation in demo/, take it in, link, judge and count it
	@rm -rf demo
	@$(BIN)/accompany demo --keep demo

pages: .venv/.run  ## Write pages/: what one case is owed, and what published numbers count
	@mkdir -p pages
	@$(BIN)/accompany owed --page pages/owed.html
	@$(BIN)/accompany claims --site pages/claims

browser:  ## Install Node and Chromium where this may, so that no test of a page is skipped
	@missing=; \
	command -v node >/dev/null || missing="nodejs"; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing="$$missing chromium"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	said="Tests that need them are skipped, and say so."; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
		echo "Not here, and not ours to install: $$missing. $$said"; exit 0; fi; \
	echo "Installing for the tests of pages: $$missing"; \
	export DEBIAN_FRONTEND=noninteractive; \
	{ timeout 120 apt-get update -qq \
		&& timeout 600 apt-get install -qq -y --no-install-recommends $$missing; } >/dev/null 2>&1 \
		|| echo "They could not be installed. $$said"

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "accompany needs Python 3.11 or later: make install PYTHON=python3.12" >&2; exit 1; }
	@if ! $(PYTHON) -c 'import ensurepip' 2>/dev/null && [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && apt-get install -qq -y python3-venv; fi
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python requirements/run.txt pyproject.toml
	@echo "Installing what running needs"
	@$(PIP) install --quiet --require-hashes -r requirements/run.txt
	@$(PIP) install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

.venv/.check: .venv/bin/python requirements/check.txt pyproject.toml
	@echo "Installing what running and checking need"
	@$(PIP) install --quiet --require-hashes -r requirements/check.txt
	@$(PIP) install --quiet --no-build-isolation --no-deps --editable .
	@touch .venv/.run $@

# ---- check

check: .venv/.check  ## Run all that CI runs, in order; end with a list of what failed
	@failed=; for step in $(CHECKS); do \
		printf '\n== %s\n' $$step; began=$$(date +%s); \
		$(MAKE) --no-print-directory $$step || failed="$$failed $$step"; \
		printf '== %s: %s s\n' $$step $$(($$(date +%s) - began)); \
	done; \
	if [ -n "$$failed" ]; then printf '\nFailed:%s\n' "$$failed"; exit 1; fi; \
	printf '\nAll passed: $(CHECKS)\n'

format: .venv/.check  ## Rewrite the Python files in the one format
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

lint: .venv/.check  ## Format, style and the YAML of the rulebook and the figure book
	@code=0; \
	$(BIN)/ruff format --check --quiet $(CODE) || code=1; \
	$(BIN)/ruff check --output-format concise $(CODE) || code=1; \
	$(BIN)/yamllint --strict src/accompany/rulebook src/accompany/claims src/accompany/figures/book || code=1; \
	exit $$code

types: .venv/.check  ## Types, strictly
	@$(BIN)/mypy --strict src

arch: .venv/.check  ## Who may import whom
	@$(BIN)/lint-imports

law: .venv/.check  ## Hold the rulebook against the words of the law
	@$(BIN)/python tools/law.py

docs: .venv/.check  ## Write the generated pages of docs/ and the README anew
	@$(BIN)/python tools/docs.py

docs-check: .venv/.check  ## Fail where a generated page is stale
	@$(BIN)/python tools/docs.py --check

tests: .venv/.check  ## Every test, with branch coverage measured
	@$(PYTEST) $(MEASURED) tests

test: .venv/.check  ## The quick tests: unit, rules, golden and the house rules
	@$(PYTEST) tests/unit tests/rules tests/golden tests/test_repository.py

agree: .venv/.check  ## The query against the definition, on generated histories
	@$(PYTEST) tests/agree

journeys: .venv/.check  ## The command line from end to end
	@$(PYTEST) tests/journeys

network: .venv/.check  ## The network half
	@$(PYTEST) tests/network

coverage:  ## What the last `make tests` covered: 100 % or 95 % of branches, by folder
	@code=0; \
	$(BIN)/coverage report --skip-covered --show-missing --fail-under=100 \
		--include='*/core/*,*/duties/*,*/walls/*' || code=1; \
	$(BIN)/coverage report --skip-covered --show-missing --fail-under=95 \
		--include='*/ledger/*,*/identity/*,*/figures/*' || code=1; \
	exit $$code

# ---- heavy checks, run before a piece of work is called done

mutants: .venv/.check  ## Plant every one-token fault in judge.sql; each must be caught
	@$(BIN)/python tools/mutants.py

hostile: .venv/.check  ## Feed very large, very bad files to the readers and measure
	@$(BIN)/python tools/hostile.py

kill: .venv/.check  ## Kill an ingest 20 times with signal 9; each must leave the ledger whole
	@$(BIN)/python tools/kill.py

calibrate-networks: .venv/.check  ## Is the verdict honest? Hundreds of made-up networks
	@$(BIN)/python tools/calibrate_networks.py

agree-page: .venv/.check  ## The page of `owed` against judge.py: 10,000 histories, in Node and Chromium
	@EXAMPLES=10000 $(BIN)/python -m pytest -q tests/owed/test_reckon.py

axe: .venv/.check  ## The pages made here, in both languages, at 1280 and 390 px, by axe-core
	@$(BIN)/python tools/axe.py
calibration: .venv/.check  ## A made-up nation beside what was published, and through the adapters
	@$(BIN)/python tools/calibration.py
	@$(BIN)/python tools/calibration.py --through-adapters
bench-simulate: .venv/.check  ## 450,000 made-up children: time, memory, the same bytes twice
	@$(BIN)/python tools/bench_simulate.py

bench-case: .venv/.check  ## A million lines of the courts' release, beside reading them as text
	@$(BIN)/python tools/bench_case.py --share 0.08
	@$(BIN)/python tools/bench_case.py

bench-judge: .venv/.check  ## A million made-up subjects, beside the same rules by hand
	@$(BIN)/python tools/bench_judge.py

calibrate-leads: .venv/.check  ## Do leads move the answer as expected?
	@$(BIN)/python tools/calibrate_leads.py

look-networks: .venv/.check  ## Reports in Chromium: axe, screenshots, print; AXE=axe.min.js OUT=folder
	@$(BIN)/python tools/make_reports.py $(OUT)
	@node tools/look.mjs $(AXE) $(OUT) $(OUT)/*-en.html $(OUT)/20-es.html

market-networks: .venv/.check  ## A made-up smuggling market, investigated
	@$(BIN)/python tools/market_networks.py

bench-networks: .venv/.check  ## How fast, how large, and does anything leak
	@$(BIN)/python tools/bench_network.py --verdict
	@$(BIN)/python tools/bench_network.py --large
	@$(BIN)/python tools/bench_network.py --inference

bench-link: .venv/.check  ## Linking beside Splink on a made-up nation: CPU, memory, error
	@$(BIN)/python tools/bench_link.py .bench/nation --beside .bench/larger
	@$(BIN)/python tools/bench_link.py .bench/nation --without-numbers
	@$(BIN)/python tools/measure_links.py .bench/nation
	@$(BIN)/python tools/measure_links.py .bench/nation --without-numbers

oversight: .venv/.check  ## 450,000 children linked: twelve figures before, after and in truth
	@$(BIN)/python tools/oversight.py .bench/oversight

bench-arrivals: .venv/.check  ## Linking one per cent of new records, beside linking all anew
	@$(BIN)/python tools/bench_arrivals.py .bench/larger

.venv/.febrl: .venv/.check requirements/febrl.txt
	@$(PIP) install --quiet --require-hashes -r requirements/febrl.txt
	@touch $@

bench-febrl: .venv/.febrl  ## FEBRL 3 and 4, trained and linked, beside Splink
	@$(BIN)/python tools/bench_febrl.py

bench-screen: .venv/.check  ## Looking children up among a made-up nation's records
	@$(BIN)/python tools/bench_screen.py .bench/larger

bench-public: .venv/.check  ## A million made-up cases of the courts to a site: time, memory, bytes
	@$(BIN)/python tools/bench_public.py

# ---- rewriting what is generated

golden: .venv/.check  ## Write the expected files of the golden tests anew and show the difference
	@$(BIN)/python tools/golden.py
	@git --no-pager diff --stat -- tests/golden
	@git --no-pager diff -- tests/golden

requirements:  ## Pin every dependency anew, with hashes (needs uv)
	@for group in build:run check:check; do \
		uv pip compile pyproject.toml --group $${group%:*} --output-file requirements/$${group#*:}.txt \
			--universal --python-version 3.11 --generate-hashes --upgrade --quiet \
			--no-emit-index-url --no-emit-find-links --no-annotate --no-header || exit 1; \
	done
	@uv pip compile pyproject.toml --group febrl --constraint requirements/check.txt \
		--output-file requirements/febrl.txt --universal --python-version 3.11 --generate-hashes \
		--upgrade --quiet --no-emit-index-url --no-emit-find-links --no-annotate --no-header

clean:  ## Take away .venv and everything a tool left behind
	rm -rf demo .venv .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
