sed -i.bak 's|//open.bigmodel.cn/|//api.z.ai/|' ~/.claude-glm/launcher ~/.claude-glm/glm.json
rm -f ~/.claude-glm/launcher.bak ~/.claude-glm/glm.json.bak
