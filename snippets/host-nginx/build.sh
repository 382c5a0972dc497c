pasteproof build --require-evidence
