python3 -m json.tool ~/.claude/settings.json /dev/null && echo fine
