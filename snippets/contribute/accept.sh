pasteproof accept zh/install.md
