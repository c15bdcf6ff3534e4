"""Departures, arrivals, returns and foundings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifier.names.employers import Origin, firm_after, firm_within, origin_of, unit_of
from classifier.names.people import Person, post_after
from classifier.names.unlisted import speaker, subject
from classifier.text.page import Clause, Name, Page
from classifier.text.vocabulary.posts import POST_ENDS
from classifier.topics.talent_move.moves import VERB, Move, Scene, leads, post_near, said_origin, who
from classifier.topics.talent_move.unnamed import only_firm


def read_leave(page: Page, clause: Clause, scene: Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """P 离职 / 卸任 X 的 CEO: who leaves what."""
    people, origin = who(page, left, match, scene)
    origin = said_origin(page, left, match, origin)
    verb, at = match.group(), match.end()
    if re.match(r"\s?(?:传闻|潮|补偿|协议|员工|率|计划|赔偿|手续|面谈|后)", page.text[at : at + 3]) and not people:
        return
    if re.match(r"创业|单飞|自立", page.text[at : at + 2]):
        return  # 离职创业 is read as a founding
    source, post = (origin.firm, origin.post) if origin else (None, "")
    if re.match(r"离开|告别|辞去|卸任|免去|被免|退出|不再|辞任", verb):
        firm = firm_after(page, at, clause.end)
        said, end = post_after(page, firm.end if firm else at, clause.end)
        unit = unit_of(page, firm) if firm and said else ""
        said = unit + (" " if unit and unit[-1].isascii() and said[0].isascii() else "") + said
        source, at = firm or source, max(end, firm.end if firm else at)
        post = said or post
    if source is None and people and not post and re.match(r"离职|卸任|辞|请辞|出走|离任", verb):
        source = leads(page, people[0])
    if source is None and people:
        source = _of_joined(page, left, people[0])
    if source is None and page.text[left - 1 : left] == ":":  # 京东:徐雷退休
        source = firm_within(page, scene.start, left, last=False)
    if source is None and clause.in_title:
        source = speaker(page)
    if source is None and not people:
        source = subject(page, left, match.start(), strangers=False)
    if not people:
        if source and re.match(r"之?后", page.text[at:]):
            scene.pending = Origin(source, post, former=False, said=True)  # 辞任 X 总裁后, P 出任 Y 的 Z
        return
    scene.post, scene.post_firm = post or None, source
    scene.origin = Origin(source, post, former=False, said=True) if source else scene.origin
    if _goes_on(page, clause, at):
        return
    for person in people:
        own = person.post if len(people) > 1 and not re.match(r"辞去|卸任|免去|不再", verb) else post
        yield Move(person.name or None, own or None, source, None, None, "leave", min(person.start, match.start()), at)


_JOINED = re.compile(r"(?:加盟|加入|入职|执掌|任职于?|供职于?|效力于?|掌舵)(?=[^,。]{2,24}的$)")


def _of_joined(page: Page, left: int, person: Person) -> Name | None:
    """The firm that somebody who leaves once joined: 加盟 X 仅半年的 P."""
    joined = _JOINED.search(page.text, left, person.post_start if person.post_start >= 0 else person.start)
    return firm_after(page, joined.end(), person.start) if joined else None


def _goes_on(page: Page, clause: Clause, at: int) -> bool:
    """离开 X 后加入 Y: one move, told by the next verb of the clause."""
    follow = VERB.search(page.text, at, clause.end)
    return follow is not None and follow.lastgroup in ("join", "found", "return", "take") and follow.start() - at <= 14


def read_join(page: Page, clause: Clause, scene: Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """P 加入 Y, 从 X 跳槽到 Y: who comes from where."""
    people, origin = who(page, left, match, scene)
    origin = said_origin(page, left, match, origin)
    target = firm_after(page, match.end(), clause.end)
    if target is None and people and _ends(page, clause, match.end()):
        target = scene.post_firm or only_firm(page, scene.start, left)
        target = None if origin is not None and origin.firm is not None and _same(origin.firm, target) else target
    if target is None and people and not people[0].name and origin is not None and not origin.former:
        yield Move(None, origin.post or None, origin.firm, None, None, "leave", left, match.end())  # 多位科学家投奔对手
    if (
        not people
        and target is not None
        and clause.in_title
        and target.id
        and _FORMER_OF.match(page.text, left, match.start())
    ):
        yield Move(None, None, None, None, target, "join", left, target.end)
        return
    if not people or target is None:
        return
    post, end = post_near(page, clause, max(target.end, match.end()))
    hops = re.match(r"转投|跳槽|改投", match.group()) is not None
    scene.target = target
    for person in people:
        mine = origin if origin and origin.said else origin_of(page, left, person) or origin
        source = mine.firm if mine else None
        if source and source.name == target.name:
            source = None
        before = mine.post or (person.post if not mine.said else "") if mine else person.post
        employed = source is not None and mine is not None and not mine.former and not _SCHOOL.search(source.name)
        moves = source is not None and (hops or (mine is not None and mine.said) or employed)
        yield Move(
            person.name or None,
            before or None,
            source,
            post or None,
            target,
            "move" if moves else "join",
            min(person.start, match.start()),
            end,
        )
    yield from _chain(page, clause, scene, people[0], target, end)


#: 前某公司设计负责人 加入: of a firm that nobody knows, somebody
_FORMER_OF = re.compile(rf"(?:消息称|传|曝)?[前原]\s?[^,。;!?]{{2,20}}?{POST_ENDS}(?:已|将|正式|近日|宣布|\s)*$")
_SCHOOL = re.compile(r"(?:大学|学院|交大|[清北]大|清华)$")


def _ends(page: Page, clause: Clause, at: int) -> bool:
    """Whether a clause says nothing behind its verb."""
    return re.fullmatch(r"[\s了」”]*", page.text[at : clause.end]) is not None


def _same(one: Name, other: Name | None) -> bool:
    return other is not None and one.name == other.name


def _chain(page: Page, clause: Clause, scene: Scene, person: Person, target: Name, at: int) -> Iterator[Move]:
    """从 A 跳槽到 B、C: a step from each to the next."""
    here = target
    while True:
        joint = re.match(r"\s?(?:、|和|再到|又到)\s?", page.text[at : clause.end])
        following = firm_after(page, at + joint.end(), clause.end) if joint else None
        if following is None or joint is None:
            return
        yield Move(person.name or None, None, here, None, following, "move", person.start, following.end)
        here, at = following, following.end
        scene.target = here


def read_return(page: Page, clause: Clause, scene: Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """P 回归 Y: who comes back."""
    people, origin = who(page, left, match, scene)
    target = firm_after(page, match.end(), clause.end)
    if (
        target is None
        and people
        and origin
        and re.match(r"(?:公司|团队|老东家)(?=[,。;!?|\n]|$)", page.text[match.end() :])
    ):
        target = origin.firm
    if not people or target is None:
        return
    where = said_origin(page, left, match, None)
    source = where.firm if where else scene.target
    if source is None and origin is not None and not origin.former:
        source = origin.firm
    if source and source.name == target.name:
        source = None
    post, end = post_near(page, clause, target.end)
    for person in people:
        yield Move(
            person.name or None, None, source, post or None, target, "return", min(person.start, match.start()), end
        )


def read_found(page: Page, clause: Clause, scene: Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """P 创业 / 创办 Y: who founds what."""
    if re.match(
        r"公司|者|团队|板|项目|板块|企业|邦|圈|赛道|投资|大赛|图谱|潮|热潮|史|维艰|百天|的",
        page.text[match.end() : match.end() + 2],
    ):
        return
    people, origin = who(page, left, match, scene)
    if not people:
        return
    target = firm_after(page, match.end(), clause.end, founded=True) if re.search(r"创[办立]", match.group()) else None
    source = origin.firm if origin else None
    post = (origin.post if origin and origin.post else people[0].post) or None
    if target is not None:  # the next step starts here
        scene.origin = Origin(target, "", former=False, said=True)
    for person in people:
        yield Move(
            person.name,
            post,
            source,
            None,
            target,
            "found",
            min(person.start, match.start()),
            target.end if target else match.end(),
        )
