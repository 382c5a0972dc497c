sed -i.bak 's|//open.bigmodel.cn/|//api.z.ai/|' ~/.claude-glm/{launcher,glm.json}
rm -f ~/.claude-glm/{launcher,glm.json}.bak
