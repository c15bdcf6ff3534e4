"""Labels of entries: who is asked of what, and what training takes from the answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.core.topics import FUNDING, TALENT_MOVE, Topic
from bot.core.types import Tags
from bot.storage.chats import feedback, labels
from bot.storage.database import Database
from bot.storage.news.entries import save_tags
from tests.fakes import NOON, add_chat, add_entry, add_feed, tags
from tests.storage.rows import add_story, join


def doubted(session: Session, feed: int, title: str, doubt: float) -> int:
    """A tagged entry, that doubtful."""
    entry_id = add_entry(session, feed, title)
    save_tags(session, entry_id, Tags(doubt=doubt), tokens="", story_id=None, now=NOON)
    return entry_id


def titles(session: Session, chat: int) -> list[str]:
    return [found.stored.entry.title for found in labels.doubtful(session, chat)]


def label(session: Session, entry: int, topic: Topic | None, *, chat: int) -> bool:
    labels.put_to(session, entry, chat, now=NOON)
    return labels.answer(session, entry, topic, user_id=1, now=NOON)


def test_the_most_doubtful_first(database: Database):
    """What is not read yet, or was read before doubt was kept, is left out; so is what somebody was asked of."""
    with database.write() as session:
        chat, feed = add_chat(session).id, add_feed(session)
        ids = [doubted(session, feed, f"第{n}", n / 10) for n in range(1, 4)]
        doubted(session, feed, "没什么疑问", 0.09)
        add_entry(session, feed, "还没读")
        before = titles(session, chat)
        labels.put_to(session, ids[2], chat, now=NOON)

        assert before == ["第3", "第2", "第1"]
        assert titles(session, chat) == ["第2", "第1"]
        assert labels.asked_last(session) == ["第3"]


def test_only_the_newest_are_looked_at(database: Database, monkeypatch: pytest.MonkeyPatch):
    """However many there are."""
    monkeypatch.setattr(labels, "NEWEST", 2)
    with database.write() as session:
        chat, feed = add_chat(session).id, add_feed(session)
        for number, doubt in enumerate([0.9, 0.1, 0.2]):
            doubted(session, feed, f"第{number}", doubt)

        assert titles(session, chat) == ["第2", "第1"]


def test_of_one_story_one_is_asked(database: Database):
    """Its other tellings say the same."""
    with database.write() as session:
        chat, feed, other = add_chat(session).id, add_feed(session), add_feed(session, "b")
        read = Tags(topics={FUNDING: 0.6}, doubt=0.8)
        story = add_story(session, feed, "甲融资", read)
        join(session, story, other, "甲公司融资了", read)
        before = titles(session, chat)
        labels.put_to(session, labels.doubtful(session, chat)[0].stored.id, chat, now=NOON)

        assert before == ["甲公司融资了", "甲融资"]
        assert titles(session, chat) == []


def test_the_first_to_ask_and_to_answer_wins(database: Database):
    """An entry is put to one chat, and labelled once; who said it can take it back, and it can be said anew."""
    with database.write() as session:
        chat, other = add_chat(session, 7).id, add_chat(session, 8).id
        entry = doubted(session, add_feed(session), "甲", 0.9)

        assert [labels.put_to(session, entry, one, now=NOON) for one in (chat, other)] == [True, False]
        assert labels.question(session, entry, other) is None
        assert labels.answer(session, entry, FUNDING, user_id=1, now=NOON)
        assert not labels.answer(session, entry, None, user_id=2, now=NOON)
        asked = labels.question(session, entry, chat)
        assert asked is not None
        assert asked.label is not None
        assert (asked.label.topic, asked.label.user_id, asked.label.at) == (FUNDING, 1, NOON)
        assert [labels.take_back(session, entry, user_id=user) for user in (2, 1, 1)] == [False, True, False]
        assert labels.taught(session) == []
        assert labels.answer(session, entry, None, user_id=2, now=NOON)
        assert [one.topics for one in labels.taught(session)] == [frozenset()]


def test_a_later_question_waits(database: Database):
    """In the same chat, as long as it has no answer."""
    with database.write() as session:
        chat, feed = add_chat(session).id, add_feed(session)
        first, second = (doubted(session, feed, title, 0.9) for title in "甲乙")
        labels.put_to(session, first, chat, now=NOON)
        labels.put_to(session, second, chat, now=NOON + timedelta(minutes=1))

        assert labels.is_waiting(session, chat, since=NOON)
        assert not labels.is_waiting(session, chat, since=NOON + timedelta(minutes=1))
        assert not labels.is_waiting(session, chat + 1, since=NOON)
        labels.answer(session, second, None, user_id=1, now=NOON)
        assert not labels.is_waiting(session, chat, since=NOON)


def test_labels_are_samples(database: Database):
    """Of their topic, or of none; those nobody answered are not, nor those of a topic that is none any more."""
    with database.write() as session:
        chat, feed = add_chat(session).id, add_feed(session)
        ids = [doubted(session, feed, title, 0.9) for title in "甲乙丙丁"]
        for entry, topic in zip(ids, (TALENT_MOVE, None, Topic("weather")), strict=False):
            label(session, entry, topic, chat=chat)
        labels.put_to(session, ids[3], chat, now=NOON)

        assert [(s["title"], s["topics"]) for s in feedback.labelled_entries(session)] == [
            ("甲", ["talent_move"]),
            ("乙", []),
        ]


@pytest.mark.parametrize(
    ("topic", "taught"),
    [
        (TALENT_MOVE, [("甲", ["talent_move"])]),
        (FUNDING, [("甲", ["funding"]), ("甲的另一篇", ["funding"])]),
    ],
)
def test_an_operator_outweighs_a_chat(database: Database, topic: Topic, taught: list[tuple[str, list[str]]]):
    """Of a story that an operator labelled, what a chat says otherwise is left out; of another it stays."""
    with database.write() as session:
        chat, feed, other = add_chat(session).id, add_feed(session), add_feed(session, "b")
        story = add_story(session, feed, "甲")
        join(session, story, other, "甲的另一篇", tags())
        elsewhere = add_story(session, feed, "别的", tags(firms=["zhipu"]))
        say = {"chat_id": chat, "user_id": 9, "now": NOON}
        feedback.press(session, story_id=story, verdict="right", **say)
        feedback.press(session, story_id=elsewhere, verdict="wrong", **say)
        label(session, 1, topic, chat=chat)
        session.flush()

        samples = [(s["title"], s["topics"]) for s in feedback.labelled_entries(session)]

        assert sorted(samples) == sorted([*taught, ("别的", [])])
