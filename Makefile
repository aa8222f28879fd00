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
	@$(BIN)/node shared/io/appliance/main.ts up $(PORT) $(SENTINEL_PORT) "$(DATA)"

down: $(INSTALLED) ## stop the appliance that `make up` runs: make down [DATA=data]
	@$(BIN)/node shared/io/appliance/main.ts down "$(DATA)"

bench: $(INSTALLED) ## measure side by side with redis-server
	@$(BIN)/node --import ./shared/io/typescript-modules.ts test/benchmark/main.ts

# npm 10 and 11 call each dependency that wants a newer Node than the host's a warning; here the pinned Node runs
# them, so those warnings are left out. npm writes this file last, so an interrupted installation starts again.
$(INSTALLED): package.json package-lock.json
	@npm ci --no-audit --no-fund --loglevel=error
	@npm run --silent prepare
	@touch $@
