"""The promises of storing entries: what is new is stored once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.core.identity import entry_key
from bot.core.types import Entry
from bot.storage.database import Database
from bot.storage.news.intake import insert_entries
from bot.storage.tables import EntryRow, FeedRow

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)


def entry(
    guid: str, *, title: str = "", link: str = "", age: timedelta | None = timedelta(0), summary: str = ""
) -> Entry:
    return Entry(
        key=entry_key(guid=guid, link=link, title=title, published_raw=""),
        guid=guid,
        title=title or f"题{guid}",
        link=link,
        summary=summary,
        published=None if age is None else NOW - age,
    )


@pytest.fixture
def feed_id(database: Database) -> int:
    with database.write() as session:
        rows = [FeedRow(slug=name, title=name, url=f"https://{name}.test/", created_at=NOW) for name in ("a", "b")]
        session.add_all(rows)
        session.flush()
        return rows[0].id


def store(database: Database, feed_id: int, *entries: Entry, now: datetime = NOW, **options) -> list[int]:
    with database.write() as session:
        return insert_entries(session, feed_id, entries, now=now, **options)


def stored(database: Database) -> list[EntryRow]:
    with database.read() as session:
        return list(session.scalars(select(EntryRow).order_by(EntryRow.id)))


def test_every_field_is_kept(database, feed_id):
    """A stored entry is what the feed gave, plus when we saw it."""
    given = Entry(
        key="k",
        guid="g",
        title="题",
        link="https://a.test/1",
        summary="摘要",
        text="全文",
        author="甲",
        published=NOW,
        published_raw="raw",
    )

    store(database, feed_id, given)

    row = stored(database)[0]
    for name in Entry.__slots__:
        assert getattr(row, name) == getattr(given, name)
    assert (row.first_seen, row.announce, row.tagged_at) == (NOW, True, None)


def test_the_same_again_is_nothing_new(database, feed_id):
    """A repeated and re-ordered feed makes no news."""
    entries = [entry(str(n)) for n in range(5)]

    first = store(database, feed_id, *entries)
    again = store(database, feed_id, *reversed(entries))

    assert (len(first), again) == (5, [])


def test_duplicates_within_a_feed(database, feed_id):
    """An item that stands twice in a feed is stored once."""
    assert len(store(database, feed_id, entry("1"), entry("1"))) == 1


def test_changed_text_under_the_same_key_is_no_news(database, feed_id):
    """An edited title with the same guid is the same entry."""
    store(database, feed_id, entry("1", title="旧"))

    assert store(database, feed_id, entry("1", title="新")) == []


def test_changing_guids_are_caught_for_a_week(database, feed_id):
    """The same link and title under a new guid is no news within seven days, and is after."""
    for day in range(4):
        store(database, feed_id, entry(f"g{day}", title="甲", link="https://a.test/1"), now=NOW + timedelta(days=day))

    assert len(stored(database)) == 1
    assert (
        len(store(database, feed_id, entry("late", title="甲", link="https://a.test/1"), now=NOW + timedelta(days=8)))
        == 1
    )


def test_twins_within_a_feed(database, feed_id):
    """Two guids on one link and title in one body are one entry."""
    assert (
        len(
            store(
                database,
                feed_id,
                entry("1", title="甲", link="https://a.test/1"),
                entry("2", title="甲", link="https://a.test/1"),
            )
        )
        == 1
    )


def test_flashes_with_one_title_are_not_lost(database, feed_id):
    """Entries without links that share a title but not their text are all stored."""
    flashes = [entry(str(n), title="快讯", summary=f"消息{n}") for n in range(3)]

    assert len(store(database, feed_id, *flashes)) == 3


def test_feeds_do_not_share_keys(database, feed_id):
    """The same guid in two feeds is two entries."""
    store(database, feed_id, entry("1"))

    assert len(store(database, feed_id + 1, entry("1"))) == 1


def test_oldest_first(database, feed_id):
    """Ids follow the entries' own time; undated ones come last, in the feed's order from below."""
    ages = [timedelta(hours=1), timedelta(hours=3), None, timedelta(hours=2), None]
    store(database, feed_id, *(entry(str(place), age=age) for place, age in enumerate(ages)))

    assert [row.guid for row in stored(database)] == ["1", "3", "0", "4", "2"]


def test_first_sight_announces_only_the_young(database, feed_id):
    """With a limit, old and undated entries are stored without being news."""
    store(
        database,
        feed_id,
        entry("new", age=timedelta(hours=2)),
        entry("old", age=timedelta(days=2)),
        entry("undated", age=None),
        announce_since=NOW - timedelta(days=1),
    )

    assert {row.guid: row.announce for row in stored(database)} == {"new": True, "old": False, "undated": False}


def test_nothing_at_all(database, feed_id):
    """An empty feed is fine."""
    assert store(database, feed_id) == []


def test_five_hundred_at_once(database, feed_id):
    """The most that parsing lets through fits into one statement."""
    assert len(store(database, feed_id, *(entry(str(n)) for n in range(500)))) == 500
