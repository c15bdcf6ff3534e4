"""Posts and titles of people in firms, in lower case where they are Latin."""

from __future__ import annotations

from classifier.text.patterns import Words

CHIEF = Words("首席[一-龥]{1,6}官 首席科学家 首席[a-z]{2,5} ceo cto cfo coo cpo cmo cio ciso chro caio")
FOUNDER = Words("创始人 联合创始人 联创")
#: Heads of firms and of their parts.
LEADER = CHIEF | FOUNDER | Words("总裁 副总裁 vp svp evp 董事长 总经理 负责人 一号位 合伙人 院长 主席 掌门 高管 董事")
#: Who builds what a firm sells.
EXPERT = Words("科学家 研究员 工程师 大牛")
#: Whom a post alone does not tell from others.
STAFF = Words("骨干 核心成员 元老 老将 老兵 员工 团队")
POST = LEADER | EXPERT | STAFF

#: What a post as written beside a name ends with, in its own case; the longer before what it begins with.
POST_ENDS = Words(
    r"执行长 财务长 技术长 营运长",
    r"首席[一-龥A-Za-z\x20]{1,12}?(?:官|科学家|架构师|专家|工程师|顾问|研究员|代表|技术专家)",
    r"C[EOTFPMISHAR]{1,2}O(?!\s?助理) CAIO CHRO CISO",
    r"(?:高级|资深|执行|集团|全球|常务|技术)?副?总裁 [SE]?VP",
    r"(?:联席|副|执行|名誉)?董事长 (?:独立|执行|非执行)?董事(?:会(?:主席|成员|秘书))? (?:联席|常务|副)?总经理 副总",
    r"(?:高级|技术|产品|研发|运营|市场|设计|执行)?总监 负责人 一号位",
    r"(?:创始|管理|高级|商业化?)?合伙人 (?:联合|共同)创始人 联创 创始人 创始成员",
    r"副?院长 副?所长 副?主任 副?主席 副?行长 校长 董秘 团队成员",
    r"(?:资深|高级|首席)?研究员 (?:资深|高级)?科学家 (?:资深|高级|主任)?工程师 (?:资深|高级|技术)?专家 顾问 教授",
    r"掌门人? 掌舵人 高管 产品经理 (?:CEO)?助理 经理 主管 老将 元老 大牛 老兵 骨干 核心成员 员工",
    r"制作人 架构师 主编 总编辑? 书记 社长 副?会长 设计师 分析师 发言人 带头人 秘书长 Leader leader",
    r"大将 干将 幕僚 大佬 创作者",
)

#: The posts that a firm has but one of, each with all that outlets call it. Of CHIEF those are missing whose letters
#: mean several posts (a cio is of information or of investment).
SINGLE_POSTS = {
    "ceo": Words("ceo 首席执行官 执行长 行政总裁"),
    "cto": Words("cto 首席技术官 技术长"),
    "cfo": Words("cfo 首席财务官 财务长"),
    "coo": Words("coo 首席运营官 首席营运官 营运长"),
    "cpo": Words("cpo 首席产品官 产品长"),
    "cmo": Words("cmo 首席营销官 首席市场官 营销长"),
    "chro": Words("chro 首席人力 首席人才 人力资源 hr(?![a-z])"),
    "legal": Words("法务 法律顾问"),
    "scientist": Words("首席(?:ai|人工智能)?科学家"),
    "chairman": Words("董事长(?<!副董事长)"),
    "president": Words("总裁(?<![副政]总裁) 社长"),
}
