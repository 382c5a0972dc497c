sh glm-setup.sh
