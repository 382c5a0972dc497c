sudo apt-get install nginx
sudo mkdir -p /srv/pasteproof/site
sudo chown "$USER" /srv/pasteproof/site
