cat >| ~/.glm/env <<'EOF'
if [ -s ~/.glm/key ]; then
  export ANTHROPIC_AUTH_TOKEN="$(<~/.glm/key)"
  export ANTHROPIC_BASE_URL=https://open.bigmodel.cn/api/anthropic
  unset ANTHROPIC_API_KEY
  if [ -r ~/.glm/models ]; then . ~/.glm/models; fi
fi
EOF
