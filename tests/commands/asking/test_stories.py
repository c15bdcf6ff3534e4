"""Questions and their pages: edited in place, alive after a restart, kind when too old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from bot.core.facts import Funding
from bot.core.topics import FUNDING, TALENT_MOVE, Topic
from bot.core.types import Stance
from bot.storage.news import entries as entry_store
from bot.storage.news import story_writes
from bot.storage.news.entries import load_untagged
from bot.storage.tables import EntryRow, QueryRow
from bot.texts import texts
from tests.fakes import NOON, add_entry, add_feed, tags
from tests.fakes_commands import User, all_buttons

TALENT = TALENT_MOVE


def tell(
    user: User,
    title: str,
    *,
    feed: str = "kr",
    topic: Topic = FUNDING,
    words: str = "",
    at: datetime = NOON,
    **more: Any,
) -> int:
    """A story of one entry, tagged as told; its id."""
    with user.database.write() as session:
        feed_id = add_feed(session, f"{feed}{abs(hash(title))}")
        entry_id = add_entry(session, feed_id, title, now=at)
        (stored,) = load_untagged(session, [entry_id])
        read = tags(topic, **{"firms": ("moonshot",), **more})
        story_id = story_writes.create_story(session, stored, read)
        entry_store.save_tags(session, entry_id, read, tokens=words, story_id=story_id, now=at)
        return story_id


def many(user: User, count: int, **more: Any) -> Sequence[int]:
    return [tell(user, f"第{n:02}件事", **more) for n in range(1, count + 1)]


def test_latest_and_its_pages(user: User):
    """Six a page, newest first; the buttons turn the page in place."""
    many(user, 14)
    first = user.say("/latest")
    second = user.press("下一页 ›")
    third = user.press("下一页 ›")
    back = user.press("‹ 上一页")

    assert "共 14 条 · 第 1 页" in first
    assert "第14件事" in first
    assert "第08件事" in second.parts[0].text
    assert second.edit
    assert "第 3 页" in third.parts[0].text
    assert [b.label for b in all_buttons(third)] == ["‹ 上一页"]
    assert back.parts[0].text == second.parts[0].text


def test_a_page_button_survives_a_restart(user: User):
    """The question lies in the database, its key in the button, in few bytes."""
    many(user, 8)
    user.say("/latest 月之暗面 融资 30天")
    data = user.buttons["下一页 ›"]
    reply = User(user.database).ask(pressed=data)

    assert len(data.encode()) <= 64
    assert reply is not None
    assert "第 2 页" in reply.parts[0].text


def test_a_page_button_too_old_is_answered_kindly(user: User):
    """What it asked was forgotten."""
    many(user, 8)
    user.say("/latest")
    with user.database.write() as session:
        session.execute(delete(QueryRow))

    assert user.press("下一页 ›").toast == texts.EXPIRED


@pytest.mark.parametrize(
    "data", ["lt:x:y", "lt:²:y", "lt:99999999999999999999:y", "lt:", "sr:0:", "sr:1:nothing", "st:x"]
)
def test_strange_page_buttons(user: User, data: str):
    """No error, no answer out of nothing."""
    reply = user.ask(pressed=data)

    assert reply is not None
    assert reply.toast
    assert reply.parts == ()


def test_latest_by_topic_and_firm(user: User):
    """Only what was asked for; and a sentence where there is nothing."""
    tell(user, "甲融资")
    tell(user, "乙离职", topic=TALENT, firms=("zhipu",))

    assert "乙离职" not in user.say("/latest 融资")
    assert "甲融资" not in user.say("/latest 智谱")
    assert "没有找到" in user.say("/latest 智谱 融资")
    assert "不认识「某某」" in user.say("/latest 某某")


@pytest.mark.parametrize(
    ("span", "told"),
    [
        ("今天", {"今日"}),
        ("昨天", {"昨晚"}),
        ("yesterday", {"昨晚"}),
        ("本周", {"今日", "昨晚"}),
        ("上周", {"上周日"}),
        ("上个月", {"上月底"}),
        ("last month", {"上月底"}),
        ("10月", {"上月底"}),
        ("去年", {"去年的"}),
        ("半年", {"今日", "昨晚", "上周日", "上月底"}),
        ("三天", {"今日", "昨晚", "上周日"}),
    ],
)
@pytest.mark.parametrize("command", ["/latest", "/search 大事"])
def test_spans_are_those_of_the_chats_calendar(user: User, command: str, span: str, told: set[str]):
    """昨天 ends at the chat's own midnight, 上周 on Sunday; /latest and /search alike. Today is a Tuesday."""
    moments = {
        "去年的": (2025, 12, 31, 12), "上月底": (2026, 10, 31, 12), "上周日": (2026, 11, 22, 12),
        "昨晚": (2026, 11, 23, 15, 59), "今日": (2026, 11, 23, 16, 1),
    }  # fmt: skip
    for title, moment in moments.items():
        tell(user, title, words="大事", at=datetime(*moment, tzinfo=UTC))  # midnight in Beijing is 16:00

    said = user.say(f"{command} {span}")

    assert {title for title in moments if title in said} == told


def test_a_page_turned_later_is_of_the_same_days(user: User):
    """今天 is still the day it was asked on."""
    many(user, 8)
    user.say("/latest 今天")
    later = user.press("下一页 ›", now=NOON + timedelta(days=3))

    assert "第 2 页" in later.parts[0].text


def test_a_question_kept_by_an_earlier_version(user: User):
    """It says how many hours, and is understood."""
    many(user, 8)
    tell(user, "很久以前", at=NOON - timedelta(days=9))
    with user.database.write() as session:
        key = "0123456789ab"
        session.add(QueryRow(key=key, value='{"firms": [], "topics": [], "hours": 72}', used_at=NOON))

    reply = user.ask(pressed=f"lt:6:{key}")

    assert reply is not None
    assert reply.parts[0].text.startswith("共 8 条 · 第 2 页")


def test_search_and_its_pages(user: User):
    """All words must be there; the pages are edited in place."""
    for number in range(8):
        tell(user, f"事{number}", words="预训练 收缩")
    tell(user, "别的", words="预训练")

    assert "共 8 条" in user.say("/search 预训练 收缩 30天")
    second = user.press("下一页 ›")
    assert second.edit
    assert "第 2 页" in second.parts[0].text
    assert "没有找到「没有的词」" in user.say("/search 没有的词")
    assert user.say("/search") == texts.WHAT_TO_SEARCH


def test_search_finds_an_entry_that_is_no_story(user: User):
    """With the feed it came from."""
    with user.database.write() as session:
        entry = add_entry(session, add_feed(session, "kr"), "独立的消息")
        session.execute(update(EntryRow).where(EntryRow.id == entry).values(tokens="独立"))

    assert "独立的消息" in user.say("/search 独立")


def test_firm(user: User):
    """Counts, rounds, the timeline; a hint where it is unknown."""
    facts = (Funding(firm="月之暗面", round="B轮", amount_low=1e9, currency="USD"),)
    tell(user, "月之暗面完成B轮融资", facts=facts)
    text = user.say("/firm 月之暗面", now=NOON + timedelta(minutes=1))

    assert "月之暗面 · 近一年 1 件：融资 1" in text
    assert "B轮" in text
    assert "近一年没有读到「智谱」的消息。发 /latest 看最新的，例如：" in user.say("/firm 智谱")
    assert user.say("/firm") == texts.WHICH_FIRM


def test_firms_of_a_group(user: User):
    """A story of two of them counts once, and it says that there are more than it names."""
    tell(user, "两家一起融资", firms=("moonshot", "zhipu"))
    tell(user, "智谱换人", firms=("zhipu",), topic=TALENT)
    text = user.say("/firm 六小虎", now=NOON + timedelta(minutes=1))

    assert "近一年 2 件：融资 1，人才流动 1" in text.replace("、", "，")
    assert texts.some(["智谱", "月之暗面", "minimax"], 3, texts.OF_FIRMS) in text


def test_story_and_why(user: User):
    """The sources in order with feedback buttons; the words that made the tag."""
    number = tell(user, "月之暗面完成融资", stance=Stance.RUMOUR)

    assert "来源（1）" in user.say(f"/story {number}")
    assert {"对", "标错了", "换标签"} <= set(user.buttons)
    assert "语气：传闻" in user.say(f"/why #{number}")
    assert "来源（1）" in "".join(p.text for p in user.ask(pressed=f"st:{number}").parts)  # type: ignore[union-attr]


def test_why_tells_the_reason_of_a_rule(user: User):
    """A rule is told by the sentence that gives its reason, a word and a cue by themselves, each with its weight."""
    why = (("规则:标题直接说了一笔融资", 3.0), ("提示题:轮次", 1.25), ("资本", -0.5))
    number = tell(user, "月之暗面完成融资", why={FUNDING: why})

    told = user.say(f"/why {number}")

    assert "融资 90%：规则「标题直接说了一笔融资」（+3.0）、标题里的「轮次」（+1.2）、资本（-0.5）" in told


@pytest.mark.parametrize("text", ["/story", "/why x", "/story ²"])
def test_a_number_is_asked_for(user: User, text: str):
    """With an example of the command that was sent."""
    command = "why" if "why" in text else "story"

    assert user.say(text).startswith(f"请写编号，例如：/{command} 12（")


@pytest.mark.parametrize("number", ["999", "99999999999999"])
def test_a_story_that_is_not_there(user: User, number: str):
    """Also for a number no table could hold."""
    assert f"没有编号为 {number} 的消息" in user.say(f"/story {number}")


def test_preview(user: User):
    """What would have come, and what just missed with the reason."""
    user.say("/subscribe 月之暗面")
    user.say("/settings")
    user.press("不看传闻")
    tell(user, "确定的事")
    tell(user, "传说的事", stance=Stance.RUMOUR)
    text = user.say("/preview")

    assert "会收到 1 条" in text
    assert "传说的事 — 传闻（你关掉了传闻）" in text


def test_a_preview_without_subscriptions(user: User):
    """There is nothing to preview, and how to begin is said; with one it is the day that was empty."""
    assert user.say("/preview") == texts.NOTHING_SUBSCRIBED
    user.say("/subscribe 智谱")
    assert user.say("/preview") == texts.PREVIEW_EMPTY


def test_a_search_says_where_it_stopped_counting(user: User, monkeypatch: pytest.MonkeyPatch):
    """A word in more entries than are looked at: the total is "more than"; else it is the total."""
    many(user, 8, words="融资")
    whole = user.say("/search 融资")
    monkeypatch.setattr("bot.storage.news.search.MOST_HITS", 7)
    cut = user.say("/search 融资")

    assert whole.startswith("共 8 条")
    assert cut.startswith("超过 7 条（这个词太常见，只数了最新的 7 篇）")
    assert user.press("下一页 ›").parts[0].text.startswith("超过 7 条")
