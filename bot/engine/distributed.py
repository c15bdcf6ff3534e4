"""Many processes on one PostgreSQL: what is due is enqueued, then claimed and done by whoever is free.

The queue (procrastinate) never holds the truth: every chunk can be derived again from the due columns.
Chunks are keyed by shard, so that no host, no feed and no chat is worked twice at once, and a shard is in the
queue once; a job of a dead worker keeps its key until its heartbeat is stale, then another worker takes it over.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.core.errors import SettingsError
from bot.engine.embedded import Ticker
from bot.storage.database import Database
from bot.storage.database_outage import is_database_outage

log = logging.getLogger(__name__)

#: serialises the creation of procrastinate's tables when workers start together
_SCHEMA_LOCK = 7_243_001
#: the keys of a role's chunks that wait or are being done
_TAKEN = text("SELECT lock FROM procrastinate_jobs WHERE queue_name = :name AND status IN ('todo', 'doing')")
#: shards enqueued at one look: each is a statement, under the role's lock; the others have their turn at the next
AT_A_TICK = 500
#: when told to stop, jobs may finish for so long; then they are cut off, and the columns say what is left to do
GRACE = 15.0
#: the queue waits so long for a connection
POOL_SECONDS = 3.0
#: how often a database that is away is asked for
LOOK_AGAIN = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One kind of work: what is due, by shard, and how to do a chunk of it."""

    name: str
    #: (session, now) -> shard -> row ids; takes no lease, which would run while the chunk waits in the queue
    due: Callable[[Session, datetime], Mapping[str, Sequence[int]]]
    #: (row ids, when they were enqueued)
    work: Callable[[Sequence[int], datetime], Awaitable[None]]
    #: how often to look for due work
    seconds: float
    #: chunks that one worker does at once; a role's slow ones hold up no other role
    at_once: int = 8


class Distributed:
    """A worker: a ticker a role that enqueues, and a pool that works on what anybody enqueued.

    `regular` is what every worker does beside them, by tickers of its own.
    """

    def __init__(
        self,
        database: Database,
        roles: Sequence[Role],
        *,
        clock: Callable[[], datetime],
        regular: Sequence[Ticker] = (),
        heartbeat: float = 5.0,
        fatal: tuple[type[Exception], ...] = (),
    ) -> None:
        if database.is_sqlite:
            raise SettingsError(
                "hubao worker needs PostgreSQL: set HUBAO_DATABASE_URL to postgresql+psycopg://user@host/name "
                "(or use `hubao run`, which does everything in one process on SQLite)"
            )
        self._database, self._roles, self._clock, self._regular = database, roles, clock, regular
        self._heartbeat, self._fatal = heartbeat, fatal
        url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        # Without a server nothing can be unregistered: a closing worker does not wait for it half a minute.
        self._queue = App(connector=PsycopgConnector(conninfo=url, timeout=POOL_SECONDS))
        # Enqueues on the storage's own connections, so it is never opened.
        self._enqueuer = App(connector=SyncPsycopgConnector(conninfo=url))
        for role in roles:
            self._register(role)

    async def run(self) -> None:
        """Work until cancelled, or until a job raises one of the fatal errors (in an ExceptionGroup).

        While the database is away it waits, and begins anew when it is back.
        """
        while True:
            try:
                await self._run()
            except Exception as error:
                if self._is_fatal(error) or not is_database_outage(error):
                    raise
                await until_reachable(self._database)
                log.info("the worker begins anew")

    def _is_fatal(self, error: Exception) -> bool:
        fatal = error.split(self._fatal)[0] if isinstance(error, ExceptionGroup) and self._fatal else None
        return fatal is not None or isinstance(error, self._fatal)

    async def _run(self) -> None:
        self._end: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        async with self._queue.open_async():
            await self._create_tables()
            async with asyncio.TaskGroup() as group:
                for role in self._roles:
                    group.create_task(self._tick(role), name=f"tick-{role.name}")
                    group.create_task(self._work(role), name=f"work-{role.name}")
                group.create_task(self._every(self._heartbeat, self._take_over), name="take-over")
                for ticker in self._regular:
                    group.create_task(self._every(ticker.seconds, partial(self._now, ticker.job)), name=ticker.name)
                await self._end

    async def _work(self, role: Role) -> None:
        await self._queue.run_worker_async(
            queues=[role.name],
            concurrency=role.at_once,
            install_signal_handlers=False,
            fetch_job_polling_interval=2.0,
            shutdown_graceful_timeout=GRACE,
            update_heartbeat_interval=self._heartbeat,
            stalled_worker_timeout=self._heartbeat * 4,
            delete_jobs="always",  # a failed chunk is in the log, and in the columns it is still due
        )

    def _register(self, role: Role) -> None:
        async def chunk(ids: list[int], enqueued_at: str) -> None:
            try:
                await role.work(ids, datetime.fromisoformat(enqueued_at))
            except self._fatal as error:
                if not self._end.done():
                    self._end.set_exception(error)
                raise

        self._queue.task(name=role.name, queue=role.name)(chunk)

    async def _tick(self, role: Role) -> None:
        async def once() -> None:
            count = await asyncio.to_thread(self._enqueue, role, self._clock())
            if count:
                log.info("enqueued", extra={"role": role.name, "chunks": count})

        await self._every(role.seconds, once)

    async def _now(self, act: Callable[[datetime], Awaitable[object]]) -> None:
        """Do it whole: the thread of one that is cut off would go on, with a connection that nobody closes."""
        task = asyncio.ensure_future(act(self._clock()))
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait({task}, timeout=GRACE)
            raise

    async def _every(self, seconds: float, act: Callable[[], Awaitable[object]]) -> None:
        while True:
            try:
                await act()
            except Exception as error:
                if is_database_outage(error):
                    raise  # the whole worker waits and begins anew
                log.exception("tick failed, next one tries again")
            await asyncio.sleep(seconds)

    def _enqueue(self, role: Role, now: datetime) -> int:
        """Enqueue what is due of the shards that nobody works on and that do not wait already."""
        with self._database.write() as session:
            # Two tickers at once would both enqueue a shard; and of one that is done by now, `due` sees what it did.
            session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"enqueue:{role.name}"})
            taken = set(session.scalars(_TAKEN, {"name": role.name}))
            chunks = {f"{role.name}:{shard}": ids for shard, ids in role.due(session, now).items()}
            free = [key for key in chunks if key not in taken][:AT_A_TICK]
            raw = session.connection().connection.driver_connection
            for key in free:
                task = self._enqueuer.configure_task(role.name, queue=role.name, lock=key, connection=raw)
                task.defer(ids=list(chunks[key]), enqueued_at=now.isoformat())
            return len(free)

    async def _take_over(self) -> None:
        """Give the jobs of dead workers to the living."""
        manager = self._queue.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self._heartbeat * 3):
            log.warning("taking over a dead worker's job", extra={"job": job.id, "role": job.task_name})
            await manager.retry_job(job)

    async def _create_tables(self) -> None:
        def locked() -> bool:
            with self._database.write() as session:
                session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})
                if session.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is not None:
                    return False
                session.connection().exec_driver_sql(self._queue.schema_manager.get_schema().replace("%", "%%"))
                return True

        if await asyncio.to_thread(locked):
            log.info("queue tables created")


async def until_reachable(database: Database) -> None:
    """Wait for a database that is away."""
    while True:
        if await asyncio.to_thread(database.is_reachable):
            return
        await asyncio.sleep(LOOK_AGAIN)
