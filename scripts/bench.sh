#!/usr/bin/env bash
# Measures what a writer waits for: a cold run, a run with nothing changed, and a build; then the
# engine on snippets that do nothing.
set -euo pipefail
cd -- "$(dirname -- "$0")/.."

measure() {
  local TIMEFORMAT="$1"$'\t%R s'
  shift
  time "$@" >/dev/null
}

rm -f build/evidence.json
measure 'verify, cold' .venv/bin/pasteproof verify
measure 'verify, nothing changed' .venv/bin/pasteproof verify
measure 'build' .venv/bin/pasteproof build
echo
.venv/bin/python bench/engine.py
