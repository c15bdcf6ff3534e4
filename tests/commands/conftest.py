"""Someone who talks to the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.tables import Base
from tests.fakes_commands import User


@pytest.fixture
def user(tmp_path: Path) -> Iterator[User]:
    """A user in a private chat, with an empty database."""
    database = Database(f"sqlite:///{tmp_path / 'commands.db'}")
    Base.metadata.create_all(database.engine)
    yield User(database)
    database.close()
