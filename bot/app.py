"""Builds the parts and joins them; the only place that knows them all."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.commands import router
from bot.commands.asking import inline
from bot.commands.languages import language_at
from bot.commands.services import Services
from bot.core.address import TERMINAL, Address
from bot.core.chats import InlineResult, Reply, Request
from bot.core.firms import OwnFirm
from bot.engine.distributed import Distributed, Role
from bot.engine.embedded import Embedded, Ticker
from bot.engine.roles import distributed_roles
from bot.feeds.fetch import Fetcher
from bot.feeds.pool import ParsePool
from bot.jobs import alarms, begin, clock, digest, feed_health, parked, poll, prune, send, sweep, tag
from bot.jobs.send import Messenger, TokenRejectedError
from bot.reading.reader import Firms, Reader, matcher_of
from bot.settings import Settings
from bot.shipped import code
from bot.storage.chats import subscriptions
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.telegram.address import address_of

if TYPE_CHECKING:
    from classifier import Analyzer

log = logging.getLogger(__name__)


def wall_clock() -> datetime:
    """The time now, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mind:
    """The classifier's two faces."""

    reader: Reader
    firms: Firms


def load_analyzer(settings: Settings) -> Analyzer:
    """The classifier, with the shipped weights or those that corrections have moved."""
    from classifier import Analyzer

    return Analyzer.load(settings.home / "model", now=wall_clock())


def load_mind(settings: Settings) -> Mind:
    """The classifier's two faces."""
    analyzer = load_analyzer(settings)
    return Mind(reader=Reader(analyzer), firms=Firms(matcher_of(analyzer)))


class App:
    """The parts of one process; open it with ``async with``. Raises HubaoError with what to do."""

    def __init__(self, settings: Settings, *, mind: Mind | None = None) -> None:
        self.settings = settings
        self.clock = wall_clock
        self.database = Database(settings.database)
        migrate(self.database)
        self._mind, self._bot_name, self._begun = mind, "", wall_clock()
        self._exit = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.fetcher = await self._exit.enter_async_context(
            Fetcher(
                allow_hosts=self.settings.allow_hosts,
                open_to_chats=self.settings.allow_hosts_for == "chats",
                host_gap=self.settings.host_gap,
                host_concurrency=self.settings.host_concurrency,
                rsshub=self.settings.rsshub,
            )
        )
        self.pool = await self._exit.enter_async_context(ParsePool())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exit.aclose()
        self.database.close()

    def set_bot_name(self, name: str) -> None:
        """The bot's @name, so that commands know when they are addressed."""
        self._bot_name = name

    @property
    def mind(self) -> Mind:
        """The classifier, loaded when first needed."""
        if self._mind is None:
            self._mind = load_mind(self.settings)
        return self._mind

    # --- the parts of each job

    @property
    def poll_parts(self) -> poll.PollParts:
        """What polling works with."""
        return poll.PollParts(
            database=self.database,
            fetcher=self.fetcher,
            parser=self.pool,
            announce_age=timedelta(hours=self.settings.announce_hours),
            admins=self.admins,
            clock=self.clock,
        )

    @property
    def admins(self) -> tuple[Address, ...]:
        """Where the operators are spoken to: HUBAO_ADMINS are Telegram users."""
        return tuple(address_of(user_id) for user_id in self.settings.admins)

    @property
    def tag_parts(self) -> tag.TagParts:
        """What tagging works with."""
        return tag.TagParts(database=self.database, reader=self.mind.reader.with_own(self._own_firms))

    def _own_firms(self) -> list[OwnFirm]:
        with self.database.read() as session:
            return subscriptions.chat_firms(session)

    @property
    def digest_parts(self) -> digest.DigestParts:
        """What digests work with."""
        words = self.mind.reader.search_words
        return digest.DigestParts(database=self.database, tokens=lambda text: set(words(text)))

    def send_parts(self, *messengers: Messenger) -> send.SendParts:
        """What sending works with; messages of channels without a messenger here wait."""
        return send.SendParts(database=self.database, messengers=messengers, clock=self.clock)

    @property
    def services(self) -> Services:
        """What commands work with."""
        return Services(
            database=self.database,
            firms=self.mind.firms,
            search_terms=self.mind.reader.query_words,
            title_tokens=self.mind.reader.search_words,
            simplify=self.mind.reader.simplify,
            told_of=self.mind.reader.told_of,
            admins=self.settings.admins,
            max_feeds=self.settings.max_feeds_per_chat,
            per_minute=self.settings.commands_per_minute,
            bot_name=self._bot_name,
        )

    def terminal_language(self) -> str | None:
        """What the terminal's chat is spoken to in."""
        return language_at(self.database, TERMINAL)

    def answerer(self) -> Callable[[Request, datetime], Reply | None]:
        """Answers requests."""
        services = self.services
        return lambda request, now: router.answer(request, services, now=now)

    def inline(self) -> Callable[[Request, datetime], Sequence[InlineResult]]:
        """Finds what inline mode shows."""
        services = self.services
        return lambda request, now: inline.results(request, services, now=now)

    def for_admins(self) -> Callable[[Request], bool]:
        """Which requests a group keeps to its admins."""
        services = self.services
        return lambda request: router.is_for_admins(request, services)

    def embedded(self, *messengers: Messenger) -> Embedded:
        """The one-process engine over all jobs."""
        poll_parts, tag_parts, digest_parts = self.poll_parts, self.tag_parts, self.digest_parts
        send_parts = self.send_parts(*messengers)

        async def do_poll(now: datetime) -> int:
            return sum([len(results) async for results in poll.rounds(poll_parts, now=now)])

        tickers = (
            Ticker(name="poll", job=do_poll, seconds=1, wakes=("tag",)),
            Ticker(name="tag", job=lambda now: tag.run(tag_parts, now=now, limit=50), seconds=1, wakes=("digest",)),
            Ticker(name="digest", job=lambda now: digest.run(digest_parts, now=now), seconds=1, wakes=("send",)),
            Ticker(name="send", job=lambda now: send.run(send_parts, now=now), seconds=1),
            *self.regular(),
        )
        return Embedded(tickers, clock=self.clock, fatal=(TokenRejectedError,))

    def roles(self, names: Sequence[str], *messengers: Messenger) -> list[Role]:
        """The named roles of a distributed worker. Raises SettingsError for a name that is none."""
        return distributed_roles(
            names,
            poll_parts=self.poll_parts,
            tag_parts=lambda: self.tag_parts,
            digest_parts=lambda: self.digest_parts,
            send_parts=self.send_parts(*messengers) if messengers else None,
            clock=self.clock,
        )

    def distributed(self, roles: Sequence[Role]) -> Distributed:
        """The many-process engine."""
        regular, fatal = self.regular(), (TokenRejectedError,)
        return Distributed(self.database, roles, clock=self.clock, regular=regular, fatal=fatal)

    async def begin(self, *, holds_home: bool = False) -> None:
        """Before the first tick. Who holds the home is alone on its database, unless that is another one's too."""
        alone = holds_home and not self.settings.database_url
        await begin.run(self.database, alone=alone, version=code(), admins=self.admins, now=self.clock())

    def regular(self) -> tuple[Ticker, ...]:
        """What every process does beside the jobs; one that fails stops no other."""
        database, admins, begun = self.database, self.admins, self._begun
        keep, home = self.settings.keep, self.settings.home
        return (
            Ticker(name="clock", job=lambda now: clock.run(database, admins=admins, now=now), seconds=clock.EVERY),
            _each_minute("sweep", partial(sweep.run, database, admins=admins)),
            _each_minute("prune", partial(prune.run, database, keep)),
            _each_minute("parked", partial(parked.run, database, admins=admins)),
            _each_minute("feed_health", partial(feed_health.run, database, admins=admins)),
            _each_minute("alarms", partial(alarms.run, database, home=home, admins=admins, begun_at=begun)),
        )


def _each_minute(name: str, run: Callable[..., Awaitable[object]]) -> Ticker:
    async def job(now: datetime) -> int:
        await run(now=now)
        return 0  # also where it did something: the next portion is for the next minute

    return Ticker(name=name, job=job, seconds=60)
