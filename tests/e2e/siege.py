"""A siege: feeds that attack, users that send garbage, and people who go on using the bot."""

from __future__ import annotations

import gzip
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from bot.storage.tables import FeedRow
from tests.e2e.bot_process import BotProcess
from tests.e2e.fake_bot_api import FakeBotApi
from tests.e2e.hostile import Firehose, Trap
from tests.e2e.ledger import FIRMS, News, Press, newsroom, until
from tests.fakes_http import Answer, Site
from tests.made_feeds import item, rss

MIB = 1 << 20
READER, VICTIM = 400, 401
VANDALS = range(300, 312)


@dataclass(eq=False)
class Siege:
    """All that happened, for the promises to be judged by."""

    bot: BotProcess
    api: FakeBotApi
    good: Press
    trap: Trap
    hose: Firehose
    slow: Site
    #: seconds from a news' publishing to its arrival
    news_waits: list[float] = field(default_factory=list)
    #: seconds from another user's question to its answer
    answer_waits: list[float] = field(default_factory=list)
    #: memory of each process of the bot at its highest, in bytes
    peaks: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)


def _attacks(bad: Site) -> dict[str, str]:
    """Feeds that try to break a reader; their addresses by slug."""
    bomb = gzip.compress(b"<rss><channel>" + b" " * (64 * MIB), 6)
    zipped = {"Content-Type": "text/xml", "Content-Encoding": "gzip"}
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    many = rss(item(f"第{n}条消息", guid=str(n)) for n in range(20_000))
    long = rss(
        [item("长" * 300_000, guid="long" * 5000, description="述" * 300_000, extra=f"<author>{'名' * 5000}</author>")]
    )
    external = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    bodies: dict[str, Answer] = {
        "bomb": Answer(bomb, headers=zipped),
        "laughs": Answer(
            rss([item("&l9;")], head=f'<!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]>').replace("&amp;", "&").encode()
        ),
        "external": Answer(rss([item("&x;", guid="x")], head=external).replace("&amp;", "&").encode()),
        "deep": Answer(b"<rss><channel><item><title>" + b"<b>" * 200_000),
        "many": Answer(many.encode()),
        "long": Answer(long.encode()),
        "noise": Answer(random.Random(1).randbytes(200_000)),
        "half": Answer(rss([item("一半的消息", guid="h")]).encode()[:-40]),
        "wrong": Answer("<rss>换行".encode("gb18030"), headers={"Content-Type": "text/xml; charset=utf-7"}),
        "page": Answer(b"<!doctype html><html><body>hello", headers={"Content-Type": "text/html"}),
        "empty": Answer(b""),
        "broken": Answer(b"\x1f\x8b\x08broken", headers=zipped),
        "stacked": Answer(b"x", headers={"Content-Encoding": "gzip, gzip, gzip, br"}),
        "error": Answer(b"<html>", 500),
        "loop": Answer(b"", 302, {"Location": "/loop"}),
        "nowhere": Answer(b"", 301, {"Location": "gopher://[::1"}),
        "dates": Answer(rss([item("年代久远", guid="d", date="Mon, 99 Foo 99999 99:99:99 +9999")]).encode()),
    }
    return {slug: bad.serve(answer, f"/{slug}") for slug, answer in bodies.items()}


def _garbage(dice: random.Random) -> list[dict[str, Any]]:
    """Updates as no client would send them."""
    user = {"id": VANDALS[0], "is_bot": False, "first_name": "\ud800\u202e" * 50}
    chat = {"id": VANDALS[0], "type": "private"}
    base = {"message_id": 1, "date": 1, "chat": chat, "from": user}
    press = {"id": "1", "from": user, "chat_instance": "1"}
    deep: dict[str, Any] = {}
    for _ in range(150):
        deep = {"reply_to_message": deep}
    return [
        {},
        {"message": None},
        {"message": {"message_id": "poison"}},
        {"message": base | {"text": 7}},
        {"message": base | {"text": "\ud800 /start \x00"}},
        {"message": base | {"text": "/help", "entities": [{"type": "bot_command", "offset": 10**9, "length": -5}]}},
        {"message": base | {"chat": {"id": 2**70, "type": "private"}, "text": "/start"}},
        {"message": base | {"chat": {"id": 5, "type": "hologram", "title": "x" * 9999}, "text": "/start"}},
        {"message": base | {"date": 10**18, "text": "/latest"}},
        {"message": base | deep},
        {"message": base | {"text": "/start", "message_thread_id": 2**66, "is_topic_message": True}},
        {"callback_query": press | {"data": None}},
        {"callback_query": press | {"data": "go:" * 30, "message": base}},
        {"callback_query": {"id": 5}},
        {"my_chat_member": {"chat": chat, "from": user, "date": 1, "old_chat_member": {}, "new_chat_member": {}}},
        {
            "channel_post": {
                "message_id": 1,
                "date": 1,
                "chat": {"id": -100777, "type": "channel"},
                "text": "/subscribe 全部",
            }
        },
        {"poll": {"id": "1"}, "message": base | {"sticker": {"file_id": 1}}},
        *({"callback_query": press | {"data": f"{p}:{_noise(dice, 20)}", "message": base}} for p in PREFIXES),
        *({"callback_query": press | {"data": f"{p}:{'9' * 50}", "message": base}} for p in PREFIXES),
    ]


PREFIXES = ("go", "set", "lt", "ls", "sr", "st", "fb", "fd", "del", "")


def _noise(dice: random.Random, size: int) -> str:
    """Any characters but surrogates, control characters and emoji pieces included."""
    return "".join(chr(c if c < 0xD800 else c + 0x800) for c in (dice.randrange(0x11000 - 0x800) for _ in range(size)))


def _sayings(dice: random.Random) -> list[str]:
    """Messages of a user who means no good."""
    commands = (
        "subscribe", "unsubscribe", "latest", "search", "firm", "addfeed", "removefeed", "story", "why", "mute",
        "chart", "export", "settings",
    )  # fmt: skip
    sayings = [f"/{command} {_noise(dice, 30)}" for command in commands]
    sayings += [f"/{command} {'9' * 400}" for command in commands]
    sayings += ["/search " + "融资" * 5000, "长" * 10_000, _noise(dice, 4000), "/" * 4096, "<b>" * 1300, "&" * 4000]
    sayings += ["/search ' OR 1=1 --", '/search "*" NEAR(', "/search %_\\", "/mute 智谱 99999999999天", "/latest -1天"]
    sayings += [
        "/subscribe 每天 99 点",
        "/firm 🏳️\u200d🌈\u202e",
        "/start firm_" + "x" * 60,
        "/why 9223372036854775808",
        "\x00\x01",
    ]
    return sayings


@contextmanager
def endured(folder: Path) -> Iterator[Siege]:
    """All attacks at once, one good feed, two people who ask questions meanwhile."""
    dice = random.Random(4)
    endless = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss><channel>"
    with (
        FakeBotApi() as api,
        Site() as site,
        Site() as bad,
        Site() as slow,
        Trap() as trap,
        Firehose(endless, b"<item><title>x</title></item>" * 4000) as hose,
    ):
        bot = BotProcess(folder / "home", api, site)
        good = Press(site)
        urls = {"good": good.open("good"), "hose": f"http://{hose.pair}/", **_attacks(bad)}
        for n in range(3):
            urls[f"slow{n}"] = slow.serve(Answer(b"<rss>" * 5000, drip=5, pause=0.5), f"/{n}")
        for n, target in enumerate(trap.spellings()):
            answer = Answer(b"", dice.choice((301, 302, 303, 307, 308)), {"Location": _header(target)})
            urls[f"trap{n}"] = bad.serve(answer, f"/trap{n}")
        bot.catalog.write_text(
            "feeds:\n" + "".join(f"  - {{slug: {slug}, title: {slug}, url: '{url}'}}\n" for slug, url in urls.items()),
            encoding="utf-8",
        )
        scene = Siege(bot, api, good, trap, hose, slow)
        try:
            allowed = ",".join((site.pair, bad.pair, slow.pair, hose.pair))
            bot.start(HUBAO_ALLOW_HOSTS=allowed, HUBAO_HOST_CONCURRENCY="4")
            _hold_out(scene, dice)
            yield scene
        finally:
            bot.close()


def _header(target: str) -> str:
    """As it can stand in a header: bytes beyond ASCII as they are."""
    return target.encode().decode("latin-1")


def _hold_out(scene: Siege, dice: random.Random) -> None:
    api, bot = scene.api, scene.bot
    api.say(READER, f"/subscribe {FIRMS[0]} 即时")
    api.expect(READER, "已订阅", seconds=30)
    news = [n for n in newsroom(1) if n.firm == FIRMS[0]]
    for update_ in _garbage(dice):
        api.deliver(**update_)
    talk = {vandal: dice.sample(_sayings(dice), 12) for vandal in VANDALS}
    for turn in range(12):
        for vandal in VANDALS:
            api.say(vandal, talk[vandal][turn])
        _ask(scene)
    _spread(scene, news[0])
    targets = scene.trap.spellings()
    for place, target in enumerate(targets):
        api.say(500 + place // 5, f"/addfeed {target}")
    api.wait(lambda: sum(api.said(500 + n) for n in range(10)) >= len(targets), 30)
    _spread(scene, news[1])
    slugs = select(func.count()).select_from(FeedRow).where(FeedRow.last_polled_at.is_(None), FeedRow.enabled)
    bot.wait_for(lambda session: session.scalar(slugs) == 0, 75)
    _ask(scene)
    with bot.data() as session:
        scene.outcomes = dict(session.execute(select(FeedRow.slug, FeedRow.last_outcome)).all())  # type: ignore[arg-type]
    scene.peaks = _peaks(bot.process.pid)


def _spread(scene: Siege, one: News) -> None:
    """News in the good feed: how long until the reader has it."""
    scene.good.publish("good", [one])
    with scene.bot.data() as session:
        session.execute(update(FeedRow).where(FeedRow.slug == "good").values(next_poll_at=datetime.now(UTC)))
    start = time.monotonic()
    until(lambda: any(one.title in m["text"] for m in scene.api.messages[READER]), 75)
    scene.news_waits.append(time.monotonic() - start)


def _ask(scene: Siege) -> None:
    """A question of somebody else: how long until the answer, a second later than the one before."""
    before, start = scene.api.said(VICTIM), time.monotonic()
    scene.api.say(VICTIM, "/settings")
    until(lambda: scene.api.said(VICTIM) > before, 30)
    scene.answer_waits.append(time.monotonic() - start)
    time.sleep(max(0.0, 1.1 - scene.answer_waits[-1]))


def _peaks(pid: int) -> dict[str, int]:
    """The highest memory use of the process and its children, where the system tells."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text, group = status.read_text(), (status.parent / "stat").read_text().rsplit(")", 1)[1].split()[2]
        except (OSError, IndexError):
            continue  # gone meanwhile
        peak = re.search(r"VmHWM:\s*(\d+) kB", text)
        if int(group) == pid and peak:
            found[status.parent.name] = int(peak[1]) * 1024
    return found
