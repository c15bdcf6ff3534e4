"""/corrections: listed, and taken back by whoever made them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.core.topics import FUNDING
from bot.storage.tables import FeedbackRow
from bot.texts import texts
from tests.commands.asking.test_charts import add_story
from tests.fakes_commands import User

GROUP: dict[str, Any] = {"telegram_id": -100, "chat_kind": "supergroup"}


def stories(user: User, count: int) -> None:
    with user.database.write() as session:
        for number in range(1, count + 1):
            add_story(session, days=number, topic=FUNDING, firm="zhipu", title=f"第{number}件")


def standing(user: User) -> list[int]:
    with user.database.read() as session:
        return list(session.scalars(select(FeedbackRow.story_id).where(FeedbackRow.undone_at.is_(None))))


def test_none_yet(user: User):
    """Says where they are made."""
    assert user.say("/corrections") == texts.NO_CORRECTIONS


def test_listed_and_taken_back(user: User):
    """The newest first, in words; a press takes one back, a second press changes nothing."""
    stories(user, 2)
    user.ask(pressed="fb:1:wrong")
    user.ask(pressed="fb:2:topic:talent_move")

    text = user.say("/corrections")
    undo = dict(user.buttons)
    reply = user.press("撤销 1")
    again = user.ask(pressed=undo["撤销 1"])

    assert "1. 第2件\n    换标签：人才流动 · 2026-11-24 · #2\n2. 第1件\n    标错了" in text
    assert (reply.edit, reply.toast) == (True, texts.FEEDBACK_UNDONE)
    assert "第2件" not in reply.parts[0].text
    assert again is not None
    assert again.toast == texts.FEEDBACK_UNDONE
    assert standing(user) == [1]


def test_pages(user: User):
    """The last one of a page gone, the page before it is shown."""
    stories(user, 7)
    for number in range(1, 8):
        user.ask(pressed=f"fb:{number}:right")
    user.say("/corrections")

    page = user.press("下一页 ›")
    back = user.press("撤销 7")

    assert "7. 第1件" in page.parts[0].text
    assert "1. 第7件" in back.parts[0].text


def test_a_group_member_takes_back_only_their_own(user: User):
    """Others' have no button, and a forged one does nothing."""
    stories(user, 1)
    user.ask(pressed="fb:1:wrong", **GROUP)

    user.say("/corrections", **GROUP, user_id=8)
    forged = user.ask(pressed="co:undo:1:0", **GROUP, user_id=8)
    elsewhere = user.ask(pressed="co:undo:1:0")

    assert "撤销 1" not in user.buttons
    assert forged is not None
    assert elsewhere is not None
    assert forged.toast == elsewhere.toast == texts.NOT_YOUR_CORRECTION
    assert standing(user) == [1]


def test_buttons_of_another_time(user: User):
    """Answered kindly."""
    for data in ("co:", "co:undo:x", "co:other:1"):
        assert user.ask(pressed=data).toast == texts.EXPIRED  # type: ignore[union-attr]
