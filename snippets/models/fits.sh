claude -p /context
