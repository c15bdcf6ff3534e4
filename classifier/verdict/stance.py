"""How sure a text is of what it tells, from its wording: who says it, and with what reserve.

The title speaks first; a denial beats a rumour; an answer of the firm beats both; 36氪获悉 credits a
source and carries no doubt. Of a title that joins several heads only the one that tells the topic counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifier.text.certainty import DENIAL, RUMOUR
from classifier.text.mentions import Mention
from classifier.text.page import Page
from classifier.text.vocabulary import hearsay, money
from classifier.topics.topic import Ending, Topic
from classifier.types import Stance

#: A lead is read this far for who says it, and further for what the firm answers.
LEAD, ANSWER = 200, 420

CREDIT = re.compile(
    r"(?:36氪|硬氪|智能涌现|钛媒体(?:App)?|量子位|暗涌(?:Waves)?|投中网|格隆汇|晚点(?:LatePost)?"
    r"|界面(?:新闻)?|财联社|凤凰网科技|记者|《[^》]{2,10}》)"
    r"(?:从[^,。]{0,16})?(?:独家|最新|近日)?(?:获悉|了解到)"
)
_NOT_DONE = (
    rf"{hearsay.NEVER}(?:会)?(?:考虑|计划|想过?|要|有)?"
    r"(?:放弃|停(?!牌|下来)|退出|解散|裁员|上市|融资|启动|出售|离职|离开|寻求|进行(?:任何)?融资|赴港|收购"
    r"|断|拆|加盟|请)"
)
DENIED = re.compile(
    rf"{_NOT_DONE}|暂无[^,。;]{{0,8}}(?:计划|安排|打算)|没有[^,。;]{{0,10}}(?:计划|打算|的事)|{hearsay.UNTRUE}"
    r"|不在[^,。]{0,8}(?:日程|计划)"
)
_ASKED = re.compile(r"回应|传闻|传言|传|报道|说法|风波|被问|消息|曝|指|\?|误读")
ANSWERED = re.compile(
    r"(?:回应|回复|答复|证实|确认|对[^,。]{1,16}(?:表示|称))(?:了|称|道|表示|此事|该消息"
    r"|属实)?[^。;]{0,60}?(?:属实|因个人原因|已(?:经)?[^,。]{0,10}(?:离职|离开|卸任|完成)|个人发展"
    r"|感谢[^,。]{0,20}(?:贡献|付出)|交接|调整|正式)|确认属实|官方[^,。]{0,6}证实|(?:公司|官方|发言人"
    r"|方面)[^,。]{0,6}(?:证实|确认)"
)
#: no answer: 公司暂未就此回应
SILENT = re.compile(rf"{hearsay.DOES_NOT}[^,。;]{{0,8}}回应")
#: what is asked is left open, whoever was asked: 不予置评, 双方均不知情
NO_ANSWER = re.compile(
    rf"{hearsay.DOES_NOT}[^,。;]{{0,8}}(?:回应|置评|回复|表态)|不予(?:置评|评论|回应)|(?:拒绝|不作|不做|不|未)(?:予)?评论"
    r"|无可奉告|不(?:了解|知情|清楚)(?:此事|情况|该)?|双方[^,。;]{0,4}不知情|不便(?:透露|回应|评论)|以公告为准|以官方[^,。;]{0,6}为准"
)
#: the firm or one of its people is quoted
QUOTED = re.compile(
    r"(?:公司|集团|官方|创始人|创办人|董事长|CEO|首席[一-龥]{1,4}官|发言人|负责人)[^,。;]{0,10}"
    r"(?:(?<![下简])称(?!为)|表示|说(?!明|法)|告诉|透露|介绍|坦承|坦言|写道)"
    r"|(?:在|接受)[^,。;]{0,8}(?:播客|采访|论坛|电话会|业绩会|互动易|大会)[^,。;]{0,6}(?:称|表示|说|公布|复盘|坦承|写道)"
    r"|对媒体(?:说|表示|称)|受访",
    re.I,
)
#: whose word on a firm is not the firm's
_ONLOOKER = re.compile("机构|投资(?!者关系)|资本|基金|猎头|券商|竞品|业内|分析|同行|专家|律师|前员工")
ANONYMOUS = re.compile(
    # a lead's 据悉 and 疑似 are an editor's habit
    rf"{hearsay.HEARD - '据悉 疑似 或将 或已 曝'}|曝出|多位[^,。]{{0,8}}人士|多[个位名][^,。]{{0,6}}信源"
    r"|接近[^,。]{2,14}(?:人士|的人(?![形工类才机]))|坊间|援引|匿名|风声|猎头圈|脉脉(?:热帖|上)|内部说法|供应链人士|(?:多名|几名|数名|前)员工(?:称|说|透露)"
    r"|据(?:悉|报道|外媒|媒体)[^,。]{0,12},?[^,。]{0,24}(?:洽谈|商谈|谈判|考虑|寻求|计划|拟|有望|正与"
    rf"|或将|最快)|(?:{money.TALK}|考虑|计划|拟)[^。]{{0,40}}据(?:悉|报道)"
)
TALKS = re.compile(rf"{money.TALK}|考虑|有望|或(?=[将于在达为以再成被获])|最快|酝酿|接近敲定|正与|在谈|正谈")
PRESS = re.compile(
    r"据[^,。]{0,12}(?:报道|报导)|彭博|路透|华尔街日报|Wall Street Journal|金融时报|The Information|外媒"
    r"|据媒体|有媒体|据《(?:[^》]{1,16}》)?",
    re.I,
)
MAYBE = re.compile(
    r"坊间|风声|接近[^,。]{2,12}的人(?=[讲说称透表,。;]|$)|或(?:又|再)|疑似|真的假的|或将|或已|或(?=[将已于达])|是否|能否|吗\??$"
)


def stance(page: Page, topics: Sequence[Topic]) -> Stance:
    """One of rumour, reported, confirmed, denied."""
    head = SILENT.sub("", " ".join(page.text[start:end] for start, end in page.heads))
    body = page.text[page.title_end + 1 :]
    lead = "" if page.is_list else SILENT.sub("", CREDIT.sub("", body[:ANSWER]))
    if _is_denied(head, lead, next((topic.ending for topic in topics if topic.ending is not None), None)):
        return "denied"
    said = any(topic.confirmed.search(head) for topic in topics) or _speaks(head, page.mentions)
    if RUMOUR.search(head) or MAYBE.search(head):
        sure = re.search(rf"{hearsay.CONFIRM}|属实", head) or ANSWERED.search(lead)
        return "confirmed" if sure else "rumour"
    if said:
        return "confirmed"
    return _by_lead(head, lead, topics)


def _by_lead(head: str, lead: str, topics: Sequence[Topic]) -> Stance:
    """What the lead says of its source: an answer of the firm, else what comes first of rumour and word."""
    if ANSWERED.search(lead):
        return "confirmed"
    lead = lead[:LEAD]
    doubt = ANONYMOUS.search(lead)
    said = [found.start() for topic in topics if (found := topic.confirmed.search(lead))]
    if said and (doubt is None or min(said) < doubt.start()):
        return "confirmed"
    if doubt is None and _is_quoted(lead):
        return "confirmed"
    if doubt is not None or (PRESS.search(lead) and TALKS.search(head + lead)):
        return "rumour"
    return "reported"


def _is_quoted(lead: str) -> bool:
    """Whether the firm or one of its people speaks, and no onlooker."""
    clauses = re.split("[,。;!?]", lead)
    return any(QUOTED.search(clause) and not _ONLOOKER.search(clause) for clause in clauses)


def _speaks(head: str, mentions: Sequence[Mention]) -> bool:
    """Whether the title is a firm's own word: 宝马:…, and no question."""
    speaker, colon, words = head.partition(":")
    if not colon or words.endswith("?") or len(speaker) > 14:
        return False
    return any(m.kind == "name" and m.start == 0 and m.end >= len(speaker.rstrip()) - 2 for m in mentions)


def _is_denied(head: str, lead: str, ending: Ending | None) -> bool:
    """Whether head or lead deny the news; news of an ending (``ending``) also by saying that it goes on."""
    if DENIAL.search(head):
        return True
    if ending is not None and ending.untrue.search(head):
        return True
    near = lead[:LEAD]
    may_go_on = ending is not None and not ending.given_up.search(head)
    if DENIED.search(head) and (_ASKED.search(head + lead) or may_go_on):
        return True
    if ending is not None and may_go_on and (ending.goes_on.search(head) or ending.goes_on.search(near)):
        return True
    answered = re.search(r"回应|否认|传|澄清|\?", head) is not None or ending is not None
    return answered and (DENIAL.search(near) is not None or (ending is not None and DENIED.search(near) is not None))
