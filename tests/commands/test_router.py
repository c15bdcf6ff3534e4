"""From a request to its reply: who is addressed, who may, how fast, how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.commands import router
from bot.commands.phrases import command_of
from bot.commands.replies import fitting
from bot.commands.table import BUTTONS
from bot.core.address import TERMINAL
from bot.core.chats import Button, Part, Reply, Request
from bot.render.html import fits
from bot.storage.chats import chats as chat_store
from bot.storage.tables import ChatRow
from bot.telegram.address import address_of
from bot.texts import texts
from tests.fakes import NOON, add_chat
from tests.fakes_commands import FakeFirms, User, made_request

GROUP: dict[str, Any] = {"telegram_id": -100, "chat_kind": "supergroup", "chat_title": "群"}


def test_every_command_has_a_line_in_help_or_is_start(user: User):
    """/help names every command but those that explain themselves."""
    text = user.say("/help")

    listed = [name for name in texts.MENU if name not in {"start", "help"}]
    assert [name for name in listed if f"/{name}" not in text] == []


def test_every_button_prefix_is_answered(user: User):
    """A press nobody knows any more is answered kindly, and never with silence."""
    for data in ("", "-", "gone:1", *BUTTONS, *(f"{p}:9999:x" for p in BUTTONS)):
        reply = user.ask(pressed=data or "-")

        assert reply is not None
        assert reply.toast or reply.parts


def test_what_is_not_understood_counts_too(user: User):
    """A flood of nonsense, of unknown commands or of unknown buttons gets no flood of answers."""
    said = [user.ask(f"asdf {n}") for n in range(40)] + [user.ask(f"/nocmd{n}") for n in range(40)]
    toasts = [user.ask(pressed=f"zz:{n}") for n in range(100)]

    assert sum(reply is not None for reply in said) == user.services.per_minute + 1
    assert [reply.toast for reply in toasts if reply].count(texts.EXPIRED) == 3 * user.services.per_minute


@pytest.mark.parametrize("data", ["st:1", "ls:1", "lt:0:x", "sr:0:x", "qa:0:x", "co:page:0", "fd:page:0", "fb:1:topic"])
def test_readers_of_a_channel_post_nothing(user: User, data: str):
    """What would write into a channel is its admins'; a verdict on a story is anybody's."""
    reader = {"telegram_id": -5, "chat_kind": "channel", "user_id": 999, "is_chat_admin": False}
    request = made_request(**{**reader, "pressed": data})

    assert router.is_for_admins(request, user.services)
    assert user.ask(pressed=data, **reader) == Reply(toast=texts.CHANNEL_ADMINS_ONLY)
    assert not router.is_for_admins(made_request(**{**reader, "pressed": "fb:1:right"}), user.services)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/订阅 智谱", ("subscribe", " 智谱")),
        ("English", ("settings", "")),
        ("繁体", ("settings", "")),
        ("／latest 融资", ("latest", "融资")),
        ("/story12", ("story", "12")),
        ("/why_7", ("why", "7")),
        ("我想订阅智谱", ("subscribe", "智谱")),
        ("查一下智谱融资", ("search", "智谱融资")),
        ("搜智谱", ("search", "智谱")),
        ("智谱", ("firm", "智谱")),
        ("@hubao_bot 智谱", ("firm", "智谱")),
    ],
)
def test_ways_to_say_a_command(user: User, text: str, command: tuple[str, str]):
    """Chinese behind a slash, a wide slash, a number written on, a wish, a softener."""
    assert command_of(Request(address=address_of(7), user_id=7, text=text), user.services) == command


def test_a_firm_that_begins_like_a_command(user: User):
    """搜狗 is no search for 狗."""

    class Searching(FakeFirms):
        def resolve(self, word: str) -> list[str]:
            return ["sogou"] if word == "搜狗" else list(super().resolve(word))

    services = replace(user.services, firms=Searching())

    assert command_of(Request(address=address_of(7), user_id=7, text="搜狗"), services) == ("firm", "搜狗")


def test_a_mention_without_a_blank(user: User):
    """Chinese follows our name at once."""
    assert user.ask("@hubao_bot订阅智谱", **GROUP) is not None


def test_another_bots_longer_name_is_not_ours(user: User):
    """@hubao_bot2 is somebody else."""
    assert user.ask("@hubao_bot2 智谱", **GROUP) is None


@pytest.mark.parametrize(
    "text", ["/help", "/HELP", "/help@hubao_bot", "/help@HUBAO_BOT", "帮助", "帮助。", "@hubao_bot"]
)
def test_ways_to_ask_for_help(user: User, text: str):
    """Slash, any case, our name behind it, plain words."""
    assert "/subscribe" in user.say(text)


@pytest.mark.parametrize("text", ["/help@other_bot", "大家好", "/weather", "帮助", "智谱"])
def test_a_group_hears_nothing_that_was_not_for_us(user: User, text: str):
    """Small talk, another bot's commands, and plain sentences without our name."""
    assert user.ask(text, **GROUP) is None


@pytest.mark.parametrize("text", ["/help", "@hubao_bot 帮助", "/weather@hubao_bot"])
def test_a_group_is_answered_when_it_speaks_to_us(user: User, text: str):
    """A command of ours, a mention, an unknown command with our name."""
    assert user.ask(text, **GROUP) is not None


@pytest.mark.parametrize(
    "text",
    ["/start", "/subscribe 智谱", "/unsubscribe 全部", "/addfeed https://a.example/x", "/pause", "/mute 智谱 3天"],
)
def test_settings_of_a_group_are_its_admins(user: User, text: str):
    """A member who is no admin is told so, and nothing changes; an admin may."""
    assert user.say(text, **GROUP, is_chat_admin=False) == texts.GROUP_ADMINS_ONLY
    assert user.wants() == []
    assert user.say(text, **GROUP, is_chat_admin=True) != texts.GROUP_ADMINS_ONLY


def test_a_member_who_presses_a_settings_button_reads_it_over_the_button(user: User):
    """Not as a message that the whole group reads."""
    user.ask("/settings", **GROUP, is_chat_admin=False)
    reply = user.press("即时", **GROUP, is_chat_admin=False)

    assert (reply.toast, reply.parts) == (texts.GROUP_ADMINS_ONLY, ())


@pytest.mark.parametrize("data", ["fb:1:right", "lt:0", "sr:0:x", "st:1", "fd:page:0"])
def test_everyone_may_press_what_changes_no_settings(user: User, data: str):
    """Feedback and paging are for all members."""
    reply = user.ask(pressed=data, **GROUP, is_chat_admin=False)

    assert reply is not None
    assert reply.toast != texts.GROUP_ADMINS_ONLY


@pytest.mark.parametrize(
    ("text", "pressed", "kept"),
    [
        ("/subscribe 智谱", "", True),
        ("/latest", "", False),
        ("大家好", "", False),
        ("/subscribe@other_bot 智谱", "", False),
        ("@hubao_bot 随便说说", "", False),
        ("", "set:mode:instant", True),
        ("", "fb:1:right", False),
        ("", "fd:page:12", False),
        ("", "fd:off:1", True),
        ("", "gone", False),
    ],
)
def test_telegram_is_asked_for_admins_only_where_it_matters(user: User, text: str, pressed: str, kept: bool):
    """Every message of a busy group would otherwise be a call."""
    request = made_request(user_id=1, text=text, pressed=pressed, **GROUP)

    assert router.is_for_admins(request, user.services) is kept


@pytest.mark.parametrize("text", ["暂停预训练的公司有哪些？", "恢复训练的消息", "设置研究院"])
def test_a_question_is_no_command(user: User, text: str):
    """Words that begin like a command change nothing."""
    user.say("/subscribe 智谱")
    user.say(text)

    with user.database.read() as session:
        assert session.scalar(select(ChatRow.paused_at)) is None


@pytest.mark.parametrize(("text", "stays"), [("暂停", True), ("暂停推送。", True), ("恢复推送", False)])
def test_whole_sentences_pause_and_resume(user: User, text: str, stays: bool):
    """The plain word alone is the command."""
    user.say("/subscribe 智谱")
    user.say(text)

    with user.database.read() as session:
        assert (session.scalar(select(ChatRow.paused_at)) is not None) is stays


def test_a_command_glued_to_its_words(user: User):
    """/subscribe智谱, as phones with Chinese keyboards type it."""
    user.say("/subscribe智谱")

    assert user.wants() == [("zhipu", "", None)]


def test_twenty_commands_a_minute(user: User):
    """The 21st is told to wait, the 22nd gets silence; a minute later all is well; nothing is done meanwhile."""
    for _ in range(20):
        user.say("/help")

    assert user.say("/subscribe 智谱") == texts.TOO_FAST
    assert user.ask("/subscribe 智谱") is None
    assert user.wants() == []
    assert "已订阅" in user.say("/subscribe 智谱", now=NOON + timedelta(minutes=1, seconds=1))


def test_buttons_have_a_wider_limit_and_always_an_answer(user: User):
    """60 presses a minute; beyond that the toast says why."""
    toasts = [user.ask(pressed="go:home").toast for _ in range(62)]  # type: ignore[union-attr]

    assert toasts[:60] == [""] * 60
    assert toasts[60:] == [texts.TOO_FAST] * 2


def test_small_talk_in_a_group_does_not_count(user: User):
    """Only what is for us counts against the limit."""
    for _ in range(50):
        user.ask("大家好", **GROUP)

    assert user.ask("/help", **GROUP) is not None


def test_the_terminal_and_operators_have_no_limit(user: User):
    """Their own machine is theirs."""
    assert all(user.ask("/help", address=TERMINAL, user_id=0) for _ in range(30))


@pytest.mark.parametrize(
    "text", ["/firm ", "/search ", "/subscribe ", "/unsubscribe ", "/story ", "/latest ", "/addfeed https://"]
)
def test_an_answer_always_fits_a_message(user: User, text: str):
    """However long the user's words are, in characters that take two units each."""
    reply = user.ask(text + "😀" * 2040)

    assert reply is not None
    assert reply.parts
    assert all(fits(part.html) and part.text for part in reply.parts)


def test_a_long_reply_is_cut_into_parts_and_keeps_its_buttons_last():
    """Nothing is dropped."""
    row = ((Button("a", "b"),),)
    long = Part(html="句。" * 3000, text="句。" * 3000, buttons=row)

    parts = fitting(Reply(parts=(long,))).parts

    assert [bool(part.buttons) for part in parts] == [False, True]
    assert "".join(part.text for part in parts) == long.text


def test_a_chat_that_we_paused_and_that_speaks_again_is_awake(user: User):
    """It can evidently be reached; what the user paused stays paused."""
    with user.database.write() as session:
        gone = add_chat(session, 7)
        quiet = add_chat(session, 8)
        chat_store.pause(session, gone.id, reason="Forbidden: bot was blocked", now=NOON)
        chat_store.pause(session, quiet.id, reason="user", now=NOON)

    user.say("/latest")
    user.say("/latest", telegram_id=8, user_id=8)

    with user.database.read() as session:
        paused = {int(row.key): row.pause_reason for row in session.scalars(select(ChatRow))}
    assert paused == {7: "", 8: "user"}


def test_a_renamed_group_is_renamed_here(user: User):
    """The title follows the chat's."""
    user.ask("/latest", **GROUP)
    user.ask("/latest", **(GROUP | {"chat_title": "新名字"}))

    with user.database.read() as session:
        assert session.scalar(select(ChatRow.title)) == "新名字"
