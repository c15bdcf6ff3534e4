"""Cues: small patterns that mean something in news of this trade, as features for the model.

A cue is a name and a pattern. The model gives it a weight from the samples, so a cue decides nothing
by itself; what must be decided by hand stands in ``rules``. Substring traps of the trade are kept out
by look-arounds: 传 in 宣传, 出任 in 推出任务, 曝 in 曝光.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import ahocorasick

from classifier.text.patterns import Words, gap, words
from classifier.text.required_words import required_words
from classifier.text.vocabulary import hearsay, models, money, moves, posts

AMOUNT = (
    r"(?:[\d.,]+|[数近超逾百千十上]){1,4}\s?[余多]?[十百千]?[万亿]{1,2}\+?\s?[级余多]?\s?"
    + words("美元 美金 元 人民币 港元 港币 欧元 英镑 日元 韩元")
    + "?"
)
_MODEL = models.OWN_MODEL | Words("大模型(?:研发|训练|团队|业务|部门) 超大模型 模型(?:研发|团队|层)")
_QUIT = words(
    models.GIVE_UP,
    models.OUTSOURCE,
    models.TURN,
    # shorter and vaguer words: each is a cue beside a model alone
    "砍 裁撤 不再 转投 改为 调整 剥离 撤 下桌 离场 掉队",
)

#: name -> pattern over the normalised, lower-cased text
PATTERNS: dict[str, str] = {
    "金额": AMOUNT,
    "轮次": str(money.ROUND),
    "金额+融资": gap(AMOUNT, words(money.RAISE, money.ROUND, "投资 注资"), 14),
    "完成融资": gap(
        words(money.GET, money.ARRIVED, "宣布 融了 融到 连融 再融"),
        words(money.RAISE, money.ROUND, money.LEAD, "注资 入股"),
        22,
    ),
    "拟融资": gap(words(money.SEEK, "拟 筹集 筹资 将 正在? 目标 欲"), words(money.RAISE, "估值"), 18),
    "投资方": words(money.LEAD, money.FOLLOW, "独家投资 老股东 押注 加注 注资 投资方 投了"),
    "估值": "估值",
    "上市": words(
        money.LISTING,
        money.BOARD,
        "辅导备案 受理 备案 主板上市 主板发行 主板挂牌 主板股票 主板ipo 登陆主板 转战主板 冲刺主板 拟主板 发行主板",
        "沪市主板 深市主板 港股主板 交所主板",
    ),
    "ipo步骤": gap(
        "(?:ipo|上市)",
        words("申请 获 受理 终止 撤回 过会 注册 批文 备案 辅导 定价 首日 挂牌 计划 聆讯 通过 推进 启动 获批 在即"),
        12,
    )
    + "|"
    + gap(
        words("递交 提交 递表 向港交所 向证监会 申请 筹备 冲刺 冲击 计划 拟 赴港 赴美 考虑 秘密"),
        words("ipo 上市 招股 挂牌"),
        14,
    ),
    "增发债": words(money.PLACE, money.BORROW, "信贷 募集资金"),
    "增资": r"增资|注册资本[^,。;]{0,8}增|入股",
    "两融": words(money.MARGIN, "融资净"),
    "股价": words(money.PRICES, "盘中 大涨 大跌 市值 成交额 股价"),
    "业绩": words("营收 净利 财报 业绩 季度 同比 环比 毛利 亏损 财年 年报"),
    "回购分红": words(money.PAYOUT, "减持 增持 持股"),
    "收购": str(money.BUY),
    "基金": r"基金[^,。;]{0,10}(?:完成|募集|设立|成立|关账|备案|首关|终关)|(?:设立|成立|新)[^,。;]{0,10}基金",
    "投建": r"投资[^,。;]{0,10}(?:建|扩|设厂|产线|工厂|数据中心|项目)",
    "人物": str(posts.POST - "员工"),  # whose doings and sayings are seldom a move
    "职务+走": gap(posts.POST, words(moves.LEAVE, moves.HOP, moves.JOIN, moves.RETURN, moves.FOUND, "退出 被裁"), 14),
    "走": words(moves.LEAVE, moves.DISMISS, moves.REMOVED, "单飞 交棒"),
    "来": words(moves.JOIN, moves.RETURN, moves.POACH, moves.RECRUIT, "上任 就任 到任 出山 抢人 纳入麾下"),
    "任命": words(
        moves.TAKE,
        moves.APPOINT,
        moves.SWAP,
        "提拔 接手 挂帅 轮换 调整 接班 新任 候任 获任 代理",
    ),
    "前": "[前原][a-z一-龥]{1,10}" + words(posts.POST, "高层"),
    "裁员": words(moves.LAY_OFF, moves.DISBAND, r"优化(?:人员|比例|裁) 毕业 n\+\d 全员 一锅端 大裁"),
    "招人": words(moves.HIRE, "招募 hc 年薪 抢人 人才争夺 挖人 挖角 扩编"),
    "组织": words("组织架构 架构调整 事业部 事业群 汇报 一号位 团队合并 并入 重组"),
    "自研模型": str(_MODEL),
    "收缩+模型": rf"{_QUIT}[^。;!?|\n]{{0,18}}{_MODEL}|{_MODEL}[^。;!?|\n]{{0,16}}{_QUIT}",
    "转应用": words(r"转向 转做 转而 聚焦 专注 all\sin 重心 押注 深耕 主攻")
    + r"[^。;!?|\n]{0,14}"
    + words(r"应用 垂直 行业 医疗 落地 agent 智能体 to\s?b to\s?c 场景 商业化 多模态"),
    "不放弃": r"(?:不会|没有|并未|从未|绝不|未曾|不|未)会?(?:放弃|停止|退出|解散|停)"
    r"|坚持[^。;]{0,8}(?:预训练|基座|自研|大模型)"
    r"|(?:继续|仍|还)[^。;]{0,6}(?:做|训|投入)[^。;]{0,10}(?:预训练|基座|模型)",
    "技术谈": words(models.TECHNIQUE, "权重 范式 语料 数据集 参数量 token 架构 scaling 榜单 评测 开源 推理 算法"),
    "表态": words("表示 认为 称 谈 说 直言 指出 专访 对话 采访 演讲 回应 观点 预测 如何看 眼中"),
    "传": words(hearsay.RUMOUR, "据报道"),
    "否认": words(hearsay.DENIAL, "澄清 虚假"),
    "官宣": words(hearsay.CONFIRM, hearsay.ANSWER, "披露 官方 正式 公示 工商"),
    "合集": words("早报 晚报 周报 日报 8点1氪 氪星 钛晨报 速递 一周 盘点 汇总 要闻 早餐 午报 资讯 晨报 周记"),
    "老股": words("老股 资情留言板 求购 转让 份额"),
    "发布": words("发布 推出 上线 开源 首发 亮相 开售 预售 内测 公测 更新 升级 新品 评测"),
    "问号": r"\?",
    "诉讼": words("起诉 诉讼 被捕 逮捕 调查 处罚 罚款 去世 逝世 审判 获刑 涉嫌"),
    "荣誉": words("获奖 当选院士 院士 入选 榜单 奖项 排名 富豪 首富 身家"),
    "政府": words("国务院 省委 市委 部长 书记 局长 央行 证监会 工信部 任免 常委"),
}

#: What a pattern holds beyond words that stand side by side; a cue without it is made by its words alone.
_BEYOND_WORDS = re.compile(r"[\\\[\]().?*+{}^$]")

#: A cue's name and, unless its words alone make it, its search.
Cue = tuple[str, Callable[[str], object] | None]


@cache
def _cues() -> tuple[Cue, ...]:
    return tuple(
        (name, re.compile(pattern).search if _BEYOND_WORDS.search(pattern.strip("(?:)")) else None)
        for name, pattern in PATTERNS.items()
    )


@cache
def _automaton() -> Any:
    """Word -> numbers of the cues it may make."""
    makes: dict[str, list[int]] = {}
    for number, pattern in enumerate(PATTERNS.values()):
        for word in required_words(pattern):
            makes.setdefault(word, []).append(number)
    automaton = ahocorasick.Automaton()
    for word, numbers in makes.items():
        automaton.add_word(word, tuple(numbers))
    automaton.make_automaton()
    return automaton


def cues(title: str, lead: str) -> list[str]:
    """Names of the cues found, each marked by where it stands: 题 (title) or 文 (the lead)."""
    in_title: set[int] = set()
    in_lead: set[int] = set()
    border = len(title)
    for end, numbers in _automaton().iter(f"{title}\n{lead}"):
        (in_title if end < border else in_lead).update(numbers)
    return [*_found("题:", in_title, title), *_found("文:", in_lead, lead)]


def _found(mark: str, numbers: set[int], text: str) -> Iterator[str]:
    table = _cues()
    for number in sorted(numbers):
        name, search = table[number]
        if search is None or search(text):
            yield mark + name
