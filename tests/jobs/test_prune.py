"""Old texts go, a portion at a time; search, stories and what the classifier learns from stay as they were."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from bot.core.retention import Keep
from bot.core.types import Tags
from bot.jobs import prune
from bot.storage import free_pages
from bot.storage.chats import feedback
from bot.storage.database import Database
from bot.storage.news import retention
from bot.storage.news.search import search
from bot.storage.news.stories import load_stories
from bot.storage.tables import Base, EntryLabelRow, EntryRow, FeedbackRow
from tests.fakes import NOON, add_chat, add_entry, add_feed
from tests.storage.rows import add_story, save_tags

DAY = timedelta(days=1)
LONG = "很长的正文" * 2000


def fill(database: Database) -> int:
    """A lone and a told entry of every age, one never read, one corrected, one labelled; a chat's id."""
    with database.write() as session:
        feed, chat = add_feed(session), add_chat(session)
        for days in (400, 31, 29):
            lone = add_entry(session, feed, f"闲话{days}", now=NOON - days * DAY)
            save_tags(session, lone, Tags(), tokens="闲话", story_id=None, now=NOON)
            add_story(session, feed, f"月之暗面融资{days}", tokens="融资", now=NOON - days * DAY)
        add_entry(session, feed, "没读过", now=NOON - 400 * DAY)
        corrected = add_story(session, feed, "被纠正", tokens="融资", now=NOON - 400 * DAY)
        feedback.press(session, chat_id=chat.id, user_id=7, story_id=corrected, verdict="wrong", now=NOON)
        taught = add_entry(session, feed, "教过", now=NOON - 400 * DAY)
        save_tags(session, taught, Tags(), tokens="", story_id=None, now=NOON)
        session.add(EntryLabelRow(entry_id=taught, chat_id=chat.id, asked_at=NOON, topic="", user_id=7, at=NOON))
        session.execute(update(EntryRow).values(text="正文", summary="摘要"))
    return chat.id


def with_text(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(EntryRow.title).where(EntryRow.text != "", EntryRow.summary != "")))


LEFT = {"闲话29", "月之暗面融资31", "月之暗面融资29", "没读过", "被纠正", "教过"}


async def test_texts_have_their_time(database: Database, monkeypatch: pytest.MonkeyPatch):
    """In portions of two, each from where the last ended; what reads entries finds all as before."""
    monkeypatch.setattr(prune, "PORTION", 2)
    chat = fill(database)

    def seen():
        with database.read() as session:
            found = [search(session, [word], chat_id=chat) for word in ("融资", "闲话")]
            pages = [[(type(one), one.id) for one in page.page] for page in found]
            return pages, load_stories(session, range(1, 9)), feedback.labelled_entries(session)

    before = seen()
    with database.read() as session:
        assert retention.what_goes(session, Keep(), now=NOON) == {"untagged": (2, 8), "tagged": (1, 4)}

    assert [await prune.run(database, Keep(), now=NOON) for _ in range(6)] == [2, 1, 0, 0, 0, 0]

    assert with_text(database) == LEFT
    assert seen() == before
    with database.read() as session:
        assert retention.what_goes(session, Keep(), now=NOON) == {"untagged": (0, 0), "tagged": (0, 0)}
    await prune.run(database, Keep(), now=NOON + 2 * DAY)
    assert with_text(database) == LEFT - {"闲话29"}


async def test_what_the_sweep_passed_by_goes_too(database: Database, monkeypatch: pytest.MonkeyPatch):
    """What was read, or whose correction was taken back, only after the sweep had been there."""
    monkeypatch.setattr(prune, "PORTION", 2)
    chat = fill(database)
    for _ in range(6):
        await prune.run(database, Keep(), now=NOON)
    with database.write() as session:
        (unread,) = session.scalars(select(EntryRow.id).where(EntryRow.title == "没读过"))
        save_tags(session, unread, Tags(), tokens="", story_id=None, now=NOON)
        session.execute(update(FeedbackRow).where(FeedbackRow.chat_id == chat).values(undone_at=NOON))

    gone = [await prune.run(database, Keep(), now=NOON) for _ in range(6)]

    assert sum(gone) == 2
    assert with_text(database) == LEFT - {"没读过", "被纠正"}


@pytest.mark.parametrize("at_once", [False, True])
async def test_a_clock_that_was_ahead_keeps_no_texts_behind_it(
    database: Database, monkeypatch: pytest.MonkeyPatch, at_once: bool
):
    """More entries than a portion holds were seen in the future: those that came after them have their time."""
    monkeypatch.setattr(prune, "PORTION", 2)
    with database.write() as session:
        feed = add_feed(session)
        for number, days in enumerate([31, *[-4000] * 5, 31, 29]):
            lone = add_entry(session, feed, f"{number}", now=NOON - days * DAY)
            save_tags(session, lone, Tags(), tokens="", story_id=None, now=NOON)
        session.execute(update(EntryRow).values(text="正文", summary="摘要"))

    if at_once:
        prune.everything(database, Keep(), now=NOON, report=lambda _, share: None)
    else:
        for _ in range(4):
            await prune.run(database, Keep(), now=NOON)

    assert with_text(database) == {"1", "2", "3", "4", "5", "7"}


def test_all_at_once_is_the_same_and_forever_is_nothing(database: Database, monkeypatch: pytest.MonkeyPatch):
    """`hubao prune` begins at the first entry, so it also finds what was read after the sweep had passed it."""
    monkeypatch.setattr(prune, "PORTION", 3)
    fill(database)
    shares: list[float] = []

    assert prune.everything(database, Keep.parse("forever"), now=NOON, report=lambda _, share: None) == 0
    assert prune.everything(database, Keep(), now=NOON, report=lambda _, share: shares.append(share)) == 3

    assert with_text(database) == LEFT
    assert shares == sorted(shares)
    assert shares[-1] == 1


def older_file(path: Path) -> None:
    """A database begun without auto_vacuum, as older versions did."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE first (x); DROP TABLE first;")


def _large(path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with twelve long old texts."""
    monkeypatch.setattr(free_pages, "RESERVE", 5)
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        feed = add_feed(session)
        for number in range(12):
            lone = add_entry(session, feed, f"{number}", now=NOON - 31 * DAY, text=LONG)
            save_tags(session, lone, Tags(), tokens="", story_id=None, now=NOON)
    return database


@pytest.mark.one_database
async def test_room_goes_back_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A portion of pages at a time, but for a reserve; the database is sound after it."""
    database = _large(tmp_path / "new.db", monkeypatch)
    before = free_pages.file_size(database)

    await prune.run(database, Keep(), now=NOON)

    assert free_pages.gives_back(database)
    assert free_pages.file_size(database) < before - 12 * len(LONG)
    with database.read() as session:
        assert session.scalar(text("PRAGMA freelist_count")) == 5
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    database.close()


@pytest.mark.one_database
def test_an_older_file_is_rewritten_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """One made without auto_vacuum stays as large until it is written anew; then it gives back too."""
    older_file(tmp_path / "old.db")
    database = _large(tmp_path / "old.db", monkeypatch)
    before = free_pages.file_size(database)
    prune.everything(database, Keep(), now=NOON, report=lambda _, share: None)
    assert not free_pages.gives_back(database)
    assert free_pages.file_size(database) == before

    free_pages.rewrite(database)

    assert free_pages.gives_back(database)
    assert free_pages.file_size(database) < before - 12 * len(LONG)
    database.close()


@pytest.mark.parametrize(
    ("words", "days"),
    [("30,365", (30, 365)), ("7, forever", (7, None)), ("Forever", (None, None)), ("90,90", (90, 90))],
)
def test_what_is_set_is_read(words: str, days: tuple[int | None, int | None]):
    """Days for either kind, or for ever."""
    keep = Keep.parse(words)
    spans = (keep.untagged, keep.tagged)
    assert spans == tuple(None if count is None else count * DAY for count in days)


@pytest.mark.parametrize("words", ["", "30", "365,30", "forever,30", "1,365", "30,x", "30,365,9", "30d,1y"])
def test_a_slip_is_told(words: str):
    """It is said with an example, not guessed."""
    with pytest.raises(ValueError, match=r"30,365|days from 7"):
        Keep.parse(words)
