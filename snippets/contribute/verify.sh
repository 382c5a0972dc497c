pasteproof verify install
