"""What is around the users of the load benchmark: the Bot API, the bot in a process of its own, feeds, neighbours."""

from __future__ import annotations

import json
import os
import queue
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from benchmarks.big_database import FEEDS
from bot.storage.database import Database
from bot.storage.tables import FeedRow
from tests.e2e.fake_bot_api import FakeBotApi
from tests.fakes_http import Answer, Site
from tests.made_feeds import item, rss

ROOT = Path(__file__).parents[1]
ANSWERS = {"sendmessage", "sendphoto", "senddocument", "editmessagetext"}


class Api(FakeBotApi):
    """The tests' Bot API, which also says at once what was brought to whom."""

    def __init__(self) -> None:
        super().__init__()
        self.brought: queue.SimpleQueue[tuple[int, float]] = queue.SimpleQueue()

    def _note(self, method: str, params: dict[str, Any], status: int, answer: dict[str, Any]) -> None:
        super()._note(method, params, status, answer)
        if method in ANSWERS and status == 200:
            self.brought.put((int(params["chat_id"]), time.monotonic()))


def serve_noting(path: str) -> int:
    """`python -m bot run`, which notes in a file how long each answer took and how long the pace held it back."""
    from bot.app import App
    from bot.cli import main as bot_main
    from bot.telegram.replies import Answers

    notes = Path(path).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115  # open as long as the process
    answerer, turn = App.answerer, Answers._turn

    def noting_answerer(self: App) -> Callable[..., Any]:
        answer = answerer(self)

        def noting(request: Any, now: datetime) -> Any:
            begun = time.monotonic()
            try:
                return answer(request, now)
            finally:
                end = time.monotonic()
                notes.write(json.dumps({"chat": int(request.address.key), "at": end, "answer": end - begun}) + "\n")

        return noting

    async def noting_turn(self: Answers, request: Any) -> None:
        begun = time.monotonic()
        await turn(self, request)
        end = time.monotonic()
        notes.write(json.dumps({"chat": int(request.address.key), "at": end, "paced": end - begun}) + "\n")

    App.answerer, Answers._turn = noting_answerer, noting_turn  # type: ignore[method-assign]
    return bot_main(["run"])


@contextmanager
def bot_process(api: Api, site: Site, folder: Path, url: str, notes: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The bot, once it asks for updates, until the block ends."""
    catalog = folder / "feeds.yaml"
    lines = [f"  - {{slug: feed{n}, title: 来源{n}, url: '{site.url(f'/feed{n}')}'}}" for n in range(1, FEEDS + 1)]
    catalog.write_text("feeds:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HUBAO_", "TELEGRAM_"))}
    told = {
        "TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_BASE_URL": api.base_url, "HUBAO_HOME": str(folder),
        "HUBAO_DATABASE_URL": url, "HUBAO_FEEDS": str(catalog), "HUBAO_ALLOW_HOSTS": site.pair, "HUBAO_HOST_GAP": "0",
        "HUBAO_COMMANDS_PER_MINUTE": "1000", "HUBAO_LOG_LEVEL": "INFO",
    }  # fmt: skip
    with (folder / "bot.log").open("wb") as log:
        command = [sys.executable, str(Path(__file__).with_name("commands_load.py")), "--serve-noting", str(notes)]
        process = subprocess.Popen(command, env=clean | told, cwd=folder, stdout=log, stderr=log)  # noqa: S603
        try:
            api.wait(lambda: api.polls or process.poll() is not None, 120)
            if process.poll() is not None:
                raise SystemExit((folder / "bot.log").read_text(encoding="utf-8"))
            yield process
        finally:
            process.terminate()
            process.wait(30)


class News:
    """Feeds that hold some new titles at every fetch, and are due again and again."""

    def __init__(self, database: Database, site: Site, *, seed: int, each: int, seconds: float) -> None:
        self._database, self._dice, self._each, self._seconds = database, random.Random(seed), each, seconds  # noqa: S311
        paths = sorted((ROOT / "classifier" / "samples").glob("*.jsonl"))
        self._samples = [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
        self._lock, self._count = threading.Lock(), time.time_ns()  # a kept folder holds the last run's
        self._stop = threading.Event()
        for number in range(1, FEEDS + 1):
            site.serve(lambda _: Answer(self._feed().encode()), f"/feed{number}")

    def _feed(self) -> str:
        with self._lock:
            rows = self._dice.sample(self._samples, self._each)
            first, self._count = self._count, self._count + self._each
        at = format_datetime(datetime.now(UTC) - timedelta(minutes=1))
        keys = (f"https://fresh.example/{first + turn}" for turn in range(self._each))
        return rss(
            item(row["title"], guid=key, link=key, date=at, description=row.get("summary") or "")
            for row, key in zip(rows, keys, strict=True)
        )

    @contextmanager
    def running(self) -> Iterator[None]:
        """Feeds come due every few seconds until the block ends."""
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def move_in(self, site: Site) -> None:
        """Let the database's feeds live at this run's site."""
        with self._database.write() as session:
            for number in range(1, FEEDS + 1):
                session.execute(
                    update(FeedRow).where(FeedRow.slug == f"feed{number}").values(url=site.url(f"/feed{number}"))
                )

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            with self._database.write() as session:
                session.execute(update(FeedRow).values(next_poll_at=datetime.now(UTC)))


def sent(api: Api, first: int, count: int) -> int:
    """Messages brought to these chats."""
    chats = {str(first + number) for number in range(count)}
    return sum(str(call.params.get("chat_id")) in chats and call.method.lower() in ANSWERS for call in api.calls)


def cpu_seconds(pid: int) -> float:
    """What a process has computed so far; 0 where there is no /proc. Tells more than time on a shared machine."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes that only compute, until the block ends: a machine with other things to do."""
    processes = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()
