GLM_RC=~/.bashrc
[ -z "${ZSH_VERSION:-}" ] || GLM_RC=${ZDOTDIR:-$HOME}/.zshrc
mkdir -p ~/.glm && chmod 700 ~/.glm && touch "$GLM_RC"
sed '/\.glm\/env/d' "$GLM_RC" >| ~/.glm/rc && cat ~/.glm/rc >| "$GLM_RC"
rm -rf ~/.glm
unset GLM_RC ANTHROPIC_BASE_URL ANTHROPIC_AUTH_TOKEN
unset ANTHROPIC_DEFAULT_OPUS_MODEL ANTHROPIC_DEFAULT_SONNET_MODEL
unset ANTHROPIC_DEFAULT_HAIKU_MODEL
