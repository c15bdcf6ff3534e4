"""A small model of a few hand-written items, for tests that need any model rather than a good one."""

from __future__ import annotations

from classifier.model.training import Sample

_FUNDING = (
    ("光年之外完成两亿元A轮融资，源码资本领投", "公司表示资金将用于算力采购。"),
    ("「云深处」获数亿元B轮融资，老股东继续跟投", ""),
    ("某芯片公司科创板IPO申请获受理", "拟募资50亿元。"),
    ("传一家具身智能公司洽谈新一轮融资，估值百亿", "知情人士称谈判仍在进行。"),
    ("机器人公司宣布完成天使轮融资", ""),
    ("自动驾驶公司递表港交所，中金保荐", ""),
    ("大模型公司新一轮融资接近完成，投后估值30亿美元", ""),
    ("半导体设备商拟发行可转债募资12亿元", ""),
)
_TALENT = (
    ("某大厂副总裁离职，去向未定", "内部邮件显示其将于月底离开。"),
    ("前研究负责人加入竞争对手，任首席科学家", ""),
    ("董事会任命新CEO，原CEO卸任", ""),
    ("一家车企启动裁员，比例约一成", ""),
    ("算法团队核心成员跳槽，转投创业公司", ""),
    ("公司宣布技术负责人换帅，联创接任", ""),
    ("产品负责人升任副总裁", ""),
    ("研究院院长离任创业", ""),
)
_CUT = (
    ("某独角兽放弃预训练，转向医疗应用", "据悉其预训练团队已经解散。"),
    ("公司回应停止训练基座模型：不实，不会放弃预训练", ""),
    ("手机厂商裁撤自研大模型团队", ""),
    ("一家创业公司不再训练基础模型，改用开源底座", ""),
    ("被曝缩减预训练算力预算，聚焦应用", ""),
    ("某公司暂停万亿参数模型训练", ""),
)
_NONE = (
    ("新款手机发布，售价3999元起", "搭载新一代处理器。"),
    ("沪指收涨，两市成交额破万亿", ""),
    ("研究者提出新的微调方法", "论文已公开。"),
    ("公司发布第三季度财报，营收同比增长", ""),
    ("某车型正式上市，限时优惠", ""),
    ("CEO谈人工智能：仍处于早期", ""),
    ("两市融资余额减少十亿元", ""),
    ("卫星发射成功", ""),
    ("浏览器更新，新增翻译功能", ""),
    ("游戏销量突破百万份", ""),
    ("部委发布数据要素政策", ""),
    ("云厂商下调模型调用价格", ""),
)


def samples() -> list[Sample]:
    """The items, each twice in other words so that folds have something to learn from."""
    rows: list[Sample] = []
    for topic, items in (("funding", _FUNDING), ("talent_move", _TALENT), ("pretraining_cut", _CUT), ("", _NONE)):
        for title, summary in items:
            topics = frozenset({topic} - {""})
            rows.append(Sample(title=title, summary=summary, topics=topics, stance="reported" if topic else None))
    return rows
