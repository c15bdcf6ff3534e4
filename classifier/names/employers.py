"""The firms around a person or a verb: where someone comes from, and where to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from classifier.names.matcher import shipped_matcher
from classifier.names.people import Person, post_after, run_start
from classifier.names.unlisted import clean, plausible
from classifier.text.mentions import Mention
from classifier.text.page import Name, Page
from classifier.text.vocabulary import moves


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a person comes from; ``former`` when only the last known employer, ``said`` when 从 or 离开 tells it."""

    firm: Name | None
    post: str
    former: bool
    said: bool = False


#: What the name of a firm outside the lexicon ends with.
_ORG_TAIL = (
    r"(?:科技|智能|大学|学院|实验室|研究院|研究所|公司|集团|机器人|汽车|资本|创投|基金|半导体|微电子|股份"
    r"|健康|医疗|动力|网络|银行|证券|数科|智驾|智行|游戏|影业|传媒|电子|芯片|能源|AI|Labs?|工场|时代|未来"
    r"|大疆|智联|云|交投|建投|城投|投资|保险|信托|航空|生物|制药|医药|实业|光电|通信|重工|电器|电气|乳业|地产)"
)
_FILLER = re.compile(
    r"^(?:了|到|至|去|往|国内|国产|海外|新|大模型|人工智能|AI|独角兽|初创|创业|创企|企业|公司|其|老东家"
    r"|前东家|竞争对手|对手|巨头|科技|互联网|知名|芯片|成立的|创立的|创办的|旗下|名为|一家|家|的|新公司"
    r"|AI公司|大厂|机器人|具身智能|具身|自动驾驶|电商|国有|头部|车企|另一家|同行|竞对"
    r"|由[^,。]{2,8}创[立办]的|OpenAI前CTO|母公司|[一二两三四五六七八九十多数几\d]+[名位个]|所在的|所属的"
    r"|任职的|为|原|「|“|\"|《|\s)+"
)


def _of(page: Page, start: int, end: int, *, name: str | None = None, firm_id: str = "") -> Name:
    return Name(name or clean(page.text[start:end]), start, end, firm_id)


_OF_A_FOUNDER = re.compile(
    r"[^,。;]{2,16}?前?(?:CEO|CTO|高管|联创|创始人|副总裁|总裁|科学家|员工"
    r"|大佬)[^,。;]{0,6}?的(?:新)?(?:创业)?公司\s?[「“]?"
)


def firm_after(page: Page, at: int, right: int, *, founded: bool = False) -> Name | None:
    """The firm that begins at ``at``, descriptions skipped: 加入 大模型独角兽 智谱."""
    founder = _OF_A_FOUNDER.match(page.text[at:right])
    at += founder.end() if founder else 0
    text = page.text[at:right]
    filler = _FILLER.match(text)
    begin = at + (filler.end() if filler else 0)
    for mention in page.firms_between(at, min(right, begin + 30)):
        if at <= mention.start <= begin + 1:
            return Name(mention.name, mention.start, mention.end, mention.id)
        if mention.start > begin + 1:
            break
    rest = page.text[begin:right]
    in_quotes = page.text[begin - 1 : begin] in '「“"' and re.split(r"[」”\"]", rest, maxsplit=1)[0]
    if in_quotes and post_after(page, begin, right)[0] == in_quotes:
        return None  # 担任“高级技术总监”: a post
    quoted = re.match(r"(?P<name>[^「」“”\"《》,。;]{2,20})[」”\"》]", rest)
    if quoted and page.text[begin - 1 : begin] in '「“"《' and plausible(clean(quoted["name"]), quoted=True):
        return _of(page, begin, begin + quoted.end("name"))
    latin = re.match(r"(?:[A-Z][A-Za-z0-9.\-]*|[a-z]+[A-Z][A-Za-z]*)(?: (?:[A-Z][A-Za-z0-9.\-]*|AI))*", rest)
    short = latin is not None and latin.group().isupper() and len(latin.group()) <= 4
    if (
        latin
        and len(latin.group()) > 2
        and not short
        and not re.match(r"\s?的?(?:新公司|创[办立])", rest[latin.end() :])
        and not re.match(r"(?:C[A-Z]{1,3}O|AI|VP|SVP|EVP|GPU|IPO)(?![A-Za-z])", rest)
    ):
        return _of(page, begin, begin + latin.end())
    org = re.match(
        rf"(?P<name>[一-龥A-Za-z0-9]{{2,10}}?{_ORG_TAIL}+)(?=[,。;!?|丨\n、\s(]|$|担|出|任|并|后|的"
        rf"|[一-龥]{{0,8}}(?:系|部|教授|负责|CEO|总裁|首席|总|董|副|联席|高级|技术|产品|创始|CTO|CFO|COO"
        rf"|院长|主席|合伙))",
        rest,
    )
    if org and plausible(re.sub(r"(?<=..)基金$", "", clean(org["name"]))) and not _SENTENCE.search(org["name"]):
        return _of(page, begin, begin + org.end("name"))
    if founded:
        bare = re.match(r"(?P<name>[一-龥A-Za-z0-9]{2,8})(?=[,。;!?|丨\n、(]|$)", rest)
        if bare and plausible(bare["name"]):
            return _of(page, begin, begin + bare.end("name"))
    return None


_SENTENCE = re.compile(r"^后|^(?:也|又|还|正|就)?是|任(?!天堂)|创[办立]|加入|离[开职]|回归|接[替任]|负责")


def firm_within(page: Page, start: int, end: int, *, last: bool = True) -> Name | None:
    """A firm named within a span: the last one, or the first."""
    found = page.firms_between(start, end)
    if found:
        mention = found[-1] if last else found[0]
        return Name(mention.name, mention.start, mention.end, mention.id)
    text = page.text[start:end]
    org = re.search(
        rf"(?:^(?:网传|据传|传|曝|消息称)?|前|原|从|自|于|在|[,、\s「“])(?P<name>[一-龥A-Za-z0-9]{{2,8}}?{_ORG_TAIL}+)",
        text,
    )
    if org and plausible(clean(org["name"])):
        return _of(page, start + org.start("name"), start + org.end("name"))
    return None


def _short_before(page: Page, person: Person) -> Origin | None:
    """The known firm behind the short name of a former employer: 前蔚来 for 蔚来汽车."""
    start = person.post_start
    if not person.post or page.text[:start].rstrip()[-1:] not in ("前", "原"):
        return None
    matcher = shipped_matcher()
    for length in (2, 3, 4):
        ids = {i for tail in _TAILS for i in matcher.exact(page.text[start : start + length] + tail).firm_ids}
        post = re.sub(r"^(?:的|集团|公司|\s)+", "", person.post[length:])
        if len(ids) == 1 and post:
            firm = matcher.firms[ids.pop()]
            return Origin(Name(firm.name, start, start + length, firm.id), post, former=True)
    return None


_TAILS = ("汽车", "科技", "智能")
_GAP = re.compile(r"^(?:\([^()]*\)|[」”\"』]|的|旗下|集团|公司|方面|前|原|[一-龥A-Za-z0-9\-·. ]{0,14})$")


def origin_of(page: Page, left: int, person: Person) -> Origin | None:
    """The firm of a person's descriptor: 前 X 副总裁 P, X 联合创始人 P, 曾任职于 X 的 P."""
    at = person.post_start if person.post and person.post_start >= 0 else person.start
    if person.start < left:
        return None
    begin = max(left, at - 30)
    firms = page.firms_between(begin, at)
    if firms:
        firm = run_start(page, firms)
        gap = page.text[firm.end : at]
        lead = page.text[max(left, firm.start - 8) : firm.start]
        if _GAP.match(gap) and not re.search(rf"{moves.JOIN}|{moves.TAKE}|任命|挖|聘|称|曝|宣布|回应|表示|、$", gap):
            former = _is_former(lead, gap)
            if not person.post and not former and gap.strip():
                return None
            if len(firms) > 1 and page.text[firms[-2].end : firm.start] in ("、", "和", "与", "及"):
                return Origin(None, "", former=True)  # 微软、阿里老兵: which of them is not said
            former = former or _ONCE_IN.search(gap + person.post) is not None
            post, unit = _post(person, gap, page.text[firm.start : firm.end]), unit_of(page, firm)
            if unit and post and not _FOUNDS.search(post):
                unit += "集团" if gap.startswith("集团") else ""
                post = unit + (" " if unit[-1].isascii() and post[0].isascii() else "") + post
            return Origin(Name(firm.name, firm.start, firm.end, firm.id), post, former)
    text = page.text[begin:at]
    school = re.search(r"(?:^|[,。;:])(?P<name>[一-龥]{2,8}?(?:大学|学院|交大))(?P<unit>[一-龥]{0,10})$", text)
    if school and person.post and not re.search(r"毕业|博士|硕士|校友|出身|来自", school.group()):
        start = begin + school.start("name")
        return Origin(
            Name(school["name"], start, start + len(school["name"])), school["unit"] + person.post, former=False
        )
    short = _short_before(page, person)
    if short is not None:
        return short
    org = re.search(
        rf"(?P<mark>前|原|曾任职于|曾就职于)?(?P<name>[一-龥A-Za-z0-9]{{2,9}}?{_ORG_TAIL}+)(?:前|原)?$", text
    )
    if org and person.post:
        name = org["name"]
        inner = re.match(r".*(?:前|原|称|曝|传|,|和|与|是)(?=[一-龥A-Za-z]{2})", name)
        name = name[inner.end() :] if inner else name
        former = bool(org["mark"]) or bool(inner and inner.group()[-1] in "前原") or text[-1:] in ("前", "原")
        if plausible(clean(name)) and len(name) > 2:
            end = begin + org.end("name")
            return Origin(Name(clean(name), end - len(name), end), person.post, former)
    latin = _LATIN_FIRM.search(text)
    if latin and person.post and plausible(latin["name"]):
        start = begin + latin.start("name")
        return Origin(Name(latin["name"], start, begin + latin.end("name")), person.post, former=bool(latin["mark"]))
    return Origin(None, person.post, bool(re.search(r"[前原]$", text))) if person.post else None


#: An employer outside the lexicon: 前 Cadence CEO, Slack 执行长.
_LATIN_FIRM = re.compile(
    r"(?:(?P<mark>[前原])\s?|现任\s?|(?:^|(?<=[,。;:!?|\n])))"
    r"(?P<name>[A-Z][A-Za-z0-9.&\-]{2,}(?: [A-Z][A-Za-z0-9.&\-]+)*)\s?$"
)


#: 海思麒麟前架构师: the mark may stand inside the post
_ONCE_IN = re.compile(r"(?<=[一-龥A-Za-z0-9])\s?前(?!端|沿|台|线|瞻)(?=\s?[一-龥A-Z])")


def _is_former(lead: str, gap: str) -> bool:
    lead = lead.rstrip()
    return bool(
        re.search(r"(?:^|[^以此之目往日])(?:前|原)$|曾任职于?$|曾就职于$|曾在$|曾任$|出身$|来自$", lead)
        or re.match(r"\s?(?:前|原)", gap)
    )


def unit_of(page: Page, firm: Name | Mention) -> str:
    """The part of a firm that its words name and its post keeps: 混元 of 腾讯混元, 剪映 of 字节跳动, 谷歌云."""
    words, name = page.text[firm.start : firm.end], firm.name
    if words.startswith(name) and re.search(r"[一-龥]", words[len(name) :]) and not _LEGAL.match(words, len(name)):
        return words if len(words) == len(name) + 1 else words[len(name) :]
    is_other = re.fullmatch(r"[一-龥]{2,6}", words) and re.fullmatch(r"[一-龥]+", name) and not set(words) & set(name)
    return words if is_other and words != "鹅厂" else ""


_LEGAL = re.compile(r"(?:集团|公司|股份|科技|控股|汽车|智能|中国|AI|机器人|资本|电子)+$")
_FOUNDS = re.compile(r"创始|联创|合伙")


def _post(person: Person, gap: str, firm: str) -> str:
    """The post, with the unit that stands between firm and post: 通义千问 大模型技术负责人."""
    if firm and firm.isascii() and re.match(r" [A-Z][a-z]+ ?[一-龥]", gap + person.post):
        return firm + gap + person.post  # Apple Pay 业务主管
    unit = re.sub(
        r"^(?:\([^()]*\)|[」”\"』]|的|旗下|集团|公司|方面|前|原|\s)+|.*(?:宣布|官宣|接受|提拔|任命)了?", "", gap
    )
    return (unit + person.post) if unit and person.post and not person.post.startswith(unit) else person.post
