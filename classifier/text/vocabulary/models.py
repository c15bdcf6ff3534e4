"""Models of one's own, giving them up or going on, and taking others' instead."""

from __future__ import annotations

from classifier.text.patterns import Words

#: A foundation model of one's own, and the work on it.
OWN_MODEL = Words(
    "预训练 基座(?:大?模型)? 基模 基础(?:大?模型) 底层(?:大?模型)",
    "自研(?:的)?(?:通用|基座|语言|基础|底座|云端)?(?:大?模型|基座|底座) 大模型自研 通用大模型 万亿参数",
    "训模型 练模型 模型训练 训练(?:大|基座|基础|自己的|自家的?)模型 训练(?:团队|算力|预算|集群)",
)
#: The word for the foundation itself, which is also that of a charger.
BASE = Words("底座(?:大?模型)?")

#: Ends it.
STOP = Words("放弃 停止 停掉 停下 停训 终止 退出 砍掉 解散 裁撤 关停 告别 止步 收手 下牌桌 弃(?<!放弃)")
#: Ends it for now.
PAUSE = Words("暂停 搁置 中止 叫停 冻结")
#: Does less of it.
SHRINK = Words("缩减 收缩 削减 缩编 减少 并入 合并 压缩 瘦身 裁掉 降级 减半 腰斩")
#: Lets others do it.
OUTSOURCE = Words("外包")
#: Does something else.
TURN = Words("转向 转型 转做 转战 转而 改用 聚焦 专注")
NO_LONGER = Words("不再(?!专属|只是|只有|局限|仅)")
GIVE_UP = STOP | PAUSE | SHRINK

#: What stands between going on and with what; 持续暂停训练 and 仍将停止训练 go on with no training.
ON_WITH = rf"(?:(?!{GIVE_UP}|{OUTSOURCE}|推迟|延后|暂缓|停摆|停更|不)[^,。;]){{0,8}}?"

KEEP_ON = Words("继续 坚持")

#: How models are made, which is no firm's decision.
TECHNIQUE = Words("微调 backbone 主干网络 论文 arxiv sota 知识蒸馏 剪枝")
#: Uses another's model in place of its own: stands before the other's name.
TOOL_BEFORE = Words(
    "转向 全押 押注 因为 输给 入股 租 换到 换成 换上 换装 换用 转投 改以 改用 改采 采用 [使选]用 改接 接入",
    "套用 投靠 基于 用 转用 拥抱 求助 依托 借助 以",
)
