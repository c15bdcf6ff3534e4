"""The promises of whose a feed is: users' feeds and feeds.yaml."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.core.catalog import REMOVED, CatalogFeed, plan_sync
from bot.core.errors import SettingsError
from bot.storage.chats.personal_data import forget_chat
from bot.storage.database import Database
from bot.storage.news import feed_owners as owners
from bot.storage.news import feeds as store
from bot.storage.tables import ChatFeedRow, ChatRow, EntryRow, FeedRow

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
URL = "https://blog.test/feed"
A = CatalogFeed(slug="a", title="甲", url="https://a.test/feed", interval=timedelta(minutes=15), weight=0.9)


@pytest.fixture
def chats(database: Database) -> list[int]:
    with database.write() as session:
        rows = [ChatRow(channel="telegram", key=str(number), created_at=NOW) for number in (1, 2)]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def add(database: Database, chat: int, url: str = URL):
    with database.write() as session:
        return owners.add_user_feed(session, url=url, title="博客", chat_id=chat, now=NOW)


def remove(database: Database, chat: int, feed_id: int) -> bool:
    with database.write() as session:
        return owners.remove_user_feed(session, feed_id=feed_id, chat_id=chat)


def sync(database: Database, *catalog: CatalogFeed) -> None:
    with database.write() as session:
        owners.apply_catalog(session, plan_sync(catalog, store.list_feeds(session)), now=NOW)


def word(database: Database, chat: int, feed_id: int) -> ChatFeedRow | None:
    with database.read() as session:
        return session.get(ChatFeedRow, (chat, feed_id))


def feed_of(database: Database, feed_id: int):
    with database.read() as session:
        return store.get_feed(session, feed_id)


def test_user_feed_is_the_chats_own(database, chats):
    """A new address becomes the chat's feed, due now, and the chat hears of its first poll."""
    feed = add(database, chats[0])

    assert (feed.owner_chat_id, feed.title, feed.url, feed.next_poll_at, feed.enabled) == (
        chats[0],
        "博客",
        URL,
        NOW,
        True,
    )
    assert word(database, chats[0], feed.id).tell_first_poll
    with database.read() as session:
        assert owners.count_user_feeds(session, chats[0]) == 1
        assert owners.count_user_feeds(session, chats[1]) == 0
        assert [one.slug for one in store.list_feeds(session, chat_id=chats[1])] == []


def test_second_chat_shares_it(database, chats):
    """The same address is one feed for both; one leaving does not take it from the other."""
    feed = add(database, chats[0])
    assert add(database, chats[1]).id == feed.id

    assert remove(database, chats[0], feed.id)

    left = feed_of(database, feed.id)
    assert (left.owner_chat_id, left.enabled) == (chats[1], True)
    assert not remove(database, chats[0], feed.id)


def test_a_chat_that_switched_it_off_inherits_nothing(database, chats):
    """When the one that reads it leaves, nobody does."""
    feed = add(database, chats[0])
    with database.write() as session:
        owners.set_chat_feed(session, chat_id=chats[1], feed_id=feed.id, enabled=False)

    assert remove(database, chats[0], feed.id)

    assert (feed_of(database, feed.id).owner_chat_id, feed_of(database, feed.id).enabled) == (chats[0], False)


def test_last_chat_switches_it_off_and_may_come_back(database, chats):
    """A feed nobody wants is not polled, its entries stay, and adding it again wakes it."""
    feed = add(database, chats[0])
    with database.write() as session:
        session.add(EntryRow(feed_id=feed.id, key="k", twin_key="", title="t", first_seen=NOW))

    remove(database, chats[0], feed.id)

    assert not feed_of(database, feed.id).enabled
    with database.read() as session:
        assert session.scalar(select(EntryRow.id)) is not None
    again = add(database, chats[1])
    assert (again.id, again.enabled, again.disabled_reason, again.owner_chat_id) == (feed.id, True, "", chats[1])


def test_shared_feed_that_is_well_is_only_switched_on(database, chats):
    """Adding the address of a shared feed makes nobody its owner and promises no first poll."""
    sync(database, A)
    with database.write() as session:
        row = session.scalars(select(FeedRow)).one()
        row.last_polled_at, row.next_poll_at = NOW, NOW + timedelta(hours=1)

    feed = add(database, chats[0], A.url)

    assert feed.owner_chat_id is None
    assert not word(database, chats[0], feed.id).tell_first_poll
    assert not remove(database, chats[0], feed.id)


def test_feed_that_is_off_in_the_file_becomes_the_chats_own(database, chats):
    """A second-tier feed that a chat adds is polled for that chat alone, and survives a sync."""
    off = CatalogFeed(slug="b", title="乙", url="https://b.test/", enabled=False)
    sync(database, off)

    feed = add(database, chats[0], off.url)
    sync(database, off)

    assert (feed_of(database, feed.id).enabled, feed_of(database, feed.id).owner_chat_id) == (True, chats[0])


def test_a_feed_that_is_off_in_the_file_outlives_the_chat_that_switched_it_on(database, chats):
    """It goes to another chat that reads it; when the last one forgets itself, anybody may switch it on again."""
    sync(database, replace(A, enabled=False))
    for chat in chats:
        feed = add(database, chat, A.url)
    with database.write() as session:
        session.get_one(FeedRow, feed.id).last_polled_at = NOW
    left = []
    for chat in chats:
        with database.write() as session:
            forget_chat(session, chat)
        left.append(feed_of(database, feed.id))

    assert [(one.enabled, one.owner_chat_id) for one in left] == [(True, chats[1]), (False, None)]
    assert (left[1].disabled_reason, owners.taken_away(left[1])) == ("", False)


def test_a_chats_word_about_a_feed(database, chats):
    """Off and on again, for this chat only."""
    sync(database, A)
    for enabled in (False, True):
        with database.write() as session:
            feed_id = store.feed_by_slug(session, "a").id
            owners.set_chat_feed(session, chat_id=chats[0], feed_id=feed_id, enabled=enabled)
        assert word(database, chats[0], feed_id).enabled is enabled
    assert word(database, chats[1], feed_id) is None


def test_sync_adds_changes_and_switches_off(database):
    """The catalogue's life: all fields arrive, changes too, and removal keeps the entries."""
    sync(database, A)
    with database.read() as session:
        feed = store.feed_by_slug(session, "a")
    assert (feed.title, feed.url, feed.interval, feed.weight, feed.next_poll_at) == ("甲", A.url, A.interval, 0.9, NOW)
    with database.write() as session:
        row = session.scalars(select(FeedRow)).one()
        row.etag, row.body_hash, row.failures, row.next_poll_at = "e", "h", 3, NOW + timedelta(days=1)

    sync(database, CatalogFeed(slug="a", title="新", url="https://a.test/new"))
    changed = feed_of(database, feed.id)
    assert (changed.title, changed.url, changed.etag, changed.body_hash, changed.failures) == (
        "新",
        "https://a.test/new",
        "",
        "",
        0,
    )
    assert changed.next_poll_at == NOW

    sync(database)
    assert (feed_of(database, feed.id).enabled, feed_of(database, feed.id).disabled_reason) == (False, REMOVED)
    sync(database, CatalogFeed(slug="a", title="新", url="https://a.test/new"))
    assert (feed_of(database, feed.id).enabled, feed_of(database, feed.id).disabled_reason) == (True, "")


def test_workers_that_start_together_take_the_catalogue_once(database):
    """The second waits for the first, then finds that there is nothing to bring."""
    catalog = [CatalogFeed(slug=f"f{n}", title="甲", url=f"https://f{n}.test/") for n in range(20)]
    together = threading.Barrier(4)

    def start(_: int) -> bool:
        together.wait()
        with database.write() as session:
            return owners.apply_first_catalog(session, catalog, now=NOW)

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(start, range(4))) == [False, False, False, True]
    with database.read() as session:
        assert len(store.list_feeds(session)) == 20


@pytest.mark.parametrize("way", ["command", "chat", "file", "new in the file"])
def test_a_feed_that_is_switched_on_again_begins_anew(database, chats, way):
    """What ailed it before it was off is no longer counted."""
    sync(database, A)
    with database.write() as session:
        row = session.scalars(select(FeedRow)).one()
        row.failures, row.failing_since, row.told_ailment = 9, NOW - timedelta(days=20), "failing"
        row.unreachable_since, row.next_poll_at = NOW - timedelta(days=20), NOW + timedelta(days=1)
        row.owner_chat_id = chats[0] if way == "chat" else None
        row.slug = "u-1" if way == "new in the file" else row.slug
        owners.switch_off(session, row.id, reason="410 Gone")
    if way == "file":
        sync(database, CatalogFeed(slug="a", title="甲", url="https://a.test/new"))
    elif way == "new in the file":
        sync(database, A)
    elif way == "chat":
        add(database, chats[0], A.url)
    else:
        with database.write() as session:
            owners.add_shared_feed(session, url=A.url, now=NOW)

    with database.read() as session:
        row = session.scalars(select(FeedRow)).one()
        assert (row.failures, row.failing_since, row.told_ailment, row.next_poll_at) == (0, None, "", NOW)
        assert row.unreachable_since is None
        assert (row.enabled, row.disabled_reason) == (True, "")


def test_title_alone_keeps_the_etag(database):
    """A change of words does not fetch the feed anew."""
    sync(database, A)
    with database.write() as session:
        session.scalars(select(FeedRow)).one().etag = "e"

    sync(database, CatalogFeed(slug="a", title="新", url=A.url))

    with database.read() as session:
        assert store.feed_by_slug(session, "a").etag == "e"


def test_catalogue_takes_over_a_users_feed(database, chats):
    """A user's feed that the operator adds becomes everybody's, with its history."""
    feed = add(database, chats[0], A.url)

    sync(database, A)

    taken = feed_of(database, feed.id)
    assert (taken.slug, taken.owner_chat_id, taken.weight) == ("a", None, 0.9)


def test_an_ill_feed_that_the_catalogue_takes_over_begins_anew(database, chats):
    """What its chat was told of it says nothing to everybody; a feed that is well keeps its time."""
    ill, well = add(database, chats[0], A.url), add(database, chats[0], URL)
    later = NOW + timedelta(hours=20)
    with database.write() as session:
        for feed, failures in ((ill, 40), (well, 0)):
            row = session.get_one(FeedRow, feed.id)
            row.failures, row.next_poll_at = failures, later

    sync(database, A, CatalogFeed(slug="b", title="乙", url=URL))

    taken = [feed_of(database, feed.id) for feed in (ill, well)]
    assert [(feed.failures, feed.next_poll_at) for feed in taken] == [(0, NOW), (0, later)]


@pytest.mark.parametrize("second", [CatalogFeed(slug="b", title="乙", url="https://x.test/")])
def test_address_of_another_feed_is_refused(database, second):
    """A change or an addition that would give two feeds one address is a settings error."""
    sync(database, A, second)

    with pytest.raises(SettingsError, match="already the feed"):
        sync(database, A, CatalogFeed(slug="b", title="乙", url=A.url))
    with pytest.raises(SettingsError, match="already the feed"):
        sync(database, A, second, CatalogFeed(slug="c", title="丙", url=A.url))


def test_operators_feed(database, chats):
    """A feed added by command is everybody's, outlives a sync, and is taken over when the file names it."""
    with database.write() as session:
        feed = owners.add_shared_feed(session, url=A.url, now=NOW)
    sync(database)
    assert feed_of(database, feed.id).enabled

    sync(database, A)

    assert (feed_of(database, feed.id).slug, feed_of(database, feed.id).title) == ("a", "甲")


def test_operators_word_makes_a_users_feed_everybodys(database, chats):
    """Added by command, a user's feed loses its owner; switched off, it stays off through a sync."""
    feed = add(database, chats[0])
    with database.write() as session:
        owners.add_shared_feed(session, url=URL, now=NOW)
    assert feed_of(database, feed.id).owner_chat_id is None

    with database.write() as session:
        owners.switch_off(session, feed.id, reason="off")
    sync(database)

    assert (feed_of(database, feed.id).enabled, feed_of(database, feed.id).disabled_reason) == (False, "off")
