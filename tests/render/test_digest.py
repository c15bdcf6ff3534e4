"""Digests, alerts and whole stories as a chat reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.chats import Button, Part, Preferences
from bot.core.digests import compose
from bot.core.facts import Funding, PretrainingCut, TalentMove
from bot.core.preferences import effective
from bot.core.topics import TALENT_MOVE, TOPICS
from bot.core.types import Change, FirmRef, Source, Stance, Story
from bot.render.digest import empty_digest, render_digest
from bot.render.html import entities, fits, plain
from bot.render.marks import clock, day
from bot.render.story import (
    alert,
    change_text,
    firm_names,
    sources_text,
    story_line,
    whole_story,
)
from bot.texts import speaking
from tests.fakes import NOON, firm, story, words
from tests.render.balance import balanced

ZONE = "Asia/Shanghai"
CONFIRMED = Change(kind="stance", before="rumour", after="confirmed", at=NOON)


def _digest(stories: list[Story], *, most: int = 500, heard: tuple[int, ...] = ()) -> list[Part]:
    wishes = effective(Preferences(max_stories=most))
    return render_digest(compose(stories, wishes, tokens=words), now=NOON, zone=ZONE, heard=heard, more="ls:x")


def test_a_digest():
    """Heading with time and number, a heading a topic, a line a story with its facts, sources and number."""
    told = story(
        1,
        title="Kimi 母公司融资",
        stance=Stance.CONFIRMED,
        sources=3,
        facts=(Funding(round="B轮", amount_low=1e9, amount_high=1e9, currency="USD"),),
    )
    move = story(2, title="月之暗面 <副总裁> 离职", topics={TALENT_MOVE: 0.9}, link="")

    (part,) = _digest([told, move])

    assert part.text.split("\n") == [
        "🐯 虎报 · 11月24日 12:00 · 2 条",
        "",
        "💰 融资（1）",
        "🟢 月之暗面：Kimi 母公司融资",
        "    B轮 · 10 亿美元 · 源1 等 3 家 · #1",
        "",
        "🧭 人才流动（1）",
        "⚪ 月之暗面 <副总裁> 离职",
        "    源1 · #2",
    ]
    assert '<a href="https://example.com/1">Kimi 母公司融资</a>' in part.html
    assert (plain(part.html), part.buttons) == (part.text, ())


def test_the_cap_leaves_a_button():
    """Stories beyond the cap are behind a button of the last message."""
    parts = _digest([story(n, title=f"第{n}条{'字' * 150}") for n in range(60)], most=40)

    assert len(parts) > 1
    assert parts[-1].buttons == ((Button("更多（20）", "ls:x"),),)
    assert all(p.buttons == () for p in parts[:-1])


def test_updates_only_for_those_who_heard():
    """更新 and what changed, before the title, for a chat that knows an earlier revision."""
    told = story(1, stance=Stance.CONFIRMED, revision=1, changes=(CONFIRMED,))

    (new,), (heard,) = _digest([told]), _digest([told], heard=(1,))

    assert "更新" not in new.text
    assert "🟢 更新 传闻 → 证实｜月之暗面完成融资" in heard.text


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("[转帖] [讨论]月之暗面完成融资", "月之暗面完成融资"),
        ("【原创】 月之暗面完成融资", "月之暗面完成融资"),
        ("［轉貼］[置顶] 月之暗面完成融資", "月之暗面完成融資"),
        ("【快讯】月之暗面完成融资", "【快讯】月之暗面完成融资"),
        ("月之暗面[转帖]", "月之暗面[转帖]"),
        ("[讨论]", "[讨论]"),
    ],
)
def test_a_forums_marks_are_not_shown(title: str, shown: str):
    """What a board puts before a title says nothing of the event; the rest stands as published."""
    assert plain(story_line(story(title=title, firms=()))).startswith(f"⚪ {shown}\n")


WILD = st.text(st.sampled_from("月之暗面融资<>&\"'，。 \n\u3000🐯\ud800\x00a"), max_size=400)
STORIES = st.builds(
    lambda title, names, topic, stance, n: story(
        n,
        title=title,
        topics={topic: 0.8},
        stance=stance,
        firms=tuple(firm(f"f{i}", name) for i, name in enumerate(names)),
        sources=n % 7,
        facts=(TalentMove(person=title[:300], direction="leave", source="甲"),),
        link=f"https://example.com/story-{n}-end",
    ),
    WILD,
    st.lists(WILD, max_size=5),
    st.sampled_from(list(TOPICS)),
    st.sampled_from(list(Stance)),
    st.integers(1, 10**6),
)


@given(st.lists(STORIES, max_size=150, unique_by=lambda s: s.id))
@settings(max_examples=40, deadline=None)
def test_no_digest_loses_a_story_or_passes_a_limit(stories: list[Story]):
    """Any titles, any number: every part fits and is balanced, every story's link is in exactly one of them."""
    digest = compose(stories, effective(Preferences(max_stories=500)), tokens=words)
    parts = render_digest(digest, now=NOON, zone=ZONE)

    assert all(fits(p.html) and balanced(p.html) and p.text == plain(p.html) for p in parts)
    whole = "\n".join(p.html for p in parts)
    assert all(whole.count(s.link) == 1 for s in stories)
    assert all(entities(p.html) <= 100 for p in parts)


@given(STORIES)
@settings(max_examples=60, deadline=None)
def test_an_alert_always_fits_into_one_message(told: Story):
    """Whatever the feed put into the title: within the limits, balanced, with its buttons."""
    part = alert(told)

    assert fits(part.html)
    assert balanced(part.html)
    assert all(len(b.data.encode()) <= 64 for row in part.buttons for b in row)


def test_an_alert():
    """Topics, firms and stance above the line, the number that /why asks for below; 更新 for those who heard."""
    told = story(7, stance=Stance.RUMOUR, revision=1, changes=(CONFIRMED,))

    assert alert(told).text.split("\n") == ["融资 · 月之暗面 · 传闻", "🟡 月之暗面完成融资", "    源1 · #7"]
    assert "更新 传闻 → 证实" in alert(told, update=True).text
    assert [b.data for row in alert(told).buttons for b in row] == [
        "fb:7:right",
        "fb:7:wrong",
        "fb:7:not_firm",
        "fb:7:topic",
        "fb:7:known",
        "st:7",
    ]


@pytest.mark.parametrize(
    ("stance", "words", "line"),
    [
        (Stance.CONFIRMED, "公司公告", "证实依据：「公司公告」"),
        (Stance.RUMOUR, "知情人士", "据：「知情人士」"),
        (Stance.DENIED, "<否认>", "否认原话：「<否认>」"),
    ],
)
def test_the_words_of_a_stance_stand_below_it(stance: Stance, words: str, line: str):
    """In an alert and on the story's page; the newest source that tells it so gives them."""
    told = story(7, stance=stance)
    (first,) = told.sources
    other = replace(first, stance=Stance.REPORTED, evidence="另说")
    told = replace(told, sources=(replace(first, stance=stance, evidence=words), other))

    assert f"    {line}" in alert(told).text.split("\n")
    assert f"    {line}" in whole_story(told, zone=ZONE, now=NOON)[0].text.split("\n")


def test_a_whole_story():
    """Number, facts, history and every source in order."""
    told = story(
        7,
        sources=2,
        changes=(CONFIRMED, Change(kind="round", before="A轮", after="B轮", at=NOON + timedelta(hours=1))),
        facts=(PretrainingCut(action="stop"),),
    )

    (part,) = whole_story(told, zone=ZONE, now=NOON)

    for line in (
        "编号 7",
        "• 停止预训练",
        "• 11月24日 12:00 传闻 → 证实",
        "• 11月24日 13:00 轮次 A轮 → B轮",
        "来源（2）",
        "▫️ 11月24日 12:00 源1 月之暗面完成融资",
    ):
        assert line in part.text
    assert part.buttons[0][0].data == "fb:7:right"


def test_a_story_of_hundreds_of_sources():
    """Every source is named, in as many messages as it takes; the buttons are below the last."""
    sources = tuple(
        Source(entry_id=n, feed_id=n, name=f"源{n}", title="题" * 500, link=f"https://s.example/{n}/", seen=NOON,
               stance=Stance.RUMOUR)
        for n in range(300)
    )  # fmt: skip

    parts = whole_story(replace(story(1), sources=sources), zone=ZONE, now=NOON)

    assert len(parts) > 10
    whole = "".join(p.html for p in parts)
    assert all(whole.count(f"https://s.example/{n}/") == 1 for n in range(300))
    assert all(fits(p.html) for p in parts)
    assert [bool(p.buttons) for p in parts] == [False] * (len(parts) - 1) + [True]


def test_names():
    """Up to three firms by name; feeds counted once; a firm without a name is not shown."""
    assert firm_names((firm("a", "甲"), FirmRef("", ""))) == "甲"
    assert firm_names(tuple(firm(str(n), f"第{n}") for n in range(5))) == "第0、第1、第2 等 5 家"
    assert sources_text(story(sources=0)) == ""
    assert sources_text(story(sources=1)) == "源1"
    assert story_line(story(firms=())).startswith("⚪ <a")


def test_changes():
    """What changed, from what to what, or what is new."""
    assert change_text(CONFIRMED, story(1)) == "传闻 → 证实"
    assert change_text(Change(kind="person", before="", after="周畅", at=NOON), story(1)) == "新增人物 周畅"
    assert change_text(Change(kind="amount", before="", after="10 亿美元", at=NOON), story(1)) == "金额 10 亿美元"


def test_empty_digest():
    """One line for those who asked."""
    (part,) = empty_digest(now=NOON, zone=ZONE)

    assert part.text == "🐯 11月24日 12:00：你关注的公司和话题没有新消息。"


def test_times_in_the_chats_zone():
    """Day and hour as the chat's clock shows them."""
    assert clock(NOON, "America/New_York", now=NOON) == "11月23日 23:00"
    assert day(NOON, "America/New_York") == "2026-11-23"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-Hans", ["11月24日 12:00", "2025年11月24日 12:00", "2027年1月1日 00:00"]),
        ("zh-Hant", ["11月24日 12:00", "2025年11月24日 12:00", "2027年1月1日 00:00"]),
        ("en", ["Nov 24 12:00", "Nov 24, 2025 12:00", "Jan 1, 2027 00:00"]),
    ],
)
def test_a_moment_of_another_year_has_its_year(language: str, said: list[str]):
    """Which year it is, the chat's own zone says."""
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    with speaking(language):
        shown = [clock(at, ZONE, now=NOON) for at in (NOON, NOON.replace(year=2025), new_year)]

    assert shown == said
    assert "年" not in clock(new_year, ZONE, now=new_year)


def test_a_story_of_an_earlier_year():
    """Its changes and sources say of which."""
    told = story(7, changes=(replace(CONFIRMED, at=NOON - timedelta(days=365)),))

    (part,) = whole_story(told, zone=ZONE, now=NOON + timedelta(days=365))

    assert "2025年11月24日 12:00 传闻 → 证实" in part.text
    assert "2026年11月24日 12:00 源1" in part.text
