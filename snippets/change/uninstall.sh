sh glm-setup.sh --uninstall
