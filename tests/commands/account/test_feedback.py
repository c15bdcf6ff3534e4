"""The buttons under a story: recorded with who and when, undone by a second press, counted once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.topics import FUNDING
from bot.storage.chats.feedback import corrections
from bot.storage.mail import inbox
from bot.storage.tables import InboxRow, StoryRow
from bot.texts import texts
from tests.commands.asking.test_charts import add_story
from tests.fakes import NOON
from tests.fakes_commands import User


@pytest.fixture
def story(user: User) -> int:
    with user.database.write() as session:
        add_story(session, days=1, topic=FUNDING, firm="moonshot")
        return session.scalars(select(StoryRow.id)).one()


def verdicts(user: User) -> list[tuple[int, str, str]]:
    with user.database.read() as session:
        return [(row.user_id, row.verdict, row.value) for row in corrections(session)]


@pytest.mark.parametrize("verdict", ["right", "wrong", "not_firm", "known"])
def test_a_press_is_recorded_and_a_second_undoes_it(user: User, story: int, verdict: str):
    """Thanks, then taken back; the message itself is not touched."""
    first = user.ask(pressed=f"fb:{story}:{verdict}")
    stood = verdicts(user)
    second = user.ask(pressed=f"fb:{story}:{verdict}")

    assert first is not None
    assert second is not None
    assert (first.toast, second.toast) == (texts.THANKS, texts.FEEDBACK_UNDONE)
    assert (first.parts, first.edit) == ((), False)
    assert stood == [(7, verdict, "")]
    assert verdicts(user) == []


def test_another_topic_is_chosen_below_the_message(user: User, story: int):
    """换标签 exchanges only the buttons, and they come back."""
    ask = user.ask(pressed=f"fb:{story}:topic")
    assert ask is not None
    assert ask.parts == ()
    done = user.press("人才流动")

    assert done.toast == texts.THANKS
    assert "换标签" in user.buttons
    assert verdicts(user) == [(7, "topic", "talent_move")]
    user.ask(pressed=f"fb:{story}:topic")
    user.press("返回")
    assert "换标签" in user.buttons


def test_a_member_who_is_no_admin_may_correct(user: User, story: int):
    """Each member for themselves."""
    group: dict[str, Any] = {"telegram_id": -5, "chat_kind": "group", "is_chat_admin": False}
    user.ask(pressed=f"fb:{story}:wrong", user_id=1, **group)
    user.ask(pressed=f"fb:{story}:wrong", user_id=2, **group)

    assert verdicts(user) == [(1, "wrong", ""), (2, "wrong", "")]


@pytest.mark.parametrize("rest", ["999999:right", "x:right", "{story}:sing", "{story}:topic:weather", "{story}"])
def test_old_and_strange_buttons_are_answered_kindly(user: User, story: int, rest: str):
    """Nothing is recorded."""
    reply = user.ask(pressed="fb:" + rest.format(story=story))

    assert reply is not None
    assert reply.toast == texts.EXPIRED
    assert verdicts(user) == []


def test_a_press_is_marked_done_with_its_effect(user: User, story: int):
    """P7: replayed after a crash, a second press would take the first back; so its update is done already."""
    with user.database.write() as session:
        inbox.receive(session, [{"update_id": 5}], now=NOON)

    user.ask(pressed=f"fb:{story}:right", update_id=5)

    with user.database.read() as session:
        done: datetime | None = session.scalar(select(InboxRow.done_at))
    assert done == NOON
