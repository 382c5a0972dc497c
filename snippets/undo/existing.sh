GLM_RC=~/.bashrc
[ -z "${ZSH_VERSION:-}" ] || GLM_RC=${ZDOTDIR:-$HOME}/.zshrc
mkdir -p ~/.claude-glm && chmod 700 ~/.claude-glm && touch "$GLM_RC"
sed '/claude-glm\/launcher/d' "$GLM_RC" >| ~/.claude-glm/rc &&
  cat ~/.claude-glm/rc >| "$GLM_RC"
rm -rf ~/.claude-glm
unalias glm 2>/dev/null || true; unset GLM_RC
