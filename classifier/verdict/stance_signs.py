"""The words by which a text says how sure it is: who speaks, with what reserve, and where beside the event."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifier.text.certainty import DENIAL, RUMOUR
from classifier.text.page import Page
from classifier.text.vocabulary import hearsay, money, moves
from classifier.topics.topic import Topic
from classifier.verdict import stance as rules

#: A lead is read this far.
LEAD = 420
#: Words of a speaker and what he does are shown together up to this many characters.
_LONGEST_SPEECH = 14


@dataclass(frozen=True, slots=True)
class Sign:
    """Words of the matching form at ``start:end``.

    ``place``: t in the title, l in the lead's first sentence, f further down.
    """

    name: str
    place: str
    start: int
    end: int
    #: whether the clause tells the event, and whether it is the first that does
    beside: bool
    first: bool


_ROUND = r"[^,。;!?:]{0,24}"
#: What a text may say; the order has no meaning. Where a list is cut, the shipped weights were learnt with fewer words:
#: the whole ones change the certainty of 76 of 17,000 items, and the stance of one.
PATTERNS: dict[str, re.Pattern[str]] = {
    "heard": RUMOUR,
    "denial": DENIAL,
    "not_done": rules.DENIED,
    "answered": rules.ANSWERED,
    "silent": rules.SILENT,
    "quoted": rules.QUOTED,
    "anonymous": rules.ANONYMOUS,
    "talks": rules.TALKS,
    "press": rules.PRESS,
    "maybe": rules.MAYBE,
    "credit": rules.CREDIT,
    "announced": re.compile(rf"{hearsay.CONFIRM}|通告|声明|公布|披露|发布(?=[^,。]{{0,8}}(?:公告|通知|声明))"),
    "letter": re.compile(rf"{hearsay.LETTER}|离职信|员工信|股东信|致信"),
    "own_post": re.compile(
        r"朋友圈|微博(?:称|发文|宣布|表示)|发文(?!章)|发帖|自曝|推文|推特|领英|社交(?:平台|媒体)|博客|官微|官网|X\s?平台"
    ),
    "filing": re.compile(
        r"招股书|招股说明书|递表|递交|呈交|提交|申请书|备案|辅导|受理|问询|聆讯|过会|批文|注册(?:生效|获批|申请)"
    ),
    "listed": re.compile(r"挂牌|敲钟|首日|定价|发行价|发售价|招股(?!书|说明)|成功上市|正式上市|登陆|上市首"),
    "register": re.compile(
        r"天眼查|企查查|工商|证监会|港交所|上交所|深交所|北交所|法院|SEC|监管|交易所|国家市场", re.I
    ),
    "ended": re.compile(rf"{money.WITHDRAW}|搁置|失效"),
    "appoints": re.compile(rf"{moves.APPOINT}|当选|选举|获任|履新|换帅|官宣"),
    "steps_down": re.compile(rf"{moves.RESIGN - '请辞 去职'}|离开|退休|罢免|解聘|免去"),
    "joins": re.compile(rf"加入|加盟|入职|出任|{moves.SUCCEED}|担任|跳槽|回归"),
    "lays_off": re.compile(rf"{moves.LAY_OFF - '裁掉 减员 缩编'}|{moves.DISBAND}|优化|遣散"),
    "closed_round": re.compile(rf"(?:完成|获|斩获|拿下|宣布完成){_ROUND}(?:融资|轮|投资|募资|注资)"),
    "plan": re.compile(rf"{money.PLAN}|拟|打算|筹划|准备|意向|冲刺|欲|正在|推进|目标"),
    "will": re.compile(r"将(?!军|来|近)|即将|预计|料|预期|或于|最早|最快|年内|有可能|可能"),
    "done": re.compile(r"已(?!知|久)|日前|近日|今日|今天|昨日|正式|刚刚|最新"),
    "question": re.compile(r"\?|吗(?:$|[,。])|何以|为何|为什么|如何|怎么|谁|几何|还能"),
    "colon": re.compile(r"(?<=[一-龥A-Za-z]):"),
    "quotes": re.compile(r"[“「\"][^”」\"]{6,}"),
    "reporter": re.compile(r"记者|获悉|独家|首发|了解到|从[^,。]{2,12}处"),
    "report": re.compile(r"报道|报导|消息|媒体"),
    "feature": re.compile(
        r"背后|之战|之争|内幕|真相|复盘|深度|专访|对话|盘点|故事|往事|江湖|风暴|启示|解读|观察|如何|时代|密集|潮|们"
    ),
    "history": re.compile(r"此前|曾|去年|前年|早在|20[012]\d年|当时|历史|累计|至今|以来"),
    "forecast": re.compile(r"预测|预计|分析师|研报|估算|据估|机构称|认为|展望"),
    "refers": re.compile(r"回应|澄清|传闻|传言|被问"),
    "in_talks": re.compile(rf"{money.TALK}|商洽|讨论|接近(?=[^,。]{{0,6}}(?:获|完成|达成|敲定))|探讨|酝酿|评估|敲定"),
    "guess": re.compile(
        r"猜测|疑|望(?=[达获成超突])|爆(?=[^发款红棚冷炸雷满单品仓])|曝|热门[^,。]{0,6}人选|接班|古尔曼|郭明[錤池]|网传|泄露|流出"
    ),
    "no_answer": rules.NO_ANSWER,
    "of_firm": re.compile(
        r"(?:公司|集团|方面|官方|发言人|高管|CEO|创始人|董事长|本人)(?:称|表示|回应|透露|确认|证实|说)", re.I
    ),
    "wish": re.compile(r"需要|应该|或许|也许|不排除|如果|若|一旦|假如"),
    "summary": re.compile(r"早报|晚报|周报|日报|一周|早知道|盘点|丨|\||8点1氪|要闻|资讯|晨报|快讯"),
}

_SAYS = re.compile(
    r"宣布(?!告)|官宣|公告|表示|透露|披露|回应|确认(?!函)|证实|否认|声明|发文(?!章)|坦言|承认|告诉|写道|介绍|强调|指出"
    r"|(?<![号名堪简下又自俗人])称(?![为号霸职赞呼])|(?<![小传解])说(?![明法服])|公布|任命|委任|聘任|发布公告|显示|爆料|指"
)
#: what says who, by the kind of speaker; the first that stands before the verb
_SPEAKERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("unnamed", re.compile(r"知情|消息人士|人士|消息|信源|匿名|内部员工|员工|网友|有人|市场|坊间|传")),
    (
        "press",
        re.compile(
            r"报道|报导|媒体|外媒|彭博|路透|日报|时报|The Information|新闻|记者|网|社(?!交)|36氪|晚点|财联社", re.I
        ),
    ),
    (
        "register",
        re.compile(r"证监会|交易所|法院|港交所|上交所|深交所|天眼查|企查查|工商|招股书|文件|公告|监管|财报|年报"),
    ),
    ("onlooker", re.compile(r"机构|投资(?!者关系)|资本|基金|猎头|券商|业内|分析|同行|专家|律师|前员工|研报|高盛|摩根")),
    (
        "role",
        re.compile(
            r"CEO|CTO|创始人|创办人|董事长|总裁|首席|发言人|负责人|董秘|高管|副总|官方|方面|公司|集团|我们", re.I
        ),
    ),
)
_BORDER = re.compile(r"[,。;!?|丨\n…]+|:(?=.{12})")


def signs(page: Page, topics: Sequence[Topic]) -> list[Sign]:
    """Every sign in the told heads of the title and in the lead, in no order."""
    text, borders = page.text, [found.start() for found in _BORDER.finditer(page.text, 0, page.title_end + LEAD)]
    events = {bisect_left(borders, m.start()) for topic in topics for m in _head_words_in(page, topic.head_words)}
    first = min(events, default=-1)
    found = []
    for place, start, end in _places(page):
        for name, pattern in _patterns(topics):
            for match in pattern.finditer(text, start, end):
                clause = bisect_left(borders, match.start())
                found.append(Sign(name, place, match.start(), match.end(), clause in events, clause == first))
        for match in _SAYS.finditer(text, start, end):
            clause = bisect_left(borders, match.start())
            left = borders[clause - 1] + 1 if clause else 0
            if match.start() - left < 2 and clause > 1 and text[left - 1] == ",":  # 阿里云,宣布
                left = borders[clause - 2] + 1
            left = max(left, start)
            who, begin = _speaker(page, left, match.start())
            begin = begin if match.end() - begin <= _LONGEST_SPEECH else match.start()
            found.append(Sign(f"{who}>{match.group()}", place, begin, match.end(), clause in events, clause == first))
        found += _colon(page, place, start, end, events, first, borders)
    return found


def _colon(
    page: Page, place: str, start: int, end: int, events: set[int], first: int, borders: list[int]
) -> Iterator[Sign]:
    """A speaker before a colon at the beginning: 宝马:…"""
    colon = page.text.find(":", start, min(end, start + 24))
    if place != "t" or colon < 0:
        return
    who, begin = _speaker(page, start, colon)
    clause = bisect_left(borders, colon + 1)
    yield Sign(f"{who}:", place, begin, colon + 1, clause in events, clause == first)


def _head_words_in(page: Page, words: re.Pattern[str]) -> Iterator[re.Match[str]]:
    # head words are written in lower case, which changes no length of what is matched here
    low = page.text[: page.title_end + LEAD].lower()
    return words.finditer(low)


def _places(page: Page) -> Iterator[tuple[str, int, int]]:
    """Name, start and end of the parts that are read."""
    for start, end in page.heads:
        yield "t", start, end
    if not page.is_list and page.title_end < len(page.text):
        begin = page.title_end + 1
        stop = page.text.find("。", begin)
        first = min(stop if stop >= 0 else len(page.text), begin + rules.LEAD)
        yield "l", begin, first
        yield "f", first, min(len(page.text), begin + LEAD)


def _patterns(topics: Sequence[Topic]) -> Iterator[tuple[str, re.Pattern[str]]]:
    yield from PATTERNS.items()
    for topic in topics:
        yield "said", topic.confirmed
        if topic.ending is not None:
            yield "goes_on", topic.ending.goes_on
            yield "untrue", topic.ending.untrue


def _speaker(page: Page, start: int, end: int) -> tuple[str, int]:
    """Who stands before a verb of saying, and where he begins."""
    words = page.text[start:end]
    for kind, pattern in _SPEAKERS:
        if match := pattern.search(words):
            return kind, start + match.start()
    for mention in page.between(start, end):
        return ("firm" if mention.kind in ("name", "product") else mention.kind), mention.start
    return ("someone" if len(words.strip()) >= 2 else "nobody"), end
