"""How many polls in a row were slow or heavy stands with the feed: `costly_polls`.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feeds", sa.Column("costly_polls", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("feeds", "costly_polls")
