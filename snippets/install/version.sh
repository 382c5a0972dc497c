claude --version
