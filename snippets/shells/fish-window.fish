set -e ANTHROPIC_API_KEY; set -e ANTHROPIC_BASE_URL
read -s -gx -P 'API key: ' ANTHROPIC_AUTH_TOKEN; \
  and test -n "$ANTHROPIC_AUTH_TOKEN"; \
  and set -gx ANTHROPIC_BASE_URL https://open.bigmodel.cn/api/anthropic
