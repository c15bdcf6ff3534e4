"""What the database is asked before a command's own transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from bot.core.chats import Target
from bot.telegram.address import address_of
from tests.fakes_commands import User

CHANNEL = Target(address=address_of(-200), kind="channel", title="我的频道", is_admin=True)


@contextmanager
def transactions(user: User) -> Iterator[list[list[str]]]:
    """The statements of each transaction that begins meanwhile."""
    found: list[list[str]] = []

    def begun(_connection: Any) -> None:
        found.append([])

    def said(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            found[-1].append(statement)

    event.listen(user.database.engine, "begin", begun)
    event.listen(user.database.engine, "before_cursor_execute", said)
    yield found
    event.remove(user.database.engine, "begin", begun)
    event.remove(user.database.engine, "before_cursor_execute", said)


def chat_reads(statements: list[str]) -> int:
    return sum("FROM chats" in statement and statement.startswith("SELECT") for statement in statements)


@pytest.mark.parametrize(("text", "pressed"), [("/firm 智谱", ""), ("智谱", ""), ("", "fd:page:0")])
def test_a_chat_is_read_once_in_one_transaction(user: User, text: str, pressed: str):
    """Its row, its own firms; then the command has its own."""
    user.say("/help")
    with transactions(user) as found:
        user.ask(text, pressed=pressed)

    first, command = found
    assert (len(first), chat_reads(first), chat_reads(command)) == (2, 1, 0)


def test_a_chat_that_another_one_sets_up_is_read_beside_it(user: User):
    """The channel in use, with its own firms, in the same transaction."""
    user.say("/use @mychannel", target=CHANNEL)
    with transactions(user) as found:
        user.say("/firm 智谱")

    first, command = found
    assert (len(first), chat_reads(first), chat_reads(command)) == (4, 2, 0)


def test_a_new_chat_is_made_before_the_command(user: User):
    """One read that finds nothing, one write that makes it."""
    with transactions(user) as found:
        user.say("/firm 智谱")

    assert [chat_reads(statements) for statements in found[:1]] == [1]
    assert len(found) == 3


def test_small_talk_in_a_group_asks_nothing(user: User):
    """A busy group costs no read."""
    with transactions(user) as found:
        user.ask("大家好", telegram_id=-1, chat_kind="supergroup")

    assert found == []
