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

from classifier.text.patterns import gap, words
from classifier.text.signs import signs

AMOUNT = (
    r"(?:[\d.,]+|[数近超逾百千十上]){1,4}\s?[余多]?[十百千]?[万亿]{1,2}\+?\s?[级余多]?\s?"
    + words("美元 美金 元 人民币 港元 港币 欧元 英镑 日元 韩元")
    + "?"
)
ROUND = words(
    r"(?:天使|种子|首|新一|最新一|多|两|三|四|数|pre-?(?:a|b|c|ipo)|[a-h])\+{0,3}\d?\s?轮"
    " 战略融资 战略投资 股权融资 pre-?ipo"
)
POST = words(
    "首席[一-龥]{1,6}官 首席科学家 首席[a-z]{2,5} ce?[eotpfm]o ciso 总裁 副总裁 董事长 总经理 负责人 合伙人"
    " 联合创始人 联创 创始人 院长 主席 掌门 一号位 高管 董事 vp svp evp 技术大牛 研究员 科学家 工程师 骨干"
    " 核心成员 团队 老将 元老"
)
OWN_MODEL = words(
    "预训练 基座(?:大?模型)? 基模 基础(?:大?模型) 底层模型 自研(?:的)?(?:通用)?(?:大?模型|基座) 大模型自研"
    " 通用大模型 万亿参数 训模型 练模型 训练(?:基座|大模型|自己的模型) 模型训练 训练(?:团队|算力|预算|集群)"
    " 大模型(?:研发|训练|团队|业务|部门) 超大模型 模型(?:研发|团队|层)"
)
QUIT = words(
    "放弃 停止 停掉 停下 暂停 叫停 终止 中止 搁置 缩减 收缩 削减 砍掉 砍 裁撤 裁掉 解散 关停 退出 不再 告别"
    " 止步"
    " 转向 转而 转型 转战 转投 改用 改为 调整 合并 并入 外包 剥离 瘦身 减少 降级 冻结 压缩 弃 撤 收手 下桌"
    " 下牌桌 离场 掉队"
)
_LEAVES = words(
    "离职 离开 离任 卸任 辞职 辞任 辞去 退休 下课 出走 请辞 告别 退出 单飞 创业 转投 跳槽 加入 加盟 回归 入职"
    " 挂印 去职 离场 被裁 走人"
)
_FLOAT = words("ipo 上市 招股 挂牌")

#: name -> pattern over the normalised, lower-cased text
PATTERNS: dict[str, str] = {
    "金额": AMOUNT,
    "轮次": ROUND,
    "金额+融资": gap(AMOUNT, f"(?:融资|募资|投资|注资|筹资|{ROUND})", 14),
    "完成融资": gap(
        words("完成 获 拿下 斩获 揽下 揽获 宣布 敲定 落袋 到账 入账 融了 融到 连融 收获 签下 再融"),
        f"(?:融资|{ROUND}|募资|领投|注资|入股)",
        22,
    ),
    "拟融资": gap(
        words("拟 寻求 洽谈 商谈 谈判 计划 筹集 筹资 考虑 将 正在? 目标 欲 启动"),
        words("融资 募资 筹资 集资 筹集 估值"),
        18,
    ),
    "投资方": words("领投 跟投 参投 独家投资 独投 老股东 押注 加注 注资 投资方 投了"),
    "估值": "估值",
    "上市": words(
        "ipo 上市 递表 招股 聆讯 过会 挂牌 敲钟 辅导备案 受理 科创板 创业板 北交所 港交所 纳斯达克 纽交所 备案"
        " 主板上市 主板发行 主板挂牌 主板股票 主板ipo 登陆主板 转战主板 冲刺主板 拟主板 发行主板"
        " 沪市主板 深市主板 港股主板 交所主板"
    ),
    "ipo步骤": gap(
        "(?:ipo|上市)",
        words("申请 获 受理 终止 撤回 过会 注册 批文 备案 辅导 定价 首日 挂牌 计划 聆讯 通过 推进 启动 获批 在即"),
        12,
    )
    + "|"
    + gap(words("递交 提交 递表 向港交所 向证监会 申请 筹备 冲刺 冲击 计划 拟 赴港 赴美 考虑 秘密"), _FLOAT, 14),
    "增发债": words("定增 增发 配售 配股 可转债 公司债 发债 债券 票据 银团 信贷 募集资金"),
    "增资": r"增资|注册资本[^,。;]{0,8}增|入股",
    "两融": words("融资余额 融资融券 两融 融资买入 融资净 融券 杠杆资金"),
    "股价": words(
        "涨停 跌停 涨超 跌超 涨逾 跌逾 收涨 收跌 盘前 盘中 高开 低开 大涨 大跌 市值 成交额 股价 概念股 板块 收盘"
    ),
    "业绩": words("营收 净利 财报 业绩 季度 同比 环比 毛利 亏损 财年 年报"),
    "回购分红": words("回购 分红 派息 减持 增持 持股"),
    "收购": words("收购 并购 买下 要约"),
    "基金": r"基金[^,。;]{0,10}(?:完成|募集|设立|成立|关账|备案|首关|终关)|(?:设立|成立|新)[^,。;]{0,10}基金",
    "投建": r"投资[^,。;]{0,10}(?:建|扩|设厂|产线|工厂|数据中心|项目)",
    "人物": POST,
    "职务+走": gap(POST, _LEAVES, 14),
    "走": words(
        "离职 离任 卸任 辞职 辞任 辞去 请辞 退休 出走 离队 离席 去职 走人 离开 告别 离巢 单飞 被免 免去"
        " 罢免 解雇 开除"
        " 退位 交棒 下课"
    ),
    "来": words(
        r"加入(?!购物车|功能|了?对|联盟|新|开源|支持|自选|价格战|战局|战场"
        r"|竞争) 加盟 入职 履新 空降 上任 就任 到任"
        " 出山 回归 重返 投奔 转投 跳槽 挖角 挖走 挖来 招揽 招募 抢人 延揽 纳入麾下"
    ),
    "任命": words(
        r"任命 聘任 委任 聘请 出任(?<!推出任)(?!务|何) 升任 晋升 擢升 提拔 接任 接替 接棒 兼任 接手 执掌"
        r" 掌舵 挂帅 换帅"
        " 轮岗 轮换 调任 调整 接班 当选 新任 候任 获任 代理"
    ),
    "前": "[前原][a-z一-龥]{1,10}"
    + words("高管 负责人 总裁 员工 研究员 科学家 工程师 ce?[eot]o 联合创始人 大牛 副总裁 团队 高层"),
    "裁员": words(r"裁员 裁撤 优化(?:人员|比例|裁) 毕业 n\+\d 缩编 减员 解散 全员 一锅端 大裁"),
    "招人": words("招聘 扩招 招募 校招 hc 年薪 抢人 人才争夺 挖人 挖角 扩编"),
    "组织": words("组织架构 架构调整 事业部 事业群 汇报 一号位 团队合并 并入 重组"),
    "自研模型": OWN_MODEL,
    "收缩+模型": rf"{QUIT}[^。;!?|\n]{{0,18}}{OWN_MODEL}|{OWN_MODEL}[^。;!?|\n]{{0,16}}{QUIT}",
    "转应用": words(r"转向 转做 转而 聚焦 专注 all\sin 重心 押注 深耕 主攻")
    + r"[^。;!?|\n]{0,14}"
    + words(r"应用 垂直 行业 医疗 落地 agent 智能体 to\s?b to\s?c 场景 商业化 多模态"),
    "不放弃": r"(?:不会|没有|并未|从未|绝不|未曾|不|未)会?(?:放弃|停止|退出|解散|停)"
    r"|坚持[^。;]{0,8}(?:预训练|基座|自研|大模型)"
    r"|(?:继续|仍|还)[^。;]{0,6}(?:做|训|投入)[^。;]{0,10}(?:预训练|基座|模型)",
    "技术谈": words(
        "权重 知识蒸馏 范式 微调 语料 论文 数据集 参数量 token 架构 backbone scaling 榜单 评测 sota 开源"
        " 推理 算法 arxiv"
    ),
    "表态": words("表示 认为 称 谈 说 直言 指出 专访 对话 采访 演讲 回应 观点 预测 如何看 眼中"),
    "传": r"据传|网传|传闻|传言|传出|传(?<![宣上流相遗]传)(?![统播输感媒奇真递染承授说世])|曝(?!光)"
    "|消息称|消息人士|知情人士|据悉|据报道|或将|爆料",
    "否认": words("否认 不实 辟谣 谣言 澄清 虚假 子虚乌有 假消息 没有此事 不属实"),
    "官宣": words("宣布 官宣 公告 披露 官方 证实 确认 回应 正式 公示 工商"),
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
        for word in signs(pattern):
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
