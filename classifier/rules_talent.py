"""Talent moves: what going and coming is told by, and the families where nobody moves."""

from __future__ import annotations

from classifier.cues import POST
from classifier.patterns import gap, words
from classifier.rule import DECIDES, but, in_title, nowhere_in_title, pattern, rules_of

MOVES = pattern(
    words(
        "离职 离开 离任 卸任 辞职 辞任 辞去 请辞 退休 出走 加入 加盟 入职 履新 空降 上任 回归 重返 转投"
        " 跳槽 挖角 挖走 挖来 任命 聘任",
        "出任 升任 晋升 接任 接替 兼任 执掌 换帅 轮岗 调任 裁员 裁撤 解散 创业 免去 罢免 解雇 开除 招聘"
        " 扩招 人才 高管变动 任职 任期",
        "接班 掌舵 新任 到任 接棒 裁 缩减 被裁 岗位 走进 另起炉灶 ceo",
    )
)
_DEATH_OR_COURT = in_title(
    words("去世 逝世 离世 病逝 被捕 逮捕 获刑 拘留 被查 立案 审查调查 通缉 判刑 入狱"),
    words("接任 接替 任命 出任 离职 辞职 卸任 免去 裁员"),
)
_THINGS_JOIN = in_title(
    "加入(?:"
    + words("购物车 新?功能 对 联盟 开源 支持 自选 价格战 战局 战场 竞争 大战")
    + "|.{0,8}"
    + words("联盟 阵营 计划 名单 标准 协议 生态 大家庭 组织 功能 模式 选项 套餐 混战 战团 行列 赛道 竞争 大军 俱乐部")
    + ")|"
    + gap(words("竞争对手 玩家 对手 车企 厂商 巨头"), "加入", 4),
    "离职|前[^,。]{1,14}(?:加入|出任)|负责人|首席|任命|出任|总裁|团队加入",
)
_PERSON = words("高管 负责人 创始人 联创 首席 总裁 研究员 科学家 副总裁 vp ceo cto cfo coo")
MOVE_TOLD = but(
    in_title(
        words(
            "离职 离任 卸任 辞任 辞去 请辞 去职 辞职 换帅 换将 出任(?<!推出任)(?!务|何) 接任 接棒 升任 履新"
            " 官宣加入 加盟 跳槽 转投",
            "挖走 挖来 挖角 挖人 空降 走马上任 被任命 任命 聘任 兼任 调任 轮岗 另起炉灶 转岗 换人",
        )
        + "|"
        + gap("加入", words("担任 任 负责 出任 团队 实验室 研究院"), 14)
        + "|[前原][^,。;:!?|]{1,18}"
        + words("加入 加盟 入职 离开 创业 任")
        + "|"
        + gap(_PERSON, words("离开 退休 回归 加入 入职 创业 出走 下课 被免 变动 离场 去向"), 10),
        r"离职后(?!创业|加入|创办|加盟)|离职(?:证明|率|补偿|潮|倾向|员工(?:爆料|起诉|称|吐槽))|被离职"
        r"|n\+1(?:补偿|赔偿)纠纷"
        "|加盟费|加盟商|加盟店|代言",
    ),
    _THINGS_JOIN,
    _DEATH_OR_COURT,
)
LAYOFF_TOLD = in_title(
    "裁员|裁撤|"
    + gap(words("减员 裁减 优化 缩编"), words("人 % 名 岗位 团队"), 8)
    + "|"
    + gap(words("解散 关闭 裁"), words("团队 部门 事业部 实验室"), 12)
    + "|"
    + gap(words("团队 部门 事业部 实验室"), words("解散 裁撤 被裁"), 6)
    + "|大规模招聘|"
    + gap(words("校招 秋招 招聘"), r"(?:\d|计划|启动)", 12),
    r"裁员(?:潮|险|保险|赔偿金|见效|后|吗|之后|”)|该不该|怎么办|要你|你要|会不会|为什么|毕业生|招生|没有裁",
)
_VISIT = but(
    in_title("会见|会晤|到访|访华|见面|座谈|欢迎[^,。]{0,8}(?:加入|入局)|考察|调研|出席|同台|做客|签约仪式"), MOVE_TOLD
)
_HONOUR = but(
    in_title("诺贝尔|图灵奖|获奖|斩获[^,。]{0,6}奖|富豪|首富|身家|榜单|院士|年度人物|百大|风云人物"), MOVE_TOLD
)
_NOBODY = in_title(
    "组织调整|组织架构|架构调整|战略重组|业务重组",
    POST + "|[任离裁换接卸升掌]|加入|汇报|人事|团队|减员|优化|带队|挂帅|[一-龥]{2,3}(?:负责|分管|主管)",
)
_THEME = but(
    in_title("裁员|失业|跳槽|离职|降薪", "宣布|回应|据悉|被曝|消息|官宣|完成"),
    nowhere_in_title("你(?:要|会|该)|会不会|该不该|怎么办|为什么|潮|是谁|谁的|如何|怎样|后来|之后|背后|见效|年终奖"),
)
_WORDS_ONLY = but(
    in_title("[:“]|表示|认为|[称谈]|直言|专访|对话|访谈|回应"),
    lambda scene: MOVES(scene.title) or MOVES(scene.lead[:80]),
)
RULES = rules_of(
    "talent_move",
    (
        ("去世或司法", -DECIDES, "去世、被捕不算人才流动", _DEATH_OR_COURT),
        ("加入的不是人", -4.0, "公司或产品加入联盟、功能、价格战", _THINGS_JOIN),
        ("会面", -3.0, "会见、座谈、出席，没有人事变动", _VISIT),
        ("获奖榜单", -3.0, "获奖、榜单，没有人事变动", _HONOUR),
        ("不提人的调整", -2.5, "组织调整没有说到人", _NOBODY),
        ("裁员话题", -2.0, "把裁员当话题谈，没有哪家公司在裁", _THEME),
        ("只有言论", -1.0, "只是某人说了话，没有说他去留", _WORDS_ONLY),
        ("标题说去留", 2.0, "标题直接说了某人离开、加入或上任", MOVE_TOLD),
        ("标题说裁员招人", 2.0, "标题说了裁员、裁撤团队或招人计划", LAYOFF_TOLD),
    ),
)
