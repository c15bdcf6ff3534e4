"""The many-process engine on PostgreSQL: no overlap, nothing lost, a dead worker's job taken over."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot.core.errors import SettingsError
from bot.engine.distributed import Distributed, Role
from bot.engine.embedded import Ticker
from bot.engine.roles import distributed_roles
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tables import EntryRow, FeedRow

FEEDS, ENTRIES, PORTS = 200, 3, 8
ROOT = Path(__file__).parents[2]
#: the command line, but for a heart that beats every two seconds instead of five, so that a death is noticed sooner
QUICK = """
from bot.cli import main
from bot.engine.distributed import Distributed
Distributed.__init__.__kwdefaults__["heartbeat"] = 2.0
raise SystemExit(main())
"""
pytestmark = pytest.mark.postgres


@dataclass
class Ledger:
    """Who was asked when, kept outside the bot."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    spans: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))

    def overlaps(self) -> list[str]:
        """Addresses that were served to two readers at once."""
        return [
            path
            for path, spans in self.spans.items()
            if any(a[1] > b[0] for a, b in zip(sorted(spans), sorted(spans)[1:], strict=False))
        ]


def _serve(ledger: Ledger) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            start = time.monotonic()
            time.sleep(0.05)
            items = "".join(
                f"<item><title>条目 {self.path} {n}</title><guid>{self.path}-{n}</guid></item>" for n in range(ENTRIES)
            )
            body = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()
            with suppress(OSError):  # the reader may have been killed
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            with ledger.lock:
                ledger.spans[f"{self.server.server_address[1]}{self.path}"].append((start, time.monotonic()))

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A killed reader resets its connections; that is the point."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def pg(postgres_url: str) -> Iterator[Database]:
    """A PostgreSQL database built by the migrations, emptied of what other tests left."""
    database = Database(postgres_url)
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    migrate(database)
    yield database
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()


def _worker(url: str, home: Path, catalog: Path, allow: str) -> subprocess.Popen[bytes]:
    env = {
        **os.environ,
        "HUBAO_DATABASE_URL": url,
        "HUBAO_HOME": str(home),
        "HUBAO_FEEDS": str(catalog),
        "HUBAO_ALLOW_HOSTS": allow,
        "HUBAO_HOST_GAP": "0",
        "HUBAO_LOG_LEVEL": "INFO",
        "TELEGRAM_BOT_TOKEN": "",
    }
    command = [sys.executable, "-c", QUICK, "worker", "--roles", "poll"]
    with (home / f"worker-{time.monotonic_ns()}.log").open("wb") as log:
        return subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log)


def _count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(EntryRow)) or 0


@pytest.mark.slow
def test_two_workers_and_a_kill(pg: Database, postgres_url: str, tmp_path: Path) -> None:
    """Two worker processes read 200 feeds; one dies by kill -9: no feed is read twice at once, nothing is lost.

    The dead worker's feeds are claimed for ten minutes, so only taking over its jobs can finish in time.
    """
    ledger = Ledger()
    servers = [_serve(ledger) for _ in range(PORTS)]
    ports = [server.server_address[1] for server in servers]
    now = datetime.now(UTC)
    with pg.write() as session:
        session.add_all(
            FeedRow(
                slug=f"f{n}",
                title=f"f{n}",
                url=f"http://127.0.0.1:{ports[n % PORTS]}/{n}.xml",
                created_at=now,
                next_poll_at=now,
            )
            for n in range(FEEDS)
        )
    catalog = tmp_path / "feeds.yaml"
    allow = ",".join(f"127.0.0.1:{port}" for port in ports)
    catalog.write_text("feeds: []\n")
    workers = [_worker(postgres_url, tmp_path, catalog, allow) for _ in range(2)]
    try:
        _wait(lambda: _count(pg) > FEEDS * ENTRIES * 0.2, 60, "the first entries")
        before = _count(pg)

        workers[0].send_signal(signal.SIGKILL)

        _wait(lambda: _count(pg) == FEEDS * ENTRIES, 90, "all entries")
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
        for server in servers:
            server.shutdown()
            server.server_close()
    assert before < FEEDS * ENTRIES, "the kill came too late to prove anything"
    assert ledger.overlaps() == []
    assert len(ledger.spans) == FEEDS


def _wait(done: object, seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():  # type: ignore[operator]
            return
        time.sleep(0.1)
    pytest.fail(f"waited {seconds} s for {what}")


async def test_a_shard_is_in_the_queue_once(pg: Database) -> None:
    """Neither while it waits nor while it is worked on is it enqueued again, whoever looks at the same moment."""

    def due(_session: Session, _now: datetime) -> Mapping[str, Sequence[int]]:
        time.sleep(0.1)
        return {"3": [3]}

    role = Role(name="send", due=due, work=_nothing, seconds=1)
    engine = _engine(pg, [role])

    async def enqueued() -> int:
        return await asyncio.to_thread(engine._enqueue, role, datetime.now(UTC))

    async with engine._queue.open_async():
        await engine._create_tables()

        waiting = await asyncio.gather(*(enqueued() for _ in range(4)))
        _jobs(pg, "UPDATE procrastinate_jobs SET status = 'doing' RETURNING id")
        working = await enqueued()
        _jobs(pg, "DELETE FROM procrastinate_jobs RETURNING id")
        done = await enqueued()

    assert (sorted(waiting), working, done) == ([0, 0, 0, 1], 0, 1)


async def test_a_look_enqueues_only_so_many_shards(pg: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one takes those behind them, however long the first ones wait."""
    monkeypatch.setattr("bot.engine.distributed.AT_A_TICK", 2)
    role = Role(name="send", due=lambda _s, _n: {str(n): [n] for n in range(5)}, work=_nothing, seconds=1)
    engine = _engine(pg, [role])
    async with engine._queue.open_async():
        await engine._create_tables()
        enqueued = [await asyncio.to_thread(engine._enqueue, role, datetime.now(UTC)) for _ in range(4)]

    assert enqueued == [2, 2, 1, 0]


async def test_a_dead_workers_shard_is_taken_over_though_more_is_due_of_it(pg: Database) -> None:
    """No second job of the shard waits meanwhile, which the first could not go back to the queue beside."""
    done = asyncio.Event()

    async def work(_ids: Sequence[int], _enqueued: datetime) -> None:
        done.set()

    role = Role(name="send", due=lambda _s, _n: {"3": [3]}, work=work, seconds=0.1)
    engine = _engine(pg, [role])
    async with engine._queue.open_async():
        await engine._create_tables()
        await asyncio.to_thread(engine._enqueue, role, datetime.now(UTC))
    _jobs(pg, "UPDATE procrastinate_jobs SET status = 'doing' RETURNING id")  # and no worker is there

    async with _running(_engine(pg, [role])):
        await asyncio.wait_for(done.wait(), 60)


async def test_a_fatal_error_ends_the_worker(pg: Database) -> None:
    """Trying again cannot help, so the worker does not; nothing is left in the queue."""

    async def work(_ids: Sequence[int], _enqueued: datetime) -> None:
        raise KeyError("no use")

    engine = _engine(pg, [Role(name="send", due=lambda _s, _n: {"1": [1]}, work=work, seconds=0.1)], fatal=(KeyError,))
    with pytest.RaisesGroup(KeyError):
        await asyncio.wait_for(engine.run(), 60)

    assert _jobs(pg, "SELECT id FROM procrastinate_jobs WHERE status <> 'todo'") == []


async def test_a_failed_chunk_stays_due_and_leaves_nothing_in_the_queue(pg: Database) -> None:
    """The log has it and the columns have it; the queue's table does not grow."""
    failed = asyncio.Event()

    async def work(_ids: Sequence[int], _enqueued: datetime) -> None:
        failed.set()
        raise ValueError("bad luck")

    role = Role(name="tag", due=lambda _s, _n: {} if failed.is_set() else {"1": [1]}, work=work, seconds=0.1)
    async with _running(_engine(pg, [role])):
        await asyncio.wait_for(failed.wait(), 60)

    assert _jobs(pg, "SELECT status FROM procrastinate_jobs") == []


async def test_slow_chunks_of_one_role_hold_up_no_other(pg: Database) -> None:
    """P3: feeds of many slow hosts at once, and messages are sent all the same."""
    release, sent = asyncio.Event(), asyncio.Event()

    async def slow(_ids: Sequence[int], _enqueued: datetime) -> None:
        await release.wait()

    async def send(_ids: Sequence[int], _enqueued: datetime) -> None:
        sent.set()

    hosts = {str(number): [number] for number in range(20)}
    roles = [
        Role(name="poll", due=lambda _s, _n: hosts, work=slow, seconds=0.1),
        Role(
            name="send", due=lambda _s, _n: {"1": [1]} if _count_jobs(pg) >= len(hosts) else {}, work=send, seconds=0.1
        ),
    ]
    async with _running(_engine(pg, roles)):
        await asyncio.wait_for(sent.wait(), 60)
        release.set()


def test_sqlite_is_refused(tmp_path: Path) -> None:
    """Many processes need PostgreSQL; the sentence says what to set."""
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(SettingsError, match="HUBAO_DATABASE_URL"):
        _engine(database, [])
    database.close()


def test_unknown_role_is_refused() -> None:
    """A misspelt role is named, with those that exist."""
    with pytest.raises(SettingsError, match=r"polll.*poll, tag, digest, send"):
        distributed_roles(["polll"], poll_parts=None, tag_parts=None, digest_parts=None, send_parts=None, clock=None)  # type: ignore[arg-type]


def test_send_needs_a_token() -> None:
    """The role send without a messenger says which setting is missing."""
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN"):
        distributed_roles(["send"], poll_parts=None, tag_parts=None, digest_parts=None, send_parts=None, clock=None)  # type: ignore[arg-type]


async def _nothing(_ids: Sequence[int], _enqueued: datetime) -> None:
    return


def _jobs(database: Database, statement: str) -> list[object]:
    with database.write() as session:
        return list(session.scalars(text(statement)))


def _count_jobs(database: Database) -> int:
    with database.read() as session:
        return len(session.scalars(text("SELECT id FROM procrastinate_jobs")).all())


async def test_a_stop_waits_only_so_long(pg: Database, monkeypatch: pytest.MonkeyPatch):
    """A job that goes on for minutes is cut off once the grace is over, and the worker ends."""
    monkeypatch.setattr("bot.engine.distributed.GRACE", 0.5)
    started, ended = asyncio.Event(), []

    async def work(_ids: Sequence[int], _at: datetime) -> None:
        started.set()
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            ended.append("cut off")
            raise

    role = Role(name="send", due=lambda _session, _now: {"0": [1]}, work=work, seconds=1)
    worker = asyncio.create_task(_engine(pg, [role]).run())
    async with asyncio.timeout(60):
        await started.wait()
    worker.cancel()
    async with asyncio.timeout(50):
        await asyncio.gather(worker, return_exceptions=True)

    assert ended == ["cut off"]


@asynccontextmanager
async def _running(engine: Distributed) -> AsyncIterator[None]:
    task = asyncio.create_task(engine.run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _engine(database: Database, roles: Sequence[Role], *, fatal: tuple[type[Exception], ...] = ()) -> Distributed:
    async def sweep(_now: datetime) -> int:
        return 0

    regular = [Ticker(name="sweep", job=sweep, seconds=60)]
    return Distributed(database, roles, clock=lambda: datetime.now(UTC), regular=regular, heartbeat=0.5, fatal=fatal)
