CLAUDE_CODE_MAX_RETRIES=0 glm -p "Reply with: ready"
