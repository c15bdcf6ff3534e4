"""The ledgers that judge the promises from outside: what feeds handed out, what reached which chat."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from zlib import crc32

from tests.e2e.fake_bot_api import FakeBotApi
from tests.fakes_http import Answer, Site
from tests.made_feeds import item, rss

FIRMS = (
    "智谱", "月之暗面", "百川智能", "阶跃星辰", "MiniMax", "商汤科技", "科大讯飞", "面壁智能", "生数科技", "云从科技",
)  # fmt: skip
#: no two share two characters, so that no two can be one person
PEOPLE = (
    "王建国", "李思远", "张晓峰", "陈立新", "赵明哲", "周海涛", "吴佳琪", "郑凯文", "冯子墨", "何静怡",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class News:
    """One event that a reader would put under one firm and one topic."""

    title: str
    firm: str
    topic: str


def newsroom(seed: int) -> list[News]:
    """Events of which no two are one: other firms, other sums, other persons; in a mixed order."""
    made = [News(f"{firm}完成{sum_}亿元新一轮融资", firm, "融资") for sum_ in (2, 12, 80) for firm in FIRMS]
    made += [News(f"{firm}暂停大模型预训练，转向应用", firm, "预训练收缩") for firm in FIRMS]
    movers = zip(PEOPLE, FIRMS, strict=True)
    made += [News(f"{firm}副总裁{name}离职", firm, "人才流动") for name, firm in movers]
    random.Random(seed).shuffle(made)
    return made


class Press:
    """Feeds that grow on a site; remembers what it handed out, by feed."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.printed: dict[str, list[News]] = {}
        self.served: dict[str, set[News]] = {}

    def open(self, name: str) -> str:
        """A feed without news yet; its address."""
        self.printed[name], self.served[name] = [], set()
        return self.site.serve(lambda headers: self._answer(name, headers), f"/{name}")

    def publish(self, name: str, news: Iterable[News]) -> None:
        """More news, the newest first as feeds have it."""
        self.printed[name] = [*news, *self.printed[name]]

    def _answer(self, name: str, headers: dict[str, str]) -> Answer:
        printed = self.printed[name]
        etag = f'"{len(printed)}"'
        if headers.get("If-None-Match") == etag:
            return Answer(b"", 304)
        at = format_datetime(datetime.now(UTC) - timedelta(minutes=5))
        items = (
            item(n.title, guid=n.title, link=f"https://news.example/{crc32(n.title.encode())}", date=at)
            for n in printed
        )
        self.served[name] |= set(printed)
        return Answer(rss(items).encode(), headers={"Content-Type": "text/xml", "ETag": etag})


class SlowBotApi(FakeBotApi):
    """Takes its time before and after a message arrives, so that a kill finds messages in flight."""

    async def do_sendmessage(self, params: dict[str, Any]) -> dict[str, Any]:  # type: ignore[override]
        await asyncio.sleep(0.02)
        message = super().do_sendmessage(params)
        message["at"] = time.monotonic()
        await asyncio.sleep(0.05)
        return message


@dataclass
class Mailbox:
    """What reached the chats: stories by chat, and where each chat stood when the bot was killed."""

    api: FakeBotApi
    titles: frozenset[str]
    crashes: list[Counter[int]] = field(default_factory=list)

    def crash(self) -> None:
        """The bot was killed just now; what it had handed over still arrives."""
        time.sleep(0.2)
        self.crashes.append(Counter({chat: len(got) for chat, got in self.api.messages.items()}))

    def texts(self, chat: int) -> list[str]:
        """What the chat holds, in order."""
        return [str(m["text"]) for m in self.api.messages[chat]]

    def told(self, chat: int) -> Counter[str]:
        """In how many different messages each story was told."""
        return Counter(t for text in set(self.texts(chat)) for t in self.titles if t in text)

    def repeated(self, chat: int) -> list[tuple[int, str]]:
        """Messages with stories that came a second time: where the copy before it stood, and its text."""
        last: dict[str, int] = {}
        found = []
        for place, text in enumerate(self.texts(chat)):
            if text in last and any(title in text for title in self.titles):
                found.append((last[text], text))
            last[text] = place
        return found

    def unexplained(self, chat: int) -> list[str]:
        """Copies that no crash explains: only what arrived last before a kill can have been in flight."""
        ends = Counter(crash[chat] for crash in self.crashes)
        return [text for place, text in self.repeated(chat) if not ends[place + 1]]


def most_within(times: list[float], seconds: float) -> int:
    """The most events that lie within a span of so many seconds."""
    times = sorted(times)
    first = most = 0
    for place, at in enumerate(times):
        while at - times[first] >= seconds:
            first += 1
        most = max(most, place - first + 1)
    return most


def until(what: Callable[[], Any], seconds: float, *, meanwhile: Callable[[], object] = lambda: None) -> bool:
    """Whether `what` came true within so many seconds; `meanwhile` is done about once a second."""
    end = time.monotonic() + seconds
    next_turn = 0.0
    while not what():
        now = time.monotonic()
        if now > end:
            return False
        if now >= next_turn:
            meanwhile()
            next_turn = now + 1
        time.sleep(0.05)
    return True


def secret_pieces(token: str) -> list[str]:
    """The token and its secret half, as they may be written."""
    half = token.split(":")[1]
    return [token, half, re.sub(r":", "%3A", token)]
