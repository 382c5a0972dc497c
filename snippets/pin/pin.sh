sh glm-setup.sh --pin
