"""The table `told` is called `deliveries`, and what a feed's server asks for `requested_interval`.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _copy("told", "deliveries")
    op.execute("ALTER TABLE feeds RENAME COLUMN asked TO requested_interval")


def downgrade() -> None:
    _copy("deliveries", "told")
    op.execute("ALTER TABLE feeds RENAME COLUMN requested_interval TO asked")


def _copy(old: str, new: str) -> None:
    """A table made anew under another name: its keys and its index are called after it."""
    op.create_table(
        new,
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f(f"fk_{new}_chat_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f(f"fk_{new}_story_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", "story_id", "revision", name=op.f(f"pk_{new}")),
    )
    columns = "chat_id, story_id, revision, at"
    op.execute(f"INSERT INTO {new} ({columns}) SELECT {columns} FROM {old}")  # noqa: S608
    op.drop_table(old)
    op.create_index(f"ix_{new}_at", new, ["at"])
