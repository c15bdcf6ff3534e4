"""What buttons send back: messages of last year hold them, so they stay as they are."""

from __future__ import annotations

import pytest

from bot.commands.table import BUTTONS
from bot.core.callbacks import Callback, Prefix, bind, callback, parse, unbind


@pytest.mark.parametrize(
    ("data", "wire", "args"),
    [
        (callback(Prefix.STORY, 12), "st:12", "12"),
        (callback(Prefix.FEEDBACK, 12, "topic", "funding"), "fb:12:topic:funding", "12:topic:funding"),
        (callback(Prefix.STORIES, 6, "0123456789ab"), "lt:6:0123456789ab", "6:0123456789ab"),
    ],
)
def test_made_and_read(data: str, wire: str, args: str):
    """Prefix and words with colons between."""
    assert data == wire
    assert parse(data) == Callback(Prefix(wire[:2]), args)


@pytest.mark.parametrize("data", ["", "-", "gone:1", ":", "ST:1"])
def test_what_is_none_of_ours(data: str):
    """An old bot's button, a foreign one."""
    assert parse(data) is None


def test_bound_to_a_chat():
    """Below an answer about a channel, whatever the button says."""
    assert bind("go:home", 5) == "u5|go:home"
    assert unbind("u5|go:home") == ("go:home", 5)
    assert unbind("go:home") == ("go:home", None)
    assert unbind("u5x|go:home") == ("u5x|go:home", None)


def test_every_prefix_is_answered():
    """A button that nobody answers would be made for nothing."""
    assert set(BUTTONS) == set(Prefix)
