(file=~/.claude/settings.json
if [ "$(sed '1d; s/TOKEN": ".*"/TOKEN": ""/; s/api\.z\.ai/open.bigmodel.cn/; s/},/}/; 6q' "$file")" = '  "env": {
    "ANTHROPIC_BASE_URL": "https://open.bigmodel.cn/api/anthropic",
    "ANTHROPIC_AUTH_TOKEN": "",
    "ANTHROPIC_API_KEY": ""
  }' ]; then
  rest=$(sed 2,6d "$file")
  case $rest in (*:*) printf '%s\n' "$rest" >|"$file";; (*) rm -f "$file"; rmdir ~/.claude 2>/dev/null; esac; :
else echo 'Nothing was changed: the lines are not there as they were written.'; fi)
