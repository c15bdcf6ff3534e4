"""Who stops, shrinks, pauses, hands out or gives up training a foundation model of its own, or says it goes on."""

from __future__ import annotations

import re
from dataclasses import replace

from classifier.names.roles import role
from classifier.names.unlisted import subject
from classifier.text.certainty import clause_stance
from classifier.text.mentions import Mention
from classifier.text.page import LEAD, Clause, Name, Page
from classifier.text.vocabulary import models
from classifier.topics.pretraining_cut.fact import PretrainingCut
from classifier.types import Fact, Stance

_OWN = (
    rf"{models.OWN_MODEL}|{models.BASE}|自研(?:(?:的)?(?:通用)?LLM|(?=[,。;!?]|$))|千亿参数"
    r"|(?:大|语言|前沿|自家|自有|云端|下一代|超大|最大|大尺寸|大规模)(?:语言)?模型(?:的)?(?:训练|研发"
    r"|团队|项目|业务|计划|预算|投入|部门)?|训(?:练)?(?:大|基座|基础|自己的|自家的?|自有|新"
    r"|底座)+(?:的)?模型|训练(?:计划|投入|业务)|LLM|pre-?train(?:ing)?"
)
_OBJECT = re.compile(_OWN, re.IGNORECASE)
_ACTIONS: tuple[tuple[str, str], ...] = (
    (
        "continue",
        r"(?:不会|没有|并未|从未|绝不|绝不会|未曾|未|不可能|不打算|无意"
        r"|不曾)(?:会)?(?:要)?(?:考虑)?(?:放弃|停止|停下|退出|解散|缩减|暂停|收缩|砍|外包)"
        r"|否认[^,。;]{0,12}(?:放弃|停止|退出|解散|缩减|暂停|砍|收缩|裁|转向|外包)"
        rf"|(?:继续|坚持|仍(?:将|在|会)?|还(?:会|将|在)|持续|加大|加码|始终|一直){models.ON_WITH}(?:做|训"
        r"|投入|研发|坚持|推进|自研|预训练|基座|训练|迭代)|放弃[^,。;]{0,16}(?:不实|谣言|不属实|假消息)"
        r"|不实|辟谣",
    ),
    ("outsource", rf"{models.OUTSOURCE}|委托(?:给|第三方)|交给(?:外部|第三方|合作|供应商|云)|转包|代训|代工训练"),
    ("pause", rf"{models.PAUSE}|暂缓|按下暂停键|延后|推迟|停摆"),
    (
        "stop",
        rf"{models.STOP}|停研|不再(?!是|有)|关闭|关掉|取消"
        r"|收掉|停了|不练|不训|不做了|到此为止|彻底停|清零|撤掉|就此收手|[划画]上句号|不碰",
    ),
    (
        "shrink",
        rf"{models.SHRINK}|裁员|砍(?!掉)|降速|收起|收缩战线"
        r"|调低|逐年递减|优化|拆分|缩水|收拢|降低",
    ),
    (
        "pivot",
        rf"{models.TURN}|改做|改套壳|重心[^,。;]{{0,6}}(?:转|放|移)|转攻|掉头|换道"
        r"|转身|转为|拥抱|接入|投向|只做|全面转",
    ),
)
_COMPILED = tuple((action, re.compile(pattern)) for action, pattern in _ACTIONS)
_COUNTED = re.compile(r"[两二三四五几数多]家|某(?:大模型|独角兽|公司|家)|一家(?:估值|大模型|AI|国内)")
_TECHNIQUE = re.compile(rf"预训练(?:权重|知识|语料|范式|参数|目标|任务|方法)|{models.TECHNIQUE}", re.IGNORECASE)
_PIVOTS_TO = re.compile(
    r"应用|垂直|行业|医疗|智能体|Agent|落地|场景|商业化|端侧|客户|企业|机器人|产品|API|咨询|服务|具身|陪伴|开源",
    re.IGNORECASE,
)


def read_pretraining(page: Page, stance: Stance) -> list[Fact]:
    """The pretraining facts of title and lead, one a firm."""
    found: list[Found] = []
    carried: Name | None = None
    near_object = False
    for clause in page.clauses:
        if clause.start > page.title_end + LEAD:
            break
        words = page.text[clause.start : clause.end]
        told = _OBJECT.search(words) is not None and not _TECHNIQUE.search(words)
        action = _action(words, told=told, near=near_object)
        firm = _firm(page, clause, words) or carried
        if _COUNTED.search(words):
            firm = None  # 六小虎中有两家: counted, not named
        if action is not None and (told or near_object):
            _add(found, page, clause, firm, action, stance)
        near_object = told or (near_object and not clause.last)
        carried = None if clause.last and not clause.in_title else firm
    return [_fact(page, value, *span) for value, span in found] or _bare(page, stance)


#: A value on its way, and the span of the text that says it.
Found = tuple[PretrainingCut, tuple[int, int]]


def _fact(page: Page, value: PretrainingCut, start: int, end: int) -> Fact:
    return Fact(value, *page.evidence(start, end))


def _bare(page: Page, stance: Stance) -> list[Fact]:
    """The topic is told in words we do not know: the firm of the title, and the action if the title has one."""
    title = page.text[: page.title_end]
    firm = next((m for m in page.firms_between(0, page.title_end + 60, people=True) if _is_told(page, m)), None)
    if firm is None:
        return []
    action = "continue" if stance == "denied" else _action(title, told=True, near=True)
    return [_fact(page, PretrainingCut(firm=firm.name, action=action, stance=stance), 0, page.title_end)]


_TOOL_BEFORE = re.compile(rf"(?:{models.TOOL_BEFORE}|用好|融合|在|把|与|和|对标|由|学|套)(?:了|开源的?|的)?\s?[「“]?$")
_TOOL_AFTER = re.compile(r"^\s?(?:出圈|冲击|引爆|上做|为底座|出现|之后|爆火|热潮|火了|大火|免费|开源后|来了|崛起|效应)")


def _is_told(page: Page, mention: Mention) -> bool:
    """Whether the text is about this firm, not about one whose model others take."""
    before, after = page.text[max(0, mention.start - 8) : mention.start], page.text[mention.end : mention.end + 6]
    if _TOOL_BEFORE.search(before) or _TOOL_AFTER.match(after):
        return False
    return role(page, mention) == "told"


def _action(words: str, *, told: bool, near: bool) -> str | None:
    """What a clause says is done with the model; turning to something counts only beside a model told of."""
    for action, pattern in _COMPILED:
        match = pattern.search(words)
        if match is None:
            continue
        if action == "pivot":
            return "pivot" if _PIVOTS_TO.search(words[match.start() :]) and (told or near) else None
        if told:
            return action
    return None


def _firm(page: Page, clause: Clause, words: str) -> Name | None:
    """Whose model it is: who stands before the verb, else the first firm of the clause."""
    for _, pattern in _COMPILED:
        match = pattern.search(words)
        if match and match.start() >= 2:
            name = subject(page, clause.start, clause.start + match.start(), strangers=False)
            if name is not None:
                return name
    found = [m for m in page.firms_between(clause.start, clause.end, people=True) if _is_told(page, m)]
    return Name(found[0].name, found[0].start, found[0].end, found[0].id) if found else None


def _add(found: list[Found], page: Page, clause: Clause, firm: Name | None, action: str, stance: Stance) -> None:
    name = firm.name if firm else None
    if stance == "denied":
        action = "continue"
    for at, (known, span) in enumerate(found):
        if known.firm == name or name is None or known.firm is None:
            if known.action == "stop" and action == "pivot":  # to give it up for something else is to turn
                found[at] = replace(known, action="pivot"), span
            return
    said = clause_stance(page, clause.start, clause.end, stance)
    found.append((PretrainingCut(firm=name, action=action, stance=said), (clause.start, clause.end)))
