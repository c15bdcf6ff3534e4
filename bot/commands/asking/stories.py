"""Questions: /latest, /firm, /search, /story, /why, /preview, with paging by buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.commands.arguments import number_in, read_arguments
from bot.commands.context import Context, UserError
from bot.commands.names import named_firms, resolve_names, unknown_firm
from bot.commands.pages import PAGE, dated, entry_line, in_parts, paged, pager
from bot.commands.replies import MOST_REPEATED, say
from bot.core.callbacks import Prefix
from bot.core.chats import Reply
from bot.core.digests import compose
from bot.core.firms import is_own
from bot.core.queries import SearchQuery, StoryFilter, StoryList, minutes_of, stories_of
from bot.core.shortening import shorten
from bot.core.spans import past_year, take_span
from bot.core.topics import TOPICS
from bot.core.types import Story
from bot.render.facts import fact_text
from bot.render.html import bold, escape
from bot.render.story import story_line, whole_story
from bot.storage.chats import subscriptions
from bot.storage.chats.saved_queries import recall_query
from bot.storage.news import entries as entry_store
from bot.storage.news import search as search_store
from bot.storage.news import stories as store
from bot.storage.news import trends
from bot.storage.news.visibility import as_seen
from bot.texts import texts


def latest(context: Context) -> Reply:
    """[topic] [firm] [days]: a page of stories, newest first."""
    typed = read_arguments(context.args, now=context.now, zone=context.tz)
    firms = named_firms(context, typed.names)
    query = stories_of(firms, typed.topics, typed.span)
    return list_stories(context, query, 0, edit=False)


def latest_page(context: Context) -> Reply:
    """Another page: `lt:<offset>:<query id>`."""
    at, _, key = context.args.partition(":")
    offset = number_in(at)
    query = recall_query(context.session, key, now=context.now)
    if not isinstance(query, StoryFilter | StoryList) or offset is None:
        return Reply(toast=texts.EXPIRED)
    return list_stories(context, query, offset, edit=True)


def list_stories(context: Context, query: StoryFilter | StoryList, offset: int, *, edit: bool) -> Reply:
    """A page of the stories that a query names, one by one or by what they are about."""
    if isinstance(query, StoryList):
        stories, total = _named_one_by_one(context, query.ids, offset)
    else:
        stories, total = _about(context, query, offset)
    if not stories:
        return say(texts.NOTHING_FITS, edit=edit)
    blocks = [dated(context, story) for story in stories]
    return paged(context, Prefix.STORIES, query, blocks, offset, total, edit=edit)


def _named_one_by_one(context: Context, ids: Sequence[int], offset: int) -> tuple[list[Story], int]:
    page = store.load_stories(context.session, ids[offset : offset + PAGE])
    return as_seen(context.session, page, chat_id=context.chat.id), len(ids)


def _about(context: Context, wanted: StoryFilter, offset: int) -> tuple[list[Story], int]:
    return store.latest(context.session, wanted, chat_id=context.chat.id, limit=PAGE, offset=offset)


def search(context: Context) -> Reply:
    """words [span]: stories and entries that hold all words."""
    span, text = take_span(context.args, now=context.now, zone=context.tz)
    words = list(dict.fromkeys(context.services.search_terms(text)))
    if not words:
        raise UserError(texts.WHAT_TO_SEARCH)
    since, until = minutes_of(span)
    query = SearchQuery(terms=tuple(words), typed=shorten(text.strip(), MOST_REPEATED), since=since, until=until)
    return _search(context, query, 0, edit=False)


def search_page(context: Context) -> Reply:
    """Another page: `sr:<offset>:<query id>`."""
    at, _, key = context.args.partition(":")
    offset = number_in(at)
    query = recall_query(context.session, key, now=context.now)
    if not isinstance(query, SearchQuery) or offset is None:
        return Reply(toast=texts.EXPIRED)
    return _search(context, query, offset, edit=True)


def _search(context: Context, query: SearchQuery, offset: int, *, edit: bool) -> Reply:
    found = search_store.search(
        context.session,
        query.terms,
        chat_id=context.chat.id,
        since=query.since,
        until=query.until,
        limit=PAGE,
        offset=offset,
    )
    if not found.page:
        return say(texts.NOTHING_WITH.format(words=query.typed), edit=edit)
    blocks = [dated(context, f) if isinstance(f, Story) else entry_line(context, f) for f in found.page]
    return paged(context, Prefix.SEARCH, query, blocks, offset, found.total, edit=edit, cut=found.cut)


def firm(context: Context) -> Reply:
    """One firm: counts by topic, the newest stories, and what these say of rounds and people."""
    if not context.args:
        raise UserError(texts.WHICH_FIRM)
    firms = resolve_names(context, (context.args,))
    if not firms:
        raise UserError(unknown_firm(context, context.args))
    year = past_year(context.now)
    query = stories_of(firms, (), year, by_first_seen=True)
    stories, total = _about(context, query, 0)
    name = texts.some([context.firms.name(f) for f in firms], 3, texts.OF_FIRMS)
    if not stories:
        return say(texts.NOTHING_OF_FIRM.format(name=name))
    # Of several firms a story counts once.
    span = [year.since, context.now]
    (bar,) = trends.counts_over_time(context.session, span, firm_ids=firms, chat_id=context.chat.id)
    blocks = [texts.FIRM_HEAD.format(name=bold(name), count=total, tally=escape(texts.tally(dict(bar.counts))))]
    for topic, heading in texts.FACT_HEADINGS.items():
        blocks += _facts_block(heading, TOPICS[topic].fact_kind, stories)
    blocks += [dated(context, story) for story in stories]
    return in_parts(blocks, pager(context, Prefix.STORIES, query, 0, total))


def story(context: Context) -> Reply:
    """One story whole."""
    found = _story(context, "story")
    return Reply(parts=tuple(whole_story(found, zone=context.zone, now=context.now)))


def why(context: Context) -> Reply:
    """The words that made each tag, entry by entry."""
    found = _story(context, "why")
    blocks = [bold(found.title)]
    seen = {source.entry_id for source in found.sources}
    entries = entry_store.entries_of(context.session, [found.id])[found.id]
    told = [(stored, tags) for stored, tags in entries if stored.id in seen]
    for stored, tags in told[:5]:
        lines = [f"▫️ {escape(texts.label(stored.feed_title, stored.entry.title))}"]
        for topic, score in tags.topics.items():
            reasons = [
                f"{_in_words(term)}{texts.aside(f'{weight:+.1f}')}" for term, weight in tags.why.get(topic, ())[:6]
            ]
            lines.append("    " + escape(texts.label(f"{texts.TOPIC_NAMES[topic]} {score:.0%}", texts.join(reasons))))
        firms = [firm.name for firm in tags.firms if not is_own(firm.id) or firm in found.firms]
        if firms:
            lines.append("    " + escape(texts.label(texts.WHY_FIRMS, texts.join(firms))))
        if tags.stance:
            lines.append(
                "    " + escape(texts.label(texts.WHY_STANCE, texts.STANCE_NAMES[tags.stance] + _by(tags.evidence)))
            )
        blocks.append("\n".join(lines))
    return in_parts(blocks, ())


def _by(evidence: str) -> str:
    """The words that made a stance, in brackets."""
    return texts.aside(texts.quoted(evidence)) if evidence else ""


def _in_words(term: str) -> str:
    """A reason as a reader understands it: the classifier marks rules and cues with a word before a colon."""
    kind, colon, name = term.partition(":")
    return f"{texts.WHY_KINDS[kind]}{texts.quoted(name)}" if colon and kind in texts.WHY_KINDS else term


def preview(context: Context) -> Reply:
    """What the last 24 hours would have brought under the present settings, and what just missed."""
    session, since = context.session, context.now - timedelta(hours=24)
    all_wanted = store.matching(session, context.chat.id, since=since, now=context.now)
    digest = compose(all_wanted, context.wishes, tokens=context.services.tokens)
    if not digest.stories and not digest.missed:
        subscribed = subscriptions.count(session, context.chat.id)
        return say(texts.PREVIEW_EMPTY if subscribed else texts.NOTHING_SUBSCRIBED)
    blocks = [texts.PREVIEW.format(count=len(digest.stories))]
    for topic, stories in digest.groups:
        lines = [story_line(s) for s in stories]
        lines[0] = f"{TOPICS[topic].mark} {bold(texts.TOPIC_NAMES[topic])}\n{lines[0]}"
        blocks += lines
    if digest.missed:
        blocks.append(bold(texts.JUST_MISSED))
        blocks += [f"▫️ {escape(s.title)} — {texts.MISSED[reason]}" for s, reason in digest.missed[:10]]
    return in_parts(blocks, ())


def _story(context: Context, command: str) -> Story:
    number = number_in(context.args)
    if number is None:
        raise UserError(texts.WHICH_STORY.format(command=command))
    found = store.visible_story(context.session, number, chat_id=context.chat.id)
    if found is None:
        raise UserError(texts.NO_STORY.format(number=number))
    return found


def _facts_block(title: str, kind: str, stories: list[Story]) -> list[str]:
    facts = dict.fromkeys(fact_text(f) for s in stories for f in s.facts if f.kind == kind)
    lines = [f"• {escape(text)}" for text in facts if text][:5]
    return [bold(title) + "\n" + "\n".join(lines)] if lines else []
