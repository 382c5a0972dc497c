rm -f glm_claude_setup.sh
