"""The firms as one chat knows them: the lexicon's, and its own beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.commands.services import FirmBook, Services
from bot.core.firms import OwnFirm, name_key
from bot.texts import texts


class ChatFirms:
    """A `FirmBook` with a chat's own firms."""

    def __init__(self, shared: FirmBook, own: Sequence[OwnFirm], *, simplify: Callable[[str], str] = str) -> None:
        self._shared, self._simplify = shared, simplify
        self._names = {firm.id: firm.name for firm in own}
        self._ids = {self._key(word): firm.id for firm in own for word in firm.names}

    def name(self, firm_id: str) -> str:
        """Display name, the chat's own word for its own firms."""
        return self._names.get(firm_id) or self._shared.name(firm_id)

    def resolve(self, word: str) -> Sequence[str]:
        """Firm ids of a name; the chat's own names come first."""
        own = word if word in self._names else self._ids.get(self._key(word))
        return [own] if own else self._shared.resolve(word)

    def find(self, text: str) -> Sequence[str]:
        """Firm ids that a free text names, the chat's own last."""
        plain = self._key(text)
        own = [firm_id for word, firm_id in self._ids.items() if word in plain]
        return list(dict.fromkeys([*self._shared.find(text), *own]))

    def suggest(self, word: str) -> Sequence[str]:
        """Names that begin like this word."""
        begin = self._key(word)
        own = [name for name in self._names.values() if begin and self._key(name).startswith(begin)]
        return [*own, *self._shared.suggest(word)]

    def groups(self) -> Sequence[tuple[str, Sequence[str]]]:
        """Groups to choose from, the chat's own firms as one of them."""
        return [*self._shared.groups(), (texts.OWN_FIRMS, tuple(self._names))]

    def _key(self, word: str) -> str:
        """One form for a name, in whichever characters it is typed."""
        return name_key(self._simplify(word))


def with_own_firms(services: Services, own: Sequence[OwnFirm]) -> Services:
    """The services as a chat with these firms sees it."""
    return replace(services, firms=ChatFirms(services.firms, own, simplify=services.simplify)) if own else services
