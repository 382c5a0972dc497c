pasteproof diff zh/install.md
