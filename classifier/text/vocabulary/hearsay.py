"""Words of rumour, denial and of a firm's own word."""

from __future__ import annotations

from classifier.text.patterns import Words

#: 传 as rumour, not in 宣传, 传统, 上传 ...
SAID = Words(
    "传(?<![宣上流相遗真口家单世师祖承秘]传)(?!统|播|输|感|媒|奇|真|递|染|承|授|说|世|动|单|给|神|导|到|回|于|记|达|唤|球|教|来的|人|手)"
)
#: Somebody tells it who is not named.
HEARD = Words(
    "据传 网传 传闻 传言 传出 谣传 消息称 消息指 消息人士 知情人士 知情者 内部人士 被曝 曝(?!光|露) 爆料",
    "疑似 或将 或已 据称 据悉 市场消息",
)
RUMOUR = HEARD | SAID
DENIAL = Words(
    "否认 不实 辟谣 谣言 不属实 子虚乌有 假消息 假新闻 虚假(?:信息|消息) 并非事实 没有此事 没有的事 无中生有",
    "不是事实 造谣",
)
#: A firm's own word.
CONFIRM = Words("宣布(?!告) 官宣 公告 证实 确认(?!函)")
#: Who answers speaks of what was told before.
ANSWER = Words("回应")
