"""What an update asks of us."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update

from bot.core.chats import Request
from bot.telegram.address import address_of
from bot.telegram.requests import Membership, Migration, chat_of, is_surely_admin, read_update

USER = {"id": 7, "is_bot": False, "first_name": "小", "last_name": "明"}
PRIVATE = {"id": 7, "type": "private", "first_name": "小明"}
GROUP = {"id": -100, "type": "supergroup", "title": "群"}
CHANNEL = {"id": -200, "type": "channel", "title": "频道"}


def read(**update: Any) -> Any:
    return read_update(Update.de_json({"update_id": 9, **update}, None))


def text(words: str = "/help", *, chat: dict[str, Any] = PRIVATE, **more: Any) -> dict[str, Any]:
    return {"message_id": 3, "date": 0, "chat": chat, "from": USER, "text": words, **more}


def pressed(message: dict[str, Any] | None, **more: Any) -> Any:
    query: dict[str, Any] = {"id": "1", "from": USER, "chat_instance": "1", "data": "go:home", **more}
    return read(callback_query=query | ({"message": message} if message else {}))


def test_a_private_message():
    """Who, where, what, and which update it was."""
    assert read(message=text("订阅 智谱")) == Request(
        address=address_of(7), chat_title="小明", user_id=7, text="订阅 智谱", update_id=9
    )


def test_a_caption_is_text_too():
    """A photo sent with a command below it."""
    assert read(message={k: v for k, v in text().items() if k != "text"} | {"caption": "/help"}).text == "/help"


def test_chat_kinds_are_plain_words():
    """Not the library's enumeration, which a database driver may write differently."""
    assert type(read(message=text(chat=GROUP)).chat_kind) is str


@pytest.mark.parametrize(
    ("more", "thread"),
    [({"message_thread_id": 5, "is_topic_message": True}, "5"), ({"message_thread_id": 5}, ""), ({}, "")],
)
def test_only_forum_topics_are_threads(more: dict[str, Any], thread: str):
    """In an ordinary supergroup the thread id is a chain of replies."""
    assert read(message=text(chat=GROUP, **more)).address.thread == thread


def test_an_admin_who_writes_as_the_group():
    """An anonymous admin's sender is the group itself: surely an admin."""
    request = read(message=text(chat=GROUP, sender_chat=GROUP))

    assert request.user_id == GROUP["id"]
    assert is_surely_admin(request)


def test_someone_who_writes_as_a_channel_is_that_channel():
    """Not an admin by being one."""
    request = read(message=text(chat=GROUP, sender_chat=CHANNEL))

    assert request.user_id == CHANNEL["id"]
    assert not is_surely_admin(request)


def test_a_channel_post_comes_from_its_admins():
    """Nobody else can post."""
    post = {k: v for k, v in text(chat=CHANNEL).items() if k != "from"}
    request = read(channel_post=post | {"sender_chat": CHANNEL})

    assert (request.address, request.chat_kind) == (address_of(-200), "channel")
    assert is_surely_admin(request)


def test_a_channels_readers_are_no_admins():
    """Everyone who reads a channel can press its buttons."""
    assert not is_surely_admin(pressed(text(chat=CHANNEL)))


def test_a_post_copied_into_the_discussion_group_is_not_answered_twice():
    """It was meant for the channel."""
    assert read(message=text(chat=GROUP, sender_chat=CHANNEL, is_automatic_forward=True)) is None


def test_a_press():
    """The data, the message it was on, who pressed."""
    request = pressed(text(chat=GROUP))

    assert (request.pressed, request.message_id) == ("go:home", 3)
    assert (request.user_id, request.address) == (7, address_of(-100))
    assert not is_surely_admin(request)


def test_a_press_on_a_message_too_old_to_be_read():
    """Its chat and number are enough to answer."""
    request = pressed({"message_id": 3, "date": 0, "chat": GROUP})

    assert (request.address, request.message_id) == (address_of(-100), 3)


def test_a_press_on_a_message_we_do_not_know():
    """Inline messages name no chat."""
    assert pressed(None, inline_message_id="x") is None


@pytest.mark.parametrize(
    ("status", "present"),
    [("member", True), ("administrator", True), ("left", False), ("kicked", False)],
)
def test_membership(status: str, present: bool):
    """Blocked, unblocked, removed, added."""
    who = {"user": {"id": 1, "is_bot": True, "first_name": "b"}, "status": "left", "until_date": 0}
    rights = (
        "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
        "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
    )
    change = {"chat": GROUP, "from": USER, "date": 0, "old_chat_member": who}
    new = who | {"status": status} | dict.fromkeys(rights.split(), False)

    assert read(my_chat_member=change | {"new_chat_member": new}) == Membership(address_of(-100), present)


def test_migration():
    """The old id and the new one; its place is in the old chat's order."""
    moved = {k: v for k, v in text(chat=GROUP).items() if k != "text"} | {"migrate_to_chat_id": -999}
    migration = read(message=moved)

    assert migration == Migration(address_of(-100), address_of(-999))
    assert chat_of(migration) == "-100"


@pytest.mark.parametrize(
    "update",
    [{"message": {k: v for k, v in text().items() if k != "text"}}, {"edited_message": text()}, {"poll_answer": None}],
)
def test_what_is_not_ours_to_answer(update: dict[str, Any]):
    """Stickers, edits, and whatever is new."""
    assert read(**update) is None
    assert chat_of(None) == ""
