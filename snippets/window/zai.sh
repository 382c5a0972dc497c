export ANTHROPIC_BASE_URL=https://api.z.ai/api/anthropic
