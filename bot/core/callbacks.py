"""What a button sends back when it is pressed: a prefix that says whose it is, and words after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Prefix(StrEnum):
    """Whose a button is; old messages hold these, so they stay."""

    START = "go"
    SETTINGS = "set"
    WORDS = "wd"
    #: pages of stories, of a search, of an answer: `<offset>:<query key>`
    STORIES = "lt"
    SEARCH = "sr"
    ANSWER = "qa"
    #: the stories of a query as a message of their own: `<query key>`
    LIST = "ls"
    STORY = "st"
    FEEDBACK = "fb"
    FEEDS = "fd"
    FEED_OFFER = "fa"
    CORRECTIONS = "co"
    BROADCAST = "bc"
    TEACH = "te"
    DELETE = "del"


@dataclass(frozen=True, slots=True)
class Callback:
    """A pressed button: whose it is, and its words."""

    prefix: Prefix
    args: str = ""


_BOUND = re.compile(r"u(\d{1,12})\|(.*)$", re.DOTALL)


def callback(prefix: Prefix, *words: object) -> str:
    """The data of a button, at most 64 bytes: `callback(Prefix.STORY, 12)` is st:12."""
    return ":".join([prefix, *map(str, words)])


def parse(data: str) -> Callback | None:
    """What was pressed; None for a prefix that is none of ours."""
    name, _, args = data.partition(":")
    return Callback(Prefix(name), args) if name in set(Prefix) else None


def bind(data: str, chat_id: int) -> str:
    """The same button below an answer about another chat, on which alone it acts."""
    return f"u{chat_id}|{data}"


def unbind(data: str) -> tuple[str, int | None]:
    """A pressed button's data without the chat it acts on; None: the one where it was pressed."""
    bound = _BOUND.match(data)
    return (bound[2], int(bound[1])) if bound else (data, None)
