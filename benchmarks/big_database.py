"""A big database made fast: years of stories with tags, entries, facts and search words, from the shipped samples.

    python benchmarks/big_database.py DATABASE_URL [--stories 200000] [--days 900]

Titles are those of classifier/samples with the firm exchanged; firms follow a long tail (the first is told of
about one time in fourteen), topics are mixed as in the samples, a story is told by one to five entries, and
every fourth entry belongs to no story. The same seed makes the same rows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import Connection, Table, insert, text  # noqa: E402  # the path above has to come first

from bot.core.types import Tags  # noqa: E402
from bot.reading.reader import Reader  # noqa: E402
from bot.storage.database import Database  # noqa: E402
from bot.storage.migrate import migrate  # noqa: E402
from bot.storage.news.entries import tags_to_json  # noqa: E402
from bot.storage.tables import CounterRow, EntryRow, FeedRow, StoryRow, StoryTagRow  # noqa: E402

FEEDS = 12
#: told of most, in this order; what the commands of the benchmark ask about is among them
FIRMS = {
    "zhipu": "智谱", "moonshot": "月之暗面", "deepseek": "DeepSeek", "minimax": "MiniMax", "stepfun": "阶跃星辰",
    "baichuan": "百川智能", "lingyi": "零一万物", "unitree": "宇树科技",
}  # fmt: skip
TAIL = 62
#: how many times a story is told
TELLINGS, WEIGHTS = (1, 2, 3, 5), (72, 17, 7, 4)
PORTION = 5000

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mould:
    """One sample, read once: what its copies with another firm are made from."""

    title: str
    summary: str
    words: str
    firm: str
    tags: Tags


def moulds(reader: Reader, samples: Path = ROOT / "classifier" / "samples") -> tuple[list[Mould], list[Mould]]:
    """The samples that tell a story of a firm, and those that tell none."""
    rows = [json.loads(line) for path in sorted(samples.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    pairs = [(row["title"], (row.get("summary") or "")[:160]) for row in rows]
    read = reader.read(pairs)
    telling: list[Mould] = []
    other: list[Mould] = []
    for (title, summary), tags in zip(pairs, read, strict=True):
        words = " ".join(reader.search_words(f"{title}\n{summary}"))
        firm = next((f.name for f in tags.firms if f.name in title), "")
        (telling if tags.topics and firm else other).append(Mould(title, summary, words, firm, tags))
    return telling, [mould for mould in other if not mould.tags.topics]


def build(
    database: Database, reader: Reader, *, stories: int, days: int, now: datetime, seed: int = 1
) -> dict[str, float]:
    """Fill an empty database; how many rows it got, and in how many seconds."""
    begun = time.perf_counter()
    migrate(database)
    maker = _Maker(random.Random(seed), *moulds(reader), now=now, days=days, stories=stories)  # noqa: S311
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA cache_size = -400000")  # the indexes of hashes are written all over
        connection.execute(insert(FeedRow), [_feed(number, now) for number in range(1, FEEDS + 1)])
        connection.execute(insert(CounterRow), [{"name": "story_seq", "value": stories}])
        connection.commit()
        for portion in _portions(maker.stories(), PORTION):
            _store(connection, portion)
        _finish(connection, database)
    return {"stories": stories, "entries": maker.entries, "tags": maker.tags, "seconds": time.perf_counter() - begun}


class _Maker:
    def __init__(
        self, dice: random.Random, telling: list[Mould], other: list[Mould], *, now: datetime, days: int, stories: int
    ) -> None:
        self.dice, self.telling, self.other = dice, telling, other
        self.begin, self.step, self.count = now - timedelta(days=days), timedelta(days=days) / stories, stories
        self.firms = [*FIRMS.items(), *((f"tail{n}", f"长尾{n}科技") for n in range(1, TAIL + 1))]
        self.weights = [1 / (place + 5) for place in range(len(self.firms))]
        self.entries = self.tags = 0

    def stories(self) -> Iterator[list[tuple[Table, Row]]]:
        """Story after story, oldest first: its rows, and an entry that belongs to none where its turn is."""
        for number in range(1, self.count + 1):
            at = self.begin + number * self.step
            yield self._story(number, at)

    def _story(self, number: int, at: datetime) -> list[tuple[Table, Row]]:
        mould = self.dice.choice(self.telling)
        firm_id, name = self.dice.choices(self.firms, self.weights)[0]
        told = self.dice.choices(TELLINGS, WEIGHTS)[0]
        tags = self._tags(mould, firm_id, name)
        last = at + timedelta(hours=self.dice.random() * 6 * (told - 1))
        title = mould.title.replace(mould.firm, name)
        story = {
            "id": number, "seq": number, "title": title, "link": f"https://news.example/{number}",
            "score": max(tags["topics"].values()), "stance": tags["stance"] or "reported", "facts": tags["facts"],
            "changes": [], "revision": 0, "announce": True, "is_roundup": tags["is_roundup"], "source_count": told,
            "first_seen": at, "last_seen": last,
        }  # fmt: skip
        rows: list[tuple[Table, Row]] = [(StoryRow.__table__, story)]  # type: ignore[list-item]
        for firm, called, salience in tags["firms"]:
            for topic, score in tags["topics"].items():
                tag = {"story_id": number, "firm_id": firm, "topic": topic, "firm_name": called, "salience": salience}
                rows.append((StoryTagRow.__table__, tag | {"score": score, "seq": number}))  # type: ignore[arg-type]
                self.tags += 1
        for turn in range(told):
            seen = at + (last - at) * (turn / max(told - 1, 1))
            rows.append(self._entry(mould, name, tags, seen, story_id=number))
        if number % 2 == 0:
            lone = self.dice.choice(self.other)
            rows.append(self._entry(lone, name, tags_to_json(lone.tags), at, story_id=None))
        return rows

    def _tags(self, mould: Mould, firm_id: str, name: str) -> Row:
        tags = tags_to_json(mould.tags)
        firms = {firm_id: [firm_id, name, 1.0]}
        firms |= {i: [i, called, salience] for i, called, salience in tags["firms"] if called != mould.firm and i}
        facts = json.loads(json.dumps(tags["facts"], ensure_ascii=False).replace(mould.firm, name))
        return tags | {"firms": list(firms.values()), "facts": facts}

    def _entry(self, mould: Mould, name: str, tags: Row, at: datetime, *, story_id: int | None) -> tuple[Table, Row]:
        self.entries += 1
        key = hashlib.sha256(str(self.entries).encode()).hexdigest()
        old, lower = (mould.firm, mould.firm.lower()) if mould.firm else ("\0", "\0")
        row = {
            "id": self.entries, "feed_id": self.dice.randint(1, FEEDS), "key": key, "twin_key": key[::-1],
            "guid": f"g{self.entries}", "title": mould.title.replace(old, name),
            "link": f"https://news.example/{story_id or 0}/{self.entries}",
            "summary": mould.summary.replace(old, name), "text": "", "author": "", "published": at,
            "published_raw": "", "first_seen": at, "announce": True, "tagged_at": at, "attempts": 1,
            "story_id": story_id, "tags": tags, "tokens": mould.words.replace(lower, name.lower()),
        }  # fmt: skip
        return EntryRow.__table__, row  # type: ignore[return-value]


def _feed(number: int, now: datetime) -> Row:
    return {
        "id": number, "slug": f"feed{number}", "title": f"来源{number}", "url": f"http://127.0.0.1:9/feed{number}",
        "site": "", "category": "news", "weight": 0.5, "zone": "Asia/Shanghai", "enabled": True,
        "disabled_reason": "", "etag": "", "last_modified": "", "failures": 0, "moved_to": "",
        "moved_days": [], "moved_from": "", "body_hash": "", "next_poll_at": now, "created_at": now,
    }  # fmt: skip


def _portions(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while portion := list(islice(rows, size)):
        yield portion


def _store(connection: Connection, portion: list[list[tuple[Table, Row]]]) -> None:
    """Parents before children: a portion's rows by table, in one commit."""
    by_table: dict[Table, list[Row]] = {}
    for story in portion:
        for table, row in story:
            by_table.setdefault(table, []).append(row)
    for table, rows in by_table.items():
        connection.execute(insert(table), rows)
    connection.commit()


def _finish(connection: Connection, database: Database) -> None:
    """What the given ids and the bulk left undone; the statistics that PostgreSQL's autovacuum would gather."""
    if database.is_sqlite:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    for table in ("feeds", "entries", "stories"):
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"))  # noqa: S608
    connection.execute(text("ANALYZE"))
    connection.commit()


def main(say: Callable[[str], None] = print) -> None:
    """Build one and say how large it became."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--stories", type=int, default=200_000)
    parser.add_argument("--days", type=int, default=900)
    parser.add_argument("--model", type=Path, default=ROOT / "var" / "model", help="where the model is kept")
    args = parser.parse_args()
    now = datetime.now(UTC)
    reader = Reader.load(args.model, now=now)
    say(json.dumps(build(Database(args.url), reader, stories=args.stories, days=args.days, now=now)))


if __name__ == "__main__":
    main()
