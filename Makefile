# What one types to work on this repository; `make` lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Material's notice about MkDocs 2 concerns nobody here: pyproject.toml keeps MkDocs below 2.
export NO_MKDOCS_2_WARNING := 1

BIN := .venv/bin
READY := .venv/ready
JUDGES := build/judges/ready

# A moved checkout or a vanished Python leaves a .venv that only looks complete.
ifneq ($(shell test -x $(BIN)/python && cat $(READY) 2>/dev/null),$(CURDIR))
$(READY): always
endif

# Snippets are typed at a prompt, not run as scripts: there, a `cd` needs no `|| exit` (SC2164),
# a variable is for the commands that follow (SC2034), a line for an rc file is to be expanded later
# (SC2016), and rc files are not ours to read (SC109x).
SNIPPET_RULES := --shell=bash --exclude=SC1090,SC1091,SC2016,SC2034,SC2164

.PHONY: help
help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

.PHONY: serve
serve: $(READY) ## Verify the snippets, then serve the guide on http://127.0.0.1:8000
	@if scripts/system.sh sandbox guide && $(BIN)/pasteproof fetch --quiet; then \
	  $(BIN)/pasteproof verify || echo 'Serving anyway: what failed above is shown as not verified.' >&2; \
	else \
	  echo 'Serving anyway: every snippet is shown as not verified.' >&2; \
	fi
	@exec $(BIN)/pasteproof serve

# The snippets come first, so that the pages are judged with the evidence of this very run.
.PHONY: test
test: $(READY) $(JUDGES) ## Run all that continuous integration runs
	@scripts/system.sh sandbox guide tests browser nginx shellcheck
	@$(BIN)/pasteproof fetch --all --quiet
	@$(MAKE) lint
	@$(MAKE) check
	@$(BIN)/pytest -n auto snippets
	@$(BIN)/pasteproof build --require-evidence
	@$(BIN)/pytest -n auto tests

.PHONY: screens
screens: $(READY) ## Take the pictures in tests/screens anew, after a wanted change of the design
	@scripts/system.sh browser
	@$(BIN)/pytest --update-screens --quiet tests/test_screens.py

.PHONY: verify
verify: $(READY) ## Paste every snippet into bash and zsh, and record what happened
	@scripts/system.sh sandbox guide
	@$(BIN)/pasteproof fetch --quiet
	@$(BIN)/pasteproof verify

.PHONY: drift
drift: $(READY) ## Run the guide with the newest client, and write what differs to build/drift.md
	@scripts/system.sh sandbox guide
	@mkdir -p build
	@rm -f build/drift.md
	@$(BIN)/pasteproof drift --output build/drift.md

.PHONY: check
check: $(READY) ## Check snippets, pages and translations without running anything
	@$(BIN)/pasteproof check

.PHONY: build
build: $(READY) ## Build the site from the pages and the recorded evidence
	@$(BIN)/pasteproof build

.PHONY: lint
lint: $(READY) ## Check Python's style and types, shell scripts, and workflows
	@scripts/system.sh shellcheck
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo 'Write them so: $(BIN)/ruff format' >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@shellcheck scripts/*.sh reader/*.sh .ci/run
	@$(BIN)/actionlint .github/workflows/*.yml
	@find snippets -name '*.sh' -exec shellcheck $(SNIPPET_RULES) {} +

.PHONY: bench
bench: $(READY) ## Measure a cold run, a run with nothing changed, and a build
	@scripts/system.sh sandbox
	@scripts/bench.sh

.PHONY: lock
lock: $(READY) ## Pin the newest versions of all dependencies in requirements.txt
	@scripts/lock.sh

.PHONY: clean
clean: ## Remove everything that these commands made
	rm -rf .venv build site dist .mypy_cache .pytest_cache .ruff_cache
	find src tests snippets -name __pycache__ -prune -exec rm -rf {} +

$(READY): pyproject.toml requirements.txt scripts/venv.sh
	@scripts/venv.sh

$(JUDGES): tests/judges/package.json tests/judges/package-lock.json scripts/judges.sh | $(READY)
	@scripts/judges.sh

.PHONY: always
always:
