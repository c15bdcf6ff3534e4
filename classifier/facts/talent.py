"""Who moves from where to where: departures, arrivals, posts, returns, foundings, poachings, layoffs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from classifier.facts.cues import clause_stance
from classifier.facts.going import read_found, read_join, read_leave, read_return
from classifier.facts.moves import NOT_MOVED, VERB, Move, Scene, back, name_of
from classifier.facts.page import Clause, Page
from classifier.facts.people import people_before
from classifier.facts.posts import read_cut, read_poach, read_swap, read_take
from classifier.types import Fact

_BACKGROUND = re.compile(r"(?:曾|先后|历任|此前|长期|一度|毕业|早年|时任)[^,。]{0,16}$")


def read_talent(page: Page, stance: str) -> list[Fact]:
    """The talent facts of a text, one a person and step; a move told twice counts once."""
    moves: list[Move] = []
    scene = Scene([])
    for clause in page.clauses:
        for move in _moves(page, clause, scene):
            _add(moves, move)
        if clause.last:
            scene = Scene([], clause.end)
    return [_fact(page, move, stance) for move in moves]


def _moves(page: Page, clause: Clause, scene: Scene) -> Iterator[Move]:
    """The moves of one clause; what it leaves open is kept in the scene."""
    left = clause.start
    for match in VERB.finditer(page.text, clause.start, clause.end):
        if match.start() < scene.read_to or _is_background(page, left, match):
            continue
        if NOT_MOVED.search(page.text[max(left, match.start() - 8) : match.start()]):
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
    "cut": read_cut,
}


def _add(moves: list[Move], move: Move) -> None:
    """Take a move in; one told before gains what it lacked."""
    for at, known in enumerate(moves):
        if known.person != move.person or (move.person is None and name_of(known.source) != name_of(move.source)):
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


def _fact(page: Page, move: Move, stance: str) -> Fact:
    slots: dict[str, Any] = {
        "person": move.person or None,
        "role_from": move.role_from,
        "from": name_of(move.source),
        "role_to": move.role_to,
        "to": name_of(move.target),
        "direction": move.direction,
        "stance": clause_stance(page, move.start, move.end, stance),
    }
    touched = [c for c in page.clauses if c.end > move.start and c.start < move.end]
    start = min([move.start, *(c.start for c in touched)])
    span, words = page.evidence(start, max([move.end, *(c.end for c in touched)]))
    return Fact(kind="talent", slots=slots, span=span, evidence=words)
