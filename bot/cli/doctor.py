"""`hubao doctor` looks at everything an installation needs, and says what to do."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import IntEnum
from pathlib import Path

import httpx
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.app import load_analyzer, wall_clock
from bot.cli.console import out, print_json, without_secrets
from bot.cli.soundness import NO_DISK, damage, free_room
from bot.core.alarms import LITTLE_DISK
from bot.core.errors import HubaoError
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.mail.audit import audit
from bot.storage.migrate import current, known_revisions, newest
from bot.storage.tables import EntryRow, FeedRow, OutboxRow

#: clocks may differ by so much
SKEW = timedelta(minutes=1)
#: a role that has done nothing for so long, though there is work for it, is told
QUIET = timedelta(hours=1)


class Level(IntEnum):
    """How bad a finding is; the worst is the exit code."""

    OK = 0
    #: may pass by itself: try again
    LATER = 1
    #: a human must act
    ACT = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    level: Level
    detail: str


def doctor(settings: Settings, args: Namespace) -> int:
    """Look at everything; 0 all well, 1 what may pass by itself, 2 what a human must mend."""
    findings = list(examine(settings, now=wall_clock()))
    if args.json:
        print_json([asdict(finding) | {"level": finding.level.name.lower()} for finding in findings])
    else:
        marks = {Level.OK: "ok  ", Level.LATER: "wait", Level.ACT: "MEND"}
        for finding in findings:
            line = f"{marks[finding.level]}  {finding.name:9} {finding.detail}"
            out.print(without_secrets(line, settings.secrets), markup=False, soft_wrap=True)
    return max(finding.level for finding in findings)


def examine(settings: Settings, *, now: datetime) -> Iterator[Finding]:
    """What is found, in the order of what depends on what."""
    yield _disk(settings)
    yield _model(settings)
    yield from _database(settings, now)
    yield from asyncio.run(_telegram(settings, now))


def _disk(settings: Settings) -> Finding:
    home = settings.home
    free = free_room(home)
    level = Level.OK if free >= LITTLE_DISK else Level.ACT
    advice = "" if free >= LITTLE_DISK else ": make room" if free >= NO_DISK else ": make room, nothing can be stored"
    return Finding("disk", level, f"{free // 2**20} MB free for {home}{advice}")


def _model(settings: Settings) -> Finding:
    try:
        topics = load_analyzer(settings).topics.names
    except (OSError, ValueError) as error:
        return Finding("model", Level.ACT, f"cannot be loaded, install Hubao anew: {error}")
    return Finding("model", Level.OK, f"knows {', '.join(topics)}")


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    shown = make_url(settings.database).render_as_string()
    path = make_url(settings.database).database or ""
    if settings.database.startswith("sqlite") and not Path(path).exists():  # looking makes nothing
        yield Finding("database", Level.OK, f"{shown}: made at the first start")
        return
    try:
        database = Database(settings.database)
    except HubaoError as error:
        yield Finding("database", Level.ACT, str(error))
        return
    try:
        yield from _opened(database, now, shown)
    except DBAPIError as error:
        yield Finding("database", Level.ACT, f"{shown} cannot be read: {error.orig}; restore a backup if this stays")
    finally:
        database.close()


def _opened(database: Database, now: datetime, shown: str) -> Iterator[Finding]:
    if not database.is_reachable():
        yield Finding("database", Level.LATER, f"{shown} does not answer; started when it is back, Hubao waits for it")
        return
    found = damage(database)
    level = Level.ACT if found else Level.OK
    yield Finding("database", level, f"{shown}: {found}; restore a backup" if found else f"{shown} answers")
    schema = current(database)
    if schema is None:
        yield Finding("schema", Level.OK, "empty: made at the first start")
        return
    if schema not in known_revisions():
        yield Finding("schema", Level.ACT, f"{schema} is of a newer Hubao: install that version")
        return
    is_newest = schema == newest()
    yield Finding("schema", Level.OK, schema if is_newest else f"{schema}: brought up to date at the next start")
    if is_newest and not found:
        yield from _work(database, now)


def _work(database: Database, now: datetime) -> Iterator[Finding]:
    with database.read() as session:
        if not database.is_sqlite:
            yield _clock("database", session.scalars(select(func.now())).one(), now)
        polled = session.scalar(select(func.max(FeedRow.last_polled_at)))
        tagged = session.scalar(select(func.max(EntryRow.tagged_at)))
        sent = session.scalar(select(func.max(OutboxRow.sent_at)))
        books = audit(session, now=now)
    yield _last("poll", polled, now, waits=True)
    yield _last("tag", tagged, now, waits=books["entries untagged"] > books["entries parked"])
    oldest = books["oldest waiting"]
    yield _last("send", sent, now, waits=oldest is not None and oldest < now - QUIET)
    lost = books["lost"]
    advice = "nothing was given up" if not lost else f"{lost} given up: see `hubao audit`, then `hubao audit --retry`"
    yield Finding("parked", Level.ACT if lost else Level.OK, advice)


def _last(role: str, at: datetime | None, now: datetime, *, waits: bool) -> Finding:
    if at is None:
        return Finding(role, Level.OK, "never yet")
    quiet = waits and at < now - QUIET
    detail = f"last at {at:%Y-%m-%d %H:%M} UTC" + (", and there is work: does `hubao run` run?" if quiet else "")
    return Finding(role, Level.LATER if quiet else Level.OK, detail)


def _clock(whose: str, theirs: datetime, now: datetime) -> Finding:
    skew = now - theirs
    is_right = abs(skew) <= SKEW
    detail = f"differs from the {whose}'s by {round(skew.total_seconds())} s" + ("" if is_right else ": set it right")
    return Finding("clock", Level.OK if is_right else Level.ACT, detail)


async def _telegram(settings: Settings, now: datetime) -> list[Finding]:
    if not settings.telegram_bot_token:
        return [Finding("telegram", Level.OK, "no token: `hubao run` talks at the terminal")]
    base = settings.telegram_base_url
    token = settings.telegram_bot_token
    address = base.replace("{token}", token) if "{token}" in base else f"{base}{token}"
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(f"{address}/getMe")
    except httpx.HTTPError as error:
        why = str(error) or type(error).__name__
        return [Finding("telegram", Level.LATER, f"cannot be reached ({why}): check network and proxy")]
    found = [_token(answer)]
    if date := answer.headers.get("date"):
        found.append(_clock("server", parsedate_to_datetime(date), now))
    return found


def _token(answer: httpx.Response) -> Finding:
    if answer.status_code in (401, 404):
        return Finding("telegram", Level.ACT, "refuses the token: set TELEGRAM_BOT_TOKEN as @BotFather tells it")
    if answer.is_error:
        return Finding("telegram", Level.LATER, f"answers {answer.status_code}")
    name = answer.json()["result"]["username"]
    return Finding("telegram", Level.OK, f"knows the token, of @{name}")
