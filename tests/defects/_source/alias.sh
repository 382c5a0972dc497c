vim ~/.zshrc # or ~/.bashrc
alias glm="ANTHROPIC_AUTH_TOKEN="your zhipuai api keys" ANTHROPIC_BASE_URL=https://open.bigmodel.cn/api/anthropic claude"
source ~/.zshrc
