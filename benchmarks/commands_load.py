"""How long commands take, as users see it: 50 users, 20 commands each, on 200,000 stories, while feeds come in.

    python benchmarks/commands_load.py [--users 50] [--stories 200000] [--keep FOLDER] [--database URL] [--busy N]

The real bot serves in a process of its own against the tests' Bot API, and feeds on loopback bring new entries all
the while; other chats are sent alerts, and a digest each at some moment of the run. Users wait for each answer, think
for some seconds and ask the next; the bot's process only notes when an answer was made and how long the send pace (25
a second in all, about one a second in a chat, alerts included) held it back. Four figures a command: `answer` the
command itself, `paced` that wait, `service` what the user saw without it, `seen` what the user saw. `--busy` lets so
many processes beside it do nothing but compute. About four minutes, two of them the build; `--keep` builds once and
uses the folder again.
"""

from __future__ import annotations

import argparse
import heapq
import json
import os
import queue
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import delete, func, select, update  # noqa: E402  # the path above has to come first

from benchmarks.big_database import FEEDS, build  # noqa: E402
from bot.bridge import Reader  # noqa: E402
from bot.core.types import Preferences, Topic  # noqa: E402
from bot.storage import chats as chat_store  # noqa: E402
from bot.storage.database import Database  # noqa: E402
from bot.storage.stream import newest_seq  # noqa: E402
from bot.storage.subscriptions import subscribe  # noqa: E402
from bot.storage.tables import EntryRow, FeedRow, InboxRow, StoryRow, ToldRow  # noqa: E402
from tests.e2e.fake_bot_api import FakeBotApi  # noqa: E402
from tests.fakes_http import Answer, Site  # noqa: E402
from tests.made_feeds import item, rss  # noqa: E402

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
_ANSWERS = {"sendmessage", "sendphoto", "senddocument", "editmessagetext"}


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


class Api(FakeBotApi):
    """The tests' Bot API, which also says at once what was brought to whom."""

    def __init__(self) -> None:
        super().__init__()
        self.brought: queue.SimpleQueue[tuple[int, float]] = queue.SimpleQueue()

    def deliver(self, **update: Any) -> int:
        """Any update; appended by the server's own thread, which may be taking confirmed ones out just now."""
        update_id = 1000 + next(self._ids)
        self._loop.call_soon_threadsafe(self._updates_append, {"update_id": update_id, **update})
        return update_id

    def _updates_append(self, update: dict[str, Any]) -> None:
        self._updates.append(update)

    def _note(self, method: str, params: dict[str, Any], status: int, answer: dict[str, Any]) -> None:
        super()._note(method, params, status, answer)
        if method in _ANSWERS and status == 200:
            self.brought.put((int(params["chat_id"]), time.monotonic()))


# --- the bot's process


def serve_noting(path: str) -> int:
    """`python -m bot run`, which notes in a file how long each answer took and how long the pace held it back."""
    from bot.app import App
    from bot.cli import main as bot_main
    from bot.telegram.answers import Answers

    notes = Path(path).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115  # open as long as the process
    answerer, book = App.answerer, Answers._book

    def noting_answerer(self: App) -> Callable[..., Any]:
        answer = answerer(self)

        def noting(request: Any, now: datetime) -> Any:
            begun = time.monotonic()
            try:
                return answer(request, now)
            finally:
                end = time.monotonic()
                notes.write(json.dumps({"chat": request.telegram_id, "at": end, "answer": end - begun}) + "\n")

        return noting

    def noting_book(self: Answers, request: Any, now: datetime) -> datetime:
        start = book(self, request, now)
        wait = max((start - datetime.now(UTC)).total_seconds(), 0.0)
        notes.write(json.dumps({"chat": request.telegram_id, "at": time.monotonic(), "paced": wait}) + "\n")
        return start

    App.answerer, Answers._book = noting_answerer, noting_book  # type: ignore[method-assign]
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
        command = [sys.executable, str(Path(__file__)), "--serve-noting", str(notes)]
        process = subprocess.Popen(command, env=clean | told, cwd=folder, stdout=log, stderr=log)  # noqa: S603
        try:
            api.wait(lambda: api.polls or process.poll() is not None, 120)
            if process.poll() is not None:
                raise SystemExit((folder / "bot.log").read_text(encoding="utf-8"))
            yield process
        finally:
            process.terminate()
            process.wait(30)


# --- what goes on meanwhile


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


# --- the users


def make_users(database: Database, count: int, stories: int, dice: random.Random) -> list[User]:
    """Chats with two to four wishes each and digests once a day, and their commands in an order of their own."""
    now = datetime.now(UTC)
    firms = ["zhipu", "moonshot", "deepseek", "minimax", "stepfun", "baichuan", "lingyi", "unitree"]
    with database.write() as session:
        session.execute(delete(InboxRow))  # this run's updates have the same numbers as the last one's
        for number in range(count):
            chat = chat_store.open_chat(session, telegram_id=FIRST_USER + number, title=f"用户{number}", now=now)
            subscribe(session, chat.id, firm_id=None, topic=list(Topic)[number % 3], now=now)
            for firm in dice.sample(firms, 1 + number % 3):
                subscribe(session, chat.id, firm_id=firm, topic=None, now=now)
        for number in range(ALERTED):
            chat = chat_store.open_chat(session, telegram_id=FIRST_ALERTED + number, title=f"即时{number}", now=now)
            subscribe(session, chat.id, firm_id=firms[number % len(firms)], topic=None, mode="instant", now=now)
            chat_store.save_preferences(session, chat.id, Preferences(), now=now)
        for number in range(DIGESTED):
            chat = chat_store.open_chat(session, telegram_id=FIRST_DIGESTED + number, title=f"摘要{number}", now=now)
            subscribe(session, chat.id, firm_id=None, topic=list(Topic)[number % 3], now=now)
            at = now + timedelta(seconds=30 + 3 * number)
            cursor = max(newest_seq(session) - DIGEST_SPAN, 0)
            session.execute(delete(ToldRow).where(ToldRow.chat_id == chat.id))
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


# --- figures


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


def run(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Build where nothing is kept, converse, count."""
    url = args.database or f"sqlite:///{folder / 'big.db'}"
    database, dice, notes = Database(url), random.Random(args.seed), folder / "notes.jsonl"  # noqa: S311
    notes.write_text("", encoding="utf-8")
    built: dict[str, float] = {}
    if not _is_built(database):
        now = datetime.now(UTC)
        built = build(database, Reader.load(folder / "model", now=now), stories=args.stories, days=args.days, now=now)
    with database.read() as session:
        stories = session.scalar(select(func.count()).select_from(StoryRow)) or 0
        newest = session.scalar(select(func.max(EntryRow.id))) or 0
    users = make_users(database, args.users, stories, dice)
    with Api() as api, Site() as site:
        news = News(database, site, seed=args.seed, each=args.new_entries, seconds=args.poll_every)
        news.move_in(site)
        with busy(args.busy), bot_process(api, site, folder, url, notes) as bot, news.running():
            time.sleep(5)  # the first round of polls: what every start begins with
            begun, load, spent = time.monotonic(), os.getloadavg()[0], _cpu_seconds(bot.pid)
            lost = converse(api, users, dice, think=args.think, most=args.seconds)
            seconds, spent = time.monotonic() - begun, _cpu_seconds(bot.pid) - spent
        alerts, digests = _sent(api, FIRST_ALERTED, ALERTED), _sent(api, FIRST_DIGESTED, DIGESTED)
    note_down(users, notes)
    with database.read() as session:
        tagged = session.scalar(
            select(func.count()).select_from(EntryRow).where(EntryRow.id > newest, EntryRow.tagged_at.is_not(None))
        )
    database.close()
    return {
        "database": database.engine.dialect.name, "built": built, "stories": stories, "seconds": seconds,
        "bot_cpu_seconds": spent, "lost": lost, "entries_tagged_meanwhile": tagged,
        "alerts_sent_meanwhile": alerts, "digest_messages_sent_meanwhile": digests,
        "busy_beside": args.busy, "load_before_after": [load, os.getloadavg()[0]], "cpus": os.cpu_count(),
        "commands": figures(users),
    }  # fmt: skip


def _cpu_seconds(pid: int) -> float:
    """What a process has computed so far; 0 where there is no /proc. Tells more than time on a shared machine."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _sent(api: Api, first: int, count: int) -> int:
    """Messages brought to these chats."""
    chats = {str(first + number) for number in range(count)}
    return sum(str(call.params.get("chat_id")) in chats and call.method.lower() in _ANSWERS for call in api.calls)


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


def _is_built(database: Database) -> bool:
    from sqlalchemy import inspect

    if not inspect(database.engine).has_table("stories"):
        return False
    with database.read() as session:
        return session.scalar(select(StoryRow.id).limit(1)) is not None


def show(result: dict[str, Any]) -> None:
    """The table, in milliseconds."""
    facts = {name: value for name, value in result.items() if name != "commands"}
    print(json.dumps(facts, ensure_ascii=False))  # noqa: T201
    columns = ["n", *(name for name in result["commands"]["all"] if name != "n")]
    print(f"{'milliseconds':<26}" + "".join(f"{name:>13}" for name in columns))  # noqa: T201
    for name, row in result["commands"].items():
        cells = [row["n"], *(1000 * row[column] for column in columns[1:])]
        wide = sum(ord(char) > 0x2E80 for char in name)
        print(f"{name:<{26 - wide}}" + "".join(f"{cell:13,.0f}" for cell in cells))  # noqa: T201


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--stories", type=int, default=200_000)
    parser.add_argument("--days", type=int, default=900, help="over how many days they spread")
    parser.add_argument("--keep", type=Path, help="a folder to build in, and to use again")
    parser.add_argument("--database", default="", help="another database, built when it is empty")
    parser.add_argument("--think", type=float, default=5.0, help="seconds between an answer and the next command")
    parser.add_argument("--new-entries", type=int, default=2, help="new entries a feed and fetch")
    parser.add_argument("--poll-every", type=float, default=10.0, help="seconds after which all feeds are due again")
    parser.add_argument("--seconds", type=float, default=150.0, help="no longer than this")
    parser.add_argument("--busy", type=int, default=0, help="processes that compute beside it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve-noting", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve_noting:
        sys.exit(serve_noting(args.serve_noting))
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        result = run(args, folder.absolute())
    print(json.dumps(result, ensure_ascii=False, indent=2)) if args.json else show(result)  # noqa: T201


if __name__ == "__main__":
    main()
