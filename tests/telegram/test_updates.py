"""Updates: stored before they are confirmed, answered in each chat's order, replayed after a crash."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.event import listen
from sqlalchemy.exc import OperationalError
from telegram import Bot

from bot.core.chats import Button, Part, Reply, Request
from bot.storage.chats import chats as chat_store
from bot.storage.database import Database
from bot.storage.mail import inbox
from bot.storage.tables import ChatRow, InboxRow
from bot.telegram import updates as module
from bot.telegram.updates import BadTokenError, Updates
from bot.texts import texts
from tests.e2e.fake_bot_api import Failure, FakeBotApi
from tests.fakes import NOON, add_chat

Answer = Callable[[Request], Reply | None]


def echo(request: Request) -> Reply:
    words = request.text or request.pressed
    return Reply(parts=(Part(html=words, text=words, buttons=((Button("again", "again"),),)),))


def now() -> datetime:
    return datetime.now(UTC)


def updates(bot: Bot, store: Database, answer: Answer = echo, *, for_admins: bool = False) -> Updates:
    return Updates(bot, store, lambda request, _: answer(request), for_admins=lambda _: for_admins, clock=now)


@asynccontextmanager
async def running(service: Updates) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(service.run())
    yield task
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def seen(api: FakeBotApi, what: Callable[[], Any], seconds: float = 60) -> Any:
    return await asyncio.to_thread(api.wait, what, seconds)


def sent_texts(api: FakeBotApi, chat: int = 7) -> list[str]:
    return [m["text"] for m in api.messages[chat]]


def open_ids(store: Database) -> list[int]:
    with store.read() as session:
        return list(session.scalars(select(InboxRow.update_id).where(InboxRow.done_at.is_(None))))


def raw(update_id: int, text: str, chat: int = 7) -> dict[str, Any]:
    who = {"id": chat, "type": "private", "first_name": "u"}
    user = {"id": chat, "is_bot": False, "first_name": "u"}
    return {"update_id": update_id, "message": {"message_id": 1, "date": 0, "chat": who, "from": user, "text": text}}


async def test_an_update_is_stored_before_it_is_confirmed(api: FakeBotApi, bot: Bot, store: Database):
    """While the answer is still being worked on, the inbox holds what Telegram was told we have."""
    release = threading.Event()
    service = updates(bot, store, lambda r: echo(r) if release.wait(60) else None)
    async with running(service):
        update_id = api.say(7, "/help")
        await seen(api, lambda: api.confirmed >= update_id)
        waiting = open_ids(store)
        release.set()
        await seen(api, lambda: sent_texts(api) == ["/help"])

    assert waiting == [update_id]
    assert open_ids(store) == []


async def test_what_a_crash_left_is_answered_at_once(api: FakeBotApi, bot: Bot, store: Database):
    """Also when Telegram has nothing new to wake us with, in the order it came."""
    with store.write() as session:
        inbox.receive(session, [raw(1, "one"), raw(2, "two")], now=NOON)
    async with running(updates(bot, store)):
        await seen(api, lambda: sent_texts(api) == ["one", "two"], 5)


async def test_an_update_delivered_twice_is_answered_once(api: FakeBotApi, bot: Bot, store: Database):
    """Telegram repeats what it did not hear confirmed."""
    service = updates(bot, store)
    await service.take_raw([raw(1, "one")])
    await service.drain()
    await service.take_raw([raw(1, "one"), raw(2, "two")])
    await service.drain()

    assert sent_texts(api) == ["one", "two"]


async def test_an_update_answered_while_it_was_looked_up_is_not_answered_again(
    api: FakeBotApi, bot: Bot, store: Database, monkeypatch: Any
):
    """What the inbox held open a moment ago may be done by the time it is started."""
    service = updates(bot, store)
    await service.replay()
    await service.take_raw([raw(1, "one")])
    await service.drain()
    monkeypatch.setattr(inbox, "open_updates", lambda *_args, **_options: [inbox.Open(raw(1, "one"), 1, NOON)])
    await service.replay()
    await service.drain()

    assert sent_texts(api) == ["one"]


@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_what_a_stopping_process_is_still_answering_is_left_to_it(
    api: FakeBotApi, bot: Bot, database: Database, monkeypatch: Any
):
    """Two processes overlap for a moment when one takes the place of the other; what a dead one left is answered."""
    monkeypatch.setattr(module, "HANDOVER", timedelta(seconds=1))
    answered: list[str] = []

    def slow(request: Request) -> Reply:
        answered.append(request.text)
        time.sleep(0.3)
        return echo(request)

    old, new = updates(bot, database, slow), updates(bot, database, slow)
    await old.replay()
    await old.take_raw([raw(1, "one")])
    with database.write() as session:
        inbox.receive(session, [raw(2, "left", chat=8)], now=now())
    await new.replay()
    await seen(api, lambda: sent_texts(api, 8) == ["left"])
    await asyncio.gather(old.drain(), new.drain())

    assert sorted(answered) == ["left", "one"]
    assert open_ids(database) == []


@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_what_is_left_to_another_process_keeps_nothing_new_waiting(api: FakeBotApi, bot: Bot, database: Database):
    """Neither the chat's next words nor the end of the service wait for the other one's time."""
    with database.write() as session:
        inbox.receive(session, [raw(1, "left")], now=now())
    service = updates(bot, database)
    await service.replay()
    await service.take_raw([raw(2, "new")])
    async with asyncio.timeout(60):
        await service.drain()

    assert sent_texts(api) == ["new"]
    assert open_ids(database) == [1]


async def test_an_update_that_ended_the_process_often_is_left_alone(api: FakeBotApi, bot: Bot, store: Database):
    """A poison update cannot keep the bot from starting."""
    with store.write() as session:
        inbox.receive(session, [raw(1, "poison")], now=NOON)
        session.execute(update(InboxRow).values(attempts=inbox.MAX_ATTEMPTS))
    service = updates(bot, store)
    await service.replay()
    await service.drain()

    assert sent_texts(api) == []


async def test_what_is_parked_is_tried_again_a_day_later(api: FakeBotApi, bot: Bot, store: Database):
    """Without a restart: the cause may have gone."""
    with store.write() as session:
        inbox.receive(session, [raw(1, "late")], now=now() - timedelta(hours=25))
        session.execute(update(InboxRow).values(attempts=inbox.MAX_ATTEMPTS))
    service = updates(bot, store)
    service._left_some = False
    await service.take_raw([])
    await service.drain()

    assert sent_texts(api) == ["late"]
    assert open_ids(store) == []


async def test_updates_in_doubt_are_begun_one_at_a_time(api: FakeBotApi, bot: Bot, store: Database):
    """What ended the process twice among others is alone in work, so that the next death shows which it was."""
    at_once: list[int] = []
    begun: list[str] = []

    def answer(request: Request) -> Reply:
        with store.read() as session:
            begun.append(request.text)
            at_once.append(len(begun) - len([1 for one in session.scalars(select(InboxRow)) if one.done_at]))
        return echo(request)

    with store.write() as session:
        inbox.receive(session, [raw(n, f"{n}", chat=n) for n in (1, 2, 3)], now=NOON)
        session.execute(update(InboxRow).values(attempts=inbox.IN_DOUBT))
    service = updates(bot, store, answer)
    await service.replay()
    await service.drain()

    assert begun == ["1", "2", "3"]
    assert at_once == [1, 1, 1]


async def test_what_a_failing_database_cut_off_does_not_count(
    api: FakeBotApi, bot: Bot, store: Database, monkeypatch: Any
):
    """The answer was given and could not be written down: however often, the command is not what failed."""

    def away(*_args: Any, **_options: Any) -> None:
        raise OperationalError("UPDATE", {}, Exception("server closed the connection"))

    service = updates(bot, store)
    await service.replay()
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "finish", away)
        await service.take_raw([raw(1, "one")])
        await service.drain()
        for _ in range(inbox.MAX_ATTEMPTS):
            await service.replay()
            await service.drain()
    with store.read() as session:
        attempts = session.scalar(select(InboxRow.attempts))
    await service.replay()
    await service.drain()

    assert attempts == 1
    assert open_ids(store) == []


async def test_an_update_nobody_can_read_blocks_nothing(api: FakeBotApi, bot: Bot, store: Database, caplog: Any):
    """What the library refuses whole is set aside, and its neighbours are answered."""
    async with running(updates(bot, store)):
        api.deliver(message={"message_id": "poison"})
        api.say(7, "after")
        await seen(api, lambda: sent_texts(api) == ["after"])

    assert open_ids(store) == []
    assert "update cannot be read" in caplog.text


async def test_a_command_that_fails_is_apologised_for(api: FakeBotApi, bot: Bot, store: Database, caplog: Any):
    """The next one is answered; the log has the error."""

    def fails(request: Request) -> Reply:
        if request.text == "bad":
            raise ValueError("broken")
        return echo(request)

    async with running(updates(bot, store, fails)):
        api.say(7, "bad")
        api.say(7, "good")
        await seen(api, lambda: sent_texts(api) == [texts.FAILED, "good"])

    assert "ValueError: broken" in caplog.text
    assert open_ids(store) == []


async def test_one_chats_updates_keep_their_order_and_others_do_not_wait(api: FakeBotApi, bot: Bot, store: Database):
    """A slow command of one user delays only that user's next."""

    release = threading.Event()

    def slow(request: Request) -> Reply:
        if request.text == "slow":
            release.wait(60)
        return echo(request)

    async with running(updates(bot, store, slow)):
        api.say(7, "slow")
        api.say(7, "then")
        api.say(8, "quick")
        await seen(api, lambda: sent_texts(api, 8) == ["quick"])
        first = sent_texts(api)
        release.set()
        await seen(api, lambda: sent_texts(api) == ["slow", "then"])

    assert first == []


async def test_a_chat_that_cannot_be_told_yet_keeps_no_other_waiting(
    api: FakeBotApi, bot: Bot, store: Database, monkeypatch: Any
):
    """P3: Telegram lets one chat wait; another is answered meanwhile, however few are worked on at once."""
    monkeypatch.setattr(module, "AT_ONCE", 1)
    api.fail("sendmessage", Failure(429, "slow", {"retry_after": 1}))
    service = updates(bot, store)
    await service.take_raw([raw(1, "waits")])
    await seen(api, lambda: api.called("sendmessage"))
    await service.take_raw([raw(2, "quick", chat=8)])
    await seen(api, lambda: sent_texts(api, 8) == ["quick"])
    first = sent_texts(api)
    await service.drain()

    assert (first, sent_texts(api)) == ([], ["waits"])


async def test_answers_leave_connections_to_others(api: FakeBotApi, bot: Bot, store: Database, monkeypatch: Any):
    """However many chats are answered at once, so many calls are under way."""
    calls = [0, 0]

    async def counted(*args: Any, **more: Any) -> Any:
        calls[0] += 1
        calls[1] = max(calls)
        await asyncio.sleep(0.1)
        calls[0] -= 1

    monkeypatch.setattr("bot.telegram.replies.AT_ONCE", 2)
    monkeypatch.setattr("bot.telegram.replies.send_part", counted)
    service = updates(bot, store)
    await service.take_raw([raw(number, "x", chat=number) for number in range(1, 9)])
    await service.drain()

    assert calls == [0, 2]


async def test_updates_wait_at_telegram_while_the_database_does_not_write(
    api: FakeBotApi, bot: Bot, store: Database, monkeypatch: Any
):
    """Not stored, so not confirmed; nothing is lost, and the service goes on."""
    monkeypatch.setattr(module, "STORE_WAIT", 0.05)
    receive = inbox.receive
    failures = iter(range(2))

    def broken(*args: Any, **more: Any) -> list[int]:
        if next(failures, None) is not None:
            raise OperationalError("insert", {}, Exception("disk is full"))
        return receive(*args, **more)

    monkeypatch.setattr(inbox, "receive", broken)
    async with running(updates(bot, store)):
        api.say(7, "kept")
        await seen(api, lambda: sent_texts(api) == ["kept"])


async def test_an_update_the_database_could_not_settle_is_tried_again(
    api: FakeBotApi, bot: Bot, store: Database, monkeypatch: Any
):
    """With the next updates that come, not only after a restart; a second answer is better than none."""
    finish, failures = inbox.finish, iter(range(1))

    def broken(session: Any, update_id: int, **more: Any) -> None:
        if next(failures, None) is not None:
            raise OperationalError("update", {}, Exception("locked"))
        finish(session, update_id, **more)

    monkeypatch.setattr(inbox, "finish", broken)
    service = updates(bot, store)
    await service.take_raw([raw(1, "one")])
    await service.drain()
    left = open_ids(store)
    await service.take_raw([raw(2, "two")])
    await service.drain()

    assert left == [1]
    assert sorted(sent_texts(api)) == ["one", "one", "two"]
    assert open_ids(store) == []


async def test_a_command_costs_three_commits(api: FakeBotApi, bot: Bot, store: Database):
    """Stored with its first attempt counted, its place in the pace, done: nothing waits for the disk but these."""
    commits: list[int] = []
    listen(store.engine, "commit", lambda _: commits.append(1))
    service = updates(bot, store)
    await service.replay()
    await service.take_raw([raw(1, "one")])
    await service.drain()

    assert (sent_texts(api), len(commits)) == (["one"], 3)
    with store.read() as session:
        assert session.scalar(select(InboxRow.attempts)) == 1


async def test_paging_edits_in_place(api: FakeBotApi, bot: Bot, store: Database):
    """The pressed message changes; no new one comes; the toast is shown."""
    page = Reply(parts=(Part(html="page 2", text="page 2"),), edit=True, toast="好")
    async with running(updates(bot, store, lambda r: page if r.pressed else echo(r))):
        api.say(7, "page 1")
        await seen(api, lambda: sent_texts(api) == ["page 1"])
        api.press(7, "again")
        await seen(api, lambda: sent_texts(api) == ["page 2"])
        api.press_data(7, "again", message=api.messages[7][0])  # shows the same: "not modified"
        await seen(api, lambda: len(api.called("editmessagetext")) == 2)

    assert sent_texts(api) == ["page 2"]
    assert [call.params.get("text") for call in api.called("answercallbackquery")] == ["好", "好"]


@pytest.mark.parametrize("why", ["Bad Request: message to edit not found", "Bad Request: message can't be edited"])
async def test_a_message_that_cannot_be_edited_is_sent_anew(api: FakeBotApi, bot: Bot, store: Database, why: str):
    """Too old, or gone: the answer comes all the same."""
    page = Reply(parts=(Part(html="page 2", text="page 2"),), edit=True)
    api.fail("editmessagetext", Failure(400, why))
    async with running(updates(bot, store, lambda r: page if r.pressed else echo(r))):
        api.say(7, "page 1")
        await seen(api, lambda: sent_texts(api) == ["page 1"])
        api.press(7, "again")
        await seen(api, lambda: sent_texts(api) == ["page 1", "page 2"])


async def test_only_the_buttons_are_exchanged(api: FakeBotApi, bot: Bot, store: Database):
    """The message above them stays."""
    other = Reply(keyboard=((Button("other", "other"),),))
    async with running(updates(bot, store, lambda r: other if r.pressed else echo(r))):
        api.say(7, "text")
        await seen(api, lambda: sent_texts(api) == ["text"])
        api.press(7, "again")
        await seen(api, lambda: "other" in str(api.messages[7][0]["reply_markup"]))

    assert sent_texts(api) == ["text"]


@pytest.mark.parametrize(
    "failure", [Failure(400, "Bad Request: query is too old"), Failure(429, "slow", {"retry_after": 30}), Failure(502)]
)
async def test_a_toast_that_fails_keeps_no_answer_back(api: FakeBotApi, bot: Bot, store: Database, failure: Failure):
    """It only stops a clock on the button."""
    async with running(updates(bot, store)):
        api.say(7, "text")
        await seen(api, lambda: sent_texts(api) == ["text"])
        api.fail("answercallbackquery", failure)
        api.press(7, "again")
        await seen(api, lambda: sent_texts(api) == ["text", "again"])


async def test_a_press_without_a_chat_is_answered(api: FakeBotApi, bot: Bot, store: Database):
    """No button keeps turning for ever."""
    user = {"id": 7, "is_bot": False, "first_name": "u"}
    async with running(updates(bot, store)):
        api.deliver(
            callback_query={"id": "5", "from": user, "chat_instance": "1", "inline_message_id": "x", "data": "d"}
        )
        await seen(api, lambda: api.called("answercallbackquery"))

    assert api.called("answercallbackquery")[0].params["text"] == texts.EXPIRED


@pytest.mark.parametrize(
    "failure",
    [Failure(429, "slow", {"retry_after": 1}), Failure(500), Failure(502, body="<html>"), Failure(cut="before")],
)
async def test_an_answer_is_worth_another_try(api: FakeBotApi, bot: Bot, store: Database, failure: Failure):
    """Telegram's wait is obeyed, a fault of the moment sat out."""
    api.fail("sendmessage", failure)
    async with running(updates(bot, store)):
        api.say(7, "text")
        await seen(api, lambda: sent_texts(api) == ["text"])


async def test_an_answer_that_cannot_be_brought_is_given_up(api: FakeBotApi, bot: Bot, store: Database, caplog: Any):
    """The user has gone, or the wait is longer than anybody's; the update is done."""
    api.fail(
        "sendmessage", Failure(403, "Forbidden: bot was blocked by the user"), Failure(429, "x", {"retry_after": 99})
    )
    async with running(updates(bot, store)):
        api.say(7, "one")
        api.say(8, "two")
        await seen(api, lambda: len(api.called("sendmessage")) == 2)
        api.say(9, "three")
        await seen(api, lambda: sent_texts(api, 9) == ["three"])

    assert caplog.text.count("answer not delivered") == 2
    assert open_ids(store) == []


async def test_our_own_bad_markup_arrives_as_plain_text(api: FakeBotApi, bot: Bot, store: Database):
    """A slip of ours costs the formatting, not the answer."""
    bad = Reply(parts=(Part(html="<b>a<i>", text="a"),))
    async with running(updates(bot, store, lambda _: bad)):
        api.say(7, "x")
        await seen(api, lambda: sent_texts(api) == ["a"])


async def test_an_answer_follows_a_group_that_moved(api: FakeBotApi, bot: Bot, store: Database):
    """And the group's row with everything on it moves along."""
    with store.write() as session:
        add_chat(session, -5, kind="group")
    api.fail("sendmessage", Failure(400, "Bad Request: upgraded", {"migrate_to_chat_id": -100777}))
    async with running(updates(bot, store)):
        api.say(-5, "x", user=7)
        await seen(api, lambda: sent_texts(api, -100777) == ["x"])

    with store.read() as session:
        assert session.scalar(select(ChatRow.key)) == "-100777"


@pytest.mark.parametrize(
    ("sender", "for_admins", "admin", "asked"),
    [
        ({"user": 7}, True, True, 1),
        ({"user": 8}, True, False, 1),
        ({"user": 8}, False, True, 0),
        ({"user": 8, "sender_chat": {"id": -100, "type": "supergroup", "title": "群"}}, True, True, 0),
        ({"user": 8, "sender_chat": {"id": -200, "type": "channel", "title": "频道"}}, True, False, 1),
    ],
)
async def test_who_is_an_admin(
    api: FakeBotApi, bot: Bot, store: Database, sender: dict[str, Any], for_admins: bool, admin: bool, asked: int
):
    """Members are asked about only where it matters; anonymous admins are, other channels are not."""
    api.admins[-100].add(7)
    got: list[bool] = []
    service = updates(bot, store, lambda r: got.append(r.is_chat_admin), for_admins=for_admins)  # type: ignore[func-returns-value]
    async with running(service):
        api.say(-100, "/pause", **sender)
        await seen(api, lambda: got)

    assert got == [admin]
    assert len(api.called("getchatmember")) == asked


async def test_when_telegram_does_not_say_who_is_an_admin_nothing_is_done(
    api: FakeBotApi, bot: Bot, store: Database, monkeypatch: Any
):
    """The user reads that it was not done, and can try again."""
    api.fail("getchatmember", Failure(429, "slow", {"retry_after": 99}))
    done: list[Request] = []
    async with running(updates(bot, store, done.append, for_admins=True)):  # type: ignore[func-returns-value]
        api.say(-100, "/pause", user=7)
        await seen(api, lambda: sent_texts(api, -100) == [texts.FAILED])

    assert done == []


async def test_blocked_and_unblocked(api: FakeBotApi, bot: Bot, store: Database):
    """Paused and awake again; what the user paused stays paused through both."""
    with store.write() as session:
        add_chat(session, 7)
        chat_store.pause(session, add_chat(session, 8).id, reason="user", now=NOON)

    def reasons() -> list[str]:
        with store.read() as session:
            return list(session.scalars(select(ChatRow.pause_reason).order_by(ChatRow.key)))

    async with running(updates(bot, store)):
        for chat in (7, 8):
            api.block(chat)
        await seen(api, lambda: reasons() == ["blocked", "user"])
        for chat in (7, 8):
            api.block(chat, blocked=False)
        await seen(api, lambda: reasons() == ["", "user"])


async def test_a_group_that_tells_of_its_move(api: FakeBotApi, bot: Bot, store: Database):
    """Every row of it gets the new id."""
    with store.write() as session:
        add_chat(session, -5, kind="group")

    def key() -> str | None:
        with store.read() as session:
            return session.scalar(select(ChatRow.key))

    async with running(updates(bot, store)):
        chat = {"id": -5, "type": "group", "title": "群"}
        api.deliver(message={"message_id": 1, "date": 0, "chat": chat, "migrate_to_chat_id": -1009})
        await seen(api, lambda: key() == "-1009")


async def test_a_second_instance_only_waits(api: FakeBotApi, bot: Bot, store: Database, caplog: Any, monkeypatch: Any):
    """Telegram's 409: a sentence in the log, another try, no end."""
    waits: list[float] = []
    sleep = asyncio.sleep

    async def quick(seconds: float) -> None:
        waits.append(seconds)
        await sleep(0.01)

    monkeypatch.setattr(module.asyncio, "sleep", quick)
    api.fail(
        "getupdates",
        Failure(409, "Conflict: terminated by other getUpdates request"),
        Failure(502),
        Failure(429, "s", {"retry_after": 7}),
    )
    api.fail("deletewebhook", Failure(500))
    async with running(updates(bot, store)):
        api.say(7, "x")
        await seen(api, lambda: sent_texts(api) == ["x"])

    assert [w for w in waits if w >= 1][:4] == [1, 30, 4, 7]
    assert "another instance reads this bot's updates: stop it" in caplog.text


async def test_a_revoked_token_ends_the_service(api: FakeBotApi, bot: Bot, store: Database):
    """401 cannot be sat out."""
    api.fail("getupdates", Failure(401, "Unauthorized"))

    with pytest.raises(BadTokenError, match="set TELEGRAM_BOT_TOKEN"):
        await asyncio.wait_for(updates(bot, store).run(), 60)


async def test_answers_keep_the_pace_after_a_burst(api: FakeBotApi, bot: Bot, store: Database):
    """P6: three answers at once in a chat, then one in 1.05 s."""
    async with running(updates(bot, store)):
        for number in range(5):
            api.say(7, str(number))
        await seen(api, lambda: len(sent_texts(api)) == 5)

    at = [call.at for call in api.called("sendmessage")]
    assert at[2] - at[0] < 2 * 1.05 - 0.1
    assert at[4] - at[0] >= 2 * 1.05 - 0.1
