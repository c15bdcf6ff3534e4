"""The firms of a title by the part they play in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from classifier.names.matcher import Mention
from classifier.names.roles import role
from classifier.text.page import Page
from classifier.topics.talent_move.moves import VERB
from classifier.types import Firm

Part = Literal["told", "investor", "former", "aside"]
_LEAD = 260
_STAND_IN = {"investor": 0.3, "former": 0.45, "aside": 0.2}


def weigh_title(page: Page, topics: tuple[str, ...], named: set[str]) -> list[Firm]:
    """The title's firms with their salience; ``named`` are the ids (names of strangers) that its facts are of."""
    mentions = page.firms_between(0, page.title_end, people=True)
    parts = parts_of(page, topics, mentions)
    found: list[Firm] = []
    heads: set[tuple[int, int]] = set()
    told = 0
    for mention, part in zip(mentions, parts, strict=True):
        weight = _STAND_IN.get(part, 0.0)
        if part == "former" and _is_left(topics, mention, mentions, parts, spoken=bool(named)):
            weight = 0.55
        if part == "told" and page.is_list:  # each head has a firm of its own
            head = next(span for span in page.heads if span[0] <= mention.start < span[1])
            weight = 0.6 if head not in heads or _is_of(page, mention) else 0.4
            heads.add(head)
        elif part == "told" and _is_person_only(page, topics, mention, mentions, parts):
            weight = 0.45
        elif part == "told":
            weight = _weight(page, topics, mention, told=told, spoken=bool(named))
            if named and _beside(page, mention, named):
                weight = 0.6
            told += 1
        found.append(Firm(id=mention.id, name=mention.name, salience=weight))
    return found


def parts_of(page: Page, topics: tuple[str, ...], mentions: Sequence[Mention]) -> list[Part]:
    """The part of each mention; the members of a list play the part of its first."""
    parts: list[Part] = []
    for at, mention in enumerate(mentions):
        part: Part = role(page, mention, topic=topics[0] if topics else "")
        if part == "investor" and _RECEIVES.search(page.text[max(0, mention.start - 10) : mention.start]):
            part = "told"
        if not topics:  # nothing is told of anybody: the part alone orders them
            pass
        elif mention.start < _FIRST and _speaks(page, mention) and page.is_told(mention.start):
            part = "told"
        elif part == "told" and _FOUNDERS.match(page.text, mention.end):
            part = "former"
        elif part == "told" and _is_aside(page, topics, mention):
            part = "aside"
        elif part == "told" and at and _listed(page, mention, mentions[at - 1]) and parts[-1] in ("former", "aside"):
            part = parts[-1]
        parts.append(part)
    return parts


def is_disowned(page: Page, topics: tuple[str, ...], firm_id: str) -> bool:
    """Whether the title, or for a firm it does not name the lead, names a firm never as the one it is told of."""
    mentions = page.firms_between(0, page.title_end, people=True)
    if not any(m.id == firm_id for m in mentions):
        mentions = page.firms_between(page.title_end, page.title_end + _LEAD, people=True)
    if not any(m.id == firm_id for m in mentions):
        return False
    parts = parts_of(page, topics, mentions)
    own = [(m, part) for m, part in zip(mentions, parts, strict=True) if m.id == firm_id]
    if all(part != "told" and not _withdraws(page, m) for m, part in own):
        return True
    return all(m.kind == "person" for m, _ in own) and _names_another(topics, firm_id, mentions, parts)


_MOVER = re.compile(r"(?:任命|聘任?|委任|请来|迎来|选举|提拔|由|传|曝)\s?$")
_MOVES_ON = re.compile(r"\s?(?:将|已|或|要)?(?:出任|升任|转任|调任|兼任|接任|卸任|加入|加盟|入职|履新|领衔|任)")


def _is_person_only(
    page: Page, topics: tuple[str, ...], mention: Mention, mentions: Sequence[Mention], parts: Sequence[Part]
) -> bool:
    """Whether a leader is no name for the firm it leads: one who moves, or is talked of, beside a firm named."""
    if mention.kind != "person":
        return False
    if topics[:1] != ("talent_move",):
        return _names_another(topics, mention.id, mentions, parts)
    before = page.text[max(0, mention.start - 6) : mention.start]
    if not _MOVER.search(before) and not _MOVES_ON.match(page.text, mention.end):
        return False
    return any(m.kind != "person" and part == "told" for m, part in zip(mentions, parts, strict=True))


def _names_another(topics: tuple[str, ...], firm_id: str, mentions: Sequence[Mention], parts: Sequence[Part]) -> bool:
    """Whether a title of money names another firm than the one whose leader it mentions: 甲嘲讽乙的老板, 甲要上市."""
    told = (m for m, part in zip(mentions, parts, strict=True) if part == "told" and m.kind != "person")
    return topics[:1] == ("funding",) and any(m.id != firm_id for m in told)


_FOUNDERS = re.compile(
    r"\s?(?:前)?(?:研究员|员工|高管|工程师|科学家|董事长|CEO|CTO|联创|副总裁|核心成员|老兵)们?"
    r"(?:的[^,。;]{0,6}(?:公司|创企|项目)|(?:创立|创办|创建)的|创业)|\s?来的"
)
_RECEIVES = re.compile(r"(?:给|向|对|往)[^,。;!?]{0,8}$")
_SAYS = re.compile(r"\s?(?:公告|集团|CEO|官方|方面|管理层)?\s?[:]")


#: A title that begins with a speaker has named it by then.
_FIRST = 4


def _speaks(page: Page, mention: Mention) -> bool:
    """Whether the title begins with a firm and a colon: what follows is its own news."""
    return page.text[: mention.start].strip("「“【》 ") == "" and _SAYS.match(page.text, mention.end) is not None


_TOOL = re.compile(
    r"(?:转向|全押|押注|因为|输给|入股|租|换到|换成|换上|换装|换用|转投|改以|改用|改采|采用|[使选]用|改接|接入|套用|投靠|基于|用|转用|拥抱|求助"
    r"|依托|借助|以|(?:外包|交|交由|让|卖|托付|托)给?给|跑在)(?:了|开源的?|的)?\s?[「“]?"
    r"(?:[^,。;!?|、]{1,12}、)?$"
)
_TOOL_AFTER = re.compile(r"\s?(?:[A-Za-z0-9.-]+\s?)?(?:上(?:改|微调|跑|做)|打底|为底|做底|为基座|各管)")


def _is_tool(page: Page, mention: Mention) -> bool:
    """Whether a firm is named for the model that another one takes instead of its own: 改用 DeepSeek、豆包."""
    before = page.text[max(0, mention.start - 20) : mention.start]
    return _TOOL.search(before) is not None or _TOOL_AFTER.match(page.text, mention.end) is not None


_SUM = r"[\d.]+(?:余|多)?[亿万][^,。;!?]{0,3}?"
_GIVER = re.compile(
    rf"(?:再|拟|将|豪掷|斥资)?\s?{_SUM}(?:美元|元|美金|港元)?(?:入主|入股|控股|投资|买|押注|注资|领投|战投|认购|敲开)"
    r"|(?:[、和与][^,。;、]{2,10}){0,4}(?:[^,。;]{0,4}各(?:投|出|占|拿)|[^,。;]{0,2}在(?:股东|名单|客户|列))"
    r"|[^,。;]{0,6}(?:[要想欲拟将]投(?!产)|有意买入|买进|拟认购|持股|参股|包揽|控股|押了|争着投|抢着?投)"
    r"|(?:[将要或]|有望)?成为?[^,。;]{1,12}(?:股东|金主)|[^,。;]{0,20}(?:力挺|站台|背书|潜伏|助阵)"
)
_LIKE = re.compile(
    r"(?:(?:造|做|成为|打造|号称|自称|对标)[^,。;]{0,8}?(?:中国|国产|国内)(?:的|版)?|下一个(?:跟进)?|又一个|第二个|小|错失|踢出|并入|卖给|从[「“\"]?中国"
    r"|(?:[一-龥]国|欧洲|日本|印度|中东|以色列|硅谷)人?(?:的|版)|用的|股东|投资[方人]|金主)"
    r"\s?[「“]?$"
)
_RIVAL = re.compile(r"\s?(?:的)?(?:心腹大患|眼中钉|头号)")
_ALLIED = re.compile(r"\s?(?:结盟|牵手|合作|联合|联手|握手)")
_SERVED = re.compile(r"\s?(?:备|造|盖|供|做|代工|打工|搭)")


def _is_aside(page: Page, topics: tuple[str, ...], mention: Mention) -> bool:
    """Whether a firm is a backer, a comparison, a customer or a tool in what the title tells."""
    before = page.text[max(0, mention.start - 20) : mention.start]
    if topics[:1] == ("pretraining_cut",):
        allied = before.rstrip().endswith(("与", "和")) and _ALLIED.match(page.text, mention.end) is not None
        if allied or _is_tool(page, mention):
            return True
    if topics[:1] != ("talent_move",) and (_LIKE.search(before) or _RIVAL.match(page.text, mention.end)):
        return True
    if topics[:1] != ("funding",):
        return before.endswith("错失")
    served = before.rstrip().endswith(("给", "为")) and _SERVED.match(page.text, mention.end) is not None
    return served or _GIVER.match(page.text, mention.end, page.title_end) is not None


def _is_left(
    topics: tuple[str, ...], mention: Mention, mentions: Sequence[Mention], parts: Sequence[Part], *, spoken: bool
) -> bool:
    """Whether a former employer is told of: its loss is the news, and nobody else's gain."""
    if "talent_move" not in topics:
        return False
    if topics[0] != "talent_move":
        return True
    told = (m.id for m, part in zip(mentions, parts, strict=True) if part == "told")
    return not spoken and all(firm_id == mention.id for firm_id in told)


_WITHDRAWS = re.compile(r"[^。;!?|]{0,16}?(?:退出|撤资|不再投资|放弃投资)")


def _withdraws(page: Page, mention: Mention) -> bool:
    """Whether an investor walks away, which is told of the investor too."""
    return _WITHDRAWS.match(page.text, mention.end, page.title_end) is not None


def _weight(page: Page, topics: tuple[str, ...], mention: Mention, *, told: int, spoken: bool) -> float:
    if not topics:
        return 0.7 if told == 0 else 0.5
    moving = topics[0] == "talent_move" and _near_move(page, mention)
    if not spoken and told == 0:
        return 0.7
    if not spoken and _listed(page, mention):
        return 0.55
    if moving:
        return 0.5
    if spoken and told == 0 and topics[0] == "funding" and _withdraws(page, mention):
        return 0.6
    if spoken:
        return 0.4
    return 0.5 if topics[0] == "talent_move" else 0.45


def _is_of(page: Page, mention: Mention) -> bool:
    """Whether a mention is the part of another firm that its head has named: 字节旗下 PICO."""
    return page.text[: mention.start].rstrip("「“ ").endswith("旗下")


def _beside(page: Page, mention: Mention, named: set[str]) -> bool:
    """Whether a mention stands on a list with a firm that the facts name: 燧原 in 燧原、壁仞接连IPO."""
    after = page.firms_between(mention.end, min(page.title_end, mention.end + 14))
    joint = page.text[mention.end : after[0].start] if after else ""
    return bool(after) and joint in ("、", "和", "与", "及", "以及") and after[0].id in named


def _near_move(page: Page, mention: Mention) -> bool:
    """Whether a verb of moving stands in the clause of a mention."""
    clause = next((c for c in page.clauses if c.start <= mention.start < c.end), None)
    return clause is not None and VERB.search(page.text, clause.start, clause.end) is not None


def _listed(page: Page, mention: Mention, before: Mention | None = None) -> bool:
    """Whether a mention goes on a list that another one (``before``, if given) began: 燧原、壁仞接连IPO."""
    joint = page.text[max(0, mention.start - 1) : mention.start]
    if joint not in ("、", "和", "与", "及"):
        return False
    if before is not None:
        return before.end == mention.start - 1
    return bool(page.firms_between(max(0, mention.start - 14), mention.start))
