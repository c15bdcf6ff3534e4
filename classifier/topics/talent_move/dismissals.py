"""People sent away, and people whom a firm is said to lose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifier.names.actors import actor
from classifier.names.employers import firm_after, firm_within, origin_of
from classifier.names.people import person_after, person_before, post_after
from classifier.names.unlisted import subject
from classifier.text.page import Clause, Page
from classifier.topics.talent_move.moves import Move, Scene, back
from classifier.topics.talent_move.staff import read_cut
from classifier.topics.talent_move.unnamed import group_after


def read_dismiss(page: Page, clause: Clause, scene: Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """F 解雇 P, P 被 F 辞退: who is sent away, from the firm that P is said to be of, else from who sends."""
    mark = page.text.rfind("被", left, match.start())
    if mark >= 0:
        person, source = person_before(page, left, back(page, left, mark)), firm_within(page, mark, match.start())
        if person is not None:
            yield Move(person.name, person.post or None, source, None, None, "leave", person.start, match.end())
        return
    person = person_after(page, match.end(), clause.end)
    if person is None:
        if _MANY.match(page.text, match.end()):
            yield from read_cut(page, clause, scene, left, match)
        else:
            yield from _post_emptied(page, clause, match)
        return
    origin = origin_of(page, match.end(), person)
    source = origin.firm if origin and origin.firm else subject(page, left, match.start(), strangers=False)
    post = (origin.post if origin else "") or person.post
    scene.people, scene.post, scene.post_firm = [person], post or None, source
    yield Move(person.name, post or None, source, None, None, "leave", match.start(), person.end)


_MANY = re.compile(r"\s?了?(?:部分|多名|数|约|近|超|逾|上|\d|[一二两三四五六七八九]成|大批|全部|整个|逾)")


def _post_emptied(page: Page, clause: Clause, match: re.Match[str]) -> Iterator[Move]:
    """F 将罢免 G 的 CEO: who holds the post is not told."""
    firm = firm_after(page, match.end(), clause.end)
    post, end = post_after(page, firm.end, clause.end) if firm else ("", 0)
    if firm and post and end - firm.end <= len(post) + 1 and not re.match(r"[一-龥]{2,3}(?:[,。]|$)", page.text[end:]):
        yield Move(None, post, firm, None, None, "leave", match.start(), end)


def read_lose(page: Page, clause: Clause, scene: Scene, left: int, match: re.Match[str]) -> Iterator[Move]:
    """F 流失三位高管, F 痛失首席科学家 P: who leaves a firm, told from its side."""
    source = actor(page, clause, left, match.start())
    near = firm_within(page, left, match.start())
    if (
        source is None
        and near
        and re.fullmatch(r"\s?[一两三\d]?[日天周月年内又再\s]{0,3}", page.text[near.end : match.start()])
    ):
        source = near
    person = person_after(page, match.end(), clause.end)
    role = group_after(page, match.end(), clause.end) if person is None else ""
    if source is not None and (role or (person is not None and (person.post or person.start == match.end()))):
        post, end = (person.post or None, person.end) if person else (role, match.end() + len(role))
        yield Move(person.name if person else None, post, source, None, None, "leave", source.start, end)
