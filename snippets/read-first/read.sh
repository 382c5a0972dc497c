less glm-setup.sh
