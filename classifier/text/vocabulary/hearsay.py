"""Words of rumour, denial and of a firm's own word."""

from __future__ import annotations

from classifier.text.patterns import Words

#: 传 as rumour, not in 宣传, 传统, 上传, nor in names: 传音控股, 传艺科技, 星传
SAID = Words(
    "传(?<![宣上流相遗真口家单世师祖承秘星]传)(?!统|播|输|感|媒|奇|真|递|染|承|授|说|世|动|单|给|神|导|到|回|于|记|达|唤|球|教|来的|人|手|音控|音[手旗]|艺科|化[智集])"
)
#: Somebody tells it who is not named.
HEARD = Words(
    "据传 网传 传闻 传言 传出 谣传 消息称 消息指 消息人士 知情人士 知情者 内部人士 被曝 曝(?!光|露) 爆料",
    "疑似 或将 或已 据称 据悉 市场消息",
)
RUMOUR = HEARD | SAID
#: Says that it is not so.
UNTRUE = Words(
    "误读 失实 与事实不符 (?<!真的)假的 是谣传 是假(?:的)?$ 断章取义 没有这回事 一笑置之 从未(?:接触|谈过)",
    "无此(?:事|计划) 照常 一切正常 旧闻拼接",
)
#: Has not done it and will not.
NEVER = Words("不会 绝不 从未 没有 并未 未 不曾 未曾 不打算 无意 不存在 不可能")
#: Letters by which a firm speaks to its people or to all.
LETTER = Words("内部信 全员信 内部邮件 公开信 全员邮件 备忘录 内部通报 告别信")
#: Stands before an answer that was not given.
DOES_NOT = Words("未 没有? 不 拒绝? 尚待 等待 暂无")
DENIAL = Words(
    "否认 不实 辟谣 谣言 不属实 子虚乌有 假消息 假新闻 虚假(?:信息|消息) 并非事实 没有此事 没有的事 无中生有",
    "不是事实 造谣",
)
#: A firm's own word.
CONFIRM = Words("宣布(?!告) 官宣 公告 证实 确认(?!函)")
#: Who answers speaks of what was told before.
ANSWER = Words("回应")
