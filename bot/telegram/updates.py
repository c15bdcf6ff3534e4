"""Long polling with a net under it: updates are stored before Telegram hears that we have them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from sqlalchemy.orm import Session
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.core.address import Address
from bot.core.chats import InlineResult, Reply, Request
from bot.core.errors import HubaoError
from bot.core.shares import Payer
from bot.core.turns import Spending, Turns
from bot.storage.chats import chats as chat_store
from bot.storage.chats.supergroups import move_chat
from bot.storage.database import Database
from bot.storage.database_outage import is_database_outage
from bot.storage.mail import inbox
from bot.telegram.address import address_of
from bot.telegram.enquiries import Enquiries
from bot.telegram.get_updates import get_updates
from bot.telegram.patience import note_failure, wait_after
from bot.telegram.replies import Answers
from bot.telegram.requests import Asked, Inline, Membership, Migration, chat_of, read_update

log = logging.getLogger(__name__)

#: how many requests are worked on at once; one per chat
AT_ONCE = 16
#: when told to stop, what is being answered may finish for so long
GRACE = 20.0
#: what is younger, another process that was told to stop may still be at
HANDOVER = timedelta(seconds=30)
#: how often to look for updates that were parked a day ago
LOOK_EVERY = timedelta(hours=1)
#: after a failure of the database, updates wait at Telegram for so long
STORE_WAIT = 5.0
T = TypeVar("T")

Answer = Callable[[Request, datetime], Reply | None]
#: what to choose from, for the words typed
InlineAnswer = Callable[[Request, datetime], Sequence[InlineResult]]


class BadTokenError(HubaoError):
    """Telegram does not know this bot token."""

    def __init__(self) -> None:
        super().__init__("Telegram does not know this bot token: set TELEGRAM_BOT_TOKEN to the token @BotFather gave")


class Updates:
    """Receives updates, answers them, and replays what a crash left unanswered.

    `answer` is asked in a thread; `for_admins` tells which requests a group keeps to its admins,
    `inline` what inline mode shows, `names_chat` which other chat a request names,
    `uses_chat` which one is set up from where it comes.
    """

    def __init__(
        self,
        bot: Bot,
        database: Database,
        answer: Answer,
        *,
        for_admins: Callable[[Request], bool],
        clock: Callable[[], datetime],
        inline: InlineAnswer = lambda *_: (),
        names_chat: Callable[[Request], str] = lambda _: "",
        uses_chat: Callable[[Request], Address | None] = lambda _: None,
    ) -> None:
        self._bot, self._database, self._clock = bot, database, clock
        self._answer, self._inline = answer, inline
        #: how much each chat asked of late: who asked least is answered first, so that a flood waits behind the others
        self._asked = Spending(period=60)
        self._answers = Answers(bot, database, clock=clock, asked=self._asked)
        self._enquiries = Enquiries(
            bot, self._answers.patiently, for_admins=for_admins, names_chat=names_chat, uses_chat=uses_chat
        )
        self._chats: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._slots = Turns(AT_ONCE, self._asked)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._left_some = True
        self._in_doubt = asyncio.Lock()  # what may have ended the process is answered one at a time
        self._cut_off: set[int] = set()  # by a failing database, which does not count against them
        self._looked_at: datetime | None = None

    async def run(self) -> None:
        """Poll until cancelled. Raises BadTokenError; a second instance and a dead network only wait."""
        # No offset: Telegram gives what it still holds, and the inbox knows what we had before.
        offset: int | None = None
        failures = 0
        polling = False
        try:
            while True:
                try:
                    await self._replay_if_needed()
                    if not polling:
                        polling = await self._bot.delete_webhook()
                    updates = await get_updates(self._bot, offset)
                    failures = 0
                    await self.take_raw(updates)
                    offset = max((int(u["update_id"]) + 1 for u in updates), default=offset)
                except TelegramError as error:
                    await asyncio.sleep(_wait_after(error, failures))
                    failures += 1
                except Exception:
                    # Not stored, so not confirmed: Telegram keeps them until the database is back.
                    log.exception("updates cannot be stored, trying again")
                    await asyncio.sleep(STORE_WAIT)
        finally:
            await self.drain()

    async def replay(self, *, parked: bool = False) -> None:
        """Start answering what a crash or a failing database left unanswered; or only what was parked a day ago.

        What another process may still be at has its turn later, and keeps nothing new waiting until then.
        """
        left = await asyncio.to_thread(self._left_open, parked)
        if not parked:
            self._left_some = False
        for one in left:
            wait = (min(one.begun_at, self._clock()) + HANDOVER - self._clock()).total_seconds()
            if wait > 0 and not self._database.is_sqlite:  # there, no second process has the database
                asyncio.get_running_loop().call_later(wait, self._start, one.update, one)
            else:
                self._start(one.update, one)

    async def _replay_if_needed(self) -> None:
        now = self._clock()
        is_time = self._looked_at is None or not timedelta(0) <= now - self._looked_at < LOOK_EVERY
        if self._left_some or is_time:
            await self.replay(parked=not self._left_some)
            self._looked_at = now

    async def drain(self) -> None:
        """Wait for the answers under way."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=GRACE)

    async def take_raw(self, updates: list[dict[str, Any]]) -> None:
        """Store raw updates and start answering the new ones (the webhook's door too)."""
        new = set(await asyncio.to_thread(self._store, updates)) if updates else set()
        await self._replay_if_needed()  # the new ones may be among them
        for raw in updates:
            if raw["update_id"] in new:
                self._start(raw)

    def _start(self, raw: dict[str, Any], left: inbox.Open | None = None) -> None:
        update_id = int(raw["update_id"])
        if update_id not in self._tasks:
            task = asyncio.create_task(self._work(update_id, raw, left))
            self._tasks[update_id] = task
            task.add_done_callback(lambda _: self._tasks.pop(update_id, None))

    async def _work(self, update_id: int, raw: dict[str, Any], left: inbox.Open | None) -> None:
        try:
            asked = _understand(raw, self._bot)
            alone = self._in_doubt if left is not None and left.in_doubt else nullcontext()
            self._asked.add(Payer(chat_of(asked)), 1)
            async with self._chats.setdefault(chat_of(asked), asyncio.Lock()), alone:
                if left is not None and not await self._take_over(update_id, left):
                    return
                await self._try(asked, raw)
                await self._write(lambda s: inbox.finish(s, update_id, now=self._clock()))
        except Exception:
            # It stays open in the inbox and is tried again when the database takes writes.
            log.exception("update not settled", extra={"update_id": update_id})
            self._cut_off.add(update_id)
            self._left_some = True

    async def _take_over(self, update_id: int, left: inbox.Open) -> bool:
        """Whether an update that was left is still open, and ours."""
        # The first attempt is counted where the update is stored.
        counts = update_id not in self._cut_off
        now = self._clock()
        ours = await self._write(lambda s: inbox.begin_again(s, update_id, left, now=now, counts=counts))
        self._cut_off.discard(update_id)
        return ours

    async def _try(self, asked: Asked | None, raw: dict[str, Any]) -> None:
        try:
            await self._handle(asked, raw)
        except TelegramError as error:
            # The effect is committed; only the answer could not be brought.
            log.warning("answer not delivered", extra={"update_id": raw["update_id"], "reason": error.message})
        except Exception as error:
            if is_database_outage(error):
                raise  # nobody's fault: it stays open and is answered when the database is back
            log.exception("update failed", extra={"update_id": raw["update_id"]})
            if isinstance(asked, Request):
                await self._answers.apologise(asked)

    async def _handle(self, asked: Asked | None, raw: dict[str, Any]) -> None:
        query_id = (raw.get("callback_query") or {}).get("id")
        match asked:
            case Membership():
                await self._write(lambda s: _membership(s, asked, self._clock()))
            case Migration(old, new):
                await self._write(lambda s: move_chat(s, old, key=new.key))
            case Request():
                request = await self._enquiries.complete(asked)
                # Held for the answering alone: a chat that must wait to be told keeps nobody else from being answered.
                async with self._slots.turn(Payer(chat_of(asked))):
                    reply = await asyncio.to_thread(self._answer, request, self._clock())
                await self._answers.bring(request, reply, query_id=query_id)
            case Inline(inline_id, request):
                async with self._slots.turn(Payer(chat_of(asked))):
                    found = await asyncio.to_thread(self._inline, request, self._clock())
                await self._answers.offer(inline_id, found, request)
            case None if query_id is not None:
                await self._answers.expired(query_id, address_of(int(raw["callback_query"]["from"]["id"])))

    def _left_open(self, parked: bool) -> list[inbox.Open]:
        with self._database.read() as session:
            return inbox.open_updates(session, now=self._clock(), parked=parked)

    def _store(self, updates: list[dict[str, Any]]) -> list[int]:
        return self._database.together(lambda s: inbox.receive(s, updates, now=self._clock()))

    async def _write(self, act: Callable[[Session], T]) -> T:
        return await asyncio.to_thread(self._database.together, act)


def _understand(raw: dict[str, Any], bot: Bot) -> Asked | None:
    try:
        return read_update(Update.de_json(raw, bot))
    except Exception:
        log.exception("update cannot be read, left aside", extra={"update_id": raw.get("update_id")})
        return None


def _membership(session: Session, change: Membership, now: datetime) -> None:
    """What the user paused stays paused by the user, whatever happens to the bot's membership."""
    for chat in chat_store.chats_of(session, change.address):
        if chat.paused_at is not None and chat.pause_reason == "user":
            continue
        if change.present:
            chat_store.resume(session, chat.id, now=now)
        else:
            chat_store.pause(session, chat.id, reason="blocked", now=now)


def _wait_after(error: TelegramError, failures: int) -> float:
    """Seconds until the next try; raises BadTokenError where trying again cannot help."""
    if isinstance(error, InvalidToken):
        raise BadTokenError from error
    if isinstance(error, Conflict):
        log.warning("another instance reads this bot's updates: stop it; trying again in 30 s")
        return 30
    note_failure(error, failures)
    return wait_after(error, failures)
