npm install -g @anthropic-ai/claude-code
