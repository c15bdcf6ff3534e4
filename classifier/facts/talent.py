"""Who moves from where to where: departures, arrivals, posts, returns, foundings, poachings, layoffs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from classifier.facts.cues import clause_stance
from classifier.facts.page import Clause, Name, Page, subject
from classifier.facts.people import Person, people_before, person_after, person_before, post_after
from classifier.facts.places import Origin, firm_after, firm_within, origin_of
from classifier.types import Fact


@dataclass(frozen=True, slots=True)
class Move:
    """One step of one person, as the clause tells it."""

    person: str | None
    role_from: str | None
    source: Name | None
    role_to: str | None
    target: Name | None
    direction: str | None
    start: int
    end: int


@dataclass(slots=True)
class _Scene:
    """What earlier clauses of the sentence left open: who, whose firm, which post."""

    people: list[Person]
    start: int = 0
    origin: Origin | None = None
    target: Name | None = None
    post: str | None = None
    post_firm: Name | None = None
    read_to: int = 0


_LEAVE = r"离职|离任|卸任|辞任|辞职|辞去|请辞|出走|退休|离开|离队|离巢|去职|下台|下课|被免去?|免去|被解雇|解雇|被罢免|被开除|被炒|退出(?=[^,。]{0,12}董事会)|不再担任|不再兼任|不再出任|停职|走人|离场|告别|挂印"
_JOIN = r"加入(?!购物车|功能|对|到?自选)|加盟|入职|空降|履新|投奔|转投|跳槽(?:到|至|去|加入)?|改投|入伙|奔赴|投身"
_TAKE = r"(?<!推)出任(?!务|何)|就任|获任|升任|晋升(?:为|至)?|擢升(?:为)?|获?提拔为|升为|接任|接替|接棒|接掌|接管|执掌|掌舵|转任|调任|改任|转岗|轮岗(?:至|为|到|任)?|(?:被|获)?(?:任命|委任|聘任|聘|推选|选举)为|(?<!曾)(?<!经)担任|兼任|走马上任|就职|上任|当选(?:为)?|将任"
_RETURN = r"(?<!王者)回归|重返|回流|重回|回到|又回|重新加入|重新执掌|复职"
_FOUND = r"(?:二次|再次|再|连续)?创业|创办|(?<!联合)创立|联合创立|联合创办|另立门户|自立门户|另起炉灶"
_TAKE_AWAY = r"挖来|挖走|挖角|挖到|撬走|招募|聘请|招揽|延揽|引进|引入|任命(?!为)|聘任(?!为)|委任(?!为)|提拔(?!为)|官宣任命|迎来"
_CUT = r"(?:大规模|大幅|启动|开启|再|全球|将|计划|拟|紧急)?裁员|裁撤|裁掉|裁减|砍掉(?=[^,。]{0,10}(?:团队|部门|岗位))|减员|缩编|解散(?=[^,。]{0,16}(?:团队|部门|小组|实验室|事业部|业务))|(?<=团队)(?:被|已|宣布)?解散"
_VERB = re.compile(
    rf"(?P<leave>{_LEAVE})|(?P<join>{_JOIN})|(?P<return>{_RETURN})|(?P<take>{_TAKE})|(?P<found>{_FOUND})|(?P<poach>{_TAKE_AWAY})|(?P<cut>{_CUT})|(?P<swap>换帅|易主|换人|换将)"
)
_BACKGROUND = re.compile(r"(?:曾|先后|历任|此前|长期|一度|毕业|早年|时任)[^,。]{0,16}$")
_FROM = re.compile(r"从\s?(?P<where>[^,。;!?|从]{2,24}?)\s?(?:离职后?|离开后?|辞职后?|出走后?|,)?\s?$")
_NOT_MOVED = re.compile(r"不会|没有|并未|从未|未曾|拒绝|无意|否认|尚未|未确定|未请|不愿|不再是|谢绝|曾想|试图")


def read_talent(page: Page, stance: str) -> list[Fact]:
    """The talent facts of a text, one a person and step; a move told twice counts once."""
    moves: list[Move] = []
    scene = _Scene([])
    for clause in page.clauses:
        for move in _moves(page, clause, scene):
            _add(moves, move)
        if clause.last:
            scene = _Scene([], clause.end)
    return [_fact(page, move, stance) for move in moves]


def _moves(page: Page, clause: Clause, scene: _Scene) -> Iterator[Move]:
    """The moves of one clause; what it leaves open is kept in the scene."""
    left = clause.start
    for match in _VERB.finditer(page.text, clause.start, clause.end):
        if match.start() < scene.read_to or _is_background(page, left, match):
            continue
        if _NOT_MOVED.search(page.text[max(left, match.start() - 8) : match.start()]):
            continue
        for move in _READERS[match.lastgroup or ""](page, clause, scene, left, match):
            yield move
            left = max(left, match.end())
            scene.read_to = max(scene.read_to, move.end)


def _is_background(page: Page, left: int, match: re.Match[str]) -> bool:
    """曾担任, 先后加入: what a person did before is no news."""
    found = _BACKGROUND.search(page.text[left : match.start()])
    if not found or match.lastgroup == "leave":
        return False
    people = people_before(page, left, _back(page, left, match.start()))
    return not people or left + found.start() >= people[-1].end


def _who(page: Page, left: int, match: re.Match[str], scene: _Scene) -> tuple[list[Person], Origin | None]:
    """Who moves, and from where: named before the verb, else carried from the clause before."""
    end = _back(page, left, match.start())
    people = people_before(page, left, end)
    if people:
        origin = origin_of(page, left, people[0])
        scene.people, scene.origin = people, origin
        return people, origin
    if scene.people and not re.search(r"[一-龥A-Za-z]{9,}", page.text[left:end]):
        return scene.people, scene.origin
    return [], None


_ADVERBS = re.compile(
    r"(?:已经|已于|已|于|将于|将|即将|正式|近日|日前|近期|宣布|官宣|确认|选择|决定|被曝出?|被爆|被传|传出?|曝|疑似|据悉|或将|或|拟|也|都|均|又|再次|再度|再|突然|悄然|低调|今日|今天|昨日|昨晚|刚刚|刚|最新|随后|后|则|还|接连|相继|先后|双双|集体|纷纷|因[^,。]{1,12}(?:原因)?|申请|提出|提|主动|被迫|计划|正在|正|自[^,。]{0,6}起|\d+月\d*日?|(?:19|20)\d\d年(?:初|底|末)?|数月后|上周|本周|上月|本月|去年|今年|时隔\S{1,4}年|完全|全面|升级|火速|愤而|愤怒|内部|发文|向公司|表示|称|重新|即|便|曾|也将|确定|共同|分别|同日|同时|联合|一起|携手|先后|不|没|未|从[^,。;从]{2,24}?(?:离职后?|离开后?|离职)?|离职后?|跳槽)\s?$"
)


def _back(page: Page, left: int, end: int) -> int:
    """The end of the name before a verb: adverbs and where-from taken off."""
    while end > left:
        match = _ADVERBS.search(page.text[left:end])
        if not match or not match.group():
            break
        if person_before(page, left, end):
            break
        end = left + match.start()
    return end


def _origin(page: Page, left: int, match: re.Match[str], origin: Origin | None) -> Origin | None:
    """从 X … beats the firm of the descriptor, and says that the person left it now."""
    where = re.search(r"从\s?(?P<where>[^,。;!?|从]{2,24})$", page.text[left : match.start()])
    if not where:
        return origin
    begin = left + where.start("where")
    name = firm_within(page, begin, match.start())
    return Origin(name, origin.post if origin else "", former=False, said=True) if name else origin


def _leave(page: Page, clause: Clause, scene: _Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    people, origin = _who(page, left, match, scene)
    origin = _origin(page, left, match, origin)
    verb, at = match.group(), match.end()
    if re.match(r"\s?(?:传闻|潮|补偿|协议|员工|率|计划|赔偿|手续|面谈|后)", page.text[at : at + 3]) and not people:
        return
    if re.match(r"创业|单飞|自立", page.text[at : at + 2]):
        return  # 离职创业 is read as a founding
    source, post = (origin.firm, origin.post) if origin else (None, "")
    if re.match(r"离开|告别|辞去|卸任|免去|被免|退出|不再|辞任", verb):
        firm = firm_after(page, at, clause.end)
        said, end = post_after(page, firm.end if firm else at, clause.end)
        source, at = firm or source, max(end, firm.end if firm else at)
        post = said or post
    if source is None and people and not post and re.match(r"离职|卸任|辞|请辞|出走|离任", verb):
        source = _leads(page, people[0])
    if source is None and not people:
        source = subject(page, left, match.start(), strangers=False)
    if not people:
        found = re.search(r"(?P<post>首席[一-龥]{1,8}官|C[ETFOMP]O|联合创始人|联创|总裁|副总裁|董事长|总经理|创始人)(?:[一-龥]{0,6})$", page.text[left : match.start()])
        if not found:
            return
        firm = firm_within(page, left, left + found.start())
        if firm is None:
            return
        yield Move(None, found["post"], firm, None, None, "leave", firm.start, at)
        return
    scene.post, scene.post_firm = post or None, source
    scene.origin = Origin(source, post, former=False, said=True) if source else scene.origin
    if _goes_on(page, clause, at):
        return
    for person in people:
        own = person.post if len(people) > 1 and not re.match(r"辞去|卸任|免去|不再", verb) else post
        yield Move(person.name, own or None, source, None, None, "leave", min(person.start, match.start()), at)


def _goes_on(page: Page, clause: Clause, at: int) -> bool:
    """离开 X 后加入 Y: one move, told by the next verb of the clause."""
    follow = _VERB.search(page.text, at, clause.end)
    return follow is not None and follow.lastgroup in ("join", "found", "return", "take") and follow.start() - at <= 14


def _join(page: Page, clause: Clause, scene: _Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    people, origin = _who(page, left, match, scene)
    origin = _origin(page, left, match, origin)
    target = firm_after(page, match.end(), clause.end)
    if not people or target is None:
        return
    post, end = _post_near(page, clause, target.end)
    direction = "join"
    moved = bool(re.match(r"转投|跳槽|改投", match.group()))
    if moved or (origin and origin.firm and not origin.former):
        direction = "move"
    scene.target = target
    for person in people:
        mine = origin_of(page, left, person) or origin
        source = mine.firm if mine else None
        if source and source.name == target.name:
            source = None
        before = (mine.post if mine and mine.post else person.post) or None
        way = direction if source or moved else "join"
        yield Move(person.name, before, source, post or None, target, way, min(person.start, match.start()), end)
    yield from _chain(page, clause, scene, people[0], target, end)


def _chain(page: Page, clause: Clause, scene: _Scene, person: Person, target: Name, at: int) -> Iterator[Move]:
    """从 A 跳槽到 B、C: a step from each to the next."""
    here = target
    while True:
        joint = re.match(r"\s?(?:、|和|再到|又到)\s?", page.text[at : clause.end])
        following = firm_after(page, at + joint.end(), clause.end) if joint else None
        if following is None or joint is None:
            return
        yield Move(person.name, None, here, None, following, "move", person.start, following.end)
        here, at = following, following.end
        scene.target = here


def _post_near(page: Page, clause: Clause, at: int) -> tuple[str, int]:
    """The new post: right behind the firm, or after 担任 there or in the next clause."""
    text = page.text
    rest = re.match(r"\s?(?:,|,?\s?并|后)?\s?(?:将|并)?(?:担任|出任|任职?|负责|职位为|职务为|成为|就任)\s?", text[at:])
    if rest:
        post, end = post_after(page, at + rest.end(), min(len(text), at + rest.end() + 40))
        return (post, end) if post else ("", at)
    post, end = post_after(page, at, clause.end)
    if post and not re.search(r"前|原|离开|加入|从|曾", text[at:end]):
        return post, end
    return "", at


def _return(page: Page, clause: Clause, scene: _Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    people, origin = _who(page, left, match, scene)
    target = firm_after(page, match.end(), clause.end)
    if not people or target is None:
        return
    where = _origin(page, left, match, None)
    source = where.firm if where else scene.target
    if source and source.name == target.name:
        source = None
    post, end = _post_near(page, clause, target.end)
    for person in people:
        yield Move(person.name, None, source, post or None, target, "return", min(person.start, match.start()), end)


def _take(page: Page, clause: Clause, scene: _Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    people, origin = _who(page, left, match, scene)
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
    if not post and target is None and not replaced:
        post = scene.post or ""
        target = scene.post_firm
        if not post:
            return
    promoted = re.match(r"升任|晋升|擢升|获?提拔|升为", verb) is not None
    moved = re.match(r"转任|调任|改任|轮岗|转岗", verb) is not None
    for person in people:
        yield _taken(page, scene, (left, match.start()), person, origin, target, (post, end), (promoted, moved))
    if replaced and (post or target):
        yield Move(replaced.name, post or replaced.post or None, target or (origin.firm if origin else None), None, None, "leave", match.start(), end)


def _leads(page: Page, person: Person) -> Name | None:
    """The firm that a person of the lexicon leads."""
    for mention in page.between(person.start, person.end):
        if mention.kind == "person" and mention.id:
            return Name(mention.name, mention.start, mention.end, mention.id)
    return None


def _post_at(page: Page, target: Name) -> int:
    """Where the post behind a firm begins; a product's name is part of the post."""
    product = any(m.start == target.start and m.kind == "product" for m in page.between(target.start, target.end))
    return target.start if product else target.end


def _taken(
    page: Page,
    scene: _Scene,
    before: tuple[int, int],
    person: Person,
    origin: Origin | None,
    target: Name | None,
    post: tuple[str, int],
    how: tuple[bool, bool],
) -> Move:
    """A post taken: from outside it is a join, inside one firm a promotion (or a move, when the verb says so)."""
    promoted, moved = how
    mine = origin_of(page, before[0], person) or origin
    old = (mine.post if mine and mine.post else person.post) or None
    source, former = (mine.firm, mine.former) if mine else (None, False)
    if target is None and source is None and old and not former:
        source = scene.post_firm or scene.target
    if target is None:
        target = scene.target or (None if former else source) or scene.post_firm
    if target is None:
        target = firm_within(page, scene.start, before[0], last=False) or _leads(page, person)
    inside = not former and _name(source) == _name(target) and target is not None
    if promoted or moved:
        direction, source = "promote" if promoted else "move", source or target
    elif inside:
        direction = "promote"
    else:
        direction = "move" if source is not None and not former else "join"
    return Move(person.name, old, source, post[0] or None, target, direction, min(person.start, before[1]), post[1])


def _found(page: Page, clause: Clause, scene: _Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    if re.match(r"公司|者|团队|板|项目|板块|企业|邦|圈|赛道|投资|大赛|图谱|潮|热潮|史|维艰|百天|的", page.text[match.end() : match.end() + 2]):
        return
    people, origin = _who(page, left, match, scene)
    if not people:
        return
    target = firm_after(page, match.end(), clause.end, founded=True) if re.search(r"创[办立]", match.group()) else None
    source = origin.firm if origin else None
    post = (origin.post if origin and origin.post else people[0].post) or None
    for person in people:
        yield Move(person.name, post, source, None, target, "found", min(person.start, match.start()), target.end if target else match.end())


def _poach(page: Page, clause: Clause, scene: _Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """F (从 G) 挖来 / 任命 / 聘请 (G 的) P (为 …)."""
    begin = left
    passive = page.text[left : match.start()]
    if "被" in passive:
        yield from _poached(page, clause, left, match)
        return
    taker = subject(page, begin, _from_cut(page, left, match.start()), strangers=False) or scene.target or firm_within(page, scene.start, left, last=False)
    person = person_after(page, match.end(), clause.end)
    if person is None or taker is None:
        return
    origin = origin_of(page, match.end(), person) or _origin(page, left, match, None)
    post, end = "", person.end
    role = re.match(r"\s?(?:\([^()]*\))?\s?(?:,)?(?:将)?(?:为|担任|出任|任|接任|接替|负责)\s?(?:新任|公司|集团|其)?", page.text[person.end :])
    if role:
        post, end = post_after(page, person.end + role.end(), min(len(page.text), person.end + role.end() + 36))
    source = origin.firm if origin else None
    old = (origin.post if origin and origin.post else person.post) or None
    appointed = re.match(r"任命|聘任|委任|提拔|官宣", match.group()) is not None
    if appointed and not (post or old):
        return
    direction = "join"
    if appointed and source and source.name == taker.name and not (origin and origin.former):
        direction = "promote"
    elif appointed and source is None and old and not (origin and origin.former):
        direction, source = ("promote", taker)
    elif source and source.name != taker.name and not (origin and origin.former):
        direction = "move"
    scene.people, scene.origin, scene.target = [person], origin, taker
    yield Move(person.name, old, source, post or None, taker, direction, taker.start, max(end, person.end))


def _poached(page: Page, clause: Clause, left: int, match: re.Match[str]) -> Iterator[Move]:
    """P 被 F 挖走."""
    mark = page.text.rfind("被", left, match.start())
    person = person_before(page, left, _back(page, left, mark))
    taker = firm_within(page, mark, match.start())
    if person is None or taker is None:
        return
    origin = origin_of(page, left, person)
    source = origin.firm if origin else None
    old = (origin.post if origin and origin.post else person.post) or None
    yield Move(person.name, old, source, None, taker, "move" if source else "join", person.start, match.end())


def _from_cut(page: Page, left: int, end: int) -> int:
    """The end of the subject before 从 X."""
    cut = page.text.rfind("从", left, end)
    return cut if cut > left else end


def _cut(page: Page, clause: Clause, scene: _Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """F 裁员, F 解散 X 团队: people leave whom nobody names."""
    if re.match(r"潮|传闻|名单|补偿|赔偿(?!)|风波", page.text[match.end() : match.end() + 2]):
        return
    before = page.text[left : match.start()]
    if _NOT_MOVED.search(before):
        return
    firm = firm_within(page, left, match.start(), last=False)
    if firm is not None:
        yield Move(None, None, firm, None, None, "layoff", firm.start, match.end())


def _swap(page: Page, clause: Clause, scene: _Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """F 的 CEO 换帅: keeps post and firm for the clause that says who takes over."""
    scene.post_firm = firm_within(page, left, match.start(), last=False)
    begin = scene.post_firm.end if scene.post_firm else left
    scene.post = post_after(page, begin, match.start())[0] or None
    return
    yield  # a reader yields moves; this one has none


_READERS = {"swap": _swap, "leave": _leave, "join": _join, "return": _return, "take": _take, "found": _found, "poach": _poach, "cut": _cut}


def _add(moves: list[Move], move: Move) -> None:
    """Take a move in; one told before gains what it lacked."""
    for at, known in enumerate(moves):
        if known.person != move.person or (move.person is None and _name(known.source) != _name(move.source)):
            continue
        if _agree(known, move):
            moves[at] = replace(
                known,
                role_from=known.role_from or move.role_from,
                source=known.source or move.source,
                role_to=known.role_to or move.role_to,
                target=known.target or move.target,
                start=min(known.start, move.start) if abs(known.start - move.start) < 160 else known.start,
                end=max(known.end, move.end) if abs(known.start - move.start) < 160 else known.end,
                direction=known.direction if known.direction != "leave" or not move.target else move.direction,
            )
            return
    moves.append(move)


def _agree(one: Move, other: Move) -> bool:
    """Whether two moves of one person may be the same step."""
    if {one.direction, other.direction} == {"leave", "return"}:
        return False
    for a, b in ((one.source, other.source), (one.target, other.target)):
        if a is not None and b is not None and a.name != b.name:
            return False
    if one.target is None or other.target is None:
        return not (one.direction == "found" and other.target is not None and other.direction != "found")
    return True


def _name(name: Name | None) -> str | None:
    return name.name if name else None


def _fact(page: Page, move: Move, stance: str) -> Fact:
    slots: dict[str, Any] = {
        "person": move.person,
        "role_from": move.role_from,
        "from": _name(move.source),
        "role_to": move.role_to,
        "to": _name(move.target),
        "direction": move.direction,
        "stance": clause_stance(page, move.start, move.end, stance),
    }
    touched = [c for c in page.clauses if c.end > move.start and c.start < move.end]
    start = min([move.start, *(c.start for c in touched)])
    span, words = page.evidence(start, max([move.end, *(c.end for c in touched)]))
    return Fact(kind="talent", slots=slots, span=span, evidence=words)
