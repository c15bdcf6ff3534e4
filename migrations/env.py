"""Alembic's entry: runs the migrations on the connection that the app hands over, or on an address."""

from __future__ import annotations

from alembic import context
from bot.storage.database import Database
from bot.storage.tables import Base

config = context.config


def run(connection: object) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transaction_per_migration=True,
        include_object=lambda _o, name, kind, _r, _c: (
            not (kind == "table" and str(name).startswith("entry_words")) and not str(name).startswith("procrastinate")
        ),
    )
    with context.begin_transaction():
        context.run_migrations()


handed_over = config.attributes.get("connection")
if handed_over is not None:
    run(handed_over)
else:
    database = Database(config.get_main_option("sqlalchemy.url") or "sqlite:///var/hubao.db")
    with database.engine.connect() as connection:
        run(connection)
        connection.commit()
    database.close()
