"""A small book of firms, and people who talk to the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.commands import router
from bot.commands.services import Services
from bot.core.address import Address
from bot.core.chats import Button, Reply, Request
from bot.storage.database import Database
from bot.storage.tables import SubscriptionRow
from bot.telegram.address import address_of
from tests.fakes import NOON

NAMES = {"zhipu": "智谱", "moonshot": "月之暗面", "minimax": "minimax", "lingyi": "零一万物"}
GROUPS = {"六小虎": ("zhipu", "moonshot", "minimax"), "杭州六小龙与名字很长很长的一组公司": ("lingyi",)}


class FakeFirms:
    """Four firms and two groups."""

    def name(self, firm_id: str) -> str:
        return NAMES.get(firm_id, firm_id)

    def resolve(self, word: str) -> Sequence[str]:
        return GROUPS.get(word) or [i for i, name in NAMES.items() if word.lower() in (i, name)]

    def find(self, text: str) -> Sequence[str]:
        return [i for i, name in NAMES.items() if name in text]

    def suggest(self, word: str) -> Sequence[str]:
        return [name for name in NAMES.values() if word and name.startswith(word[0])]

    def groups(self) -> Sequence[tuple[str, Sequence[str]]]:
        return list(GROUPS.items())


class User:
    """Someone in a chat: says and presses, and sees the last reply's buttons."""

    def __init__(self, database: Database, **who: Any) -> None:
        self.database = database
        self.who: dict[str, Any] = {"telegram_id": 7, "user_id": 7, **who}
        self.services = Services(database=database, firms=FakeFirms(), search_terms=str.split, bot_name="hubao_bot")
        self.buttons: dict[str, str] = {}

    def ask(self, text: str = "", *, pressed: str = "", now: datetime = NOON, **who: Any) -> Reply | None:
        """What the services answers."""
        request = made_request(**{**self.who, "text": text, "pressed": pressed, "message_id": 1, **who})
        reply = router.answer(request, self.services, now=now)
        if reply is not None and (reply.parts or reply.keyboard is not None):
            rows = reply.keyboard if reply.keyboard is not None else reply.parts[-1].buttons
            self.buttons = {b.label: b.data for row in rows for b in row}
        return reply

    def say(self, text: str, **more: Any) -> str:
        """The text of the answer, which must come."""
        reply = self.ask(text, **more)
        assert reply is not None, f"silence after {text}"
        return "\n".join(part.text for part in reply.parts)

    def press(self, label: str, **more: Any) -> Reply:
        """Press a button of the last reply."""
        reply = self.ask(pressed=self.buttons[label], **more)
        assert reply is not None
        return reply

    def wants(self) -> list[tuple[str, str, str | None]]:
        """The subscriptions of all chats: (firm, topic, mode)."""
        with self.database.read() as session:
            rows = session.scalars(select(SubscriptionRow).order_by(SubscriptionRow.id))
            return [(row.firm_id, row.topic, row.mode) for row in rows]


def made_request(*, telegram_id: int = 7, thread_id: int = 0, address: Address | None = None, **values: Any) -> Request:
    """A request from this Telegram chat, or from another address."""
    return Request(address=address or address_of(telegram_id, thread_id), **values)


def all_buttons(reply: Reply | None) -> list[Button]:
    """Every button of a reply."""
    assert reply is not None
    return [button for part in reply.parts for row in part.buttons for button in row]
