"""The real bot: `hubao run` as a process of its own, with its home folder, its feeds and a fake Telegram."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.storage.database import Database
from bot.storage.tables import ChatRow, FeedRow
from tests.e2e.fake_bot_api import FakeBotApi
from tests.fakes_http import Site
from tests.made_feeds import item, rss

#: the environment of a process that inherits nothing of the developer's own settings
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("HUBAO_", "TELEGRAM_"))}


class BotProcess:
    """One bot's life: started, killed, started again on the same home."""

    def __init__(self, home: Path, api: FakeBotApi, site: Site) -> None:
        self.home, self.api, self.site = home, api, site
        self.log = home.parent / "log.txt"
        self.catalog = home.parent / "feeds.yaml"
        self.database_url = f"sqlite:///{home / 'hubao.db'}"
        home.mkdir(mode=0o700)
        self.news("main")
        self.catalog.write_text(
            f"feeds:\n  - slug: main\n    title: 主要来源\n    url: {site.url('/main')}\n", encoding="utf-8"
        )

    def news(self, name: str, *titles: str) -> str:
        """Let the site's feed of this name hold these titles, fresh ones; its address."""
        at = format_datetime(datetime.now(UTC) - timedelta(minutes=5))
        items = (item(t, guid=t, link=f"https://news.example/{abs(hash(t))}", date=at) for t in titles)
        return self.site.serve(rss(items).encode(), f"/{name}")

    @property
    def environment(self) -> dict[str, str]:
        """What the process is told."""
        return CLEAN | {
            "TELEGRAM_BOT_TOKEN": self.api.token,
            "TELEGRAM_BASE_URL": self.api.base_url,
            "TELEGRAM_BASE_FILE_URL": self.api.base_url.replace("/bot", "/file/bot"),
            "HUBAO_HOME": str(self.home),
            "HUBAO_DATABASE_URL": self.database_url,
            "HUBAO_FEEDS": str(self.catalog),
            "HUBAO_ALLOW_HOSTS": self.site.pair,
            "HUBAO_ALLOW_HOSTS_FOR": "chats",
            "HUBAO_HOST_GAP": "0",
            "HUBAO_LOG_LEVEL": "DEBUG",
            "PYTHONUNBUFFERED": "1",
        }

    def start(self, *command: str, **more: str) -> None:
        """Start it (`run` unless told otherwise), and wait until it asks for updates or has set a webhook."""
        before, webhook = self.api.polls, self.api.webhook
        self.launch(*command, **more)
        self.api.wait(
            lambda: self.api.polls > before or self.api.webhook != webhook or self.process.poll() is not None, 60
        )
        assert self.process.poll() is None, self.log.read_text(encoding="utf-8")

    def launch(self, *command: str, **more: str) -> None:
        """Start it, and wait for nothing."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", *(command or ("run",))],
                env=self.environment | more,
                cwd=self.home.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """kill -9, its workers too."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(60)

    def stop(self) -> int:
        """A polite end; the exit code."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        return self.process.returncode

    @contextmanager
    def data(self) -> Iterator[Session]:
        """The bot's own database, beside it."""
        database = Database(self.database_url)
        try:
            with database.write() as session:
                yield session
        finally:
            database.close()

    def make_due(self) -> None:
        """Let every feed be due; a poll that is under way may put it off again when it ends."""
        with self.data() as session:
            session.execute(update(FeedRow).values(next_poll_at=datetime.now(UTC)))

    def poll_now(self) -> None:
        """Have every feed polled as it is now, or due at the next start where the bot does not run."""
        asked, end = datetime.now(UTC), time.monotonic() + 60
        self.make_due()
        since = or_(FeedRow.last_polled_at.is_(None), FeedRow.last_polled_at < asked)
        while self.process.poll() is None:
            with self.data() as session:
                if not session.scalar(select(func.count()).select_from(FeedRow).where(FeedRow.enabled, since)):
                    return
            assert time.monotonic() < end, self.log.read_text(encoding="utf-8")[-3000:]
            time.sleep(0.5)
            with self.data() as session:  # one that began before, and ended since, has put it off
                put_off = (FeedRow.enabled, since, FeedRow.next_poll_at > datetime.now(UTC))
                session.execute(update(FeedRow).where(*put_off).values(next_poll_at=datetime.now(UTC)))

    def digest_now(self, chat: int) -> None:
        """Let this chat's digest be due."""
        now = datetime.now(UTC)
        with self.data() as session:
            session.execute(update(ChatRow).where(ChatRow.key == str(chat)).values(next_digest_at=now))

    def wait_for(self, look: object, seconds: float = 60) -> None:
        """Until `look(session)` is true."""
        end = time.monotonic() + seconds
        while True:
            with self.data() as session:
                if look(session):  # type: ignore[operator]
                    return
            assert time.monotonic() < end, self.log.read_text(encoding="utf-8")[-3000:]
            time.sleep(0.1)

    def log_text(self) -> str:
        """Everything it has written."""
        return self.log.read_text(encoding="utf-8")

    def tracebacks(self) -> list[str]:
        """Errors that nobody expected."""
        return re.findall(r"Traceback[\s\S]{0,600}", self.log_text())

    def close(self) -> None:
        """End it whatever state it is in."""
        if hasattr(self, "process") and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.home, ignore_errors=True)
