"""Digests, alerts and stories in each language: what is Chinese in an English one came with the story."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import opencc
import pytest

from bot.core.chats import DEFAULTS, Part
from bot.core.digests import compose
from bot.core.facts import Funding, PretrainingCut, TalentMove
from bot.core.topics import FUNDING, TOPICS, Topic
from bot.core.types import Change, FirmRef, Source, Stance, Story
from bot.render.digest import empty_digest, render_digest
from bot.render.story import alert, whole_story
from bot.texts import speaking
from tests.fakes import NOON
from tests.texts.test_texts import HAN

FACTS = (
    Funding(round="天使轮", amount_low=2e8, approx="several", currency="CNY", lead=("A", "B")),
    TalentMove(person="Zhou", source="A", direction="leave", role_from="CTO"),
    TalentMove(person="Li", source="A", direction="layoff"),
    PretrainingCut(action="outsource"),
)  # fmt: skip
CHANGES = (
    Change(kind="stance", before="rumour", after="confirmed", at=NOON),
    Change(kind="round", before="A轮", after="B+轮", at=NOON),
    Change(kind="person", before="", after="Zhou", at=NOON),
    Change(kind="amount", before="", after="数亿元", at=NOON),
)


def story(number: int, topic: Topic, changes: tuple[Change, ...] = CHANGES) -> Story:
    """One that has everything, in Latin letters."""
    sources = tuple(Source(entry_id=n, feed_id=n, name=f"S{n}", title="T", link="", seen=NOON) for n in range(3))
    return Story(
        id=number, seq=number, title=f"Event {number}", link="https://a.example/", topics={topic: 0.9},
        firms=tuple(FirmRef(f"f{n}", f"F{n}") for n in range(5)), stance=list(Stance)[number % 4], facts=FACTS,
        sources=sources, revision=1, changes=changes, first_seen=NOON - timedelta(days=1), last_seen=NOON,
    )  # fmt: skip


def everything() -> list[Part]:
    """All that is ever sent unasked."""
    stories = [story(n, topic, CHANGES[: n + 1]) for n, topic in enumerate([*TOPICS, FUNDING])]
    digest = compose(stories, replace(DEFAULTS, max_stories=3), tokens=lambda title: set(title.split()))
    return [
        *render_digest(digest, now=NOON, zone="Asia/Shanghai", heard={s.id for s in stories}, more="ls:x"),
        *empty_digest(now=NOON, zone="Asia/Shanghai"),
        *(alert(told, update=True) for told in stories),
        *whole_story(stories[-1], zone="Asia/Shanghai", now=NOON),
    ]


def words(parts: list[Part]) -> str:
    return "\n".join([*(p.text for p in parts), *(b.label for p in parts for row in p.buttons for b in row)])


def test_english():
    """As a news terminal writes it."""
    with speaking("en"):
        said = words(everything())

    assert not HAN.search(said)
    for sentence in (
        "🐯 Hubao · Nov 24 12:00 · 3 stories",
        "Update rumour → confirmed | F0, F1, F2 and 2 more: Event 0",
        "Update round Series A → Series B+ | ",
        "Update also named: Zhou | ",
        "Update amount hundreds of millions of yuan | ",
        "Angel round · hundreds of millions of yuan · led by A, B; Zhou: leaves A (CTO); Li: layoffs at A",
        "S0 and 2 more",
        "More (1)",
        "nothing new on the firms",
    ):
        assert sentence in said


def test_traditional():
    """No character that is only simplified; what the story brings stays."""
    one_by_one = opencc.OpenCC("s2tw")
    with speaking("zh-Hant"):
        said = words(everything())

    assert {c for c in said if one_by_one.convert(c) != c} == set()
    assert "天使輪 · 數億元 · A、B領投" in said


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
def test_a_storys_own_words_stay(language: str):
    """Title, firm, person and source are shown as they came."""
    told = replace(story(1, FUNDING, ()), title="软件学院", firms=(FirmRef("x", "软体"),))
    told = replace(told, facts=(TalentMove(person="张伟", source="华为", direction="leave", role_from="总裁"),))
    with speaking(language):
        said = alert(told).text

    assert all(word in said for word in ("软件学院", "软体", "张伟", "华为", "总裁"))
