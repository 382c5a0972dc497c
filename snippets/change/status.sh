sh glm-setup.sh --status
