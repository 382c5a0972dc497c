GLM_RC=~/.bashrc
[ -z "${ZSH_VERSION:-}" ] || GLM_RC=${ZDOTDIR:-$HOME}/.zshrc
touch "$GLM_RC"; [ -z "$(tail -c 1 "$GLM_RC")" ] || echo >> "$GLM_RC"
grep -q 'claude-glm/launcher' "$GLM_RC" ||
  echo "alias glm='sh ~/.claude-glm/launcher'" >> "$GLM_RC"
alias glm='sh ~/.claude-glm/launcher'; unset GLM_RC
