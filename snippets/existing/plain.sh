claude -p "Reply with: ready"
