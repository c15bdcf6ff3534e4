"""Who moves from where to where: departures, arrivals, posts, returns, foundings, poachings, layoffs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from classifier.names.people import people_before
from classifier.text.certainty import clause_stance
from classifier.text.page import Clause, Name, Page
from classifier.topics.talent_move.appointments import read_poach, read_swap, read_take
from classifier.topics.talent_move.departures import read_found, read_join, read_leave, read_return
from classifier.topics.talent_move.dismissals import read_dismiss, read_lose
from classifier.topics.talent_move.fact import TalentMove
from classifier.topics.talent_move.moves import NOT_MOVED, VERB, Move, Scene, back, name_of
from classifier.topics.talent_move.staff import read_cut, read_hire, read_team
from classifier.types import Fact, Stance

_BACKGROUND = re.compile(r"(?:曾|先后|历任|此前|长期|一度|毕业|早年|时任)[^,。]{0,16}$")


def read_talent(page: Page, stance: Stance) -> list[Fact]:
    """The talent facts of a text, one a person and step; a move told twice counts once."""
    moves: list[Move] = []
    scene, begins = Scene([]), True
    for clause in page.clauses:
        if begins:
            scene = Scene([], clause.start)
        begins = clause.last
        for move in _moves(page, clause, scene):
            if _is_person(page, move):
                _add(moves, _placed(page, move))
    return [_fact(page, move, stance) for move in moves if not _is_idle(move, moves)]


def _is_idle(move: Move, moves: list[Move]) -> bool:
    """Whether a step says nothing that others do not: the CTO of F leaves, and P, CTO of F, leaves."""
    if move.direction == "join" and not (move.role_to or move.target or move.source or move.role_from):
        return True  # who joins what is untold
    if move.person or move.headcount or move.direction == "layoff":
        return False
    if not (move.role_from or move.role_to or move.source):
        return any(other.person and name_of(other.target) == name_of(move.target) for other in moves)
    return any(
        other.person
        and (
            not move.role_from or (other.role_from == move.role_from and name_of(other.source) == name_of(move.source))
        )
        and (not move.role_to or (other.role_to == move.role_to and name_of(other.target) == name_of(move.target)))
        for other in moves
    )


def _moves(page: Page, clause: Clause, scene: Scene) -> Iterator[Move]:
    """The moves of one clause; what it leaves open is kept in the scene."""
    left = clause.start
    for match in VERB.finditer(page.text, clause.start, clause.end):
        if match.start() < scene.read_to or _is_background(page, left, match):
            continue
        before = page.text[max(left, match.start() - 8) : match.start()]
        if match.lastgroup == "cut":
            before = before.replace("否认", "")  # a lay-off denied is a fact that is denied
        if NOT_MOVED.search(before):
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
    people = people_before(page, left, back(page, left, match.start()))
    return not people or left + found.start() >= people[-1].end


_READERS = {
    "swap": read_swap,
    "leave": read_leave,
    "join": read_join,
    "return": read_return,
    "take": read_take,
    "found": read_found,
    "poach": read_poach,
    "dismiss": read_dismiss,
    "lose": read_lose,
    "team": read_team,
    "cut": read_cut,
    "hire": read_hire,
}


def _add(moves: list[Move], move: Move) -> None:
    """Take a move in; one told before gains what it lacked."""
    for at, known in enumerate(moves):
        if not _same_person(known.person, move.person) or (
            move.person is None and name_of(known.source) != name_of(move.source)
        ):
            continue
        if _agree(known, move):
            moves[at] = replace(
                known,
                person=max(known.person or "", move.person or "", key=len) or None,
                role_from=None if "return" in (known.direction, move.direction) else known.role_from or move.role_from,
                source=known.source or move.source,
                role_to=known.role_to or move.role_to,
                target=known.target or move.target,
                start=min(known.start, move.start) if abs(known.start - move.start) < 160 else known.start,
                end=max(known.end, move.end) if abs(known.start - move.start) < 160 else known.end,
                direction=_direction(known, move),
                headcount=known.headcount or move.headcount,
            )
            return
    moves.append(move)


def _same_person(one: str | None, other: str | None) -> bool:
    """Whether two names are one person's: a last name beside the full one, 奥特曼 beside 萨姆·奥特曼."""
    if one is None or other is None:
        return one == other
    short, full = sorted((one, other), key=len)
    return short == full or re.search(rf"[ ·]\s?{re.escape(short)}$|^{re.escape(short)}\s?[ ·]", full) is not None


def _direction(known: Move, move: Move) -> str | None:
    """The direction of one step told twice: what tells more of it wins."""
    leaves_for = known.direction == "leave" and move.target is not None
    vague = known.direction == "join" and known.source is None and move.source is not None
    if (
        leaves_for
        and known.source is not None
        and move.direction == "join"
        and name_of(known.source) != name_of(move.target)
    ):
        return "move"
    return move.direction if leaves_for or vague else known.direction


def _agree(one: Move, other: Move) -> bool:
    """Whether two moves of one person may be the same step."""
    if {one.direction, other.direction} == {"leave", "return"}:
        left, back = (one, other) if one.direction == "leave" else (other, one)
        return _left_for(left, back)
    for a, b in ((one.source, other.source), (one.target, other.target)):
        if a is not None and b is not None and a.name != b.name:
            return False
    if one.target is None or other.target is None:
        return not (one.direction == "found" and other.target is not None and other.direction != "found")
    return True


def _left_for(left: Move, back: Move) -> bool:
    """Whether somebody left one firm to return to another: 离开 Cursor, 重返 Anthropic."""
    source = name_of(left.source)
    if source is None or source == name_of(back.target):
        return False
    return back.source is None or source == name_of(back.source)


#: A capitalised word before these is a department: Data 部, AI(平台部负责人).
_UNIT_AFTER = re.compile(r"\s?[((]?[一-龥]{0,6}(?:部|团队|平台|事业群|业务|中心|条线|小组)")
_NO_FIRM = re.compile(
    r"^后|任(?!天堂)|创[办立]|加入|离[开职]|回归|接[替任]|负责|部门?$|团队$|事业[群部]|[((]"
    r"|^(?:Fellow|AI|Data|Infra|Seed|Cloud|Search|Ads|Core|Platform|Product|Research|Engineering|Team)"
    r"(?: (?:AI|Data|Infra|Team|Platform))*$"
)


def _place(page: Page, name: Name | None) -> Name | None:
    """A firm someone comes from or goes to; a word outside the lexicon that is rather a department is none."""
    if name is None or name.id:
        return name
    unit = name.name.isascii() and _UNIT_AFTER.match(page.text, name.end)
    return None if unit or _NO_FIRM.search(name.name) else name


#: what somebody is called, which is no post
_NO_POST = re.compile(r"(?:AI|技术|核心)?(?:大牛|老将|元老|老兵|大佬|大将|干将|骨干|员工)")


def _placed(page: Page, move: Move) -> Move:
    """The move between firms alone; a department taken for a firm goes back into the post."""
    source, target = _place(page, move.source), _place(page, move.target)
    role = move.role_to
    if move.target is not None and target is None and role and re.match(r"部|团队|平台|事业|业务|中心", role):
        at = move.target.start
        words = re.search(r"(?:[A-Z][A-Za-z]* )*$", page.text[max(0, at - 16) : at])
        role = (words.group() if words else "") + move.target.name + role
    was = None if move.person and _NO_POST.fullmatch(move.role_from or "") else move.role_from
    return replace(move, source=source, target=target, role_to=role, role_from=was)


_NO_PERSON = re.compile(
    r"^(?:全数|全员|悉数|尽数)$|^于(?:年|月|近|今|本)|[→\d]|[月日内底]$|任|离[职开]|加入|部门?$|(?:公司|团队|高管|员工|平台)"
)


def _is_person(page: Page, move: Move) -> bool:
    """Whether the person is a plausible name, or none; the lexicon's people are."""
    name = move.person
    known = any(m.kind == "person" for m in page.mentions if page.text[m.start : m.end] == name)
    return not name or known or not _NO_PERSON.search(name)


_NOT = re.compile(r"(?:[未没]|不(?!断|久|再|仅|日))(?:有|会|曾)?\s?$")


def _is_negated(page: Page, move: Move) -> bool:
    """宋未然未离职: whether the verb of a move is negated; the last character of a name is no negation."""
    for verb in VERB.finditer(page.text, move.start, move.end):
        before = page.text[move.start : verb.start()]
        if _NOT.search(before) and not (move.person and before.endswith(move.person)):
            return True
    return False


def _fact(page: Page, move: Move, stance: Stance) -> Fact:
    value = TalentMove(
        person=move.person or None,
        role_from=move.role_from,
        source=name_of(move.source),
        role_to=move.role_to,
        target=name_of(move.target),
        direction=move.direction,
        headcount=move.headcount,
        stance="denied" if _is_negated(page, move) else clause_stance(page, move.start, move.end, stance),
    )
    touched = [c for c in page.clauses if c.end > move.start and c.start < move.end]
    start = min([move.start, *(c.start for c in touched)])
    span, words = page.evidence(start, max([move.end, *(c.end for c in touched)]))
    return Fact(value, span, words)
