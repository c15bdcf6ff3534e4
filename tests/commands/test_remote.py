"""/use: a channel set up from a private chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.commands.remote import channel_named, used_address
from bot.core.chats import Request, Target
from bot.core.topics import FUNDING
from bot.storage.tables import ChatRow, SubscriptionRow
from bot.telegram.address import address_of
from bot.texts import texts
from tests.commands.asking.test_charts import add_story
from tests.fakes import NOON
from tests.fakes_commands import User, all_buttons

CHANNEL = Target(address=address_of(-200), kind="channel", title="我的频道", is_admin=True)
STRANGE = replace(CHANNEL, is_admin=False)


def wants(user: User) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    with user.database.read() as session:
        wanted = select(ChatRow.key, SubscriptionRow.topic)
        rows = session.execute(wanted.join(SubscriptionRow, SubscriptionRow.chat_id == ChatRow.id))
        for key, topic in rows:
            found.setdefault(int(key), []).append(topic)
    return found


def turn(user: User, **more: Any) -> str:
    return user.say("/use @mychannel", target=CHANNEL, **more)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("/use @mychannel", "@mychannel"),
        ("/use mychannel", "@mychannel"),
        ("/use https://t.me/mychannel", "@mychannel"),
        ("/use -1001234567890", "-1001234567890"),
        ("/use", ""),
        ("/use 退出", ""),
        ("/user @mychannel", ""),
        ("/subscribe @mychannel", ""),
    ],
)
def test_the_channel_named(text: str, named: str):
    """By name, link or number; in private only."""
    assert channel_named(Request(address=address_of(7), user_id=7, text=text)) == named
    assert channel_named(Request(address=address_of(-1), user_id=7, chat_kind="supergroup", text=text)) == ""


def test_commands_then_set_the_channel(user: User):
    """Each answer says whose it is; 退出 ends it."""
    assert "「我的频道」" in turn(user)
    assert user.say("/subscribe 融资").startswith("📢 我的频道\n已订阅")
    assert wants(user) == {-200: ["funding"]}
    assert texts.USE_HERE in user.say("/use 退出")
    user.say("/subscribe 人才流动")

    assert wants(user) == {-200: ["funding"], 7: ["talent_move"]}


def test_it_ends_by_itself(user: User):
    """After an hour this chat is meant again."""
    turn(user)
    user.say("/subscribe 融资", now=NOON + timedelta(minutes=61))

    assert wants(user) == {7: ["funding"]}


def test_it_ends_with_the_rights(user: User):
    """Of the user, or of the bot: nothing is changed there, nor here by mistake; the next command is for this chat."""
    turn(user)
    refused = user.say("/subscribe 融资", is_admin_of_used=False)
    assert refused == texts.USE_LOST.format(title="我的频道")
    assert wants(user) == {}

    user.say("/subscribe 人才流动")

    assert wants(user) == {7: ["talent_move"]}


def test_whose_admins_are_asked_about(user: User):
    """Those of the chat in use, as long as one is, for what is said in private."""
    here = Request(address=address_of(7), user_id=7)
    assert used_address(user.database, here, now=NOON) is None
    turn(user)

    assert used_address(user.database, here, now=NOON) == address_of(-200)
    assert used_address(user.database, replace(here, chat_kind="supergroup"), now=NOON) is None
    assert used_address(user.database, here, now=NOON + timedelta(hours=1)) is None


def test_buttons_belong_to_the_chat_they_were_shown_for(user: User):
    """Also when pressed later: the channel's never change this chat, nor the other way round."""
    user.ask("/start")
    here = dict(user.buttons)
    turn(user)
    shown = user.ask("/start")
    there = dict(user.buttons)

    user.ask(pressed=here["全部融资"])
    reply = user.ask(pressed=there["全部人才流动"])
    late = user.ask(pressed=there["全部预训练收缩"], now=NOON + timedelta(hours=2))
    user.say("/use 退出")
    over = user.ask(pressed=there["全部预训练收缩"])

    assert wants(user) == {7: ["funding"], -200: ["talent_move"]}
    assert reply is not None
    assert "✅ 全部人才流动" in [b.label for b in all_buttons(reply)]
    assert late is not None
    assert over is not None
    assert late.toast == over.toast == texts.USE_OVER
    assert all(len(b.data.encode()) <= 64 for b in all_buttons(shown))


def test_exchanged_buttons_stay_bound(user: User):
    """A keyboard put below a story is the channel's too."""
    with user.database.write() as session:
        add_story(session, days=1, topic=FUNDING, firm="zhipu")
    turn(user)
    user.ask("/story 1")

    reply = user.press("换标签")

    assert reply.keyboard is not None
    assert all(b.data.startswith("u") for row in reply.keyboard for b in row)


@pytest.mark.parametrize(
    ("text", "target", "said"),
    [
        ("/use @mychannel", None, texts.USE_NOT_FOUND),
        ("/use 什么", None, texts.HOW_TO_USE),
        ("/use @mychannel", STRANGE, "例如：/use @频道名"),
        ("/use -1001234567890", STRANGE, "你不是「-1001234567890」的管理员"),
    ],
)
def test_who_may_not(user: User, text: str, target: Target | None, said: str):
    """Nothing is turned to."""
    answer = user.say(text, target=target)
    assert said in answer
    assert "我的频道" not in answer  # who guesses a chat's number does not learn its name
    user.say("/subscribe 融资")
    assert wants(user) == {7: ["funding"]}


def test_not_in_groups(user: User):
    """A group is set up where it is."""
    said = user.say("/use @mychannel", telegram_id=-100, chat_kind="supergroup", target=CHANNEL)

    assert said == texts.USE_IN_PRIVATE
