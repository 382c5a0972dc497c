git switch -c update-install
git add docs translations
git commit -m "Update the Chinese page on installing"
