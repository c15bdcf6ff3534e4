"""The smaller nouns: subscriptions, pace, inbox, queries, feedback, entries."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen

from bot.core.firms import OwnFirm
from bot.core.queries import SearchQuery, StoryList
from bot.core.topics import FUNDING, Topic
from bot.core.types import Stance
from bot.storage.chats import feedback, saved_queries, subscriptions
from bot.storage.chats.chats import get_chat
from bot.storage.database import Database
from bot.storage.mail import inbox, outbox, pace
from bot.storage.news import entries
from bot.storage.news.sequence import next_seq
from bot.storage.tables import QueryRow, SubscriptionRow
from tests.fakes import NOON, add_chat, add_entry, add_feed, elsewhere, put, tags
from tests.storage.rows import add_story

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _wishes(session, chat_id: int) -> list[tuple[str | None, Topic | None, str | None]]:
    return [(s.firm_id, s.topic, s.mode) for s in subscriptions.subscriptions(session, chat_id)]


def test_subscribing_twice_is_one_wish(database: Database):
    """The same pair again adds nothing but may change the mode."""
    with database.write() as session:
        chat = add_chat(session, firm_id="a")
        again = subscriptions.subscribe(session, chat.id, firm_id="a", topic=None, now=NOON)
        faster = subscriptions.subscribe(session, chat.id, firm_id="a", topic=None, mode="instant", now=NOON)
        other = subscriptions.subscribe(session, chat.id, firm_id="a", topic=FUNDING, now=NOON)

        assert (again, faster, other) == (False, False, True)
        assert _wishes(session, chat.id) == [("a", None, "instant"), ("a", FUNDING, None)]
        assert subscriptions.count(session, chat.id) == 2


def test_unsubscribing(database: Database):
    """One pair, a firm with every topic, or everything; how many went is told."""
    with database.write() as session:
        chat = add_chat(session)
        for firm, topic in (("a", None), ("a", FUNDING), ("b", None), (None, FUNDING)):
            subscriptions.subscribe(session, chat.id, firm_id=firm, topic=topic, now=NOON)

        assert subscriptions.unsubscribe(session, chat.id, firm_id="b", topic=None) == 1
        assert subscriptions.unsubscribe(session, chat.id, firm_id="b", topic=None) == 0
        assert subscriptions.unsubscribe_firm(session, chat.id, "a") == 2
        assert subscriptions.unsubscribe_all(session, chat.id) == 2
        assert _wishes(session, chat.id) == []


def test_a_mute_of_what_is_not_subscribed_is_no_subscription(database: Database):
    """It is neither listed nor counted nor unsubscribed, and subscribing later makes it a wish that is heard."""
    with database.write() as session:
        chat = add_chat(session, topic=FUNDING)
        subscriptions.mute(session, chat.id, "a", until=NOON + DAY, now=NOON)
        subscriptions.mute(session, chat.id, "a", until=NOON + 2 * DAY, now=NOON)
        hidden = (_wishes(session, chat.id), subscriptions.count(session, chat.id))
        gone = subscriptions.unsubscribe_firm(session, chat.id, "a")
        added = subscriptions.subscribe(session, chat.id, firm_id="a", topic=None, now=NOON)
        session.expire_all()

        assert hidden == ([(None, FUNDING, None)], 1)
        assert (gone, added) == (0, True)
        assert _wishes(session, chat.id)[1] == ("a", None, None)
        assert subscriptions.subscriptions(session, chat.id)[1].muted_until is None


def test_muting_a_subscription_and_ending_it(database: Database):
    """A subscribed firm is muted in its own row; ending the silence leaves the wish."""
    with database.write() as session:
        chat = add_chat(session, firm_id="a")
        subscriptions.mute(session, chat.id, "a", until=NOON + DAY, now=NOON)
        session.expire_all()
        muted = subscriptions.subscriptions(session, chat.id)[0].muted_until
        subscriptions.mute(session, chat.id, "a", until=None, now=NOON)
        subscriptions.mute(session, chat.id, "b", until=None, now=NOON)
        session.expire_all()

        assert muted == NOON + DAY
        assert [(s.firm_id, s.muted_until) for s in subscriptions.subscriptions(session, chat.id)] == [("a", None)]
        assert len(session.scalars(select(SubscriptionRow)).all()) == 1


def test_an_instant_wish_begins_now(database: Database):
    """The first one starts at the stream's end; a second keeps what waits for the first."""
    with database.write() as session:
        chat = add_chat(session, firm_id="a")
        next_seq(session)
        subscriptions.subscribe(session, chat.id, firm_id="a", topic=None, mode="instant", now=NOON)
        first = get_chat(session, chat.id).alert_cursor
        next_seq(session)
        subscriptions.subscribe(session, chat.id, firm_id="b", topic=None, mode="instant", now=NOON)

        assert (chat.alert_cursor, first, get_chat(session, chat.id).alert_cursor) == (0, 1, 1)


def test_own_firms(database: Database):
    """A chat's own firms are its own; the same id again replaces names."""
    with database.write() as session:
        one, two = add_chat(session, 1).id, add_chat(session, 2).id
        added = subscriptions.add_chat_firm(session, one, firm_id="x", name="甲", aliases=["jia"])
        session.flush()
        again = subscriptions.add_chat_firm(session, one, firm_id="x", name="甲公司", aliases=[])
        subscriptions.add_chat_firm(session, two, firm_id="y", name="乙", aliases=["yi"])
        session.flush()

        assert (added, again) == (True, False)
        assert subscriptions.chat_firms(session, one) == [OwnFirm("x", "甲公司")]
        assert subscriptions.chat_firms(session) == [OwnFirm("x", "甲公司"), OwnFirm("y", "乙", ("yi",))]


def test_pace_books_one_after_the_other(database: Database):
    """Each booking lies a gap after the one before; an idle key is free at once."""
    with database.write() as session:
        booked = [pace.reserve(session, "bot", SECOND, now=NOON, within=9 * SECOND) for _ in range(3)]
        idle = pace.reserve(session, "bot", SECOND, now=NOON + 60 * SECOND, within=SECOND)

    assert booked == [NOON, NOON + SECOND, NOON + 2 * SECOND]
    assert idle == NOON + 60 * SECOND


def test_a_turn_too_far_off_is_not_booked(database: Database):
    """Asking again and again while the bot is held pushes nothing further off."""
    with database.write() as session:
        pace.hold(session, "bot", until=NOON + 40 * SECOND, now=NOON)
        pace.hold(session, "bot", until=NOON + 10 * SECOND, now=NOON)  # shorter: changes nothing
        told = {pace.reserve(session, "bot", SECOND, now=NOON, within=5 * SECOND) for _ in range(99)}
        first = pace.reserve(session, "bot", SECOND, now=NOON + 39 * SECOND, within=5 * SECOND)

    assert told == {NOON + 40 * SECOND}
    assert first == NOON + 40 * SECOND


@pytest.mark.postgres
def test_two_workers_never_book_the_same_moment(database_url: str):
    """Bookings of two workers for one key all differ."""
    workers = [Database(database_url), Database(database_url)]
    booked = []

    def work(database: Database) -> None:
        for _ in range(25):
            with database.write() as session:
                booked.append(pace.reserve(session, "bot", SECOND, now=NOON, within=999 * SECOND))

    threads = [threading.Thread(target=work, args=(w,)) for w in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for worker in workers:
        worker.close()

    assert sorted(booked) == [NOON + n * SECOND for n in range(50)]


def test_an_idle_key_is_not_swept_away_while_it_is_booked(database: Database):
    """The sweep finds the key still idle just when a sender takes it: the sender keeps it."""
    with database.write() as session:
        pace.reserve(session, "chat:1", SECOND, now=NOON - 2 * pace.KEPT, within=SECOND)

    def sweep() -> None:
        with database.write() as other:
            pace.forget_idle(other, now=NOON)

    def meanwhile(*_: object) -> None:
        if not database.is_sqlite:  # there, nobody else writes meanwhile
            elsewhere(sweep)

    with database.write() as session:
        listen(database.engine, "after_cursor_execute", meanwhile, once=True)
        booked = pace.reserve(session, "chat:1", SECOND, now=NOON, within=SECOND)

    assert booked == NOON


def test_inbox_keeps_each_update_once_until_answered(database: Database):
    """New updates are told apart from repeats; open ones come back in order after a crash."""
    with database.write() as session:
        first = inbox.receive(session, [{"update_id": 5, "a": "你"}, {"update_id": 3}], now=NOON)
        again = inbox.receive(session, [{"update_id": 5}, {"update_id": 8}], now=NOON)
        inbox.finish(session, 3, now=NOON)

        assert (first, again, inbox.receive(session, [], now=NOON)) == ([5, 3], [8], [])
        assert [one.update for one in inbox.open_updates(session, now=NOON)] == [
            {"update_id": 5, "a": "你"},
            {"update_id": 8},
        ]


def test_an_update_that_ends_the_process_is_given_up(database: Database):
    """After some attempts a poisonous update is left alone, stays in the table, and is tried again a day later."""
    with database.write() as session:
        inbox.receive(session, [{"update_id": 1}], now=NOON)
        for attempts in range(1, inbox.MAX_ATTEMPTS):
            (left,) = inbox.open_updates(session, now=NOON)
            assert (left.update, left.attempts, left.in_doubt) == ({"update_id": 1}, attempts, attempts > 1)
            assert inbox.begin_again(session, 1, left, now=NOON)

        assert inbox.open_updates(session, now=NOON + 23 * HOUR) == []
        assert [one.attempts for one in inbox.open_updates(session, now=NOON + DAY, parked=True)] == [attempts + 1]


def test_an_update_is_begun_again_by_one_only(database: Database):
    """Nobody begins what was answered, or begun by another, since it was looked at; counted or not."""
    with database.write() as session:
        inbox.receive(session, [{"update_id": n} for n in (1, 2, 3)], now=NOON)
        left = inbox.open_updates(session, now=NOON)
        inbox.finish(session, 2, now=NOON)

        begun = [inbox.begin_again(session, n, left[n - 1], now=NOON + HOUR, counts=n != 3) for n in (1, 1, 2, 3, 3)]
        attempts = [one.attempts for one in inbox.open_updates(session, now=NOON)]

    assert begun == [True, False, False, True, False]
    assert attempts == [2, 1]


def test_a_query_kept_lately_is_not_written_again(database: Database):
    """The same question is asked again and again; only its first use of the day costs a commit."""
    writes: list[str] = []
    listen(database.engine, "commit", lambda _: writes.append("commit"))

    keys = {saved_queries.keep_query(database, StoryList((1,)), now=NOON + turn * HOUR) for turn in range(5)}
    first = len(writes)
    later = saved_queries.keep_query(database, StoryList((1,)), now=NOON + 2 * DAY)

    assert (keys, first, len(writes)) == ({later}, 1, 2)
    with database.read() as session:
        assert session.scalar(select(QueryRow.used_at)) == NOON + 2 * DAY


def test_queries_are_recalled_by_a_short_key(database: Database):
    """The same question has one key, short enough for a button; an unknown key is None."""
    with database.write() as session:
        key = saved_queries.remember_query(session, SearchQuery(terms=("融资",), typed="融资"), now=NOON)
        again = saved_queries.remember_query(session, SearchQuery(terms=("融资",), typed="融资"), now=NOON + DAY)

        assert (key == again, len(key)) == (True, 12)
        assert saved_queries.recall_query(session, key, now=NOON) == SearchQuery(terms=("融资",), typed="融资")
        assert saved_queries.recall_query(session, "nothing", now=NOON) is None
        saved_queries.forget_old_queries(session, now=NOON + saved_queries.KEPT)
        assert saved_queries.recall_query(session, key, now=NOON) is not None


def test_feedback_is_pressed_and_taken_back(database: Database):
    """A second press of the same verdict undoes it; another user's stands."""
    with database.write() as session:
        chat = add_chat(session).id
        story = add_story(session, add_feed(session))
        say = {"chat_id": chat, "story_id": story, "now": NOON}
        pressed = feedback.press(session, user_id=1, verdict="wrong", **say)
        session.flush()
        undone = feedback.press(session, user_id=1, verdict="wrong", **say)
        feedback.press(session, user_id=2, verdict="topic", value="talent_move", **say)
        session.flush()

        assert (pressed, undone) == (True, False)
        assert [(r.user_id, r.verdict) for r in feedback.corrections(session)] == [(2, "topic")]
        assert feedback.corrections(session, chat_id=chat + 1) == []
        (sample,) = feedback.labelled_entries(session)
        assert (sample["title"], sample["topics"]) == ("月之暗面完成融资", ["talent_move"])


def test_wrong_means_no_topic(database: Database):
    """A story marked wrong teaches that it has none of the topics; one marked right keeps them."""
    with database.write() as session:
        chat, feed = add_chat(session).id, add_feed(session)
        for title, verdict in (("甲", "wrong"), ("乙", "right")):
            story = add_story(session, feed, title, tags(firms=[title]))
            feedback.press(session, chat_id=chat, user_id=1, story_id=story, verdict=verdict, now=NOON)
            session.flush()

        assert [(s["title"], s["topics"]) for s in feedback.labelled_entries(session)] == [
            ("甲", []),
            ("乙", ["funding"]),
        ]


def test_tags_survive_the_database(database: Database):
    """What was read in an entry comes back equal, empty or full."""
    full = entries.tags_from_json(
        {
            "topics": {"funding": 0.9},
            "scores": {"funding": 0.9, "talent_move": 0.1},
            "doubt": 0.3,
            "firms": [["moonshot", "月之暗面", 0.8]],
            "stance": "denied",
            "facts": [{"kind": "funding", "round": "B轮"}],
            "why": {"funding": [["融资", 1.5]]},
            "is_roundup": True,
            "credit": "36氪",
        }
    )
    with database.write() as session:
        feed = add_feed(session)
        story = add_story(session, feed, "甲", full)
        ((entry, read),) = entries.entries_of(session, [story])[story]
        add_entry(session, feed, "乙")

        assert (entry.entry.title, read, read.stance) == ("甲", full, Stance.DENIED)
    assert entries.tags_from_json(entries.tags_to_json(entries.Tags())) == entries.Tags()


def test_claims_of_entries(database: Database):
    """Oldest first, a lease long; what was begun before comes alone, and once a day when that happened too often."""
    with database.write() as session:
        feed = add_feed(session)
        ids = [add_entry(session, feed, f"第{n}") for n in range(4)]
        first = entries.claim_untagged(session, now=NOON, limit=3)
        second = entries.claim_untagged(session, now=NOON)
        later = [entries.claim_untagged(session, now=NOON + n * HOUR) for n in range(1, 24)]
        next_day = [entries.claim_untagged(session, now=NOON + DAY + n * HOUR) for n in range(24)]

        assert (first, second) == (ids[:3], ids[3:])
        assert sorted(entry for claim in later for entry in claim) == sorted(ids * 4)
        assert sorted(entry for claim in next_day for entry in claim) == ids
        assert max(len(claim) for claim in (*later, *next_day)) == 1


def test_nothing_of_a_failed_transaction_is_kept(database: Database):
    """An error inside write() undoes everything, and the next writer is not blocked."""
    with database.write() as session:
        chat = add_chat(session).id
    with pytest.raises(RuntimeError), database.write() as session:
        put(session, chat)
        raise RuntimeError("killed here")

    with database.read() as session:
        assert outbox.counts(session) == {}
    with database.write() as session:
        assert put(session, chat) == 1
