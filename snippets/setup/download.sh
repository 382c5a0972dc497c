curl -fsSLo glm-setup.sh https://pasteproof.example/glm-setup.sh && sh glm-setup.sh
