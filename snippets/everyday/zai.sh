sed -i.bak 's|//open.bigmodel.cn/|//api.z.ai/|' ~/.glm/env && rm -f ~/.glm/env.bak
. ~/.glm/env
