pasteproof status
