"""/status and /broadcast: for operators and the terminal only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.commands.services import Services
from bot.core.address import TERMINAL
from bot.core.chats import Chat
from bot.storage.chats import chats as chat_store
from bot.storage.tables import FeedRow, OutboxRow
from bot.texts import texts
from tests.fakes import NOON, add_chat, add_entry, add_feed, put
from tests.fakes_commands import FakeFirms, User


@pytest.fixture
def boss(user: User) -> User:
    user.services = Services(database=user.database, firms=FakeFirms(), search_terms=str.split, admins=(7,))
    return user


def chats(user: User, *ids: int) -> list[Chat]:
    with user.database.write() as session:
        return [add_chat(session, i) for i in ids]


def outbox(user: User) -> list[tuple[int, str]]:
    with user.database.read() as session:
        return [(row.chat_id, row.text) for row in session.scalars(select(OutboxRow).order_by(OutboxRow.id))]


@pytest.mark.parametrize("text", ["/status", "/broadcast 维护"])
def test_operators_only(user: User, text: str):
    """Nobody else, and not by a forged button either."""
    assert user.say(text) == texts.OPERATORS_ONLY
    assert user.ask(pressed="bc:0123456789ab").toast == texts.OPERATORS_ONLY  # type: ignore[union-attr]


def test_status_tells_counts_and_feeds(boss: User):
    """What waits, and which feeds need a look; the terminal may ask too."""
    (chat,) = chats(boss, 1)
    with boss.database.write() as session:
        bad, quiet, _ = (add_feed(session, slug) for slug in ("bad", "quiet", "fine"))
        add_entry(session, bad, "一条")
        session.execute(update(FeedRow).values(last_polled_at=NOON, last_new_at=NOON))
        session.execute(update(FeedRow).where(FeedRow.id == bad).values(failures=3, last_outcome="fetch_error"))
        old = {"last_new_at": NOON - timedelta(days=90), "rhythm": timedelta(hours=1)}
        session.execute(update(FeedRow).where(FeedRow.id == quiet).values(old))
        put(session, chat.id, "等着")

    text = boss.say("/status", now=NOON + timedelta(minutes=1))

    assert "还没分析 1 条" in text
    assert "待发送 1 条" in text
    assert "最早一条待发送的消息：11月24日 12:00" in text
    assert "信息源 3 个，读取失败 1 个，久无新内容 1 个" in text
    assert "BAD ⚠️ 连不上，已失败 3 次" in text
    assert "QUIET 💤" in text
    assert "FINE" not in text
    assert texts.STATUS in boss.say("/status", address=TERMINAL, user_id=0)


def test_status_of_an_idle_house(boss: User):
    """Nothing waits."""
    assert texts.STATUS_NOTHING_WAITS in boss.say("/status")


def test_many_bad_feeds_are_cut(boss: User):
    """The rest is counted."""
    with boss.database.write() as session:
        for number in range(10):
            add_feed(session, f"f{number}")
        session.execute(update(FeedRow).values(last_polled_at=NOON, failures=1))

    assert "还有 2 个" in boss.say("/status")


def test_broadcast_is_confirmed_first(boss: User):
    """Shown as it will look; a press writes it for each chat once, a second press nothing more."""
    first, second = chats(boss, 7, 8)
    shown = boss.say("/broadcast 今晚<维护>")
    assert outbox(boss) == []
    yes = boss.buttons[texts.BROADCAST_YES]

    done = boss.press(texts.BROADCAST_YES)
    boss.ask(pressed=yes)

    assert "全部 2 个会话" in shown
    assert "今晚<维护>" in shown
    assert done.edit
    assert "2 个会话" in done.parts[0].text
    assert outbox(boss) == [(first.id, "今晚<维护>"), (second.id, "今晚<维护>")]


def test_the_same_words_another_day_are_another_broadcast(boss: User):
    """They are sent again."""
    chats(boss, 7)
    for days in (0, 1):
        boss.say("/broadcast 维护", now=NOON + timedelta(days=days))
        boss.press(texts.BROADCAST_YES, now=NOON + timedelta(days=days))

    assert len(outbox(boss)) == 2


def test_whom_a_broadcast_does_not_reach(boss: User):
    """Paused chats, the terminal, and a forum's other topics."""
    chats(boss, 7)
    with boss.database.write() as session:
        chat_store.open_chat(session, TERMINAL, kind="terminal", now=NOON)
        gone = add_chat(session, 9)
        chat_store.pause(session, gone.id, reason="blocked", now=NOON)
        add_chat(session, -100, thread_id=0)
        add_chat(session, -100, thread_id=5)
    boss.say("/broadcast 维护")

    assert "2 个会话" in boss.press(texts.BROADCAST_YES).parts[0].text


def test_a_broadcast_can_be_dropped(boss: User):
    """And needs words; a forgotten one is not sent."""
    boss.say("/broadcast 维护")
    assert boss.press(texts.DELETE_NO).parts[0].text == texts.BROADCAST_NOT
    assert "请写要通知" in boss.say("/broadcast")
    assert boss.ask(pressed="bc:0123456789ab").toast == texts.EXPIRED  # type: ignore[union-attr]


def test_help_names_them_to_operators(boss: User):
    """Others need not know."""
    assert "/broadcast" in boss.say("/help")
    assert "/broadcast" not in boss.say("/help", user_id=8)
