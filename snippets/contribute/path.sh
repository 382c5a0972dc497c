export PATH="$PWD/.venv/bin:$PATH"
