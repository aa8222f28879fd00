# Six verbs. Every one first installs node_modules when it is missing or older than the lock file; the Node 26
# that runs everything comes with it, so the host needs only make, npm and any Node from 20 on.

PORT = 6379
SENTINEL_PORT = 26379
DATA = data

BIN := $(CURDIR)/node_modules/.bin
INSTALLED := node_modules/.package-lock.json
export PATH := $(BIN):$(PATH)

.PHONY: help check test up down bench
.DEFAULT_GOAL := help

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

check: $(INSTALLED) ## types, format, lint and the style tests, in seconds
	@$(BIN)/tsc --noEmit
	@$(BIN)/biome check .
	@$(BIN)/vitest run --project style

test: $(INSTALLED) ## every test; needs a real redis-server to compare with, and installs it when it can
	@.ci/prepare
	@$(BIN)/node .ci/test.ts

up: $(INSTALLED) ## run the appliance here: make up [PORT=6379] [SENTINEL_PORT=26379] [DATA=data]
	@exec $(BIN)/node shared/io/appliance/main.ts up $(PORT) $(SENTINEL_PORT) "$(DATA)"

down: $(INSTALLED) ## stop the appliance that `make up` runs: make down [DATA=data]
	@exec $(BIN)/node shared/io/appliance/main.ts down "$(DATA)"

bench: $(INSTALLED) ## measure side by side with redis-server
	@$(BIN)/node --import ./shared/io/typescript-modules.ts test/benchmark/main.ts

# What npm says is kept for the case that it fails: then its first error is told. It writes this file last, so an
# interrupted installation starts again.
$(INSTALLED): package.json package-lock.json
	@echo 'Installing the dependencies ...'
	@if said=$$(npm ci --no-audit --no-fund --loglevel=error 2>&1 && npm run --silent prepare 2>&1 && touch $@ 2>&1); \
	then :; else \
	  why=$$(printf '%s\n' "$$said" | sed -En 's/^npm (ERR!|error) //; /^(code|errno|syscall) /d; /./{p;q;}'); \
	  echo "The dependencies could not be installed: $$why (npm ci says more)." >&2; exit 1; \
	fi
