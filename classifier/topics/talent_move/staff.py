"""Many people at once, whom nobody names: lay-offs, teams dissolved, and hiring drives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifier.names.actors import actor, latin_subject
from classifier.names.employers import firm_after, firm_within
from classifier.names.people import run_start
from classifier.names.unlisted import PLACES
from classifier.text.page import Clause, Name, Page
from classifier.text.vocabulary import moves as words
from classifier.topics.talent_move.moves import NOT_MOVED, Move, Scene
from classifier.topics.talent_move.unnamed import only_firm

_UNIT = r"(?:部门?|团队|业务|事业[部群]|工作室|实验室|条线|小组|研发中心|板块)"
_COUNT = re.compile(
    r"\s?(?:约|近|超过?|逾|至少|至多|多达|最多|共|总计|合计|了|其|全球|全部|另外?)*\s?(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>[万千百]?)"
    r"\s?[余多]?\s?(?:名|个|位)?(?:[一-龥]{0,4}?)(?:人(?![工机])|员工|岗位|职位|雇员|工程师|研究员|程序员)"
)
_SCALE = {"": 1, "百": 100, "千": 1_000, "万": 10_000}
_TALK = re.compile(r"潮|传闻|名单|补偿|赔偿|风波|率|险|焦虑|后|的")
_DISSOLVED = re.compile(rf"(?:被|已|宣布)?{words.DISBAND}")


def read_cut(page: Page, clause: Clause, scene: Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """F 裁员, F 裁撤 X 团队: people leave whom nobody names; of a team dissolved it is not told whether they leave."""
    before = page.text[left : match.start()]
    if _TALK.match(page.text, match.end()) or NOT_MOVED.search(before.replace("否认", "")):
        return
    firms = _firms(page, clause, scene, left, match.start()) or _whose(page, match.end(), clause.end)
    if not firms:
        return
    direction = None if _DISSOLVED.match(match.group()) else "layoff"
    team, end = _team(page, clause, max(left, firms[-1].end), match)
    count = headcount(page.text[match.end() : clause.end]) or headcount_before(before)
    if not clause.in_title and re.search(r"其中|位于|分别|办公室|办公楼|工厂|此前|曾", before):
        count = None  # a part of those who go
    for firm in firms:
        yield Move(
            None, team, firm, None, None, direction, firm.start, end, headcount=count if len(firms) == 1 else None
        )


def read_hire(page: Page, clause: Clause, scene: Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """F 启动校招, F 再招 5 万人: who hires, told by the title."""
    if not clause.in_title or NOT_MOVED.search(page.text[left : match.start()]):
        return
    if re.match(
        r"平台|网站|软件|季|会|者|广告|市场|信息|公告|启事|骗局|难|官|负责|专员|需求", page.text[match.end() :]
    ):
        return
    firms = _firms(page, clause, scene, left, match.start())
    if firms:
        yield Move(None, None, None, None, firms[-1], "join", firms[-1].start, match.end())


_TEAM = re.compile(
    r"(?P<team>(?!.*(?:等|的)(?:团队|部门|业务))[一-龥A-Za-z0-9&、 ]{0,14}?(?:团队|部门|业务))(?:的?部?分?人员)?$"
)


def read_team(page: Page, clause: Clause, scene: Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """F 将 X 团队并入 Y, F 的 X 团队转入 G: a team that goes on elsewhere, in its firm or in another."""
    if NOT_MOVED.search(page.text[left : match.start()]):
        return
    source = firm_within(page, left, match.start()) or only_firm(page, scene.start, left)
    at = source.end if source and source.start >= left else left
    before = re.match(r"(?:宣布|计划|拟|正|已|将|把|旗下|的|集团|公司|\s)*", page.text[at : match.start()])
    at += before.end() if before else 0
    team = _TEAM.fullmatch(page.text, at, match.start())
    if source is None or team is None:
        return
    target = firm_after(page, match.end(), clause.end)
    unit = re.match(
        r"[一-龥A-Za-z0-9 ]{1,14}?(?:事业[群部]|部门?|中心|研究院|实验室|团队)", page.text[match.end() : clause.end]
    )
    if target is None and unit is None:
        return
    role = team["team"].strip() if len(team["team"].strip()) > 2 else None
    post = unit.group().strip() if unit and target is None else None
    yield Move(None, role, source, post, target or source, "move", source.start, match.end())


def headcount(after: str) -> int | None:
    """How many people the words right behind a verb of laying off count; a share (10%) or 数千人 is no count."""
    found = _COUNT.match(after)
    if found is None:
        return None
    value = float(found["number"].replace(",", "")) * _SCALE[found["unit"]]
    return round(value)


def headcount_before(before: str) -> int | None:
    """1600 名员工被裁: the count that stands before the verb."""
    found = re.search(
        r"\d[\d,.]*\s?[万千百]?\s?[余多]?\s?(?:名|个|位)?[一-龥]{0,4}?(?:人|员工|岗位|雇员)(?=\s?(?:被|遭|将)\s?$)",
        before,
    )
    return headcount(found.group()) if found else None


def _whose(page: Page, at: int, end: int) -> list[Name]:
    """The firm whose staff is let go, behind the verb: 再解雇数十名 Twitter 员工."""
    firm = firm_within(page, at, min(end, at + 16), last=False)
    return [firm] if firm and re.match(r"\s?的?(?:员工|工程师|研究员)", page.text[firm.end :]) else []


def _before_share(page: Page, left: int, end: int) -> int:
    """Where the words for who is let go begin: 星野 10% 员工 被裁, 星野 对华业务 裁员."""
    share = _SHARE.search(page.text, left, end)
    return share.start() if share else end


_SHARE = re.compile(
    r"(?:约|近|超|逾|上)?\s?\d[\d.,]*\s?(?:%|[万千百]?余?[名人])[^,。]{0,6}$|(?:[一二两三四五六七八九半]成|部分|大批|数[百千]名?)[^,。]{0,6}$"
    rf"|(?:在|对)[^,。]{{2,8}}$|(?:{PLACES})$"
)


def _firms(page: Page, clause: Clause, scene: Scene, left: int, end: int) -> list[Name]:
    """Who lets go or hires: the firm before the verb, with those it is joined to; else the sentence's first."""
    firm = firm_within(page, left, end)
    if firm is not None and end - firm.end > 14:
        firm = firm_within(page, left, end, last=False)
    if firm is None:
        firm = actor(page, clause, left, _before_share(page, left, end)) or latin_subject(page, left, end)
        firm = firm or firm_within(page, scene.start, left, last=False)
        return [firm] if firm else []
    known = page.firms_between(left, firm.end)
    first = run_start(page, known) if known and known[-1].end == firm.end else None
    found = [firm if first is None else Name(first.name, first.start, first.end, first.id)]
    for mention in reversed(known):
        if (
            re.fullmatch(r"\s?(?:、|和|与|及)\s?", page.text[mention.end : found[0].start])
            and mention.id != found[0].id
        ):
            found.insert(0, Name(mention.name, mention.start, mention.end, mention.id))
    return found


_TEAM_BEFORE = re.compile(rf"(?:旗下|的|将在|在|对|其|\s)*(?P<team>[一-龥A-Za-z0-9& ]{{2,14}}?{_UNIT}+)")
_TEAM_AFTER = re.compile(rf"(?:了|其|旗下|整个|全部|部分|\s)*(?P<team>[一-龥A-Za-z0-9&、 ]{{2,14}}?{_UNIT}+)")


def _team(page: Page, clause: Clause, left: int, match: re.Match[str]) -> tuple[str | None, int]:
    """The unit that people are cut from, before the verb or right behind it, and where the words for it end."""
    after = _TEAM_AFTER.match(page.text, match.end(), clause.end)
    if after and not re.search(r"^[和与及]|\d|多个|各|等|所有|不同|其他", after["team"]):
        return after["team"].replace(" ", "").removeprefix("整个"), after.end()
    before = _TEAM_BEFORE.match(page.text, left, match.start())
    if before and not re.search(r"^[和与及]|宣布|回应|称|据|\d|多个|各|等|所有|其他|将|已|正|对", before["team"]):
        return before["team"].replace(" ", ""), match.end()
    return None, match.end()
