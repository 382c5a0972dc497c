./glm_claude_setup.sh
