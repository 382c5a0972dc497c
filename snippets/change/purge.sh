sh glm-setup.sh --purge
