"""Verbs of people who go, come, rise and are sent away, and of firms that take and let go."""

from __future__ import annotations

from classifier.text.patterns import Words

#: Gives up a post; sure wherever it stands.
RESIGN = Words("离职 离任 卸任 辞职 辞任 辞去 请辞(?<!申请辞) 去职")
#: Goes, of anybody and of things (告别纸质发票): sure only beside a person or a post.
GO = Words("离开 退休 出走 离队 离巢 离席 离场 走人 告别 下课 下台 挂印 退位")
LEAVE = RESIGN | GO
#: Is sent away.
DISMISS = Words("解雇 解聘 辞退 开除 罢免")
REMOVED = Words("免去 被免 免职 停职")

#: Leaves one firm for another.
HOP = Words("跳槽 转投 改投")
#: Comes to a firm: firms and products join things too (加入价格战), shops are joined for a fee.
JOIN = (
    Words(
        "加入(?!购物车|功能|了?对|联盟|新功能|开源|支持|到?自选|价格战|战局|战场|竞争) 加盟(?!费|商|店)",
        "入职 履新 空降 投奔 入伙",
    )
    | HOP
)
RETURN = Words("回归(?<!王者回归) 重返 复职")
#: Starts a firm of one's own.
GO_ALONE = Words("单飞 单干 另立门户 自立门户 另起炉灶")
FOUND = Words("创业 创办 创立") | GO_ALONE

SUCCEED = Words("接任 接替 接棒")
STEER = Words("接掌 执掌 掌舵 接管")
RISE = Words("升任 晋升 擢升 升为")
#: Goes from post to post within a house.
SHIFT = Words("转任 调任 改任 轮岗 转岗")
#: Takes a post: 推出任务, 出任何 hold 出任 by accident.
TAKE = Words("出任(?<!推出任)(?!务|何) 就任 获任 兼任 上任 就职 当选") | RISE | SUCCEED | STEER | SHIFT

APPOINT = Words("任命 聘任 委任 聘请")
#: Takes people from another firm.
POACH = Words("挖来 挖走 挖角 撬走")
#: Looks for people or wins them.
RECRUIT = Words("招募 招揽 延揽")
HIRE = Words("招聘 扩招 校招 增聘")
#: The head of a firm changes.
SWAP = Words("换帅 换将 换人")

LAY_OFF = Words("裁员 裁撤 裁掉 裁减 减员 缩编")
DISBAND = Words("解散")
