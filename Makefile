# Everything a reader of the README types. Needs make and Python >= 3.11 with venv, nothing else.
# Settings are environment variables or arguments: make serve PORT=9000 DOCUMENTS=sources
.POSIX:

VENV = .venv
RUN = $(VENV)/bin/python
JOBS = 2
INSTALL = $(RUN) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
LOCK = $(VENV)/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header
NEW_VENV = $(FIND_PYTHON) && echo "Creating $(VENV) with $$python" && "$$python" -m venv --clear $(VENV)
FIND_PYTHON = python=; \
	for candidate in $${PYTHON:-python3 python python3.14 python3.13 python3.12 python3.11}; do \
		"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		python=$$candidate; break; \
	done; \
	test -n "$$python" || { \
		echo "No Python 3.11 or later among: $${PYTHON:-python3, python, python3.14 ... python3.11}." >&2; \
		echo "Install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$$python cannot create virtual environments: its module ensurepip is missing." >&2; \
		echo "On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# No file the build reads is newer than its stamp: saves the second it takes to ask the loader.
UP_TO_DATE = test -z "$${DOCUMENTS:-}" && test -f "$${RELEASES:-releases}/stamp" && \
	test -z "$$(find graph loaders ontology -name __pycache__ -prune -o -newer "$${RELEASES:-releases}/stamp" -print)"

help:  ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1	/p' Makefile | expand -t 12
	@echo
	@echo "Settings: PORT (8000), DOCUMENTS (folder of source documents), PYTHON, PYTEST_ARGS, JOBS (2)"

serve: $(VENV)/serve.stamp  ## build the release and serve it on http://localhost:PORT
	@$(UP_TO_DATE) || $(RUN) -m loaders build
	@exec $(RUN) -m gql

neo4j: $(VENV)/serve.stamp  ## the same on a real Neo4j, with its Browser; no container, no Java needed
	@$(RUN) -m loaders build
	@exec $(RUN) -m loaders.neo4j_server

test: check  ## all checks and tests
	$(RUN) -m pytest --numprocesses $(JOBS) --dist loadgroup $(PYTEST_ARGS)

check: $(VENV)/dev.stamp  ## the checks that run no test: format, lint, types, layers
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

check-all:  ## make test with what takes longer, and on both Neo4j lines
	CHECK_ALL=1 $(MAKE) test

derive: $(VENV)/serve.stamp  ## write what follows from ontology, tables and code: metadata, sheets, shapes, schema, reference
	$(RUN) -m loaders metadata
	$(RUN) -m loaders sheets
	$(RUN) -m graph shapes
	$(RUN) -m gql --schema > gql/schema.graphql
	$(RUN) -m docs.derive

lock: $(VENV)/dev.stamp  ## write requirements/*.txt from pyproject.toml (newer: LOCK_ARGS=--upgrade)
	$(LOCK) $(LOCK_ARGS) pyproject.toml --group dev --output-file requirements/dev.txt
	$(LOCK) $(LOCK_ARGS) pyproject.toml --constraints requirements/dev.txt --output-file requirements/serve.txt
	$(LOCK) $(LOCK_ARGS) --group neo4j-server --output-file requirements/neo4j-server.txt

clean:  ## delete what the targets made: environments, servers, releases, caches
	rm -rf $(VENV) .neo4j .owlready2 .w3c releases .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/serve.stamp: requirements/serve.txt
	@$(NEW_VENV)
	@$(INSTALL) -r requirements/serve.txt
	@touch $@

# dev.txt holds all of serve.txt, so both stamps are good after it.
$(VENV)/dev.stamp: requirements/dev.txt
	@$(NEW_VENV)
	@$(INSTALL) -r requirements/dev.txt
	@touch $(VENV)/serve.stamp $@

.PHONY: help serve neo4j test check check-all derive lock clean
