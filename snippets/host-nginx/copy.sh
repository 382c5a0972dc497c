scp hosting/nginx.conf YOUR_HOST:pasteproof.conf
