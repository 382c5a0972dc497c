curl -fsSLo glm-setup.sh https://pasteproof.example/glm-setup.sh
