"""Someone who talks to the services."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.storage.database import Database
from tests.fakes_commands import User


@pytest.fixture
def user(sqlite_url: str) -> Iterator[User]:
    """A user in a private chat, with an empty database."""
    database = Database(sqlite_url)
    yield User(database)
    database.close()
