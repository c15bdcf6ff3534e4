"""The demo: sample feeds over HTTP on loopback through the real poller, tagged, grouped, told."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.core.address import TERMINAL
from bot.core.chats import Chat
from bot.core.topics import TOPICS
from bot.demo.server import DemoServer
from bot.storage.chats import chats as chat_store
from bot.storage.chats import subscriptions
from bot.storage.database import Database

#: the terminal's chat


class Stage:
    """A scratch home folder and a server of sample feeds; both are gone afterwards."""

    def __init__(self, *, now: datetime) -> None:
        self._exit = ExitStack()
        self._now = now

    def __enter__(self) -> Self:
        self.home = Path(self._exit.enter_context(tempfile.TemporaryDirectory(prefix="hubao-demo-")))
        self.server = self._exit.enter_context(DemoServer(now=self._now))
        self.catalog = self.home / "feeds.yaml"
        self.catalog.write_text(self._catalog(), encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.close()

    @property
    def host(self) -> str:
        """The one address that may be fetched although it is not public."""
        return f"127.0.0.1:{self.server.port}"

    def _catalog(self) -> str:
        lines = ["feeds:"]
        for slug, title, url in self.server.feeds:
            lines += [f"  - slug: {slug}", f"    title: {title}", f"    url: {url}"]
        return "\n".join(lines) + "\n"


def subscribe_to_everything(database: Database, *, now: datetime) -> Chat:
    """The terminal's chat, with every topic of every firm, due at once."""
    with database.write() as session:
        chat = chat_store.open_chat(session, TERMINAL, kind="terminal", title="terminal", now=now)
        for topic in TOPICS:
            subscriptions.subscribe(session, chat.id, firm_id=None, topic=topic, now=now)
        chat_store.start_digests(session, chat.id, now=now)
    return chat


def make_due(database: Database, chat: Chat, *, now: datetime) -> None:
    """Let the next digest job serve this chat now."""
    with database.write() as session:
        chat_store.advance(session, chat.id, next_digest_at=now)
