pasteproof check --fix
