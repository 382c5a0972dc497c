pasteproof new page proxy.md --title "Behind a proxy"
