# Posta's one door. `make run` and `make test` set up all they need on a machine
# that has Go, Node and make; the rest are their parts.

GO ?= go
PACKAGES := ./...

.PHONY: help run test build page setup lint unit sample prove lessons worlds display same e2e e2e-short long questions nonsense classroom dist bench golden screenshots clean

help: ## lists the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## builds everything, serves the simulator and opens it
	./bin/posta serve --open

test: setup lint page build unit sample display same e2e-short ## checks all that half an hour has room for; what CI runs

long: setup page build prove e2e questions nonsense classroom ## what takes longer: all of the page, all of every lesson, an hour and more

build: page ## builds bin/posta, the page inside it
	$(GO) build -trimpath -o bin/posta ./cmd/posta

page: web/node_modules/.package-lock.json ## builds the page into web/dist, one static folder
	cd web && node build.mjs

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error

setup: ## installs what the tests need and this machine lacks
	.ci/setup

lint: web/node_modules/.package-lock.json ## formatting, vet, staticcheck, dead code, types; natively, for the browser and for other systems
	@unformatted=$$(gofmt -l cmd sim scenarios wasm web/*.go web/lean web/prepare web/serve web/trim web/types); \
	if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	$(GO) mod tidy -diff
	$(GO) vet $(PACKAGES)
	GOOS=js GOARCH=wasm $(GO) vet ./cmd/... ./scenarios/... ./sim/... ./wasm/...
	$(GO) vet -tags nowindow ./cmd/posta
	$(GO) tool staticcheck $(PACKAGES)
	.ci/unreached
	cd web && npm run --silent check

unit: ## every Go test, with the race detector where anything runs at once, in random order
	.ci/unit

sample: ## each lesson six times, every what-if of every lesson, 1,000 random worlds with faults
	$(MAKE) -j2 -Otarget lessons worlds RUNS=3 WORLDS=1000

prove: ## each lesson 100 times, every what-if, 10,000 random worlds with faults, every picture of every lesson
	$(MAKE) -j2 -Otarget lessons worlds
	POSTA_PICTURES=all $(GO) test -count=1 -timeout 30m -run TestEveryStepOfEveryLesson ./sim/stage

RUNS := 50
lessons: # so often on one core, and on two
	POSTA_RUNS=$(RUNS) $(GO) test -count=1 -timeout 30m ./sim

WORLDS := 10000
worlds:
	$(GO) test -count=1 -timeout 30m -run TestRandomFaults ./sim -rapid.checks=$(WORLDS)

display: ## what is painted, on a virtual screen
	xvfb-run -a $(GO) test -count=1 ./sim/stage/paint/...

same: ## the lessons' hashes are the same here, in WebAssembly, with GOAMD64=v3 and on arm64
	.ci/same-everywhere bin

e2e: page ## all that is tried of the page in Chromium, Firefox and WebKit
	cd web && npm run --silent test && npm run --silent e2e

e2e-short: page build ## the page in all three, a class, and real programs on the stage
	cd web && npm run --silent test && POSTA=$(CURDIR)/bin/posta npm run --silent e2e-short

questions: page ## every lesson's questions, answered right and wrong in the page
	cd web && POSTA_LESSONS=all node --test e2e/questions.test.mjs

nonsense: page ## ten minutes of somebody who presses and types whatever there is
	cd web && POSTA_NONSENSE=600 node --test e2e/nonsense.test.mjs

classroom: build ## a class of 30 browsers, played through (SEATS=30), with figures
	cd web && POSTA=$(CURDIR)/bin/posta POSTA_SEATS=$(or $(SEATS),30) node --test e2e/classroom.test.mjs

screenshots: page ## takes the README's pictures again
	$(GO) test -count=1 ./sim/stage/panels -run TestPicture -pictures $(CURDIR)/web/screenshots
	cd web && npm run --silent screenshots

dist: page ## builds what a school hands out into bin/dist: the command for each system, the page as a zip, checksums
	.ci/dist bin/dist

bench: ## the figures that the README quotes
	$(GO) test -run '^$$' -bench . -count 5 ./sim/...

# Every package whose tests take -update keeps golden files; the command's scripts are rewritten by their own switch.
golden: ## rewrites every golden file, to be read before they are committed
	$(GO) test -count=1 $$(grep -rl --include='*_test.go' 'flag.Bool("update"' cmd scenarios sim wasm web/*.go web/types | xargs -n1 dirname | sort -u | sed 's,^,./,') -update
	UPDATE_SCRIPTS=1 $(GO) test -count=1 ./cmd/posta

clean: ## removes what builds made
	rm -rf bin web/dist web/.build web/node_modules
