"""Inline mode: what `@bot 月之暗面` shows in any chat, ready to be sent there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.commands.arguments import read_arguments
from bot.commands.asking.questions import answered
from bot.commands.chat_firms import with_own_firms
from bot.commands.context import Context
from bot.commands.conversation import open_conversation
from bot.commands.limits import Verdict
from bot.commands.services import Services
from bot.core.address import Address
from bot.core.chats import Chat, InlineResult, Part, Request
from bot.core.queries import StoryFilter
from bot.core.shortening import shorten
from bot.core.spans import past_year, take_span
from bot.core.types import Story
from bot.render.facts import facts_line
from bot.render.html import bold, plain
from bot.render.story import sources_text, story_line
from bot.storage.news import search as search_store
from bot.storage.news.related import stories_about
from bot.texts import speaking, texts

MOST = 20
#: Telegram asks again at every key pressed
PER_MINUTE = 120
#: a chat that is none: it sees the shared feeds
_NOBODY = Chat(id=0, address=Address("", ""))


def results(request: Request, services: Services, *, now: datetime) -> tuple[InlineResult, ...]:
    """Up to twenty stories, an answer before them where a question was typed; what the user's own chat may see."""
    if services.limits.count(("inline", request.user_id), limit=PER_MINUTE, now=now) is not Verdict.ALLOW:
        return ()
    with services.database.read() as session:
        conversation = open_conversation(session, request, now=now)
        context = Context(
            services=with_own_firms(services, conversation.own_firms),
            session=session,
            request=request,
            chat=conversation.chat or _NOBODY,
            now=now,
            args=services.simplify(request.text.strip()),
        )
        with speaking(context.wishes.language):
            sentence, stories = answered(context, context.args) or ("", [])
            if not stories:  # an answer that found nothing is not worth sending, what the words name may be
                sentence, stories = "", _stories(context, session)
            first = [_answer(sentence, stories[:3])] if sentence and stories else []
            return (*first, *(_story(story) for story in stories[: MOST - len(first)]))


def _stories(context: Context, session: Session) -> list[Story]:
    """By firm and topic where the words are such, else by the words themselves; the newest for none."""
    span, text = take_span(context.args, now=context.now, zone=context.tz)
    span = span or past_year(context.now)
    typed = read_arguments(text, now=context.now, zone=context.tz)
    firms = context.firms.find(text)
    if not firms:
        resolved = (context.firms.resolve(name) for name in typed.names)
        firms = [found[0] for found in resolved if found]
    told = partial(stories_about, session, chat_id=context.chat.id, limit=MOST)
    wanted = StoryFilter(since=span.since, until=span.until)
    if not typed.names or firms:
        return told(replace(wanted, firms=tuple(firms), topics=typed.topics))
    words = list(dict.fromkeys(context.services.search_terms(text)))
    found = search_store.search(
        session, words, chat_id=context.chat.id, since=span.since, until=span.until, limit=2 * MOST
    )
    return told(wanted, only=[hit.id for hit in found.page if isinstance(hit, Story)])


def _answer(sentence: str, stories: Sequence[Story]) -> InlineResult:
    html = "\n".join([bold(sentence), *(story_line(story) for story in stories)])
    part = Part(html=html, text=plain(html))
    return InlineResult(id="answer", title=texts.INLINE_ANSWER, description=shorten(sentence, 120), part=part)


def _story(story: Story) -> InlineResult:
    html = story_line(story)
    below = " · ".join(piece for piece in (facts_line(story.facts), sources_text(story)) if piece)
    return InlineResult(
        id=f"story-{story.id}-{story.revision}",
        title=shorten(story.title, 100),
        description=shorten(below, 120),
        part=Part(html=html, text=plain(html)),
    )
