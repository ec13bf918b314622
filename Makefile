# Posta's one door. `make run` and `make test` set up all they need on a machine
# that has Go, Node and make; the rest are their parts.

GO ?= go
PACKAGES := ./...

.PHONY: help run test build setup lint unit wasm-test page e2e display bench golden screenshots clean

help: ## lists the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## tells the journey of the first email
	./bin/posta run first-email

test: setup lint unit wasm-test ## checks everything; what CI runs

build: ## builds bin/posta
	$(GO) build -trimpath -o bin/posta ./cmd/posta

setup: ## installs what the tests need and this machine lacks
	.ci/setup

lint: ## formatting, vet, staticcheck; natively and for the browser
	@unformatted=$$(gofmt -l cmd sim scenarios wasm web); \
	if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	$(GO) mod tidy -diff
	$(GO) vet $(PACKAGES)
	GOOS=js GOARCH=wasm $(GO) vet $(PACKAGES)
	$(GO) tool staticcheck $(PACKAGES)

unit: ## every Go test, with the race detector, in random order
	$(GO) test -race -shuffle=on -timeout 20m $(PACKAGES)

wasm-test: build ## the lessons' hashes under Node are those of this machine
	mkdir -p bin
	GOOS=js GOARCH=wasm $(GO) build -trimpath -o bin/posta.wasm ./cmd/posta
	.ci/same-in-wasm bin/posta bin/posta.wasm

bench: ## the figures that the README quotes
	$(GO) test -run '^$$' -bench . -count 5 ./sim/...

golden: ## rewrites the golden files, to be read before they are committed
	$(GO) test ./scenarios ./sim/scenario ./sim/imap -update

clean: ## removes what builds made
	rm -rf bin web/dist web/node_modules
