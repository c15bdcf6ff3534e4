"""Plain Chinese questions: one line of answer made of facts, the stories as evidence below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bot.commands.arguments import number_in
from bot.commands.asking.answers import Voice, answer
from bot.commands.context import Context, UserError
from bot.commands.pages import dated, in_parts, pager
from bot.commands.replies import say
from bot.commands.services import Services
from bot.core.callbacks import Prefix
from bot.core.chats import Reply
from bot.core.queries import QuestionQuery, StoryFilter
from bot.core.questions import Kind, Question, read_question
from bot.core.spans import Span, lately, past_year
from bot.core.types import Story
from bot.render.html import escape
from bot.render.marks import day
from bot.storage.chats.saved_queries import recall_query
from bot.storage.news import search as search_store
from bot.storage.news.related import MOST, stories_about
from bot.texts import texts

PAGE = 5
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)


def is_question(text: str, services: Services) -> bool:
    """Whether a plain sentence is a question that we can read (its time does not matter here)."""
    return read_question(text, firms_in=services.firms.find, now=_ANY_TIME, zone=UTC) is not None


def ask(context: Context) -> Reply:
    """最近谁离开了零一万物？ and the like; without words, or with ones not understood, what can be asked."""
    if not context.args:
        return say(texts.WHAT_TO_ASK)
    return _answer(context, context.args, at=context.now, offset=0, edit=False)


def page(context: Context) -> Reply:
    """`<offset>:<query id>`: the same answer with more of its stories."""
    at, _, key = context.args.partition(":")
    offset, query = number_in(at), recall_query(context.session, key, now=context.now)
    if offset is None or not isinstance(query, QuestionQuery):
        return Reply(toast=texts.EXPIRED)
    return _answer(context, query.text, at=query.asked_at, offset=offset, edit=True)


def answered(context: Context, text: str) -> tuple[str, list[Story]] | None:
    """The answer to a question and the stories that bear it out; None for what is none."""
    question = read_question(text, firms_in=context.firms.find, now=context.now, zone=context.tz)
    return _found(context, question, context.now) if question is not None else None


def _answer(context: Context, text: str, *, at: datetime, offset: int, edit: bool) -> Reply:
    question = read_question(text, firms_in=context.firms.find, now=at, zone=context.tz)
    if question is None:
        raise UserError(texts.NOT_UNDERSTOOD.format(examples=texts.WHAT_TO_ASK))
    sentence, stories = _found(context, question, at)
    if not stories:
        return say(sentence, edit=edit)
    shown = [dated(context, story) for story in stories[offset : offset + PAGE]]
    buttons = pager(context, Prefix.ANSWER, QuestionQuery(text, at), offset, len(stories), page=PAGE)
    return in_parts([escape(sentence), *shown], buttons, edit=edit)


def _found(context: Context, question: Question, at: datetime) -> tuple[str, list[Story]]:
    """The answer in the span asked for; where that is empty and only 最近 was said, in the past year."""
    first = question.span or (lately(at) if question.kind is Kind.STORIES else past_year(at))
    related: list[Story] = []
    theirs = first
    spans = [first] if first.name == "past_year" or not _is_vague(question) else [first, past_year(at)]
    for span in spans:
        stories = _stories(context, question, span)
        sentence, bearing = answer(question, stories, _voice(context, span, cut=len(stories) >= MOST))
        if bearing:
            widened = texts.WIDENED.format(when=_span_in_words(first)) if span is not first else ""
            return widened + sentence, bearing
        if not related:
            related, theirs = stories, span
    if related:
        return texts.NO_ANSWER_BUT.format(when=_span_in_words(theirs), count=len(related)), related
    return texts.NO_ANSWER.format(when=_span_in_words(spans[-1]), example=texts.NO_ANSWER_EXAMPLE), []


def _span_in_words(span: Span) -> str:
    return texts.when(span.name, span.count)


def _is_vague(question: Question) -> bool:
    return question.span is None or question.span.name == "lately"


def _stories(context: Context, question: Question, span: Span) -> list[Story]:
    # Investors are not what a story is told of, so its tags do not name them.
    wanted = StoryFilter(
        firms=() if question.kind is Kind.INVESTED else question.firms,
        topics=question.topics,
        since=span.since,
        until=span.until,
    )
    only = _naming(context, question.person, span) if question.kind is Kind.PERSON else None
    return stories_about(context.session, wanted, chat_id=context.chat.id, only=only)


def _naming(context: Context, person: str, span: Span) -> list[int]:
    """The newest stories since the span began whose entries name somebody; which of them are in it is seen later."""
    words = list(dict.fromkeys(context.services.search_terms(person)))
    found = search_store.search(
        context.session, words, chat_id=context.chat.id, since=span.since, until=span.until, limit=100
    )
    return [story.id for story in found.page if isinstance(story, Story)]


def _voice(context: Context, span: Span, *, cut: bool) -> Voice:
    """`cut`: there are more stories than were looked at, so the answer speaks of the newest alone."""
    when = _span_in_words(span)
    return Voice(
        name=context.firms.name,
        same=_same(context),
        date=lambda story: day(story.first_seen, context.zone),
        span=when,
        when=texts.OF_THE_NEWEST.format(when=when, count=MOST) if cut else when,
    )


def _same(context: Context) -> Callable[[str], str]:
    """Names as facts have them -> firm ids, where exactly one firm is meant."""
    known: dict[str, str] = {}

    def same(name: str) -> str:
        if name not in known:
            found: Sequence[str] = context.firms.resolve(name) or context.firms.find(name)
            known[name] = found[0] if len(found) == 1 else name
        return known[name]

    return same
