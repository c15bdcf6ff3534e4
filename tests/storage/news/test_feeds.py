"""The promises of the feeds' table: claims, records, moves, health."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.polling import PollRecord
from bot.core.types import PollOutcome
from bot.storage.database import Database
from bot.storage.news import feeds as store
from bot.storage.tables import ChatFeedRow, ChatRow, FeedRow

NOW = datetime(2026, 1, 10, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def add(database: Database, slug: str, **fields) -> int:
    with database.write() as session:
        values = {"title": slug, "url": f"https://{slug}.test/feed", "created_at": NOW, "next_poll_at": NOW} | fields
        row = FeedRow(slug=slug, **values)
        session.add(row)
        session.flush()
        return row.id


def add_chat(database: Database, telegram_id: int = 1) -> int:
    with database.write() as session:
        row = ChatRow(channel="telegram", key=str(telegram_id), created_at=NOW)
        session.add(row)
        session.flush()
        return row.id


def claim(database: Database, now: datetime = NOW, **options) -> list[str]:
    with database.write() as session:
        return [feed.slug for feed in store.claim_due(session, now=now, **options)]


def get(database: Database, feed_id: int):
    with database.read() as session:
        return store.get_feed(session, feed_id)


def save(database: Database, feed_id: int, now: datetime = NOW, **fields) -> None:
    record = PollRecord(**({"outcome": PollOutcome.OK, "next_poll_at": now + HOUR} | fields))
    with database.write() as session:
        store.save_poll(session, feed_id, record, now=now)


def test_claim_takes_what_is_due_oldest_first(database):
    """New feeds and overdue ones are taken, the longest overdue first; others, and disabled ones, wait."""
    add(database, "later", next_poll_at=NOW + HOUR)
    add(database, "due", next_poll_at=NOW - HOUR)
    add(database, "new", next_poll_at=None)
    add(database, "overdue", next_poll_at=NOW - DAY)
    add(database, "off", enabled=False)

    assert claim(database) == ["new", "overdue", "due"]


def test_claim_is_a_lease(database):
    """A claimed feed is not claimed again until its lease is over."""
    add(database, "a")

    assert claim(database, lease=HOUR) == ["a"]
    assert claim(database, NOW + HOUR / 2) == []
    assert claim(database, NOW + HOUR) == ["a"]


def test_claim_limits(database):
    """At most so many in all, and so many of one host."""
    for number in range(4):
        add(database, f"x{number}", url=f"https://one.test/{number}")
        add(database, f"y{number}")

    assert len(claim(database, limit=3)) == 3
    assert len([slug for slug in claim(database, per_host=1) if slug.startswith("x")]) <= 1


def test_one_hosts_crowd_hides_nobody(database):
    """A feed behind hundreds of overdue feeds of one host is in the first claim."""
    with database.write() as session:
        for number in range(450):
            url = f"https://one.test/{number}"
            session.add(FeedRow(slug=f"x{number}", title="t", url=url, created_at=NOW, next_poll_at=NOW - DAY))
    add(database, "behind")

    taken = claim(database, limit=50)

    assert len(taken) == 5
    assert taken[-1] == "behind"


def test_claim_of_everything(database):
    """--all takes what is not due too, without limits, but nothing that is switched off."""
    for number in range(5):
        add(database, f"x{number}", url=f"https://one.test/{number}", next_poll_at=NOW + DAY)
    add(database, "off", enabled=False)

    assert len(claim(database, limit=1, per_host=1, everything=True)) == 5


def test_paused_host_is_put_off(database):
    """Feeds of a host that asked us to wait are due when its time is over."""
    paused, rsshub = add(database, "a"), add(database, "r", url="rsshub://36kr/news")
    add(database, "b")
    with database.write() as session:
        store.pause_host(session, "a.test:443", until=NOW + DAY)
        store.pause_host(session, "a.test:443", until=NOW + HOUR)
        store.pause_host(session, "rsshub", until=NOW + HOUR)

    assert claim(database) == ["b"]
    assert get(database, paused).next_poll_at == get(database, rsshub).next_poll_at == NOW + HOUR
    assert set(claim(database, NOW + HOUR)) == {"a", "r", "b"}


def test_what_is_due_of_each_host(database):
    """The longest overdue, a few of each host, none of a host that asked us to wait; looking takes nothing."""
    late = [add(database, f"x{n}", url=f"https://one.test/{n}", next_poll_at=NOW - n * HOUR) for n in range(6)]
    new = add(database, "new", next_poll_at=None)
    add(database, "later", next_poll_at=NOW + HOUR)
    add(database, "off", enabled=False)
    add(database, "paused")

    with database.write() as session:
        store.pause_host(session, "paused.test:443", until=NOW + HOUR)
        due = [store.due_by_host(session, now=NOW) for _ in range(2)]

    assert due == [{"new.test:443": [new], "one.test:443": late[:1:-1]}] * 2


def test_a_taken_over_claim(database):
    """Feeds that a dead worker had claimed are taken, but for those that it polled; then they are leased."""
    ids = [add(database, slug) for slug in "abc"]
    claim(database)
    save(database, ids[0], NOW + HOUR / 60)
    with database.write() as session:
        session.get_one(FeedRow, ids[1]).enabled = False

    with database.write() as session:
        taken = store.claim_unpolled(session, ids, since=NOW, now=NOW + HOUR / 30)

    assert [feed.slug for feed in taken] == ["c"]
    assert get(database, ids[2]).next_poll_at == NOW + HOUR / 30 + store.LEASE


def test_two_claims_at_once_share_nothing(database):
    """Workers that claim at the same time get different feeds."""
    for number in range(20):
        add(database, f"f{number}")
    taken: list[list[str]] = []
    threads = [threading.Thread(target=lambda: taken.append(claim(database, limit=5))) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    flat = [slug for slugs in taken for slug in slugs]
    assert len(flat) == len(set(flat)) > 0


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://A.test/x", "a.test:443"),
        ("http://a.test/", "a.test:80"),
        ("http://a.test:8080/", "a.test:8080"),
        ("rsshub://36kr/x", "rsshub"),
    ],
)
def test_host_of(url, host):
    """Host and port, as pauses name them."""
    assert store.host_of(url) == host


def test_record_is_kept(database):
    """Everything a poll learned is in the row; None keeps what was there."""
    feed_id = add(database, "a", etag="old", rhythm=HOUR)

    save(
        database,
        feed_id,
        outcome=PollOutcome.DEGRADED,
        failures=2,
        last_modified="m",
        body_hash="h",
        last_new_at=NOW,
        requested_interval=HOUR,
    )

    feed = get(database, feed_id)
    assert (feed.last_outcome, feed.failures, feed.next_poll_at, feed.last_polled_at) == (
        PollOutcome.DEGRADED,
        2,
        NOW + HOUR,
        NOW,
    )
    assert (feed.etag, feed.last_modified, feed.body_hash) == ("old", "m", "h")
    assert (feed.rhythm, feed.requested_interval) == (HOUR, HOUR)


def test_record_of_a_removed_feed_is_dropped(database):
    """A feed that vanished during its poll is no error."""
    save(database, 12345)


def test_gone_feed_is_switched_off(database):
    """A reason in the record disables the feed."""
    feed_id = add(database, "a")

    save(database, feed_id, disabled_reason="410 Gone")

    feed = get(database, feed_id)
    assert (feed.enabled, feed.disabled_reason) == (False, "410 Gone")
    assert claim(database, NOW + DAY) == []


def test_feed_moves_after_three_days_of_the_same_redirect(database):
    """Three days, not three polls; the old address is remembered."""
    feed_id, target = add(database, "a"), "https://new.test/feed"
    for hours in (0, 1, 2, 24, 25):
        save(database, feed_id, NOW + hours * HOUR, permanent_url=target)
    assert get(database, feed_id).url == "https://a.test/feed"

    save(database, feed_id, NOW + 2 * DAY, permanent_url=target)

    feed = get(database, feed_id)
    assert (feed.url, feed.moved_from) == (target, "https://a.test/feed")
    with database.read() as session:
        assert store.feed_by_url(session, "https://a.test/feed").id == feed_id
        assert store.feed_by_url(session, target).id == feed_id


@pytest.mark.parametrize("break_with", ["", "https://other.test/"])
def test_interrupted_redirect_starts_again(database, break_with):
    """Another target, or none, in between, and the days count anew; a failed poll changes nothing."""
    feed_id, target = add(database, "a"), "https://new.test/feed"
    for day, url in enumerate([target, target, None, break_with, target, target]):
        save(database, feed_id, NOW + day * DAY, permanent_url=url)
    assert get(database, feed_id).url == "https://a.test/feed"

    save(database, feed_id, NOW + 6 * DAY, permanent_url=target)

    assert get(database, feed_id).url == target


def test_feed_does_not_move_onto_another(database):
    """Where the target is already a feed, or the feed is a route, the address stays."""
    feed_id, route = add(database, "a"), add(database, "r", url="rsshub://x/y")
    add(database, "b", url="https://new.test/feed")
    for day in range(5):
        save(database, feed_id, NOW + day * DAY, permanent_url="https://new.test/feed")
        save(database, route, NOW + day * DAY, permanent_url="https://hub.test/x/y")

    assert get(database, feed_id).url == "https://a.test/feed"
    assert get(database, route).url == "rsshub://x/y"


def test_lookups(database):
    """By id, slug and address; what is not there is None."""
    feed_id = add(database, "a")
    add(database, "b")

    with database.write() as session:
        assert store.get_feed(session, feed_id, lock=True).slug == "a"
        assert store.feed_by_slug(session, "a").id == feed_id
        assert store.feed_by_url(session, "https://a.test/feed").id == feed_id
        assert (
            store.get_feed(session, 999) is store.feed_by_slug(session, "x") is store.feed_by_url(session, "x") is None
        )
        assert store.feed_by_url(session, "") is None


def test_chats_that_wait_are_told_once(database):
    """The first poll's chats are named once; a chat that switched off is none of a feed's chats."""
    feed_id, chat, other = add(database, "a"), add_chat(database), add_chat(database, 2)
    with database.write() as session:
        session.add(ChatFeedRow(chat_id=chat, feed_id=feed_id, tell_first_poll=True))
        session.add(ChatFeedRow(chat_id=other, feed_id=feed_id, enabled=False))

    with database.write() as session:
        assert store.first_poll_chats(session, feed_id) == (chat,)
        assert store.chats_of(session, feed_id) == (chat,)
    with database.write() as session:
        assert store.first_poll_chats(session, feed_id) == ()


def test_list_and_words(database):
    """A chat sees the shared feeds in use and its own, and its word about each."""
    chat, stranger = add_chat(database), add_chat(database, 2)
    shared = add(database, "a")
    add(database, "b", enabled=False)
    add(database, "c", enabled=False, disabled_reason="410 Gone")
    own = add(database, "d", owner_chat_id=chat)
    add(database, "e", owner_chat_id=stranger)
    with database.write() as session:
        session.add(ChatFeedRow(chat_id=chat, feed_id=own))
        session.add(ChatFeedRow(chat_id=chat, feed_id=shared, enabled=False))

    with database.read() as session:
        assert [feed.slug for feed in store.list_feeds(session)] == ["a", "b", "c", "d", "e"]
        assert [feed.slug for feed in store.list_feeds(session, chat_id=chat)] == ["a", "c", "d"]
        assert store.chat_words(session, chat) == {own: True, shared: False}
        assert store.chat_words(session, stranger) == {}
