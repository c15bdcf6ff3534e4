"""The outbox: one message at a time per chat, in order, taken by one worker, never lost."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.core.chats import Button, Message, MessageState, Part
from bot.core.delivery import Step
from bot.storage.chats import chats as chat_store
from bot.storage.database import Database
from bot.storage.mail import outbox
from bot.storage.tables import ChatRow, OutboxRow
from bot.telegram.address import address_of
from tests.fakes import NOON, add_chat, part, put

SECOND = timedelta(seconds=1)
SENT = Step(state=MessageState.SENT, message_id=5)


def _claim(database: Database, now=NOON, **options) -> list[Message]:
    with database.write() as session:
        return outbox.claim(session, channels=["telegram"], now=now, **options)


def _settle(database: Database, message: Message, step: Step, now=NOON) -> None:
    with database.write() as session:
        outbox.settle(session, message, step, now=now)


def _row(database: Database, message_id: int) -> OutboxRow:
    with database.read() as session:
        return session.scalars(select(OutboxRow).where(OutboxRow.id == message_id)).one()


@pytest.fixture
def chat_id(database: Database) -> int:
    with database.write() as session:
        return add_chat(session).id


def test_put_twice_is_one_message(database: Database, chat_id: int):
    """The same key written twice leaves one set of parts."""
    with database.write() as session:
        first = put(session, chat_id, "一", "二")
        second = put(session, chat_id, "一", "二")

        assert (first, second) == (2, 0)
        assert outbox.counts(session) == {"pending": 2}


def test_put_nothing(database: Database, chat_id: int):
    """A message without parts is no message."""
    with database.write() as session:
        made = outbox.put(session, chat_id=chat_id, kind="x", dedup_key="k", parts=[], due_at=NOON, now=NOON)

    assert made == 0


def test_claim_carries_everything_the_sender_needs(database: Database):
    """Address, kind, buttons, image and tries come with the message."""
    buttons = ((Button("对", "fb:1:right"), Button("看", url="https://example.com")),)
    with database.write() as session:
        chat = add_chat(session, -9, kind="supergroup", thread_id=3)
        shown = Part(html="<b>你</b>", text="你", buttons=buttons, image=b"\x89PNG")
        outbox.put(session, chat_id=chat.id, kind="digest", dedup_key="k", parts=[shown], due_at=NOON, now=NOON)

    (message,) = _claim(database)

    assert (message.address, message.chat_kind, message.kind) == (address_of(-9, 3), "supergroup", "digest")
    assert (message.part, message.tries) == (shown, 1)


def test_parts_keep_their_order(database: Database, chat_id: int):
    """Part two is not taken before part one is settled, whatever its retries."""
    with database.write() as session:
        put(session, chat_id, "一", "二", "三")
    (first,) = _claim(database)

    assert _claim(database) == []
    _settle(database, first, Step(state=MessageState.PENDING, due_at=NOON + 60 * SECOND))
    assert _claim(database, NOON + 30 * SECOND) == []
    (again,) = _claim(database, NOON + 61 * SECOND)
    _settle(database, again, SENT)
    (second,) = _claim(database, NOON + 62 * SECOND)

    assert [first.part.text, again.part.text, second.part.text] == ["一", "一", "二"]


def test_a_dead_message_does_not_stop_the_next(database: Database, chat_id: int):
    """What Telegram refuses for good is passed over."""
    with database.write() as session:
        put(session, chat_id, "坏", "好")
    (bad,) = _claim(database)
    _settle(database, bad, Step(state=MessageState.DEAD, error="message is too long"))

    (good,) = _claim(database)

    assert good.part.text == "好"
    assert _row(database, bad.id).error == "message is too long"


def test_nothing_before_its_time(database: Database, chat_id: int):
    """A message due later waits."""
    with database.write() as session:
        outbox.put(session, chat_id=chat_id, kind="x", dedup_key="k", parts=[part()], due_at=NOON + SECOND, now=NOON)

    assert _claim(database) == []
    assert len(_claim(database, NOON + SECOND)) == 1


def test_a_crash_in_flight_sends_again_marked_uncertain(database: Database, chat_id: int):
    """A sender that died leaves a lease; when it ends the message is taken again, and says so."""
    with database.write() as session:
        put(session, chat_id)
    (first,) = _claim(database)

    early = _claim(database, NOON + outbox.LEASE - SECOND)
    (again,) = _claim(database, NOON + outbox.LEASE + SECOND)
    _settle(database, again, SENT)

    assert early == []
    assert (again.id, again.tries) == (first.id, 2)
    row = _row(database, first.id)
    assert (row.state, row.message_id, row.uncertain) == ("sent", 5, True)


def test_a_late_sender_does_not_undo_what_the_next_one_did(database: Database, chat_id: int):
    """A sender whose lease ended cannot make a sent message pending again."""
    with database.write() as session:
        put(session, chat_id)
    (slow,) = _claim(database)
    (quick,) = _claim(database, NOON + outbox.LEASE + SECOND)
    _settle(database, quick, SENT)

    _settle(database, slow, Step(state=MessageState.PENDING, due_at=NOON))

    assert _row(database, slow.id).state == "sent"


def test_a_late_success_still_counts(database: Database, chat_id: int):
    """The first sender got through after all: the message is sent, and the second one's failure changes nothing."""
    with database.write() as session:
        put(session, chat_id)
    (slow,) = _claim(database)
    (quick,) = _claim(database, NOON + outbox.LEASE + SECOND)
    _settle(database, slow, SENT)

    _settle(database, quick, Step(state=MessageState.PENDING, due_at=NOON))

    assert _row(database, slow.id).state == "sent"


def test_release_gives_the_try_back(database: Database, chat_id: int):
    """A message put back unsent counts no try and waits until then."""
    with database.write() as session:
        put(session, chat_id)
    (message,) = _claim(database)
    with database.write() as session:
        outbox.release(session, message, until=NOON + 5 * SECOND)

    assert _claim(database, NOON + 4 * SECOND) == []
    (again,) = _claim(database, NOON + 5 * SECOND)
    assert again.tries == 1


def test_a_late_sender_gives_back_nothing(database: Database, chat_id: int):
    """A sender that was asleep past its lease does not free what another one is sending."""
    with database.write() as session:
        put(session, chat_id)
    (slow,) = _claim(database)
    later = NOON + outbox.LEASE + SECOND
    _claim(database, later)
    with database.write() as session:
        outbox.release(session, slow, until=later)

    assert _claim(database, later) == []


def test_what_was_sent_to_a_forgotten_chat_settles_no_other_message(database: Database, chat_id: int):
    """P1: its row went while it was on its way; the next message is another one, and is sent."""
    with database.write() as session:
        put(session, chat_id, key="a")
    (gone,) = _claim(database)
    with database.write() as session:
        chat_store.delete_chat(session, chat_id)
        put(session, add_chat(session, 8).id, key="b")

    _settle(database, gone, SENT)

    assert len(_claim(database)) == 1


def test_a_row_of_the_same_id_is_not_the_same_message(database: Database, chat_id: int):
    """P1: a backup put back under a running sender has given the id to what was written later."""
    with database.write() as session:
        put(session, chat_id)
    (old,) = _claim(database)
    with database.write() as session:
        session.execute(update(OutboxRow).values(created_at=NOON + SECOND, state="pending", tries=0))

    _settle(database, old, SENT)

    assert _row(database, old.id).state == "pending"


def test_hold_stops_only_that_chat(database: Database, chat_id: int):
    """A held chat waits until its time; another one does not."""
    with database.write() as session:
        other = add_chat(session, 8).id
        put(session, chat_id, key="a")
        put(session, other, key="b")
    first, _ = _claim(database)
    step = Step(state=MessageState.PENDING, due_at=NOON + SECOND, hold_chat_until=NOON + 40 * SECOND)
    _settle(database, first, step)
    with database.write() as session:
        put(session, other, key="c")
        session.execute(OutboxRow.__table__.update().where(OutboxRow.dedup_key == "b").values(state="sent"))

    assert [m.chat_id for m in _claim(database, NOON + 2 * SECOND)] == [other]
    with database.read() as session:
        assert outbox.chats_waiting(session, channels=["telegram"], now=NOON + 2 * SECOND) == []
        assert outbox.chats_waiting(session, channels=["telegram"], now=NOON + 41 * SECOND) == [chat_id]


def test_topics_of_one_group_are_held_together(database: Database):
    """Telegram limits the group, so its other forum topics wait too."""
    with database.write() as session:
        one = add_chat(session, -5, kind="supergroup", thread_id=1).id
        two = add_chat(session, -5, kind="supergroup", thread_id=2).id
        put(session, one, key="a")
    (message,) = _claim(database)
    _settle(database, message, Step(state=MessageState.PENDING, due_at=NOON, hold_chat_until=NOON + 40 * SECOND))
    with database.write() as session:
        put(session, two, key="b")

    assert _claim(database, NOON + SECOND) == []


def test_refusals_are_counted_and_forgotten(database: Database, chat_id: int):
    """Soft refusals count with their first time; a success forgets them."""
    with database.write() as session:
        put(session, chat_id)
    (message,) = _claim(database)
    soft = Step(state=MessageState.PENDING, due_at=NOON, count_refusal=True)
    _settle(database, message, soft)
    (message,) = _claim(database, NOON + SECOND)
    _settle(database, message, soft, NOON + SECOND)
    with database.read() as session:
        counted = outbox.refusals(session, chat_id)
    (message,) = _claim(database, NOON + 2 * SECOND)
    _settle(database, message, SENT)

    assert counted == (2, NOON)
    with database.read() as session:
        assert outbox.refusals(session, chat_id) == (0, None)
        assert outbox.refusals(session, 999) == (0, None)


def test_plain_takes_the_markup_off(database: Database, chat_id: int):
    """A message whose markup Telegram refused goes out as its plain text."""
    with database.write() as session:
        put(session, chat_id)
    (message,) = _claim(database)
    _settle(database, message, Step(state=MessageState.PENDING, due_at=NOON, plain=True))

    (again,) = _claim(database)

    assert (again.part.html, again.part.text) == ("", "你好")


def test_paused_chats_get_nothing(database: Database, chat_id: int):
    """Pausing puts what waits aside, resuming brings it back in order."""
    with database.write() as session:
        put(session, chat_id, "一", "二")
        chat_store.pause(session, chat_id, reason="blocked", now=NOON)
        put(session, chat_id, "三", key="later")

    silent = _claim(database)
    with database.write() as session:
        chat_store.resume(session, chat_id, now=NOON)
    texts = []
    while messages := _claim(database):
        texts += [m.part.text for m in messages]
        _settle(database, messages[0], SENT)

    assert silent == []
    assert texts == ["一", "二", "三"]


def test_a_batch_takes_the_longest_waiting(database: Database):
    """With more chats than places, the oldest messages go first; one named chat can be asked for."""
    with database.write() as session:
        ids = [add_chat(session, n).id for n in range(1, 5)]
        for age, chat_id in enumerate(reversed(ids)):
            put(session, chat_id, key=f"k{chat_id}", now=NOON + age * SECOND)

    named = _claim(database, NOON + 9 * SECOND, chat_ids=[ids[0]])
    first = _claim(database, NOON + 9 * SECOND, limit=2)

    assert [m.chat_id for m in named] == [ids[0]]
    assert [m.chat_id for m in first] == [ids[3], ids[2]]


def test_two_workers_never_take_the_same_message(database_url: str):
    """Two workers draining one outbox send each message once and keep each chat's order."""
    workers = [Database(database_url), Database(database_url)]
    with workers[0].write() as session:
        for n in range(1, 9):
            put(session, add_chat(session, n).id, *(f"{n}-{p}" for p in range(4)), key=f"k{n}")
    sent: list[tuple[str, str]] = []
    lock = threading.Lock()

    def drain(worker: Database) -> None:
        idle = 0
        while idle < 20:
            messages = _claim(worker, limit=3)
            idle = 0 if messages else idle + 1
            for message in messages:
                with lock:
                    sent.append((message.address.key, message.part.text))
                _settle(worker, message, SENT)

    threads = [threading.Thread(target=drain, args=(w,)) for w in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for worker in workers:
        worker.close()

    assert len(sent) == len(set(sent)) == 32
    for n in range(1, 9):
        assert [text for chat, text in sent if chat == str(n)] == [f"{n}-{p}" for p in range(4)]


def test_a_hold_is_never_shortened(database: Database, chat_id: int):
    """A later, shorter wait leaves the longer one standing."""
    with database.write() as session:
        session.get_one(ChatRow, chat_id).hold_until = NOON + 90 * SECOND
        put(session, chat_id)
    (message,) = _claim(database, NOON + 91 * SECOND)
    with database.write() as session:
        session.get_one(ChatRow, chat_id).hold_until = NOON + 900 * SECOND
    _settle(database, message, Step(state=MessageState.PENDING, due_at=NOON, hold_chat_until=NOON + 95 * SECOND))

    assert _claim(database, NOON + 99 * SECOND) == []
