"""Talent moves: what going and coming is told by, and the families where nobody moves."""

from __future__ import annotations

from classifier.text.patterns import gap, words
from classifier.text.vocabulary import moves, posts
from classifier.topics.rule import DECIDES, but, in_title, nowhere_in_title, pattern, rules_of

_COMES_OR_GOES = words(moves.LEAVE - "告别", moves.JOIN - "投奔", moves.RETURN, moves.TAKE)
_IS_MOVED = words(moves.DISMISS, moves.REMOVED, moves.APPOINT, moves.POACH, moves.HIRE, moves.LAY_OFF, moves.DISBAND)
MOVES = pattern(
    _COMES_OR_GOES,
    _IS_MOVED,
    words("人才 高管变动 任职 任期 接班 新任 到任 (?<!总)裁 缩减 岗位 走进 ceo 创业 换帅 另起炉灶"),
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
    + gap(words("竞争对手 玩家 对手 车企 厂商 巨头"), "加入", 4)
    + "|"
    + gap(words("组建 组了 成立 发起 牵头 拉起"), "联盟", 12),
    "离职|前[^,。]{1,14}(?:加入|出任)|任命|出任|负责人加入|团队加入",
)
_PERSON = words(posts.LEADER - "董事 主席 院长 掌门", posts.EXPERT - "工程师 大牛", "首席")
#: Verbs that need nobody beside them. Left out is what firms and products do too (加入, 投奔, 接管, 执掌, 重返), what
#: is advice to beginners (入职, 晋升), and what is said of auditors and prizes (聘请, 获任, 当选).
_SURE = words(
    moves.RESIGN,
    moves.JOIN - "加入 入职 投奔",
    moves.TAKE - "上任 就职 当选 获任 晋升 接管 执掌 掌舵 接替",
    moves.RETURN - "回归 重返",
    moves.APPOINT - "聘请",
    moves.POACH,
    moves.GO_ALONE,
    moves.SWAP,
)
MOVE_TOLD = but(
    in_title(
        words(_SURE, "官宣加入 走马上任 挖人 迎回 再创业 递辞呈 递交辞呈 挥别 辞别 受聘 退居二线 出山")
        + "|"
        + gap("加入", words("担任 任 负责 出任 团队 实验室 研究院"), 14)
        + "|加入[^,。;!?|]{1,14},(?:担任|出任|将?任)[^务何]"
        + "|[前原][^,。;:!?|]{1,18}"
        + words(moves.JOIN, "离开 任")
        + "|"
        + gap(
            _PERSON,
            words(
                moves.GO,
                moves.JOIN - "投奔",
                moves.RETURN,
                moves.FOUND - "创办 创立",  # told of who founded a firm long ago
                moves.DISMISS,
                moves.REMOVED,
                "变动 去向 被开 卸职 退出董事会",
            ),
            10,
        )
        + "|"
        + gap(words(moves.DISMISS, moves.REMOVED), _PERSON, 12),
        r"裸辞|(?:^|[,。!?|])(?:离职|辞职)(?:去|做|开|、|:)|(?:离职|辞职)(?:意愿|意向|交接|手续|面谈|倾向|博主|故事|自由|回家|创业者)"
        r"|(?:我|你|他|她|人)(?:从|在)[^,。]{1,8}(?:离职|辞职)|聊离职|带着[^,。]{0,8}离职|对离职|离职(?:员工|前员工)?(?:最|被判|判)"
        r"|任命(?:书|状)到手|(?:出任|担任|加入|上任|接任|换帅)[^,。]{0,10}之后$|哪家[^,。]{0,8}离职"
        r"|(?:离职|辞职|离开)(?:那[天年]|第|前[,的]|的第|半年|[一两三四五六七八九十\d]+(?:年|个月|天))"
        r"|离职后(?!创业|加入|创办|加盟)|离职(?:证明|率|补偿|潮|倾向|员工(?:爆料|起诉|称|吐槽))|被离职"
        r"|n\+1(?:补偿|赔偿)纠纷"
        "|加盟费|加盟商|加盟店|代言|(?:精神|安静)离职|离职不等于|离职后的|劝我辞|应要求辞|必须辞职"
        "|要求[^,。]{0,4}辞职|辞职信|(?:可以|想|就|别|不如)辞职"
        "|不挖角|挖人图鉴|任命(?:[^,。]{0,6})ai|ai(?:[^,。]{0,4})任命|被任命为“|“任命”|任命一个|转岗自述"
        "|换帅(?:一|两|半)年",
    ),
    _THINGS_JOIN,
    _DEATH_OR_COURT,
    in_title(words("足 球队 主帅 教练 特朗普 美联储 首富 总统 国会 联赛 主持人 带货 冰杯 私募")),
    in_title("转投(?!奔)[^,。]{0,8}(?:开源|互联|自播|中特估|怀抱|阵营|模型|千问|华为)"),
    in_title("接任[^,。]{0,8}后|之后首谈|去职后|接棒(?:$|[^,。]{0,3}的)"),
)
_FORMER_SAYS = but(
    in_title("[前原](?!沿)[^,。:]{1,12}(?:力挺|炮轰|预测|建议|谈(?!判)|表示|认为|警告|回忆|自述|眼中)"),
    MOVE_TOLD,
)
LAYOFF_TOLD = in_title(
    f"{moves.LAY_OFF - '裁掉 裁减 减员 缩编'}|"  # the others have to say whom
    + gap(
        words(moves.LAY_OFF, "优化 削减 减少 精简"),
        words("人(?![工力形脸车机为类均生际才员物家]) % 名 岗位 职位 员工 团队"),
        10,
    )
    + "|"
    + gap(words("解散 关闭 (?<![总仲独体剪])裁"), words("团队 部门 事业部 实验室"), 12)
    + "|"
    + gap(words("团队 部门 事业部 实验室"), words("解散 裁撤 被裁 并入 转入 划归 归入"), 8)
    + "|(?:员工|岗位)[^,。;:!?|]{0,4}(?:被裁|取消)"
    + "|大规模招聘|"
    + gap(words("裁掉 裁了 裁去 裁减 砍掉 清退 遣散 辞退 拟裁 将裁 再裁"), words("人 % 名 岗位 团队 员工 成"), 10)
    + r"|(?<![总仲独体剪])裁(?:逾|超|约|近|至少)?\d[\d.,]*\s?(?:%|[万余多]?\s?(?:人|名|员工|个?岗位|个?职位))"
    + "|"
    + gap(words("再招 扩招 招聘 增聘 招揽"), r"\d[\d.,]*\s?万?(?:余|多)?(?:人|名)", 6)
    + r"|\d[^,。;:!?|]{0,8}岗|岗位[^,。;:!?|]{0,4}\d|"
    + gap(words("校招 秋招 招聘"), r"(?:\d|计划|启动)", 12),
    r"年前|当年|裁员(?:潮|险|保险|赔偿|补偿|见效|后|吗|之后|”|幸存|裁到|焦虑|经历|故事|指南|通知书|率)|被裁员?(?:的|后|第|那)"
    r"|研究[:显发]|研究(?:称|表明)|(?:统计|调查)[^,。]{0,12}(?:裁|离职)|全球\d+家|行业[^,。]{0,4}裁员|一文(?:讲|看)|该不该|怎么办|要你|你要|会不会|为什么|毕业生|招生|没有裁"
    "|就业|创造|带动|年薪|起薪|月薪",
)
_VISIT = but(
    in_title("会见|会晤|到访|访华|见面|座谈|欢迎[^,。]{0,8}(?:加入|入局)|考察|调研|出席|同台|做客|签约仪式"), MOVE_TOLD
)
_HONOUR = but(
    in_title("诺贝尔|图灵奖|获奖|斩获[^,。]{0,6}奖|富豪|首富|身家|榜单|院士|年度人物|百大|风云人物"), MOVE_TOLD
)
_THEME = but(
    in_title("裁员|失业|跳槽|离职|降薪", "宣布|回应|据悉|被曝|消息|官宣|完成"),
    nowhere_in_title("你(?:要|会|该)|会不会|该不该|怎么办|为什么|潮|是谁|谁的|如何|怎样|后来|之后|背后|见效|年终奖"),
)
_WORDS_ONLY = but(
    in_title("[:“]|表示|认为|[称谈]|直言|专访|对话|访谈|回应|[回怒]怼|互呛|炮轰|吐槽|嘲讽|点赞"),
    lambda scene: MOVES(scene.title) or MOVES(scene.lead[:80]),
)
RULES = rules_of(
    "talent_move",
    (
        ("去世或司法", -DECIDES, "去世、被捕不算人才流动", _DEATH_OR_COURT),
        ("加入的不是人", -4.0, "公司或产品加入联盟、功能、价格战", _THINGS_JOIN),
        ("前任说话", -1.5, "前任、旧将只是在说话", _FORMER_SAYS),
        ("会面", -3.0, "会见、座谈、出席，没有人事变动", _VISIT),
        ("获奖榜单", -3.0, "获奖、榜单，没有人事变动", _HONOUR),
        ("裁员话题", -3.0, "把裁员当话题谈，没有哪家公司在裁", _THEME),
        ("只有言论", -1.0, "只是某人说了话，没有说他去留", _WORDS_ONLY),
        ("标题说去留", 3.0, "标题直接说了某人离开、加入或上任", MOVE_TOLD),
        ("标题说裁员招人", 3.0, "标题说了裁员、裁撤团队或招人计划", LAYOFF_TOLD),
    ),
)
