pasteproof move https://YOUR_HOST/
