"""A chat has an address (channel, key, thread) in place of Telegram's numbers; a feed no unread detail.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: of `chats`, what stays as it is
KEPT = (
    "id, kind, title, preferences, digest_cursor, alert_cursor, next_digest_at, alert_due_at, hold_until, refusals, "
    "refused_since, paused_at, pause_reason, dialog, created_at"
)
ADDRESS = {
    "channel": "CASE WHEN telegram_id = 0 THEN 'terminal' ELSE 'telegram' END",
    "key": "CAST(telegram_id AS VARCHAR(255))",
    "thread": "CASE WHEN thread_id = 0 THEN '' ELSE CAST(thread_id AS VARCHAR(64)) END",
}
NUMBERS = {
    "telegram_id": "CAST(key AS BIGINT)",
    "thread_id": "CASE WHEN thread = '' THEN 0 ELSE CAST(thread AS BIGINT) END",
}


def upgrade() -> None:
    columns = [
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("thread", sa.String(length=64), nullable=False),
    ]
    _rewrite_dialogs("use", "chat", "SELECT id FROM chats WHERE telegram_id = :value AND thread_id = 0")
    _exchange(columns, ADDRESS, old=tuple(NUMBERS))
    _new_pace(320)
    op.execute("ALTER TABLE feeds DROP COLUMN last_detail")


def downgrade() -> None:
    others = op.get_bind().scalar(sa.text("SELECT count(*) FROM chats WHERE channel NOT IN ('telegram', 'terminal')"))
    if others:
        raise RuntimeError(f"{others} chats are in channels that the older version does not know: delete them first")
    columns = [
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
    ]
    _exchange(columns, NUMBERS, old=tuple(ADDRESS))
    _rewrite_dialogs("chat", "use", "SELECT telegram_id FROM chats WHERE id = :value")
    _new_pace(64)
    op.execute("ALTER TABLE feeds ADD COLUMN last_detail VARCHAR(512) DEFAULT '' NOT NULL")


def _rewrite_dialogs(old: str, new: str, look_up: str) -> None:
    """A chat in use goes by its row now; else the next command would act on the wrong chat."""
    connection = op.get_bind()
    for row_id, stored in connection.execute(sa.text("SELECT id, dialog FROM chats")).all():
        dialog = json.loads(stored) if isinstance(stored, str) else stored
        if not dialog or old not in dialog:
            continue
        value = connection.scalar(sa.text(look_up), {"value": int(dialog[old])})
        kept = {} if value is None else {new: value, "until": dialog["until"]}
        statement = sa.text("UPDATE chats SET dialog = :dialog WHERE id = :id").bindparams(
            sa.bindparam("dialog", type_=sa.JSON())
        )
        connection.execute(statement, {"dialog": kept, "id": row_id})


def _exchange(columns: list[sa.Column], values: dict[str, str], *, old: tuple[str, ...]) -> None:
    """Columns of `chats` in place of the old ones, filled from them; every row keeps its id."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(columns, values)
        return
    op.drop_constraint(f"uq_chats_{'_'.join(old)}", "chats", type_="unique")
    for column in columns:
        empty = sa.Column(column.name, column.type, nullable=True)
        op.add_column("chats", empty)
    op.execute(f"UPDATE chats SET {', '.join(f'{name} = {value}' for name, value in values.items())}")  # noqa: S608
    for column in columns:
        op.alter_column("chats", column.name, nullable=False)
    for name in old:
        op.drop_column("chats", name)
    op.create_unique_constraint(f"uq_chats_{'_'.join(values)}", "chats", list(values))


def _rebuild(columns: list[sa.Column], values: dict[str, str]) -> None:
    """SQLite changes no constraint in place: the table is made anew, with the ids that it gave before."""
    connection = op.get_bind()
    if connection.exec_driver_sql("PRAGMA foreign_keys").scalar():
        raise RuntimeError("dropping a table would delete what hangs on it: migrate with foreign keys off")
    given = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'chats'").scalar()
    op.create_table(
        "chats_new",
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=256), nullable=False),
        sa.Column("preferences", sa.JSON(), nullable=False),
        sa.Column("digest_cursor", sa.BigInteger(), nullable=False),
        sa.Column("alert_cursor", sa.BigInteger(), nullable=False),
        sa.Column("next_digest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alert_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("refused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.String(length=128), nullable=False),
        sa.Column("dialog", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chats")),
        sa.UniqueConstraint(*values, name=op.f(f"uq_chats_{'_'.join(values)}")),
        sqlite_autoincrement=True,
    )
    op.execute(
        f"INSERT INTO chats_new ({', '.join(values)}, {KEPT}) SELECT {', '.join(values.values())}, {KEPT} FROM chats"  # noqa: S608
    )
    op.drop_table("chats")
    op.rename_table("chats_new", "chats")
    op.create_index("ix_chats_alert_due_at", "chats", ["alert_due_at"])
    op.create_index("ix_chats_next_digest_at", "chats", ["next_digest_at"])
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name IN ('chats', 'chats_new')")
    connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('chats', ?)", (given or 0,))


def _new_pace(length: int) -> None:
    """Its keys are named otherwise; a row of it is worth seconds."""
    op.drop_table("pace")
    op.create_table(
        "pace",
        sa.Column("key", sa.String(length=length), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_pace")),
    )
