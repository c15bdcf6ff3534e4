"""A title as titles of one event are compared (its sums, stages, posts, people, common words), and as it is shown."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from classifier.text.normalise import normalise
from classifier.text.numerals import UNITS, number, scaled
from classifier.text.patterns import Words, words
from classifier.text.vocabulary.marks import BOARD
from classifier.text.vocabulary.money import BORROW, FILE, FOLLOW, HEAR, LEAD, LIST, PLACE, WITHDRAW
from classifier.text.vocabulary.moves import DISBAND, HIRE, LAY_OFF, RECRUIT
from classifier.text.vocabulary.posts import SINGLE_POSTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title in one form, simplified and in lower case, and what it names."""

    folded: str
    #: pairs of characters that titles of different events share
    common: frozenset[str] = frozenset()
    #: round sums in base units, whatever the currency (10亿 -> 1e9)
    sums: frozenset[float] = frozenset()
    #: filing, hearing, listing, a round, a lay-off ...
    stages: frozenset[str] = frozenset()
    #: the posts at the top, in one spelling: 首席技术官 and CTO are one
    posts: frozenset[str] = frozenset()
    #: how many people (裁员500人, 三名研究员)
    headcounts: frozenset[float] = frozenset()


#: What titles of different events share, words and then whole phrases, for the pairs where their words meet.
_COMMON = (
    "完成 融资 轮融资 新一轮 融资额 募资 募得 资金 宣布 官宣 获得 领投 跟投 参投 投资 战略 估值 亿元 亿美元 "
    "亿港元 万元 万美元 数亿 千万 人民币 宣告 消息 消息称 据悉 被曝 网传 知情人士 回应 否认 辟谣 不实 传闻 离职 "
    "离任 离开 加入 加盟 出任 担任 任命 负责 负责人 创始人 联合创始人 联创 首席 科学家 执行官 技术官 总裁 副总裁 "
    "高管 卸任 接任 接替 成为 公司 科技 智能 机器人 有限公司 股份 集团 人工智能 大模型 模型 基座 训练 预训练 "
    "放弃 停止 团队 业务 上市 港交所 科创板 创业板 申请 申请书 提交 递交 递表 受理 招股 招股书 正式 今日 近日 "
    "中国 全球 首次 拟 裁员 员工 任职 入职 转投 跳槽 独家 最新 曝光 "
    "完成数亿元人民币融资 完成数千万元天使轮融资 完成近亿元战略融资 获数亿元投资 向港交所提交上市申请书 "
    "科创板上市申请获受理 宣布完成新一轮融资 被曝已离职 股份有限公司 联合创始人兼首席技术官"
)
_COMMON_PAIRS = frozenset(a + b for word in _COMMON.split() for a, b in itertools.pairwise(word))

#: Titles that tell of different stages are different news, though firm and topic are one. So each has words that
#: tell it from its neighbours: 招股 alone is the pricing, while 招股书 is any stage before; 募资 may be a
#: listing's; 招揽 and 延揽 win one person, which is a move.
_STAGES: Mapping[str, re.Pattern[str]] = {
    stage: re.compile(words(*cues))
    for stage, cues in {
        "tutoring": ("辅导",),
        "filing": (
            FILE - "招股",
            "受理 递交 提交 秘密 保密 申请上市 (?<!取消)上市申请 冲刺 冲击ipo 闯关",
        ),
        "hearing": (HEAR, "上会"),
        "pricing": ("招股(?!书) 定价 发行价 认购 申购 打新 全球发售 公开发售",),
        "listing": (LIST, "首日 登陆 今日上市 正式上市 开盘 鸣锣 首秀 破发"),
        "withdrawal": (
            WITHDRAW - "取消",
            "撤单 取消上市 取消ipo",
        ),
        "placing": (PLACE,),
        "debt": (BORROW, "贷款"),
        "round": (LEAD, FOLLOW, "轮(?!岗|换) 融资(?!余额)"),
        "layoff": (LAY_OFF, "砍掉 被砍 精简 优化 [裁砍].{0,4}[人名成]"),
        "hiring": (HIRE, RECRUIT - "招揽 延揽", "招.{0,5}(?:人|名|实习)"),
        "disbanding": (DISBAND, "拆散 拆分团队 并入 打散"),
    }.items()
}
_OPENING = ("[", "【", "［")
_BOARD_MARKS = re.compile(rf"(?:\s*[\[【]{BOARD}[\]】]\s*)+")
_POSTS: Mapping[str, re.Pattern[str]] = {post: re.compile(str(named)) for post, named in SINGLE_POSTS.items()}
#: what is counted like money and is none
_NOT_MONEY = Words("股 人 台 辆 名 卡 张 吨 平")
_SUM = re.compile(rf"(\d+(?:\.\d+)?)\s*(万亿|亿|千万|百万|万)(?!{_NOT_MONEY})")
_PEOPLE = re.compile(
    r"(\d+(?:\.\d+)?|[两二三四五六七八九十])\s*([百千万]?)余?(?:多)?(?:名|人(?!民)|位|个(?:企业)?岗位)"
)


def read_title(raw: str) -> Title:
    """What a raw title says."""
    folded = normalise(raw).text.lower()
    return Title(
        folded=folded,
        common=_COMMON_PAIRS.intersection(a + b for a, b in itertools.pairwise(folded)),
        sums=_numbers(_SUM, folded),
        stages=frozenset(stage for stage, cue in _STAGES.items() if cue.search(folded)),
        posts=frozenset(post for post, named in _POSTS.items() if named.search(folded)),
        headcounts=_numbers(_PEOPLE, folded),
    )


def without_board_marks(raw: str) -> str:
    """A title without what a forum puts before it ([转帖]); a desk's own mark (【快讯】) is the publisher's."""
    if not raw.lstrip().startswith(_OPENING):  # as nearly all: nothing to normalise
        return raw
    read = normalise(raw)
    found = _BOARD_MARKS.match(read.text)
    return raw[read.raw_span(0, found.end())[1] :] or raw if found else raw


def _numbers(pattern: re.Pattern[str], text: str) -> frozenset[float]:
    """The numbers that a pattern finds with their units; hundreds of digits are none."""
    found = (scaled(number(word), UNITS[unit]) for word, unit in pattern.findall(text))
    return frozenset(value for value in found if math.isfinite(value))
