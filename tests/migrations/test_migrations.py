"""Migrations build exactly the tables, go down and up again, and refuse what they cannot handle."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.core.address import Address
from bot.core.errors import DatabaseError
from bot.storage.chats.chats import find_chat, open_chat
from bot.storage.database import Database
from bot.storage.migrate import alembic_config, current, migrate
from bot.storage.news.search import search
from bot.storage.tables import Base, DeliveredRow, FeedRow
from tests.fakes import NOON, add_entry, add_feed
from tests.storage.rows import add_story

ROOT = Path(__file__).parents[2]
#: the full-text index is written in SQL, so the comparison does not know it
FULL_TEXT = ("entry_words", "ix_entries_words")


@pytest.fixture
def bare(bare_url: str) -> Iterator[Database]:
    database = Database(bare_url)
    yield database
    database.close()


def _differences(database: Database) -> list[object]:
    def ours(_object, name, _kind, _reflected, _compare_to) -> bool:
        return not str(name).startswith(FULL_TEXT)

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": ours})
        return list(compare_metadata(context, Base.metadata))


def _tables(database: Database) -> set[str]:
    return {name for name in inspect(database.engine).get_table_names() if not name.startswith("entry_words")}


def test_migrations_equal_the_tables(bare: Database):
    """What the migrations build is what bot/storage/tables.py declares, on both databases."""
    before, after = migrate(bare)

    assert (before, after) == (None, current(bare))
    assert _differences(bare) == []


def test_up_down_and_up_again(bare: Database):
    """Every migration can be taken back and done again; nothing is left in between."""
    migrate(bare)
    migrate(bare, to="base")
    emptied = _tables(bare)
    _, head = migrate(bare)

    assert emptied == {"alembic_version"}
    assert head is not None
    assert _differences(bare) == []


def test_a_chat_in_use_stays_in_use(bare: Database):
    """Who sets up a channel while the schema changes goes on setting up that channel, up and down."""
    migrate(bare, to="0001")
    chat = (
        "INSERT INTO chats (id, telegram_id, thread_id, kind, title, preferences, digest_cursor, alert_cursor,"
        " refusals, pause_reason, dialog, created_at)"
        " VALUES (:id, :chat, 0, 'private', 't', '{}', 0, 0, 0, '', :dialog, :now)"
    )
    until = "2026-11-24T12:00:00+00:00"
    gone = json.dumps({"use": -5, "until": until})
    with bare.write() as session:
        for number, key, dialog in ((1, 42, {"use": -1001234567890, "until": until}), (2, -1001234567890, {})):
            session.execute(text(chat), {"id": number, "chat": key, "dialog": json.dumps(dialog), "now": NOON})
        session.execute(text(chat), {"id": 3, "chat": 43, "dialog": gone, "now": NOON})

    migrate(bare)
    with bare.read() as session:
        now = [find_chat(session, Address("telegram", key)) for key in ("42", "43")]
    migrate(bare, to="0001")

    assert [chat and chat.in_use and chat.in_use.chat_id for chat in now] == [2, None]
    back = _rows(bare, "SELECT dialog FROM chats WHERE id = 1")[0][0]
    assert (json.loads(back) if isinstance(back, str) else back) == {"use": -1001234567890, "until": until}


def test_every_chat_keeps_its_place_when_it_gets_an_address(bare: Database):
    """Down and up again: ids, wishes and messages are the same, and an id that was given stays given."""
    migrate(bare, to="0001")
    chat = (
        "INSERT INTO chats (id, telegram_id, thread_id, kind, title, preferences, digest_cursor, alert_cursor,"
        " refusals, pause_reason, dialog, created_at)"
        " VALUES (:id, :chat, :thread, 'group', 't', '{}', 3, 4, 0, '', '{}', :now)"
    )
    places = {3: (7, 0), 4: (-1001234567890, 0), 5: (-1001234567890, 17), 6: (0, 0), 9: (99, 0)}
    wish = (
        "INSERT INTO subscriptions (chat_id, firm_id, topic, created_at)"
        " SELECT id, 'zhipu', 'funding', created_at FROM chats"
    )
    with bare.write() as session:
        for number, (chat_id, thread) in places.items():
            session.execute(text(chat), {"id": number, "chat": chat_id, "thread": thread, "now": NOON})
        session.execute(text(wish))
        session.execute(text("DELETE FROM chats WHERE id = 9"))
        if not bare.is_sqlite:
            session.execute(text("SELECT setval('chats_id_seq', 9)"))
    old = "SELECT id, telegram_id, thread_id, digest_cursor FROM chats ORDER BY id"
    before = _rows(bare, old)

    migrate(bare)
    addresses = _rows(bare, "SELECT id, channel, key, thread, digest_cursor FROM chats ORDER BY id")
    wishes = _rows(bare, "SELECT chat_id FROM subscriptions ORDER BY chat_id")
    with bare.write() as session:
        new = open_chat(session, Address("telegram", "8"), now=NOON).id
        session.execute(text("DELETE FROM chats WHERE id = :id"), {"id": new})
    migrate(bare, to="0001")

    assert addresses == [
        (3, "telegram", "7", "", 3),
        (4, "telegram", "-1001234567890", "", 3),
        (5, "telegram", "-1001234567890", "17", 3),
        (6, "terminal", "0", "", 3),
    ]
    assert wishes == [(3,), (4,), (5,), (6,)]
    assert new == 10
    assert _rows(bare, old) == before
    assert _rows(bare, "SELECT chat_id FROM subscriptions ORDER BY chat_id") == wishes


def test_what_was_delivered_stays_so(bare: Database):
    """Under the table's old name and its new one; what a server asked for stays beside it."""
    migrate(bare)
    with bare.write() as session:
        feed = add_feed(session)
        chat = open_chat(session, Address("telegram", "7"), now=NOON).id
        story = add_story(session, feed)
        session.add(DeliveredRow(chat_id=chat, story_id=story, revision=2, at=NOON))
        session.get_one(FeedRow, feed).requested_interval = timedelta(hours=1)

    migrate(bare, to="0002")
    before = _rows(bare, "SELECT chat_id, story_id, revision FROM told")
    migrate(bare)

    assert before == _rows(bare, "SELECT chat_id, story_id, revision FROM deliveries") == [(chat, story, 2)]
    with bare.read() as session:
        assert session.get_one(FeedRow, feed).requested_interval == timedelta(hours=1)


def test_a_migrated_connection_minds_foreign_keys_again(bare: Database):
    """They are off only while a table is made anew."""
    migrate(bare)
    with bare.write() as session:
        feed = add_feed(session)
        add_entry(session, feed, "融资")
        session.execute(text("DELETE FROM feeds"))

    assert _rows(bare, "SELECT id FROM entries") == []


def test_a_chat_of_a_channel_that_the_older_version_lacks_is_not_lost(bare: Database):
    """Going down is refused instead."""
    migrate(bare)
    with bare.write() as session:
        open_chat(session, Address("feishu", "hook"), now=NOON)

    with pytest.raises(RuntimeError, match="1 chats are in channels that the older version does not know"):
        migrate(bare, to="0001")

    assert _rows(bare, "SELECT key FROM chats") == [("hook",)]


def _rows(database: Database, statement: str) -> list[tuple[object, ...]]:
    with database.read() as session:
        return [tuple(row) for row in session.execute(text(statement))]


def test_an_id_is_never_given_again(bare: Database):
    """Whoever still holds a deleted row's id must not find another row there."""
    migrate(bare)
    with bare.write() as session:
        first = add_feed(session, "first")
        session.execute(text("DELETE FROM feeds"))

        assert add_feed(session, "second") > first
        if bare.is_sqlite:
            made = dict(session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all())
            with_ids = [table.name for table in Base.metadata.sorted_tables if "id" in table.c]
            assert [name for name in with_ids if "AUTOINCREMENT" not in made[name]] == []


def test_migrating_twice_changes_nothing(bare: Database):
    """A second start finds the schema in place and keeps the rows."""
    migrate(bare)
    with bare.write() as session:
        add_feed(session)

    before, after = migrate(bare)

    assert before == after
    with bare.read() as session:
        assert session.execute(text("SELECT count(*) FROM feeds")).scalar_one() == 1


def test_the_full_text_index_comes_with_the_migration(bare: Database):
    """What is stored in a migrated database can be searched, and what is changed or deleted no longer."""
    migrate(bare)
    with bare.write() as session:
        feed = add_feed(session)
        entry = add_entry(session, feed, "融资")
        session.execute(text("UPDATE entries SET tokens = '月之暗面 融资'"))
        add_entry(session, feed, "别的")

    with bare.read() as session:
        found = search(session, ["月之暗面"], chat_id=0)
        assert ([e.id for e in found.page], found.total) == ([entry], 1)
    with bare.write() as session:
        session.execute(text("UPDATE entries SET tokens = '智谱' WHERE tokens <> ''"))
    with bare.read() as session:
        gone = search(session, ["月之暗面"], chat_id=0)
        assert (gone.page, gone.total) == ([], 0)
        assert search(session, ["智谱"], chat_id=0).total == 1
    with bare.write() as session:
        session.execute(text("DELETE FROM entries"))
    with bare.read() as session:
        gone = search(session, ["智谱"], chat_id=0)
        assert (gone.page, gone.total) == ([], 0)


def test_a_newer_database_is_refused(bare: Database):
    """A database of a later version is left alone, with a sentence that says what to do."""
    migrate(bare)
    with bare.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseError, match=r"newer Hubao \(schema 9999\).*install"):
        migrate(bare)

    assert current(bare) == "9999"


def test_two_processes_may_start_together(bare_url: str):
    """Both migrate the same empty database at once: neither fails, the schema is there once."""
    code = "import sys; from bot.storage.database import Database as D; from bot.storage.migrate import migrate; "
    command = [sys.executable, "-c", code + "migrate(D(sys.argv[1]))", bare_url]

    processes = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate(timeout=60)[1].decode() for process in processes]

    assert [process.returncode for process in processes] == [0, 0], said
    database = Database(bare_url)
    assert _differences(database) == []
    database.close()


def test_an_unwritable_folder_is_one_clear_error(tmp_path: Path):
    """Where no folder can be made, the error names it."""
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(DatabaseError, match=r"cannot write to .*file/var"):
        Database(f"sqlite:///{tmp_path / 'file' / 'var' / 'hubao.db'}")


def test_what_is_no_database_is_one_clear_error(tmp_path: Path):
    """A folder or another file in the database's place is refused by name."""
    (tmp_path / "hubao.db").mkdir()
    (tmp_path / "text.db").write_text("this is no database, " * 100)

    for name in ("hubao.db", "text.db"):
        with pytest.raises(DatabaseError, match=f"cannot open the database .*{name}"):
            Database(f"sqlite:///{tmp_path / name}")


def test_no_server_is_one_clear_error():
    """An unreachable PostgreSQL is named without its password."""
    database = Database("postgresql+psycopg://hubao:secret@127.0.0.1:1/hubao")

    with pytest.raises(DatabaseError, match="cannot reach the database") as caught:
        migrate(database)

    assert "secret" not in str(caught.value)
    database.close()


def test_there_is_one_line_of_migrations():
    """Two heads would leave it open which one a database is at."""
    from alembic.script import ScriptDirectory

    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


@pytest.mark.postgres
def test_a_user_who_may_not_create_tables(postgres_url: str):
    """PostgreSQL gives no plain user that right: a sentence says which grant is missing."""
    database = Database(f"{postgres_url}?options=-crole%3Dpg_read_all_data")

    with pytest.raises(DatabaseError, match="GRANT CREATE ON SCHEMA public"):
        migrate(database)
    database.close()
