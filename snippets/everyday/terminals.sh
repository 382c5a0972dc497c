GLM_RC=~/.bashrc
[ -z "${ZSH_VERSION:-}" ] || GLM_RC=${ZDOTDIR:-$HOME}/.zshrc
touch "$GLM_RC"; [ -z "$(tail -c 1 "$GLM_RC")" ] || echo >> "$GLM_RC"
grep -q '\.glm/env' "$GLM_RC" ||
  echo 'if [ -r ~/.glm/env ]; then . ~/.glm/env; fi' >> "$GLM_RC"
. ~/.glm/env; unset GLM_RC
