npm config set prefix ~/.local
