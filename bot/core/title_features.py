"""What a title says, as grouping compares it: weighted grams, sums of money, the stage it tells of. Pure."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Mapping

#: Words that titles of different events share: each pair of their characters counts `COMMON_WEIGHT`.
COMMON = (
    "完成 融资 轮融资 新一轮 融资额 募资 募得 资金 宣布 官宣 获得 领投 跟投 参投 投资 战略 估值 亿元 亿美元 "
    "亿港元 万元 万美元 数亿 千万 人民币 宣告 消息 消息称 据悉 被曝 网传 知情人士 回应 否认 辟谣 不实 传闻 离职 "
    "离任 离开 加入 加盟 出任 担任 任命 负责 负责人 创始人 联合创始人 联创 首席 科学家 执行官 技术官 总裁 副总裁 "
    "高管 卸任 接任 接替 成为 公司 科技 智能 机器人 有限公司 股份 集团 人工智能 大模型 模型 基座 训练 预训练 "
    "放弃 停止 团队 业务 上市 港交所 科创板 创业板 申请 申请书 提交 递交 递表 受理 招股 招股书 正式 今日 近日 "
    "中国 全球 首次 拟 裁员 员工 任职 入职 转投 跳槽 独家 最新 曝光"
    # whole phrases, for the pairs where their words meet
    "完成数亿元人民币融资 完成数千万元天使轮融资 完成近亿元战略融资 获数亿元投资 向港交所提交上市申请书 "
    "科创板上市申请获受理 宣布完成新一轮融资 被曝已离职 股份有限公司 联合创始人兼首席技术官"
)
#: Two template flashes of unknown firms (X完成数千万元天使轮融资) overlap 0.43 with it and 0.71 without; two titles
#: of one event lose little (median 0.26 for 0.34). 0.1 to 1.0 give one F1 on the samples, which name their firms.
COMMON_WEIGHT = 0.3

_UNITS = {"万亿": 1e12, "亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4}
_SUM = re.compile(r"(\d+(?:\.\d+)?)\s*(万亿|亿|千万|百万|万)(?!股|人|台|辆|名|卡|张|吨|平)")
#: Titles that tell of different steps are different news, though firm and topic are one.
_STAGES: Mapping[str, re.Pattern[str]] = {
    "tutoring": re.compile("辅导"),
    "filing": re.compile("受理|递表|交表|递交|提交|秘密|保密|申请上市|(?<!取消)上市申请|冲刺|冲击ipo|闯关"),
    "hearing": re.compile("聆讯|过会|上会"),
    "pricing": re.compile("招股(?!书)|定价|发行价|认购|申购|打新|全球发售|公开发售"),
    "listing": re.compile("挂牌|首日|登陆|敲钟|敲锣|今日上市|正式上市|开盘|鸣锣|首秀|破发"),
    "withdrawal": re.compile("撤回|撤单|撤销|终止|取消上市|取消ipo"),
    "placing": re.compile("配售|配股|定增|增发"),
    "debt": re.compile("可转债|债券|发债|票据|贷款"),
    "round": re.compile("轮(?!岗|换)|领投|跟投|融资(?!余额)"),
    "layoff": re.compile("裁员|裁撤|裁减|裁掉|砍掉|被砍|精简|优化|减员|[裁砍].{0,4}[人名成]"),
    "hiring": re.compile("扩招|招聘|招募|校招|招.{0,5}(?:人|名|实习)"),
    "disbanding": re.compile("解散|拆散|拆分团队|并入|打散"),
}
#: The posts that a firm has but one of, whatever the outlet calls them.
_POSTS: Mapping[str, re.Pattern[str]] = {
    "ceo": re.compile("ceo|首席执行官|执行长|行政总裁"),
    "cto": re.compile("cto|首席技术官|技术长"),
    "cfo": re.compile("cfo|首席财务官|财务长"),
    "coo": re.compile("coo|首席运营官|首席营运官|营运长"),
    "cpo": re.compile("cpo|首席产品官|产品长"),
    "cmo": re.compile("cmo|首席营销官|首席市场官|营销长"),
    "chro": re.compile("chro|首席人力|首席人才|人力资源|hr(?![a-z])"),
    "legal": re.compile("法务|法律顾问"),
    "scientist": re.compile("首席(?:ai|人工智能)?科学家"),
    "chairman": re.compile("(?<!副)董事长"),
    "president": re.compile("(?<![副政])总裁|社长"),
}
_PEOPLE = re.compile(
    r"(\d+(?:\.\d+)?|[两二三四五六七八九十])\s*([百千万]?)余?(?:多)?(?:名|人(?!民)|位|个(?:企业)?岗位)"
)
_DIGITS = {char: n for n, char in enumerate("二三四五六七八九十", start=2)} | {"两": 2}
_TIMES = {"": 1, "百": 100, "千": 1000, "万": 10_000}
#: what a forum puts before a title
_FORUM_MARKS = re.compile(
    r"^(?:\s*[\[【［](?:转帖|转贴|转载|转发|轉帖|轉貼|轉載|讨论|討論|原创|原創|分享|求助|灌水|杂谈|閒聊|闲聊|水)[\]】］]\s*)+"
)


def headline(title: str) -> str:
    """A title without what a forum puts before it ([转帖]); a desk's own mark (【快讯】) is the publisher's."""
    return _FORUM_MARKS.sub("", title) or title


def _pairs(words: str) -> frozenset[str]:
    return frozenset(a + b for word in words.split() for a, b in itertools.pairwise(word))


_COMMON_PAIRS = _pairs(COMMON)


def title_grams(title: str) -> frozenset[str]:
    """Character bigrams of the title's Han runs, and its Latin words and numbers whole."""
    grams: set[str] = set()
    run: list[str] = []
    word: list[str] = []
    for char in [*title.lower(), " "]:
        if char.isascii() and (char.isalnum() or char == "."):
            word.append(char)
            continue
        if word:
            grams.add("".join(word).strip("."))
            word = []
            run.append(" ")
        run.append(char if char.isalnum() else " ")
    grams.update(a + b for a, b in itertools.pairwise(run) if " " not in (a, b))
    grams.discard("")
    return frozenset(grams)


def weights(title: str, names: Collection[str] = ()) -> dict[str, float]:
    """The title's grams with their weights: common words and the names of its own firms say little of the event."""
    own = frozenset().union(*(title_grams(name) for name in names))
    return {gram: COMMON_WEIGHT if gram in _COMMON_PAIRS or gram in own else 1.0 for gram in title_grams(title)}


def overlap(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Shared weight against the geometric mean of both, so that a short title can match a long one; 0..1."""
    if not a or not b:
        return 0.0
    shared = sum(min(a[gram], b[gram]) for gram in a.keys() & b.keys())
    return shared / math.sqrt(sum(a.values()) * sum(b.values()))


def sums(title: str) -> frozenset[float]:
    """The round sums a title names, in base units whatever the currency (10亿 -> 1e9)."""
    return frozenset(float(f"{float(number) * _UNITS[unit]:.6g}") for number, unit in _SUM.findall(title))


def stages(title: str) -> frozenset[str]:
    """The steps of an event that a title names: filing, hearing, listing, a round, a lay-off ..."""
    return frozenset(stage for stage, cue in _STAGES.items() if cue.search(title))


def posts(title: str) -> frozenset[str]:
    """The posts at the top that a title names, in one spelling: 首席技术官 and CTO are one."""
    return frozenset(post for post, words in _POSTS.items() if words.search(title))


def headcounts(title: str) -> frozenset[float]:
    """How many people a title counts (裁员500人, 三名研究员)."""
    found = _PEOPLE.findall(title)
    return frozenset((_DIGITS.get(n) or float(n)) * _TIMES[times] for n, times in found)
