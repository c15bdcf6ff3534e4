"""Every way Telegram or the network can refuse a message, and the outcome each becomes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from telegram import Bot
from telegram.error import NetworkError, TimedOut

from bot.core.chats import Button, ChatGone, ChatMoved, Message, Outcome, Part, Refused, Sent, TryLater, Unauthorized
from bot.telegram.address import address_of
from bot.telegram.sender import TelegramMessenger, outcome_of
from tests.e2e.fake_bot_api import Failure, FakeBotApi
from tests.fakes import NOON

HTML_PAGE = "<html><body>Bad Gateway</body></html>"


def message(part: Part, thread_id: int = 0) -> Message:
    return Message(
        id=1,
        chat_id=1,
        address=address_of(77, thread_id),
        chat_kind="private",
        kind="digest",
        part=part,
        created_at=NOON,
    )


HELLO = Part(html="<b>你好</b>", text="你好")


@pytest.mark.parametrize(
    ("status", "description", "kind", "facts"),
    [
        (403, "Forbidden: bot was blocked by the user", ChatGone, {"certain": True}),
        (403, "Forbidden: user is deactivated", ChatGone, {"certain": True}),
        (403, "Forbidden: bot was kicked from the supergroup chat", ChatGone, {"certain": True}),
        (403, "Forbidden: bot is not a member of the channel chat", ChatGone, {"certain": True}),
        (403, "Forbidden: the group chat was deleted", ChatGone, {"certain": True}),
        (403, "Forbidden: bot can't initiate conversation with a user", ChatGone, {"certain": True}),
        (403, "Forbidden: bot can't send messages to bots", ChatGone, {"certain": True}),
        (403, "Forbidden: bot can't send messages to the user", ChatGone, {"certain": False}),
        (403, "Forbidden: something new", ChatGone, {"certain": False}),
        (400, "Bad Request: chat not found", ChatGone, {"certain": False}),
        (400, "Bad Request: PEER_ID_INVALID", ChatGone, {"certain": False}),
        (400, "Bad Request: group is deactivated", ChatGone, {"certain": False}),
        (400, "Bad Request: not enough rights to send text messages to the chat", ChatGone, {"certain": True}),
        (400, "Bad Request: need administrator rights in the channel chat", ChatGone, {"certain": True}),
        (400, "Bad Request: message thread not found", ChatGone, {"certain": True}),
        (400, "Bad Request: TOPIC_CLOSED", ChatGone, {"certain": False}),
        (400, "Bad Request: can't parse entities: Unsupported start tag", Refused, {"as_plain": True}),
        (400, "Bad Request: message is too long", Refused, {"as_plain": False}),
        (400, "Bad Request: message text is empty", Refused, {"as_plain": False}),
        (400, "Bad Request: BUTTON_DATA_INVALID", Refused, {"as_plain": False}),
        (401, "Unauthorized", Unauthorized, {}),
        (404, "Not Found", Unauthorized, {}),
        (500, "Internal Server Error", TryLater, {"uncertain": False}),
        (502, "Bad Gateway", TryLater, {"uncertain": False}),
        (503, "Service Unavailable", TryLater, {"uncertain": False}),
        (409, "Conflict: something", TryLater, {}),
    ],
)
async def test_every_refusal_has_its_outcome(
    api: FakeBotApi, bot: Bot, status: int, description: str, kind: type[Outcome], facts: dict[str, Any]
):
    """The error table: by class, then by words in any case."""
    api.fail("sendmessage", Failure(status, description))

    outcome = await TelegramMessenger(bot).send(message(HELLO))

    assert isinstance(outcome, kind)
    assert {name: getattr(outcome, name) for name in facts} == facts


async def test_a_flood_limit_says_how_long(api: FakeBotApi, bot: Bot):
    """429 holds the chat for as long as Telegram asks."""
    api.fail("sendmessage", Failure(429, "Too Many Requests: retry after 17", {"retry_after": 17}))

    assert await TelegramMessenger(bot).send(message(HELLO)) == TryLater("flood limit", wait=timedelta(seconds=17))


async def test_a_group_that_moved_says_where_to(api: FakeBotApi, bot: Bot):
    """The new id comes with the refusal."""
    new = -1001234567890
    api.fail("sendmessage", Failure(400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": new}))

    assert await TelegramMessenger(bot).send(message(HELLO)) == ChatMoved(str(new))


@pytest.mark.parametrize(
    ("failure", "uncertain"),
    [
        (Failure(cut="after"), True),
        (Failure(200, body="{broken"), True),
        (Failure(502, body=HTML_PAGE), False),
        (Failure(504, body=HTML_PAGE), True),
    ],
)
async def test_a_lost_answer_may_have_arrived(api: FakeBotApi, bot: Bot, failure: Failure, uncertain: bool):
    """A broken connection or a proxy that gave up tells nothing; a server's own refusal sent nothing."""
    api.fail("sendmessage", failure)

    outcome = await TelegramMessenger(bot).send(message(HELLO))

    assert isinstance(outcome, TryLater)
    assert outcome.uncertain is uncertain


async def test_a_server_that_is_not_there_was_sent_nothing(api: FakeBotApi, bot: Bot):
    """A refused connection is certain."""
    api.close()

    outcome = await TelegramMessenger(bot).send(message(HELLO))

    assert isinstance(outcome, TryLater)
    assert outcome.uncertain is False


@pytest.mark.parametrize(
    ("cause", "uncertain"), [("PoolTimeout", False), ("ConnectTimeout", False), ("ReadTimeout", True)]
)
def test_timeouts_before_and_after_sending(cause: str, uncertain: bool):
    """Only a timeout of the answer leaves a doubt."""
    error = TimedOut()
    error.__cause__ = type(cause, (Exception,), {})()

    outcome = outcome_of(error)

    assert isinstance(outcome, TryLater)
    assert outcome.uncertain is uncertain


def test_an_error_of_the_library_itself_leaves_a_doubt():
    """What we do not know may have arrived."""
    outcome = outcome_of(NetworkError("Unknown error in HTTP implementation: X()"))

    assert isinstance(outcome, TryLater)
    assert outcome.uncertain


async def test_text_buttons_and_thread_arrive(api: FakeBotApi, bot: Bot):
    """HTML, buttons of both kinds, and the forum topic."""
    buttons = ((Button("对", "fb:1:right"), Button("原文", url="https://example.com/")),)
    part = Part(html='<b>智谱</b> <a href="https://example.com/">完成融资</a>', text="智谱 完成融资", buttons=buttons)

    outcome = await TelegramMessenger(bot).send(message(part, thread_id=5))

    (arrived,) = api.messages[77]
    assert outcome == Sent(arrived["message_id"])
    assert arrived["text"] == "智谱 完成融资"
    assert arrived["message_thread_id"] == 5
    assert arrived["reply_markup"]["inline_keyboard"] == [
        [{"text": "对", "callback_data": "fb:1:right"}, {"text": "原文", "url": "https://example.com/"}]
    ]
    assert '"is_disabled": true' in api.called("sendmessage")[0].params["link_preview_options"]


async def test_plain_text_is_not_read_as_markup(api: FakeBotApi, bot: Bot):
    """A part without HTML arrives as it is."""
    await TelegramMessenger(bot).send(message(Part(html="", text="1 < 2 & <b>")))

    assert api.messages[77][0]["text"] == "1 < 2 & <b>"


async def test_pictures_and_files_arrive(api: FakeBotApi, bot: Bot):
    """A photo with its caption, a document with its name."""
    messenger = TelegramMessenger(bot)

    assert isinstance(await messenger.send(message(Part(html="<b>图</b>", text="图", image=b"png"))), Sent)
    assert isinstance(await messenger.send(message(Part(html="", text="表", document=("a.csv", b"1,2")))), Sent)
    assert [m["text"] for m in api.messages[77]] == ["图", "表"]
    assert api.called("senddocument")[0].params["document"] == "a.csv"
