export ANTHROPIC_BASE_URL=https://other.example/anthropic
export ANTHROPIC_AUTH_TOKEN=a-made-up-token-of-another-provider-0123456789
export ANTHROPIC_API_KEY=sk-ant-api03-a-made-up-key-from-the-console-0123456789
export CLAUDE_CODE_OAUTH_TOKEN=sk-ant-oat01-a-made-up-token-of-claude-setup-token-0123456789
