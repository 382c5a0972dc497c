mkdir -p ~/.claude-glm && chmod 700 ~/.claude-glm
unset GLM_KEY
until [ -n "${GLM_KEY:-}" ]; do
  printf 'API key: '; read -rs GLM_KEY; echo
done; (umask 077; rm -f ~/.claude-glm/key
  printf '%s\n' "$GLM_KEY" > ~/.claude-glm/key); unset GLM_KEY
