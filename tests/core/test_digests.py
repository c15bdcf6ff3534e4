"""Which stories a chat is told, in which order, and why not the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.chats import Preferences
from bot.core.digests import Missed, compose, main_topic, why_not, words_allow
from bot.core.preferences import effective
from bot.core.topics import FUNDING, PRETRAINING_CUT, TALENT_MOVE
from bot.core.types import Stance
from tests.fakes import story


def _words(text: str) -> set[str]:
    return set(text.lower().split())


def _wishes(**values) -> Preferences:
    return effective(Preferences(**values))


def test_grouped_by_topic_the_rarest_first():
    """Pretraining cuts, then funding, then talent; a story stands under its most probable topic, once."""
    stories = [
        story(1, topics={TALENT_MOVE: 0.9}),
        story(2, topics={FUNDING: 0.8, TALENT_MOVE: 0.7}),
        story(3, topics={PRETRAINING_CUT: 0.6}),
    ]

    digest = compose(stories, _wishes(), tokens=_words)

    assert [(topic, [s.id for s in group]) for topic, group in digest.groups] == [
        (PRETRAINING_CUT, [3]),
        (FUNDING, [2]),
        (TALENT_MOVE, [1]),
    ]
    assert [s.id for s in digest.stories] == [3, 2, 1]
    assert (digest.missed, digest.more) == ((), ())


def test_a_story_without_a_known_topic_stops_no_other():
    """Its topic was taken out again: it is left out, and the digest goes on."""
    digest = compose([replace(story(1), topics={}), story(2)], _wishes(), tokens=_words)

    assert [s.id for s in digest.stories] == [2]
    assert digest.missed == ()


def test_on_a_tie_the_rarer_topic():
    """Equal probabilities: listed under the topic that is rarer."""
    assert main_topic(story(topics={TALENT_MOVE: 0.7, PRETRAINING_CUT: 0.7})) == PRETRAINING_CUT


def test_many_sources_and_high_scores_first():
    """Within the cap the weightiest stories; equal ones in the order they came."""
    stories = [story(1), story(2, sources=5), story(3, topics={FUNDING: 0.95}), story(4)]

    digest = compose(stories, _wishes(max_stories=3), tokens=_words)

    assert [s.id for s in digest.stories] == [2, 3, 1]
    assert [s.id for s in digest.more] == [4]
    assert digest.missed == ((stories[3], Missed.CAP),)


def test_nothing_kept():
    """An empty digest has no groups."""
    assert compose([], _wishes(), tokens=_words).stories == ()


@pytest.mark.parametrize(
    ("wishes", "reason"),
    [
        ({}, None),
        ({"rumours": False}, Missed.RUMOUR),
        ({"min_score": 0.95}, Missed.SCORE),
        ({"min_score": 0.9}, None),
        ({"exclude_words": ("融资",)}, Missed.WORDS),
        ({"include_words": ("招聘",)}, Missed.WORDS),
    ],
)
def test_why_a_story_is_not_told(wishes: dict, reason: Missed | None):
    """The first reason against it, or None."""
    told = story(stance=Stance.RUMOUR, title="传 智谱 融资")

    assert why_not(told, _wishes(**wishes), tokens=_words) is reason
    missed = compose([told], _wishes(**wishes), tokens=_words).missed
    assert [why for _, why in missed] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("include", "exclude", "allowed"),
    [
        ((), (), True),
        (("智谱",), (), True),
        (("月之暗面", "智谱"), (), True),
        (("月之暗面",), (), False),
        (("+智谱", "+融资"), (), True),
        (("+智谱", "+招聘"), (), False),
        (("+智谱", "招聘"), (), False),
        (("b 轮",), (), True),
        ((), ("招聘",), True),
        ((), ("!融资",), False),
        (("智谱",), ("融资",), False),
        (("+",), (), False),
        ((), ("",), True),
        (("智",), (), False),
    ],
)
def test_words(include: tuple[str, ...], exclude: tuple[str, ...], allowed: bool):
    """`+word` all, plain words at least one, excluded none; whole words only."""
    wishes = _wishes(include_words=include, exclude_words=exclude)

    assert words_allow("智谱 完成 B 轮 融资", wishes, tokens=_words) == allowed
