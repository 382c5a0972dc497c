(umask 077; set -C; key=
[ ! -e ~/.claude/settings.json ] || { echo 'There is a settings.json already: add the lines by hand.'; exit 1; }
until case $key in (''|*[^[:alnum:]._~+/=-]*) false; esac; do printf 'API key: '; read -rs key; echo; done
mkdir -p ~/.claude; printf '{
  "env": {
    "ANTHROPIC_BASE_URL": "https://api.z.ai/api/anthropic",
    "ANTHROPIC_AUTH_TOKEN": "%s",
    "ANTHROPIC_API_KEY": ""
  }
}\n' "$key" >~/.claude/settings.json)
