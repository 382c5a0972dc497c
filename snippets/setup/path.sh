GLM_LINE='export PATH="$HOME/.local/bin:$PATH"' GLM_RC=~/.bashrc
[ "$(uname)" != Darwin ] || GLM_RC=~/.bash_profile
[ -z "${ZSH_VERSION:-}" ] || GLM_RC=${ZDOTDIR:-$HOME}/.zshrc
touch "$GLM_RC"; [ -z "$(tail -c 1 "$GLM_RC")" ] || echo >> "$GLM_RC"
grep -qxF "$GLM_LINE" "$GLM_RC" || echo "$GLM_LINE" >> "$GLM_RC"
export PATH="$HOME/.local/bin:$PATH"; unset GLM_LINE GLM_RC
