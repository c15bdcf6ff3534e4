"""The users of the load benchmark: what they ask, how they wait, and what they saw."""

from __future__ import annotations

import heapq
import json
import queue
import random
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from benchmarks.load_scene import Api
from bot.core.chats import Preferences
from bot.core.topics import TOPICS
from bot.storage.chats import chats as chat_store
from bot.storage.chats.subscriptions import subscribe
from bot.storage.database import Database
from bot.storage.news.sequence import newest_seq
from bot.storage.tables import DeliveredRow, InboxRow
from bot.telegram.address import address_of

NEXT = "下一页 ›"
#: what comes in one conversation; a page follows the question it turns
TALKS = (
    ("/latest 融资", NEXT, NEXT),
    ("/latest 人才流动 月之暗面", NEXT),
    ("/latest",),
    ("/latest 智谱 融资 30天",),
    ("/firm 智谱",),
    ("/search 预训练 收缩", NEXT),
    ("/search 融资 30天",),
    ("/story {}",),
    ("/why {}",),
    ("/top",),
    ("/chart 智谱",),
    ("/settings",),
    ("/preview",),
    ("智谱今年融了几轮？",),
    ("/subscribe 月之暗面",),
)
#: one of these a user
DRAWN = (("/week",), ("/flow 90天",), ("/chart 融资 90天",))
#: the chats of the users; chats that want what is new at once; chats that get a digest during the run
FIRST_USER, FIRST_ALERTED, ALERTED, FIRST_DIGESTED, DIGESTED = 1001, 5001, 20, 6001, 40
#: a digest is of so many of the newest stories, about a day's and a half
DIGEST_SPAN = 300
#: a command that got no answer for so long is lost
PATIENCE = 30.0


@dataclass(slots=True)
class Asked:
    """One command of one user and what became of it; times are monotonic seconds."""

    name: str
    at: float
    seen: float = 0.0
    answer: float = 0.0
    paced: float = 0.0


@dataclass(slots=True)
class User:
    """One user: what is still to ask, and what was asked."""

    chat: int
    left: list[str]
    asked: list[Asked] = field(default_factory=list)
    waiting: bool = False


def make_users(database: Database, count: int, stories: int, dice: random.Random) -> list[User]:
    """Chats with two to four wishes each and digests once a day, and their commands in an order of their own."""
    now = datetime.now(UTC)
    firms = ["zhipu", "moonshot", "deepseek", "minimax", "stepfun", "baichuan", "lingyi", "unitree"]
    with database.write() as session:
        session.execute(delete(InboxRow))  # this run's updates have the same numbers as the last one's
        for number in range(count):
            chat = chat_store.open_chat(session, address_of(FIRST_USER + number), title=f"用户{number}", now=now)
            subscribe(session, chat.id, firm_id=None, topic=list(TOPICS)[number % 3], now=now)
            for firm in dice.sample(firms, 1 + number % 3):
                subscribe(session, chat.id, firm_id=firm, topic=None, now=now)
        for number in range(ALERTED):
            chat = chat_store.open_chat(session, address_of(FIRST_ALERTED + number), title=f"即时{number}", now=now)
            subscribe(session, chat.id, firm_id=firms[number % len(firms)], topic=None, mode="instant", now=now)
            chat_store.save_preferences(session, chat.id, Preferences(), now=now)
        for number in range(DIGESTED):
            chat = chat_store.open_chat(session, address_of(FIRST_DIGESTED + number), title=f"摘要{number}", now=now)
            subscribe(session, chat.id, firm_id=None, topic=list(TOPICS)[number % 3], now=now)
            at = now + timedelta(seconds=30 + 3 * number)
            cursor = max(newest_seq(session) - DIGEST_SPAN, 0)
            session.execute(delete(DeliveredRow).where(DeliveredRow.chat_id == chat.id))
            chat_store.advance(session, chat.id, digest_cursor=cursor, next_digest_at=at)
    return [User(FIRST_USER + n, _commands(n, stories, dice)) for n in range(count)]


def _commands(number: int, stories: int, dice: random.Random) -> list[str]:
    talks = [*TALKS, DRAWN[number % len(DRAWN)]]
    dice.shuffle(talks)
    return [command.format(stories - dice.randrange(3000)) for talk in talks for command in talk]


def converse(api: Api, users: Sequence[User], dice: random.Random, *, think: float, most: float) -> int:
    """Let every user ask all; how many commands stayed without an answer. Ends after `most` seconds."""
    start = time.monotonic()
    turns = [(start + dice.random() * think, place) for place in range(len(users))]
    heapq.heapify(turns)
    by_chat = {user.chat: (place, user) for place, user in enumerate(users)}
    lost = 0
    while (any(user.left or user.waiting for user in users)) and time.monotonic() < start + most:
        now = time.monotonic()
        while turns and turns[0][0] <= now:
            _ask(api, users[heapq.heappop(turns)[1]])
        try:
            chat, at = api.brought.get(timeout=max(min(turns[0][0] - now, 0.5) if turns else 0.5, 0.001))
        except queue.Empty:
            chat, at = 0, 0.0
        place, user = by_chat.get(chat, (0, None))
        if user is not None and user.waiting:
            user.asked[-1].seen = at - user.asked[-1].at
            user.waiting = False
            if user.left:
                heapq.heappush(turns, (at + think * (0.5 + dice.random()), place))
        for place, user in enumerate(users):
            if user.waiting and now - user.asked[-1].at > PATIENCE:
                user.waiting, lost = False, lost + 1
                heapq.heappush(turns, (now, place))
    return lost + sum(len(user.left) + user.waiting for user in users)


def _ask(api: Api, user: User) -> None:
    if not user.left:
        return
    command = user.left.pop(0)
    user.asked.append(Asked(re.sub(r"\d{4,}", "N", command), time.monotonic()))
    user.waiting = True
    if command != NEXT:
        api.say(user.chat, command)
        return
    try:
        api.press(user.chat, NEXT)
    except AssertionError:  # one page only
        user.asked[-1].name = "/latest"
        api.say(user.chat, "/latest")


def note_down(users: Sequence[User], notes: Path) -> None:
    """Give each command the times its answer was noted with: those between its asking and its being seen."""
    by_chat: dict[int, list[dict[str, Any]]] = {}
    for line in notes.read_text(encoding="utf-8").splitlines():
        note = json.loads(line)
        by_chat.setdefault(note["chat"], []).append(note)
    for user in users:
        for asked in user.asked:
            end = asked.at + asked.seen
            mine = [n for n in by_chat.get(user.chat, []) if asked.at <= n["at"] <= end]
            asked.answer = sum(n.get("answer", 0.0) for n in mine)
            asked.paced = sum(n.get("paced", 0.0) for n in mine)


def figures(users: Sequence[User]) -> dict[str, dict[str, float]]:
    """Per command and over all: count and seconds."""
    groups: dict[str, list[Asked]] = {}
    for asked in (a for user in users for a in user.asked if a.seen):
        groups.setdefault(asked.name, []).append(asked)
    everything = [asked for group in groups.values() for asked in group]
    return {name: _figures(group) for name, group in (*sorted(groups.items()), ("all", everything)) if group}


def _figures(group: Sequence[Asked]) -> dict[str, float]:
    seen, service = [a.seen for a in group], [a.seen - a.paced for a in group]
    answer, paced = [a.answer for a in group], [a.paced for a in group]
    return {
        "n": len(group), "answer_p50": _at(answer, 50), "answer_p95": _at(answer, 95), "paced_p95": _at(paced, 95),
        "service_p50": _at(service, 50), "service_p95": _at(service, 95), "service_max": max(service),
        "seen_p50": _at(seen, 50), "seen_p95": _at(seen, 95), "seen_max": max(seen),
    }  # fmt: skip


def _at(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]
