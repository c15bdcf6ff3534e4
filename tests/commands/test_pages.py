"""Questions kept for the buttons that turn their pages."""

from __future__ import annotations

import pytest

from bot.commands.context import Context
from bot.commands.pages import keep
from bot.core.chats import Request
from bot.core.queries import StoryList
from bot.storage.chats.saved_queries import recall_query
from bot.telegram.address import address_of
from tests.fakes import NOON, add_chat
from tests.fakes_commands import User

QUERY = StoryList((3, 5))


@pytest.mark.parametrize("writes", [False, True], ids=["reads", "writes"])
def test_a_question_is_kept_by_commands_that_read_and_by_those_that_write(user: User, writes: bool) -> None:
    """One that writes keeps it in its own transaction: a second one of the same thread would never begin."""
    database = user.database
    with database.write() as session:
        chat = add_chat(session, 7)
    with database.write() if writes else database.read() as session:
        request = Request(address=address_of(7), user_id=7)
        context = Context(services=user.services, session=session, request=request, chat=chat, now=NOON)
        key = keep(context, QUERY)

    with database.read() as session:
        assert recall_query(session, key, now=NOON) == QUERY
