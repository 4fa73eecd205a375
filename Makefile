# What a newcomer runs. Everything lives in .venv/ and var/; `make clean` takes it away.

PORT ?= 8000
export PORT
# Compiled files are kept: each run would compile all tests anew.
unexport PYTHONDONTWRITEBYTECODE

# The newest Python of the path that is recent enough; PYTHON=... chooses another.
NAMES := python3.14 python3.13 python3.12 python3.11 python3
IS_RECENT := import sys, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(or $(shell for name in $(NAMES); do \
	$$name -c "$(IS_RECENT)" 2>/dev/null && echo $$name && break; done),python3)

BIN := .venv/bin
MANAGE := DEBUG=1 $(BIN)/python manage.py
WORKERS ?= 2
FAST := not slow and not matrix and not browser and not hypothesis
# What checks the types of JavaScript, and the types of what its maps stand on.
NPM := --package typescript@5.9.3 --package @types/leaflet@1.9.21 \
	--package @types/supercluster@7.1.3
TSC := tsc --project scripts/js --types leaflet,supercluster --allowUmdGlobalAccess
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock" --quiet
# PyPI has biome for Linux on x86-64 only; elsewhere its checks are left to CI.
biome = if [ -x $(BIN)/biome ]; then $(BIN)/biome $(1); \
	else echo "No biome for this machine: JavaScript and CSS are not checked."; fi

.PHONY: help
help: ## Say what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: ## Everything set up, real data loaded, site on http://127.0.0.1:8000 (PORT=)
	@$(PYTHON) scripts/demo.py

.PHONY: dev
dev: data ## The same site with autoreload and error pages for developers
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) compile_translations
	@$(MANAGE) runserver 127.0.0.1:$(PORT)

.PHONY: test
test: lint ## Lint, types, import rules, then the whole suite (PYTEST= adds options)
	@$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal $(PYTEST)

.PHONY: check
check: lint ## Lint, types, import rules and the fast tests
	@$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal --quiet \
		-m "$(FAST)" $(PYTEST)

.PHONY: lint
lint: data ## Style of all languages, types, import rules, forgotten migrations
	@$(MAKE) --no-print-directory --jobs=2 lint-types lint-style

.PHONY: lint-types
lint-types:
	@DEBUG=1 $(BIN)/mypy

.PHONY: lint-style
lint-style:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --quiet --lint --check templates
	@$(call biome,check --error-on-warnings)
	@$(BIN)/lint-imports
	@$(MANAGE) makemigrations --check --dry-run
	@$(BIN)/python scripts/measure_house.py --check

.PHONY: format
format: installed ## Put Python, templates, JavaScript and CSS in the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djlint --quiet --reformat templates
	@$(call biome,check --write)

.PHONY: types-js
types-js: ## Types of our JavaScript (needs Node; npm fetches TypeScript)
	@if command -v npx >/dev/null; then \
		npx --yes $(NPM) --call \
			'$(TSC) --typeRoots "$$(dirname "$$(command -v tsc)")/../@types"'; \
	else echo "No Node on this machine: types of JavaScript are not checked."; fi

.PHONY: bench
bench: data peers ## Measure the site beside plain Django, Datasette and raw SQL
	@$(BIN)/python scripts/bench.py --datasette .venv-bench/bin/datasette \
		--check docs/bench-ratios.json
	@$(BIN)/python scripts/bench_hostile.py
	@$(BIN)/python scripts/bench_import.py
	@$(BIN)/python scripts/bench_admin.py
	@$(BIN)/python scripts/bench_reports.py
	@$(BIN)/python scripts/bench_surveys.py

# Datasette has a virtual environment of its own: its packages are none of the site's.
.PHONY: peers
peers: installed
	@test -x .venv-bench/bin/datasette || { $(BIN)/python -m pip install --quiet uv && \
		$(BIN)/uv venv --quiet .venv-bench && \
		$(BIN)/uv pip install --quiet --python .venv-bench --group bench; }

.PHONY: faults
faults: data ## Kill, fill and cut off a site of its own; docs/faults.md tells the rest
	@$(BIN)/python scripts/faults.py --write docs/faults.md

.PHONY: screenshots
screenshots: installed ## Every public page at 360, 768 and 1440 px, into var/screenshots/
	@$(BIN)/python scripts/screenshots.py

.PHONY: docs
docs: installed ## The guide: pictures taken again, and a site of its own in var/guide/
	@$(BIN)/python scripts/guide_pictures.py
	@$(BIN)/sphinx-build --quiet --nitpicky --fail-on-warning docs/guide var/guide

.PHONY: messages
messages: installed ## Collect the texts to translate (needs the system's gettext)
	@$(MANAGE) makemessages --locale en --no-location --ignore .venv --ignore 'var*'

.PHONY: sbom
sbom: installed ## What the site is made of, as CycloneDX, into var/sbom.json
	@$(BIN)/python scripts/sbom.py > var/sbom.json

.PHONY: lock
lock: installed ## Pin the packages of pyproject.toml again (UPGRADE=--upgrade)
	@$(BIN)/python -m pip install --quiet uv
	@$(COMPILE) --output-file requirements/base.txt $(UPGRADE)
	@$(COMPILE) --extra s3 --extra sentry --constraint requirements/base.txt \
		--output-file requirements/extras.txt $(UPGRADE)
	@$(COMPILE) --group demo --constraint requirements/base.txt \
		--output-file requirements/demo.txt $(UPGRADE)
	@$(COMPILE) --group dev --constraint requirements/base.txt \
		--output-file requirements/dev.txt $(UPGRADE)

.PHONY: installed
installed:
	@$(PYTHON) scripts/environment.py dev

# A var/ of before version 0.2.0 is renamed; what follows makes another.
.PHONY: data
data: installed
	@DEBUG=1 $(BIN)/python -m config.embedded.earlier

.PHONY: clean
clean: ## Take away .venv/ and var/, data included (not what was set aside)
	@rm -rf .venv .venv-bench var
