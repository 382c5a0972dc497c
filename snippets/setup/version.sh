glm --version
