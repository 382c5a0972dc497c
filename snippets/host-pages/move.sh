pasteproof move https://YOUR_NAME.github.io/YOUR_REPOSITORY/
