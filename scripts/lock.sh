#!/usr/bin/env bash
# Writes requirements.txt: every dependency, pinned with its hashes, for each Python and platform.
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
