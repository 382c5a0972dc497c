shasum -a 256 glm-setup.sh
