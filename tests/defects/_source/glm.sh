glm
