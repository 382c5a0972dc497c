git commit -a -m "Publish at an address of our own"
git push
