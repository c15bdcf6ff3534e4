"""Stand-ins for the outside worlds, and rows to begin a test with."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from bot.core.address import TELEGRAM
from bot.core.chats import Chat, Message, Outcome, Part, Sent
from bot.core.title_features import Title
from bot.core.topics import FUNDING, Topic
from bot.core.types import Entry, Fact, FirmRef, Source, Stance, Story, Tags
from bot.reading.titles import read_title
from bot.storage.chats import chats as chat_store
from bot.storage.chats.subscriptions import subscribe
from bot.storage.mail import outbox
from bot.storage.news.intake import insert_entries
from bot.storage.tables import FeedRow
from bot.telegram.address import address_of, chat_id_of
from bot.telegram.limits import OVERALL_GAP, chat_gap

#: a Tuesday morning in Shanghai
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


class FakeClock:
    """A clock that moves when told, and when everyone who looks at it sleeps."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now
        self._sleepers: list[datetime] = []

    def __call__(self) -> datetime:
        return self.now

    def advance(self, span: timedelta) -> datetime:
        """Let time pass."""
        self.now += span
        return self.now

    async def sleep(self, seconds: float) -> None:
        """As asyncio.sleep, but the first to wake moves the clock for all."""
        until = self.now + timedelta(seconds=max(seconds, 0))
        self._sleepers.append(until)
        try:
            while self.now < until:
                await asyncio.sleep(0.002)
                if until == min(self._sleepers):
                    self.now = max(self.now, until)
        finally:
            self._sleepers.remove(until)


class FakeMessenger:
    """Takes every message to Telegram's chats, or answers as told; remembers what arrived and when.

    Unpaced until told otherwise.
    """

    channel = TELEGRAM

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        self.paced = False
        self.arrived: list[Message] = []
        self.asked: list[Message] = []
        self.times: dict[int, list[datetime]] = defaultdict(list)
        self._clock = clock or (lambda: NOON)
        self._answers: dict[int, list[Outcome | Exception]] = defaultdict(list)
        self._arrives_anyway: set[int] = set()

    @property
    def overall_gap(self) -> timedelta:
        """As Telegram's, if paced."""
        return OVERALL_GAP if self.paced else timedelta(0)

    def gap(self, message: Message) -> timedelta:
        """As Telegram's, if paced."""
        return chat_gap(message.chat_kind) if self.paced else timedelta(0)

    def refuse(self, telegram_id: int, *answers: Outcome | Exception, arrives: bool = False) -> None:
        """Answer this chat's next messages so, one each; `arrives`: the message got through all the same."""
        self._answers[telegram_id] += answers
        if arrives:
            self._arrives_anyway.add(telegram_id)

    async def send(self, message: Message) -> Outcome:
        """Take it, or answer as told."""
        self.asked.append(message)
        chat_id = chat_id_of(message.address)
        self.times[chat_id].append(self._clock())
        await asyncio.sleep(0)
        if self._answers[chat_id]:
            answer = self._answers[chat_id].pop(0)
            if chat_id in self._arrives_anyway:
                self.arrived.append(message)
            if isinstance(answer, Exception):
                raise answer
            return answer
        self.arrived.append(message)
        return Sent(len(self.arrived))

    def texts(self, telegram_id: int | None = None) -> list[str]:
        """Texts that arrived, in order."""
        return [m.part.text for m in self.arrived if telegram_id in (None, chat_id_of(m.address))]


class FakeReader:
    """Reads the tags that were set by hand for a title; words are the characters."""

    def __init__(self, tags: Mapping[str, Tags] | None = None) -> None:
        self.tags = dict(tags or {})
        self.broken: set[str] = set()
        self.read_titles: list[str] = []

    def read(self, items: Sequence[tuple[str, str]]) -> list[Tags]:
        """Tags by title; raises for a title declared broken."""
        for title, _ in items:
            if title in self.broken:
                raise ValueError(f"cannot read {title}")
        self.read_titles += [title for title, _ in items]
        return [self.tags.get(title, Tags()) for title, _ in items]

    def search_words(self, text: str) -> list[str]:
        """Each character that is a letter or digit, in order."""
        return [c for c in text.lower() if c.isalnum()]

    def title(self, raw: str) -> Title:
        """As the bot reads it."""
        return read_title(raw)


def words(text: str) -> set[str]:
    """The characters of a text as its words."""
    return {c for c in text.lower() if c.isalnum()}


def firm(firm_id: str, name: str = "", salience: float = 1.0) -> FirmRef:
    """A firm named like its id unless told otherwise."""
    return FirmRef(firm_id, name or firm_id, salience)


def tags(
    *topics: Topic,
    firms: Iterable[str] = ("moonshot",),
    stance: Stance | None = Stance.REPORTED,
    facts: Sequence[Fact] = (),
    score: float = 0.9,
    is_roundup: bool = False,
    why: Mapping[Topic, tuple[tuple[str, float], ...]] | None = None,
    evidence: str = "",
) -> Tags:
    """Tags of an entry; funding of one firm unless told otherwise."""
    return Tags(
        topics=dict.fromkeys(topics or (FUNDING,), score),
        firms=tuple(firm(f) for f in firms),
        stance=stance,
        evidence=evidence,
        facts=tuple(facts),
        is_roundup=is_roundup,
        why=why or {},
    )


def story(
    number: int = 1,
    *,
    title: str = "月之暗面完成融资",
    topics: Mapping[Topic, float] | None = None,
    stance: Stance = Stance.REPORTED,
    sources: int = 1,
    **values: Any,
) -> Story:
    """A story that no database holds."""
    told_by = tuple(
        Source(entry_id=n, feed_id=n, name=f"源{n}", title=title, link=f"https://s{n}.example/{number}", seen=NOON)
        for n in range(1, sources + 1)
    )
    made = Story(
        id=number,
        seq=number,
        title=title,
        link=f"https://example.com/{number}",
        topics=topics or {FUNDING: 0.9},
        firms=(firm("moonshot", "月之暗面"),),
        stance=stance,
        sources=told_by,
        first_seen=NOON,
        last_seen=NOON,
    )
    return replace(made, **values)


def part(text: str = "你好") -> Part:
    """A message of plain words."""
    return Part(html=text, text=text)


def add_feed(session: Session, slug: str = "kr", *, owner: int | None = None, now: datetime = NOON) -> int:
    """A feed that is due; its row's id."""
    row = FeedRow(slug=slug, title=slug.upper(), url=f"https://{slug}.example/feed", created_at=now)
    row.owner_chat_id, row.next_poll_at = owner, now
    session.add(row)
    session.flush()
    return row.id


def add_entry(
    session: Session, feed_id: int, title: str, *, now: datetime = NOON, announce: bool = True, **values: Any
) -> int:
    """An entry as a poll would store it; its row's id."""
    link = f"https://feed{feed_id}.example/{sha256(title.encode()).hexdigest()[:12]}"
    entry = Entry(key=sha256(link.encode()).hexdigest(), title=title, link=link, **values)
    since = None if announce else now + timedelta(days=365)
    (entry_id,) = insert_entries(session, feed_id, [entry], now=now, announce_since=since)
    return entry_id


def add_chat(
    session: Session,
    telegram_id: int = 7,
    *,
    topic: Topic | None = None,
    firm_id: str | None = None,
    mode: str | None = None,
    thread_id: int = 0,
    now: datetime = NOON,
    **values: Any,
) -> Chat:
    """A chat that wants something (everything unless told otherwise) and has a first due time."""
    chat = chat_store.open_chat(session, address_of(telegram_id, thread_id), now=now, **values)
    subscribe(session, chat.id, firm_id=firm_id, topic=topic, mode=mode, now=now)
    chat_store.start_digests(session, chat.id, now=now)
    return chat_store.get_chat(session, chat.id) or chat


def put(session: Session, chat_id: int, *texts: str, key: str = "k", now: datetime = NOON) -> int:
    """One message of these parts in the outbox."""
    parts = [part(text) for text in texts or ("你好",)]
    return outbox.put(session, chat_id=chat_id, kind="notice", dedup_key=key, parts=parts, due_at=now, now=now)


def elsewhere(act: Callable[[], None]) -> None:
    """Do it as another worker would, in a thread of its own, and wait for it; raises what it raises."""
    with ThreadPoolExecutor(1) as worker:
        worker.submit(act).result()
