sudo install -m 644 pasteproof.conf /etc/nginx/conf.d/
sudo nginx -t && sudo systemctl reload nginx
