"""A digest as Telegram messages: topics in order, one story a block, split on story borders."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.core.chats import Button, Part
from bot.core.digests import Digest
from bot.core.topics import TOPICS
from bot.render.html import bold, escape, plain
from bot.render.marks import clock
from bot.render.split import pack
from bot.render.story import story_line
from bot.texts import texts


def render_digest(
    digest: Digest, *, now: datetime, zone: str, heard: Collection[int] = (), more: str = ""
) -> list[Part]:
    """The messages of one digest; the last carries the "more" button if the cap left stories out.

    `heard` names the stories of which the chat knows an earlier revision; `more` is what the button sends back.
    """
    total = len(digest.stories)
    at = escape(clock(now, zone, now=now))
    blocks = [texts.DIGEST_HEAD.format(name=bold(texts.NAME), at=at, count=total)]
    for topic, stories in digest.groups:
        lines = [story_line(story, update=story.id in heard, numbered=True) for story in stories]
        # The heading travels with its first story, so that no message ends in a heading.
        lines[0] = (
            f"\n{TOPICS[topic].mark} {bold(texts.TOPIC_NAMES[topic])}{texts.aside(str(len(stories)))}\n{lines[0]}"
        )
        blocks += lines
    parts = [Part(html=html, text=plain(html)) for html in pack(blocks)]
    if digest.more and more:
        last = parts[-1]
        button = Button(texts.MORE.format(count=len(digest.more)), more)
        parts[-1] = Part(html=last.html, text=last.text, buttons=((button,),))
    return parts


def empty_digest(*, now: datetime, zone: str) -> list[Part]:
    """One line for those who asked to hear that nothing happened."""
    text = texts.NO_NEWS.format(at=clock(now, zone, now=now))
    return [Part(html=escape(text), text=text)]
