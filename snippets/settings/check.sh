CLAUDE_CODE_MAX_RETRIES=0 claude -p "Reply with: ready"
