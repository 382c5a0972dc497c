pasteproof new language ja
