unset ANTHROPIC_BASE_URL ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN
until [ -n "${ANTHROPIC_AUTH_TOKEN:-}" ]; do
  printf 'API key: '; read -rs ANTHROPIC_AUTH_TOKEN; echo
done; export ANTHROPIC_AUTH_TOKEN \
  ANTHROPIC_BASE_URL=https://api.z.ai/api/anthropic
