"""Persons and their posts at a place of a text: 百川智能联合创始人洪涛, 翁荔(Lilian Weng), 萨姆·奥特曼."""

from __future__ import annotations

import re
from dataclasses import dataclass

from classifier.facts.page import Page
from classifier.facts.surnames import DOUBLE, SOUNDS, SURNAMES
from classifier.firms import Mention

_CN = rf"(?:(?:{DOUBLE})[一-龥]{{1,2}}|[{SURNAMES}][一-龥]{{1,2}})"
_FOREIGN = rf"[{SOUNDS}]{{1,8}}(?:\s?[·•・]\s?(?:[{SOUNDS}]{{1,9}}|[A-Z][a-z]*))+"
_LATIN = r"[A-Z][a-z]+(?:[ -][A-Z]\.?)?(?:[ -](?:van |von |de |Al-)?[A-Z][A-Za-z'’-]+){1,2}"
_LATIN_ONE = r"[A-Z][a-z]{2,}"

#: Words a post ends with.
POST = (
    r"执行长|财务长|技术长|营运长|首席[一-龥A-Za-z ]{1,12}?(?:官|科学家|架构师|专家|工程师|顾问|研究员|代表|技术专家)"
    r"|C[EOTFPMISHAR]{1,2}O|CAIO|CHRO|CISO|(?:高级|资深|执行|集团|全球|常务|技术)?副?总裁|[SE]?VP|(?:联席"
    r"|副|执行|名誉)?董事长|(?:独立|执行|非执行)?董事(?:会(?:主席|成员|秘书))?"
    r"|(?:联席|常务|副)?总经理|副总|(?:高级|技术|产品|研发|运营|市场|设计|执行)?总监|负责人|一号位"
    r"|(?:创始|管理|高级|商业化?)?合伙人|(?:联合|共同)创始人|联创|创始人|创始成员|副?院长|副?所长|副?主任"
    r"|副?主席|(?:资深|高级|首席)?研究员|(?:资深|高级)?科学家"
    r"|(?:资深|高级|主任)?工程师|(?:资深|高级|技术)?专家|顾问|教授|掌门人?|掌舵人|高管|产品经理"
    r"|(?:CEO)?助理|经理|主管|老将|元老|大牛|老兵|骨干|核心成员|员工|制作人|架构师|主编|总编辑?|书记"
    r"|设计师|分析师|发言人|带头人|秘书长|Leader|leader|大将|干将|幕僚|大佬|创作者"
)
_POST_END = re.compile(rf"(?:(?:{POST})\s?(?:兼|、|及|暨|和|,)?\s?)*(?:{POST})$")
_POST_START = re.compile(
    rf"^(?P<post>[^,。;!?|丨\n]{{0,24}}?(?:{POST})(?:(?:兼|、|及|和|与|暨)[^,。;!?|丨\n]{{0,16}}?(?:{POST}))*)"
)
_NOT_CN = re.compile(
    r"^(?:于(?:年|月|近|今|昨|本|上|下|去|明|当|日|此|该)|周[一二三四五六日末]|尚未|尚无|申请|时任|单位|(?:和"
    r"|方|向|于|时|成|任|应|经|连|全|明|单|安|万|高|武"
    r"|文|金|管|关|华|白|石|车|路|解|师|商|房|简|项|边|查|古|党|席|时|马|江|东|易|和|费|包|宗|符|温|农|祝"
    r"|乐|宁|游|施|严|汤|贺|计|常|印)(?:面|向|是|为|的|了|在|有|式|功|立|员|命|职|用|验|理|名|家|部|体|确"
    r"|天|全|能|个|日|性|上|起|任|来|到|接|续|同|加|传|公|位|管|端|级|层|学|件|字|融|企|系|注|业|程|色|子"
    r"|主|队|长|开|务|除|雇|决|东|产|屋|单|介|目|组|界|看|询|老|政|然|用|费|括|旨|合|度|村|贺|海|戏|展|格"
    r"|药|岁|划|发|刷|度))"
    r"|.{1,3}[已将曾也均再又从被因拟即还就或仍不赴]$|.*(?:峰网|离职|加入|公司|团队|宣布|表示|担任|出任|任命|员工"
    r"|高管|负责|创始|技术|科学|总裁|董事|今日|近日|正式|消息|据悉|模型|智能|科技)"
)
_BORDER_BEFORE = re.compile(
    rf"(?:^|[,。;:!?|丨\n、\s「」“”\"'『』《》()\[\]【】/·]|[和与及由称曝传悉让为聘命向是名位的者了将即]"
    rf"|任命|聘任|委任|聘请|挖来|挖走|挖角|招募|招揽|提拔|花名|(?:{POST})|博士|先生|女士|总|团队|大神|华人"
    rf"|校友|学者|天才|少年|作者|一作|女将|80后|90后|掌舵者|技术|人|[A-Za-z]|宣布|[传曝]出)$"
)
_AFTER_CN = re.compile(
    r"^(?:$|[,。;:!?|丨\n、\s「」“”\"'()\[\]【】/]"
    r"|[为的等和与及将已正也均又则曾仍在从离加转出升接兼任担辞卸请去回重入空履执掌宣官确被获拟或即还创再另"
    r"带率此因于自不未投跳双一二两共负掌退携以到是进来改调轮晋])"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person at a place, with the post named before it (or "")."""

    name: str
    start: int
    end: int
    post: str = ""
    post_start: int = -1


_NOT_LATIN = re.compile(
    r"^(?:AI|The|Deep|Open|Chat|Meta|Google|Apple|Super|Gemini|Claude|Llama|Thinking|Safe|Scale|Character"
    r"|Hugging|Silicon|Physical|Boston|Machine|Robotics|Seed|Moonshot|Stability|Sora|Kimi|Siri|Copilot"
    r"|Business|Financial|Wall|Bloomberg|Tech|Nova|Alpha|Azure|Cloud|Data|Labs?)\b"
)


def person_before(page: Page, left: int, end: int) -> Person | None:
    """The person that ends at ``end`` (a bracket with the Latin name skipped)."""
    text = page.text
    segment = text[left:end]
    bracket = re.search(r"\s?\([^()]{1,30}\)\s?$", segment)
    if bracket:
        end -= len(bracket.group())
        segment = segment[: bracket.start()]
    stop = end - (len(segment) - len(segment.rstrip(' ”」"')))
    segment = text[left:stop]
    for mention in reversed(page.between(left, stop)):
        if mention.kind == "person" and mention.end == stop:
            foreign = re.search(rf"(?:{_FOREIGN}|{_LATIN})$", segment)
            start = left + _after_announced(segment, foreign.start()) if foreign else mention.start
            return _with_post(page, left, text[start:stop], start, stop)
        if mention.end > stop - 1 and mention.kind != "person":
            return None
    for pattern in (_FOREIGN, _LATIN):
        match = re.search(rf"(?:{pattern})$", segment)
        if match and not _NOT_LATIN.match(match.group()):
            start = left + _after_announced(segment, match.start())
            return _with_post(page, left, page.text[start:stop], start, stop)
    name = _chinese_before(page, left, stop)
    return _with_post(page, left, text[name:stop], name, stop) if name is not None else None


def _after_announced(segment: str, start: int) -> int:
    """Where a foreign name begins: 布 may begin one, but not in 宣布."""
    return start + (segment[start - 1 : start + 1] == "宣布" if start else 0)


def _chinese_before(page: Page, left: int, stop: int) -> int | None:
    """Where a Chinese name that ends at ``stop`` begins, or None."""
    for length in (3, 2, 4):
        start = stop - length
        if start < left or not re.fullmatch(_CN, page.text[start:stop]) or _NOT_CN.match(page.text[start:stop]):
            continue
        firm_before = any(m.end == start for m in page.between(left, start))
        if firm_before or _BORDER_BEFORE.search(page.text[max(left, start - 8) : start]):
            return start
    return None


def _with_post(page: Page, left: int, name: str, start: int, end: int) -> Person:
    """The person with the post that stands right before the name."""
    before = page.text[left:start].rstrip()
    before = before[:-1] if before.endswith(":") else before
    match = _POST_END.search(before)
    if not match:
        return Person(name, start, end)
    inside = [m for m in page.firms_between(left, left + match.end()) if m.end <= left + match.start() + 1]
    begin = run_start(page, inside).end if inside else left + _post_begin(before, match.start())
    post = page.text[begin : left + match.end()]
    cut = re.match(r".*[,。;:!?|丨\n]", post, re.DOTALL)
    lead = len(cut.group()) if cut else 0
    strip = re.match(
        r"^(?:宣布|官宣|任命|聘任|表示|公告|的|前|原|现任|、|\s|旗下|集团|公司|方面"
        r"|]|」|”|\))+",
        post[lead:],
    )
    lead += len(strip.group()) if strip else 0
    return Person(name, start, end, post[lead:].strip(), begin + lead)


def unnamed_before(page: Page, left: int, end: int) -> Person | None:
    """The post that ends at ``end`` with no name behind it, as a person without a name."""
    segment = page.text[left:end]
    if not _POST_END.search(segment) or re.search(r"(?:员工|高管|骨干|专家|大牛|老将|元老|老兵|大佬)$", segment):
        return None
    return _with_post(page, left, "", end, end)


def run_start(page: Page, firms: list[Mention]) -> Mention:
    """The first of the mentions of one firm that stand side by side: 阿里 in 阿里通义千问."""
    first = firms[-1]
    for mention in reversed(firms[:-1]):
        if mention.id != first.id or page.text[mention.end : first.start].strip("的 旗下"):
            break
        first = mention
    return first


def _post_begin(before: str, at: int) -> int:
    """Where a post begins when no known firm stands before it: after the last border."""
    cuts = [
        m.end()
        for m in re.finditer(
            r"[,。;:!?|丨\n「」“”\s]|的|前(?!端|沿)|原(?!生)|由|任命|聘请|聘任|称|曝|公司|科技|集团"
            r"|智能(?!体|驾)|机器人(?!业务)|、(?=[^、]*$)",
            before[:at],
        )
    ]
    if cuts:
        return cuts[-1]
    time = re.match(r"(?:近日|日前|今日|昨日|原|前|其|而|且|并|同时|此外|据悉|获悉|其中)+", before)
    begin = time.end() if time else 0
    return begin if at - begin <= 8 else at


def people_before(page: Page, left: int, end: int) -> list[Person]:
    """The persons of a list that ends at ``end``: 焦可、陈炜鹏."""
    last = person_before(page, left, end)
    found = [last] if last else []
    while found and len(found) < 6:
        head = found[0]
        at = head.post_start if head.post and head.post_start >= 0 else head.start
        joint = re.search(r"\s?(?:、|和|与|及|以及)\s?$", page.text[left:at])
        if not joint:
            break
        other = person_before(page, left, left + joint.start())
        if other is None:
            break
        found.insert(0, other)
    if len(found) > 1 and found[0].post:
        shared = found[0]
        found = [p if p.post else Person(p.name, p.start, p.end, shared.post, shared.post_start) for p in found]
    return found


def person_after(page: Page, at: int, right: int) -> Person | None:
    """The person that begins at ``at``, firms and posts before the name skipped."""
    for start in range(at, min(right, at + 34)):
        if start != at and not _begins(page, at, start):
            continue
        found = _person_at(page, start, right)
        if found:
            return _with_post(page, at, page.text[start:found], start, found)
        if page.text[start] in ",。;!?|丨\n":
            return None
    return None


def _begins(page: Page, at: int, start: int) -> bool:
    if any(m.end == start for m in page.between(at, start)):
        return True
    return bool(_BORDER_BEFORE.search(page.text[max(at, start - 8) : start]))


def _person_at(page: Page, start: int, right: int) -> int | None:
    """Where the person's name that begins at ``start`` ends, or None."""
    text = page.text[start:right]
    for pattern in (_FOREIGN, _LATIN):
        match = re.match(pattern, text)
        if match and not _NOT_LATIN.match(match.group()) and not page.firms_between(start, start + match.end()):
            return start + match.end()
    for mention in page.between(start, min(right, start + 24)):
        if mention.start == start:
            return mention.end if mention.kind == "person" else None
    for length in (2, 3, 4) if _MOVES.match(text[2:4]) else (3, 2, 4):
        name = text[:length]
        if (
            len(name) == length
            and re.fullmatch(_CN, name)
            and not _NOT_CN.match(name)
            and _AFTER_CN.match(text[length:])
        ):
            return start + length
    return None


_MOVES = re.compile(r"担任|出任|接任|加入|离职|兼任|升任|接替|为[A-Z首总副]|回归|负责|将[任担出]")


def post_after(page: Page, at: int, right: int) -> tuple[str, int]:
    """The post that begins at ``at`` (of, in, 的 and firms skipped), and where it ends; ("", at) when none does."""
    match = _POST_START.match(page.text[at:right])
    if not match:
        return "", at
    end = at + match.end("post")
    firms = [m for m in page.firms_between(at, end) if m.end < end and m.kind == "name"]
    begin = firms[-1].end if firms else at
    post = re.sub(
        r"^(?:的|新任|新|了|为|集团|公司|旗下|一职|:|\s|、|\)|」|”|全新|首位|首任|临时(?=[^C])|和)+",
        "",
        page.text[begin:end],
    )
    return post.strip(), end
