cat >| ~/.glm/models <<'EOF'
export ANTHROPIC_DEFAULT_OPUS_MODEL=glm-4.5
export ANTHROPIC_DEFAULT_SONNET_MODEL=glm-4.5
export ANTHROPIC_DEFAULT_HAIKU_MODEL=glm-4.5-air
EOF
. ~/.glm/env
