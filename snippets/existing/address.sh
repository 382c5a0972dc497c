cat >| ~/.claude-glm/glm.json <<'EOF'
{"env": {"ANTHROPIC_BASE_URL": "https://open.bigmodel.cn/api/anthropic"}}
EOF
