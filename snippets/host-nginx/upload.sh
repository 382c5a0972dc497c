rsync --archive --delete-after --delay-updates site/ YOUR_HOST:/srv/pasteproof/site/
