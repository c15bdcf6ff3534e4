"""Posts taken, people called in or poached, and posts that change hands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifier.names.actors import actor
from classifier.names.employers import Origin, firm_after, firm_within, origin_of
from classifier.names.people import Person, person_after, person_before, post_after
from classifier.names.unlisted import speaker, subject
from classifier.text.page import Clause, Name, Page
from classifier.text.vocabulary import moves as words
from classifier.topics.talent_move.moves import Move, Scene, back, leads, name_of, said_origin, who
from classifier.topics.talent_move.unnamed import only_firm

#: how many, or whom, a firm looks for: 招募 100 多名员工
_WANTED = r"[^,。;]{0,10}(?:\d[^,。;]{0,3}[名人]|人才|员工|工程师|研究员|专家)"
_SHIFT = re.compile(rf"{words.SHIFT}")
_APPOINT = re.compile(rf"{words.APPOINT}")


def read_take(page: Page, clause: Clause, scene: Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """P 出任 / 接任 / 升任 (Y 的) Z: who takes which post, and whom it was taken from."""
    before = scene.origin
    people, origin = who(page, left, match, scene)
    verb, at = match.group(), match.end()
    replaced: Person | None = None
    if re.match(r"接替|接任|接棒", verb):
        replaced = person_after(page, at, min(clause.end, at + 26))
        if replaced and re.search(r"[的]", page.text[at : replaced.start]):
            replaced = None
        if replaced:
            at = replaced.end
            again = re.match(r"\s?(?:的)?(?:,)?\s?(?:担任|出任|成为|任|掌管)?\s?", page.text[at:])
            at += again.end() if again else 0
    target = firm_after(page, at, clause.end, founded=re.match(r"接掌|执掌|掌舵|接管", verb) is not None)
    post, end = post_after(page, _post_at(page, target) if target else at, clause.end)
    if not people:
        return
    if not post and target is None and (arrived := _arrived(page, clause, scene, people[0], match)):
        yield arrived
        return
    if target is None and scene.target and before and before.firm and verb.startswith("接") and people[0].start >= left:
        target = before.firm  # X 的 P 加入 Y, Q 接任: at X
    if not post and target is None and not replaced:
        post = scene.post or ""
        target = scene.post_firm
        shifts = _SHIFT.match(verb) and people[0].start >= left
        if not post and not shifts and firm_within(page, scene.start, left, last=False) is None:
            return
    promoted = re.match(r"升任|晋升|擢升|获?提拔|升为", verb) is not None
    moved = _SHIFT.match(verb) is not None
    for person in people:
        yield _taken(page, scene, (left, match.start()), person, origin, target, (post, end), (promoted, moved))
    if replaced and (post or target):
        yield Move(
            replaced.name,
            post or replaced.post or None,
            target or (origin.firm if origin else None),
            None,
            None,
            "leave",
            match.start(),
            end,
        )


def _post_at(page: Page, target: Name) -> int:
    """Where the post behind a firm begins; a product's name is part of the post."""
    product = any(m.start == target.start and m.kind == "product" for m in page.between(target.start, target.end))
    return target.start if product else target.end


def _taken(
    page: Page,
    scene: Scene,
    before: tuple[int, int],
    person: Person,
    origin: Origin | None,
    target: Name | None,
    post: tuple[str, int],
    how: tuple[bool, bool],
) -> Move:
    """A post taken: from outside it is a join, inside one firm a promotion (or a move, when the verb says so)."""
    promoted, moved = how
    mine_target = target
    mine = origin_of(page, before[0], person) or origin
    old = (mine.post if mine and mine.post else person.post) or None
    source, former = (mine.firm, mine.former) if mine else (None, False)
    if target is None and source is None and old and not former:
        source = scene.post_firm or scene.target
    if target is None:
        target = scene.target or (None if former else source) or scene.post_firm
    if target is None:
        target = only_firm(page, scene.start, before[0]) or leads(page, person) or speaker(page)
        target = target or (_announcer(page, before[0], person.start) if person.start >= before[0] else None)
        if source is None and old and not former and person.start >= before[0]:
            source = target  # F 宣布, 首席战略官 P 出任 CEO
    if moved and target is None and source is None:
        target = source = only_firm(page, 0, page.title_end)  # F 内部: P 调任 Z
    if former and mine_target is None and name_of(target) == name_of(source):
        target = None
    inside = not former and name_of(source) == name_of(target) and target is not None
    if promoted or moved:
        explicit = moved and mine_target is not None
        direction, source = "promote" if promoted else "move", source or (None if explicit else target)
    elif inside:
        direction = "promote"
    else:
        direction = "move" if source is not None and mine is not None and mine.said else "join"
    return Move(
        person.name or None, old, source, post[0] or None, target, direction, min(person.start, before[1]), post[1]
    )


def read_poach(page: Page, clause: Clause, scene: Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """F (从 G) 挖来 / 任命 / 聘请 (G 的) P (为 …)."""
    begin = left
    passive = page.text[left : match.start()]
    if "被" in passive:
        yield from _poached(page, clause, left, match)
        return
    taker = (
        actor(page, clause, begin, _from_cut(page, left, match.start()), plain=True)
        or scene.target
        or firm_within(page, scene.start, left, last=False)
        or speaker(page)
    )
    person = person_after(page, match.end(), clause.end) or _someone(page, match.end(), clause.end)
    wanted = re.match(rf"{words.RECRUIT}", match.group()) and re.match(_WANTED, page.text[match.end() : clause.end])
    if wanted and person is None and clause.in_title:
        seeker = firm_within(page, left, match.start(), last=False) or taker or only_firm(page, scene.start, left)
        if seeker is not None:  # F 在某地招募 100 名员工
            yield Move(None, None, None, None, seeker, "join", seeker.start, match.end())
        return
    if taker is None:
        return
    if person is None:
        yield from _post_filled(page, clause, match, taker)
        doer = subject(page, begin, _from_cut(page, left, match.start()), strangers=False)
        if clause.in_title and doer and re.match(rf"{words.POACH}", match.group()):
            yield Move(None, None, None, None, taker, "join", taker.start, match.end())
        return
    origin = origin_of(page, match.end(), person) or said_origin(page, left, match, None)
    post, end = "", person.end
    role = re.match(
        r"\s?(?:\([^()]*\))?\s?(?:等)?(?:,)?(?:将)?(?:为|担任|出任|任|接任|接替|负责)\s?(?:新任|公司|集团|其)?",
        page.text[person.end :],
    )
    if role:
        post, end = post_after(page, person.end + role.end(), min(len(page.text), person.end + role.end() + 36))
    source = origin.firm if origin else None
    old = (origin.post if origin and origin.post else person.post) or None
    appointed = re.match(r"任命|聘任|委任|提拔|官宣", match.group()) is not None
    if appointed and not (post or old):
        return
    if appointed and not post and source is None:  # 任命新任 CTO P: the post stands before the name
        post, old = re.sub(r"^(?:新任|首位|首任|新)", "", old or ""), None
    direction = "join"
    if appointed and source and source.name == taker.name and not (origin and origin.former):
        direction = "promote"
    elif appointed and source is None and old and not (origin and origin.former):
        direction, source = ("promote", taker)
    elif source and source.name != taker.name and not (origin and origin.former) and not appointed:
        direction = "move"
    scene.people, scene.origin, scene.target = [person], origin, taker
    yield Move(person.name or None, old, source, post or None, taker, direction, taker.start, max(end, person.end))


def _arrived(page: Page, clause: Clause, scene: Scene, person: Person, match: re.Match[str]) -> Move | None:
    """F 新 CEO P 上任: the post that stands before the name is the new one."""
    new = re.match(r"(?P<unit>[^,。]{0,12}?)(?:新任?|候任)\s?(?P<post>[A-Z首总董联副执代财技运][^,。]*)$", person.post)
    if new is None or not re.match(r"走马上任|上任|就任|就职", match.group()):
        return None
    origin = origin_of(page, clause.start, person)
    target = origin.firm if origin else None
    post = new["unit"] + new["post"]
    return Move(person.name or None, None, None, post, target, "join", person.start, match.end()) if target else None


def _announcer(page: Page, left: int, right: int) -> Name | None:
    """F of a clause that begins F 宣布."""
    said = re.compile(r"(?:宣布|官宣|公告)(?:称|,)?").search(page.text, left, right)
    clause = next((c for c in page.clauses if c.start <= left < c.end), None)
    return actor(page, clause, left, said.start(), plain=True) if said and clause else None


def _post_filled(page: Page, clause: Clause, match: re.Match[str], taker: Name) -> Iterator[Move]:
    """F 任命新任 CEO: which post is filled, by whom is not told."""
    if not _APPOINT.match(match.group()):
        return
    post, end = post_after(page, match.end(), clause.end)
    new = re.match(r"\s?(?:了)?(?:新任?|首位|首任|一?名?新)", page.text[match.end() :])
    if post and new and page.text[end : clause.end].strip(" 」”") == "":
        yield Move(None, None, None, post, taker, "join", taker.start, end)


def _someone(page: Page, at: int, right: int) -> Person | None:
    """Whom a firm takes when only firm and post are told: 挖走了 OpenAI 的两名研究员."""
    firm = firm_after(page, at, right)
    post, end = post_after(page, firm.end, right) if firm else ("", at)
    if firm is None or not firm.id or not post or end - firm.end > 14:
        return None
    return Person("", end, end, re.sub(r"^[的\d一二两三四五六七八九十多数几]+[名位个]", "", post), firm.end)


def _poached(page: Page, clause: Clause, left: int, match: re.Match[str]) -> Iterator[Move]:
    """P 被 F 挖走."""
    mark = page.text.rfind("被", left, match.start())
    person = person_before(page, left, back(page, left, mark))
    taker = firm_within(page, mark, match.start())
    if person is None or taker is None:
        return
    origin = origin_of(page, left, person)
    source = origin.firm if origin else None
    old = (origin.post if origin and origin.post else person.post) or None
    yield Move(person.name or None, old, source, None, taker, "move" if source else "join", person.start, match.end())


def _from_cut(page: Page, left: int, end: int) -> int:
    """The end of the subject before 从 X."""
    cut = page.text.rfind("从", left, end)
    return cut if cut > left else end


def read_swap(page: Page, clause: Clause, scene: Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """F 的 CEO 换帅: keeps post and firm for the clause that says who takes over."""
    firm = firm_within(page, left, match.start(), last=False)
    scene.post_firm = firm or actor(page, clause, left, match.start(), plain=True)
    begin = scene.post_firm.end if scene.post_firm else left
    scene.post = post_after(page, begin, match.start())[0] or None
    return iter(())
