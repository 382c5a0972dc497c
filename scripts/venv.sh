#!/usr/bin/env bash
# Makes .venv: what requirements.txt pins, to the hash, and this repository itself.
set -euo pipefail
cd -- "$(dirname -- "$0")/.."

main() {
  is_ours || make_venv
  rm -f .venv/ready
  .venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --require-hashes -r requirements.txt
  .venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --no-deps --no-build-isolation -e .
  pwd -P >.venv/ready
}

# One that was never finished, or was made for another folder, looks complete and is not.
is_ours() { [ "$(cat .venv/ready 2>/dev/null)" = "$(pwd -P)" ] && works .venv/bin/python; }

make_venv() {
  local python
  if ! python=$(find_python); then
    scripts/system.sh python
    python=$(find_python) || refuse
  fi
  echo "Setting up .venv with $("$python" --version), once; this takes about half a minute." >&2
  rm -rf .venv
  "$python" -m venv .venv
}

# The oldest first: it is the one that every check runs on.
find_python() {
  local name
  for name in python3.11 python3.12 python3.13 python3.14 python3; do
    works "$name" && echo "$name" && return
  done
  return 1
}

# A version manager's shim may be there and still run nothing, so that only running tells.
# Debian and Ubuntu ship Python without ensurepip until python3-venv is installed.
works() {
  "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

refuse() {
  echo 'pasteproof: no Python 3.11 or newer that can make a virtual environment was found.' \
    'Install one, with its venv module, and run this again.' >&2
  exit 1
}

main
