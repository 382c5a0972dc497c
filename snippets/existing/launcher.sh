cat >| ~/.claude-glm/launcher <<'EOF'
export ANTHROPIC_AUTH_TOKEN="$(cat ~/.claude-glm/key)"
: "${ANTHROPIC_AUTH_TOKEN:?the API key is missing}"
unset ANTHROPIC_API_KEY CLAUDE_CODE_OAUTH_TOKEN
export ANTHROPIC_BASE_URL=https://open.bigmodel.cn/api/anthropic
export CLAUDE_CONFIG_DIR="$HOME/.claude-glm"
export CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL=1
if [ -r ~/.claude-glm/models ]; then . ~/.claude-glm/models; fi
exec claude --settings ~/.claude-glm/glm.json "$@"
EOF
