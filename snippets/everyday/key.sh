mkdir -p ~/.glm && chmod 700 ~/.glm
unset GLM_KEY
until [ -n "${GLM_KEY:-}" ]; do
  printf 'API key: '; read -rs GLM_KEY; echo
done; (umask 077; rm -f ~/.glm/key
  printf '%s\n' "$GLM_KEY" > ~/.glm/key); unset GLM_KEY
