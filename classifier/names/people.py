"""Persons and their posts at a place of a text: 百川智能联合创始人洪涛, 翁荔(Lilian Weng), 萨姆·奥特曼."""

from __future__ import annotations

import re
from dataclasses import dataclass

from classifier.names.person_names import (
    AFTER_CHINESE,
    BORDER_BEFORE,
    FOREIGN,
    LATIN,
    NOT_LATIN,
    ONE_LATIN,
    SHORT_FOREIGN,
    is_border,
    is_name,
)
from classifier.text.mentions import Mention
from classifier.text.page import Page
from classifier.text.vocabulary import moves
from classifier.text.vocabulary.posts import POST_ENDS

_POST_END = re.compile(rf"(?:{POST_ENDS}\s?(?:兼|、|及|暨|和|,)?\s?)*{POST_ENDS}$")
_POST_START = re.compile(
    rf"^(?P<post>[^,。;!?|丨\n]{{0,24}}?{POST_ENDS}(?:(?:兼|、|及|和|与|暨)[^,。;!?|丨\n]{{0,16}}?{POST_ENDS})*)"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person at a place, with the post named before it (or "")."""

    name: str
    start: int
    end: int
    post: str = ""
    post_start: int = -1


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
            foreign = re.search(rf"(?:{FOREIGN}|{LATIN})$", segment)
            start = left + _after_announced(segment, foreign.start()) if foreign else mention.start
            return _with_post(page, left, text[start:stop], start, stop)
        if mention.end > stop - 1 and mention.kind != "person":
            return None
    for pattern in (FOREIGN, LATIN):
        match = re.search(rf"(?:{pattern})$", segment)
        if match and not NOT_LATIN.match(match.group()):
            start = left + _after_announced(segment, match.start())
            return _with_post(page, left, page.text[start:stop], start, stop)
    alone = ONE_LATIN.search(segment)
    if alone and not NOT_LATIN.match(alone["name"]):
        return _with_post(page, left, alone["name"], left + alone.start("name"), stop)
    sounds = SHORT_FOREIGN.search(segment)
    heard = left + sounds.start("name") if sounds else stop
    name = _chinese_before(page, left, stop) if stop - heard < 4 else None
    if name is None and sounds and not page.between(heard, stop):
        name = heard
    return _with_post(page, left, text[name:stop], name, stop) if name is not None else None


_POST_LEAD = re.compile(
    r"(?:[一-龥]{0,3}(?:宣布|官宣|接受)了?|不仅是|任命|聘任|表示|公告|的|前|原|现任|、|\s|旗下|集团|公司|方面|]|」|”|\))+"
)


def _after_announced(segment: str, start: int) -> int:
    """Where a foreign name begins: 布 may begin one, but not in 宣布."""
    return start + (segment[start - 1 : start + 1] in ("宣布", "富翁", "传奇") if start else 0)


def _chinese_before(page: Page, left: int, stop: int) -> int | None:
    """Where a Chinese name that ends at ``stop`` begins, or None."""
    for length in (3, 2, 4, 5):
        start = stop - length
        if start < left or not is_name(page.text[start:stop]):
            continue
        firm_before = any(m.end == start for m in page.between(left, start))
        if length == 3 and not firm_before and is_border(page.text[left:stop], start - left):
            return start
        if firm_before or BORDER_BEFORE.search(page.text[max(left, start - 8) : start]):
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
    lead = cut.end() if cut else 0
    if strip := _POST_LEAD.match(post[lead:]):
        lead += strip.end()
    joint = post.rfind("、")
    if joint > lead and not _POST_END.search(post[lead:joint]):  # 新品上市、X CEO P
        lead = joint + 1
    return Person(name, start, end, tidy_post(post[lead:]), begin + lead)


def unnamed_before(page: Page, left: int, end: int) -> Person | None:
    """The post that ends at ``end`` with no name behind it, as a person without a name."""
    segment = page.text[left:end]
    if not _POST_END.search(segment) or (
        re.search(r"(?:员工|高管|骨干|专家|大牛|老将|元老|老兵|大佬|成员)$", segment) and not _ONCE_OF.search(segment)
    ):
        return None
    return _with_post(page, left, "", end, end)


#: 前 X 团队骨干: of whom it is told where they were
_ONCE_OF = re.compile(r"(?:^|[,。;:!?|丨\s名位]|消息称|曝|[一-龥A-Za-z])[前原]\s?[一-龥A-Za-z]")


def run_start(page: Page, firms: list[Mention]) -> Mention:
    """The first of the mentions of one firm that stand side by side: 阿里 in 阿里通义千问."""
    first = firms[-1]
    for mention in reversed(firms[:-1]):
        if mention.id != first.id or page.text[mention.end : first.start].strip("的 旗下集团"):
            break
        first = mention
    return first


def _post_begin(before: str, at: int) -> int:
    """Where a post begins when no known firm stands before it: after the last border."""
    cuts = [
        m.end()
        for m in re.finditer(
            r"[,。;:!?|丨\n「」“”\s]|的|\d岁|前(?!端|沿)|原(?!生)|由|任命|聘请|聘任|称|曝|公司|科技|集团"
            r"|智能(?!体|驾)|机器人(?!业务)|、(?=[^、]*$)",
            before[:at],
        )
    ]
    if cuts:
        return cuts[-1]
    time = re.match(r"(?:近日|日前|今日|昨日|原|前|其|而|且|并|同时|此外|据悉|获悉|其中)+", before)
    begin = time.end() if time else 0
    if re.fullmatch(
        r"[一-龥A-Za-z0-9]{2,6}(?:传媒|银行|证券|基金|影业|股份|医药|商店|航空|保险|学院|大学)", before[begin:at]
    ):
        return at  # 青禾传媒 董秘
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
    if re.match(r"[一-龥][A-Z]", page.text[start - 1 : start + 1]):
        return True  # 得力助手Omead Afshar
    return bool(BORDER_BEFORE.search(page.text[max(at, start - 8) : start]))


def _person_at(page: Page, start: int, right: int) -> int | None:
    """Where the person's name that begins at ``start`` ends, or None."""
    text = page.text[start:right]
    for pattern in (FOREIGN, LATIN):
        match = re.match(pattern, text)
        if match and not NOT_LATIN.match(match.group()) and not page.firms_between(start, start + match.end()):
            return start + match.end()
    for mention in page.between(start, min(right, start + 24)):
        if mention.start == start:
            return mention.end if mention.kind == "person" else None
    for length in (2, 3, 4, 5) if _MOVES.match(text[2:4]) else (3, 2, 4, 5):
        name = text[:length]
        if len(name) == length and is_name(name) and AFTER_CHINESE.match(text[length:]):
            return start + length
    return None


_MOVES = re.compile(rf"{moves.LEAVE}|{moves.JOIN}|{moves.RETURN}|{moves.TAKE}|担任|负责|为[A-Z首总副]|将[任担出]")


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
    return tidy_post(post), end


def tidy_post(post: str) -> str:
    """A post without the rest of a firm's name and 首任; "" for the half of a quotation."""
    post = re.sub(r"^(?:股份|有限|责任|公司|\d*\s?岁|\d+\s?年(?=老[将兵]))+|^命其为|首任|现任|新任", "", post.strip())
    return "" if post.count("“") != post.count("”") else post
