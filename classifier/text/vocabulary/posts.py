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
