fish_add_path ~/.local/bin
