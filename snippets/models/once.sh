claude --model glm-4.5-air -p "Reply with: ready"
