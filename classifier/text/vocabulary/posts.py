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
