"""/teach: doubtful entries one by one, a button a topic; the first answer stands, and who gave it takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.commands.services import Services
from bot.core.address import TERMINAL
from bot.core.chats import Reply
from bot.core.topics import FUNDING, PRETRAINING_CUT, TALENT_MOVE
from bot.core.types import Tags
from bot.storage.chats.chats import open_chat
from bot.storage.news.entries import save_tags
from bot.storage.tables import EntryLabelRow, EntryRow
from bot.telegram.address import address_of
from bot.texts import texts
from tests.fakes import NOON, add_entry, add_feed
from tests.fakes_commands import FakeFirms, User, all_buttons

BOSS, OTHER = 7, 8
SCORES = {FUNDING: 0.62, TALENT_MOVE: 0.03, PRETRAINING_CUT: 0.0}
#: of four events, the most doubtful first
TITLES = ("甲公司考虑引入新股东", "老李谈离开前东家的那一年", "某大厂训练集群闲置", "晚报：两家店开张")


@pytest.fixture
def boss(user: User) -> User:
    """One operator of two, who asks later and later."""
    user.services = Services(database=user.database, firms=FakeFirms(), search_terms=str.split, admins=(BOSS, OTHER))
    return user


def news(user: User, titles: Sequence[str] = TITLES, *, doubt: float = 0.9, **owner: Any) -> None:
    """Entries of one feed, each less doubtful than the one before; the first is tagged."""
    with user.database.write() as session:
        feed = add_feed(session, f"feed{doubt}", **owner)
        for number, title in enumerate(titles):
            entry_id = add_entry(session, feed, title)
            topics = {FUNDING: 0.62} if number == 0 else {}
            read = Tags(topics=topics, scores=SCORES, doubt=doubt - number / 100)
            save_tags(session, entry_id, read, tokens="", story_id=None, now=NOON)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def labelled(user: User) -> dict[str, tuple[str | None, int | None]]:
    """What each entry asked of was labelled, and by whom."""
    with user.database.read() as session:
        rows = session.execute(
            select(EntryRow.title, EntryLabelRow.topic, EntryLabelRow.user_id).join(
                EntryLabelRow, EntryLabelRow.entry_id == EntryRow.id
            )
        )
        return {row.title: (row.topic, row.user_id) for row in rows}


def said(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [part.text for part in reply.parts]


def test_only_operators_teach(user: User):
    """Neither by the command nor by a forged button; at the terminal one is the operator."""
    news(user)

    assert user.say("/teach") == texts.OPERATORS_ONLY
    assert user.ask(pressed="te:1:funding").toast == texts.OPERATORS_ONLY  # type: ignore[union-attr]
    assert labelled(user) == {}
    assert TITLES[0] in user.say("/teach", address=TERMINAL, user_id=0)


def test_a_question_says_what_is_thought(boss: User):
    """The most doubtful entry: title, source, date, the tag and each topic's probability; a button for each topic."""
    news(boss)

    text = boss.say("/teach")

    assert TITLES[0] in text
    assert "FEED0.9 · 11月24日 12:00" in text
    assert "虎报标的：融资（预训练收缩 0%、融资 62%、人才流动 3%）" in text
    assert list(boss.buttons) == ["预训练收缩", "融资", "人才流动", "都不是"]
    assert "虎报标的：没有话题" in boss.say("/teach", now=at(1))


def test_an_answer_is_kept_and_the_next_is_asked(boss: User):
    """With who and when, in the message's place; the next comes below. None of them is an answer too."""
    news(boss)
    boss.say("/teach")

    first = boss.press("融资", now=at(1))
    second = boss.press("都不是", now=at(2))

    done, asked = said(first)
    assert first.edit
    assert done.startswith("✔️ 已标：融资 · 用户 7，11月24日 12:01")
    assert TITLES[0] in done
    assert TITLES[1] in asked
    assert said(second)[0].startswith("✔️ 已标：都不是")
    assert labelled(boss) == {TITLES[0]: ("funding", BOSS), TITLES[1]: ("", BOSS), TITLES[2]: (None, None)}


def test_sent_again_it_asks_another(boss: User):
    """What was left open can still be answered; then nothing more is asked, for another question waits below."""
    news(boss)
    boss.say("/teach")
    left = dict(boss.buttons)
    assert TITLES[1] in boss.say("/teach", now=at(1))

    late = boss.ask(pressed=left["人才流动"], now=at(2))

    assert len(said(late)) == 1
    assert labelled(boss) == {TITLES[0]: ("talent_move", BOSS), TITLES[1]: (None, None)}


def test_the_first_answer_stands(boss: User):
    """Pressed twice, or by another operator in the same group: it is shown again, and nothing more is asked."""
    news(boss)
    group = {"telegram_id": -5, "chat_kind": "group"}
    boss.ask("/teach", **group)
    buttons = dict(boss.buttons)
    boss.ask(pressed=buttons["融资"], now=at(1), **group)

    twice = boss.ask(pressed=buttons["融资"], now=at(1), **group)
    other = boss.ask(pressed=buttons["都不是"], now=at(2), **group, user_id=OTHER)

    for reply in (twice, other):
        assert reply is not None
        assert (len(said(reply)), reply.edit, reply.toast) == (1, True, "✔️ 已标：融资")
        assert "用户 7，11月24日 12:01" in said(reply)[0]
    assert labelled(boss) == {TITLES[0]: ("funding", BOSS), TITLES[1]: (None, None)}


def test_two_operators_are_asked_of_different_entries(boss: User):
    """Each in a chat of their own, where only their own buttons work."""
    news(boss)
    boss.say("/teach")
    mine = dict(boss.buttons)

    text = boss.say("/teach", now=at(1), telegram_id=OTHER, user_id=OTHER)
    stolen = boss.ask(pressed=mine["融资"], telegram_id=OTHER, user_id=OTHER)

    assert TITLES[1] in text
    assert stolen is not None
    assert stolen.toast == texts.EXPIRED
    assert labelled(boss) == {TITLES[0]: (None, None), TITLES[1]: (None, None)}


def test_an_answer_is_taken_back(boss: User):
    """By whoever gave it: the question is back in its place; another cannot, a second press changes nothing."""
    news(boss)
    group = {"telegram_id": -5, "chat_kind": "group"}
    boss.ask("/teach", **group)
    reply = boss.ask(pressed=boss.buttons["融资"], now=at(1), **group)
    (undo,) = [button.data for button in all_buttons(reply) if button.label == "撤销"]

    other = boss.ask(pressed=undo, user_id=OTHER, **group)
    kept = labelled(boss)[TITLES[0]]
    own, twice = (boss.ask(pressed=undo, **group) for _ in range(2))
    gone = labelled(boss)[TITLES[0]]
    again = boss.ask(pressed=boss.buttons["人才流动"], now=at(3), **group)

    assert other is not None
    assert (other.toast, other.parts) == (texts.TEACH_NOT_YOURS, ())
    assert (kept, gone) == (("funding", BOSS), (None, None))
    for back in (own, twice):
        assert back is not None
        assert back.edit
        assert TITLES[0] in said(back)[0]
    assert len(said(again)) == 1
    assert labelled(boss)[TITLES[0]] == ("talent_move", BOSS)


@pytest.mark.parametrize("rest", ["999999:funding", "x:funding", "1:weather", "undo:999999", "undo:x", "", "2:funding"])
def test_strange_buttons_are_answered_kindly(boss: User, rest: str):
    """Nothing is labelled: not by a topic that is none, nor an entry that nobody was asked of."""
    news(boss)
    boss.say("/teach")

    reply = boss.ask(pressed=f"te:{rest}")

    assert reply is not None
    assert reply.toast == texts.EXPIRED
    assert labelled(boss) == {TITLES[0]: (None, None)}


def test_an_entry_that_is_gone(boss: User):
    """With its feed: the button has expired, and so has what it labelled."""
    news(boss)
    boss.say("/teach")
    with boss.database.write() as session:
        for row in session.scalars(select(EntryRow)):
            session.delete(row)

    assert boss.press("融资").toast == texts.EXPIRED
    assert labelled(boss) == {}


def test_one_of_a_cluster(boss: User):
    """A title like one that was asked, or another telling of its story, teaches nothing new."""
    news(boss, ["甲公司考虑引入新股东", "甲公司正考虑引入新股东", "乙公司考虑引入新股东", TITLES[3]])

    assert TITLES[0] in boss.say("/teach")
    assert TITLES[3] in boss.say("/teach", now=at(1))
    assert boss.say("/teach", now=at(2)) == texts.TEACH_NOTHING


def test_nothing_is_doubtful(boss: User):
    """Said so, also after the last answer."""
    assert boss.say("/teach") == texts.TEACH_NOTHING
    news(boss, TITLES[:1])
    boss.say("/teach", now=at(1))

    assert said(boss.press("融资", now=at(2)))[1] == texts.TEACH_NOTHING


def test_of_another_chats_own_feed_nothing_is_asked(boss: User):
    """Nor of a feed that the chat switched off: an operator is asked of what this chat may see."""
    with boss.database.write() as session:
        stranger = open_chat(session, address_of(99), now=NOON).id
    news(boss, TITLES[:1], doubt=0.9, owner=stranger)
    news(boss, TITLES[1:2], doubt=0.5)

    assert TITLES[1] in boss.say("/teach")


def test_in_another_language(boss: User):
    """English names for the topics."""
    news(boss)
    boss.say("/start")
    boss.ask(pressed="set:lang:en")

    assert "Hubao's tag: " in boss.say("/teach")
    assert "None of these" in boss.buttons
