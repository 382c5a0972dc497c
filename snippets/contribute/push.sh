git push -u origin update-install
