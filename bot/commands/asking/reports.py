"""Reports of the week: /week and /top, against a usual week once there is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.commands.arguments import read_arguments
from bot.commands.asking.charts import dates_of, listing, picture
from bot.commands.context import Context, UserError
from bot.commands.replies import MOST_REPEATED, say, show
from bot.core.chats import Part, Reply
from bot.core.firms import is_own
from bot.core.queries import SavedQuery, StoryFilter, stories_of
from bot.core.shortening import shorten
from bot.core.spans import Span
from bot.core.topics import Topic
from bot.core.trends import Step, Trend, bounds, coolest, hottest, most_told
from bot.render.html import MAX_CAPTION_UNITS, bold, escape, fits, link, plain
from bot.render.story import story_line
from bot.storage.news import stories as store
from bot.storage.news import trends
from bot.storage.news.visibility import as_seen
from bot.texts import texts

#: firms named: above usual, below usual, and by /top
_HOT, _COLD, _TOP = 5, 2, 6


def week(context: Context) -> Reply:
    """The last seven days: counts, what moved against the mean, and the most told stories."""
    from bot.render.charts import week_chart

    session, chat_id = context.session, context.chat.id
    weeks = trends.weeks_known(session, now=context.now)
    compared = weeks >= trends.FEWEST_WEEKS
    weeks = max(weeks, 1)
    span = (weeks + 1) * trends.WEEK
    _, edges = bounds(now=context.now, span=span, zone=context.zone, step=Step.WEEK)
    topics = [_titled(t) for t in trends.topic_trends(session, now=edges[-1], weeks=weeks, chat_id=chat_id)]
    if not any(t.count for t in topics):
        raise UserError(texts.QUIET_WEEK)
    firms = _named(context, trends.firm_trends(session, now=edges[-1], weeks=weeks, chat_id=chat_id))
    hot = hottest(firms, limit=_HOT) if compared else most_told(firms, limit=_HOT)
    cold = coolest(firms, limit=_COLD) if compared else []
    bars = trends.counts_over_time(session, edges, chat_id=chat_id)
    dates = dates_of(edges[-2:])
    firms_title = texts.WEEK_FIRMS if compared else texts.WEEK_FIRMS_YOUNG
    image = week_chart(
        topics,
        [*hot, *cold],
        bars,
        title=texts.WEEK_TITLE,
        subtitle=texts.WEEK_SUBTITLE.format(dates=dates, weeks=weeks) if compared else dates,
        words=(texts.WEEK_TOPICS, firms_title, texts.WEEK_BARS.format(weeks=weeks + 1)),
        usual=texts.USUAL if compared else "",
    )
    head = _week_in_words(f"{texts.WEEK_TITLE} · {dates}", topics, hot, cold, compared=compared)
    return _with_stories(context, head, image, since=edges[-2])


def top(context: Context) -> Reply:
    """(融资): the firms of whom more is told this week than in a usual one; before there is one, the most told."""
    typed = read_arguments(context.args, now=context.now, zone=context.tz)
    if typed.names:
        raise UserError(texts.TOP_TAKES_TOPICS.format(word=shorten(typed.names[0], MOST_REPEATED)))
    weeks = trends.weeks_known(context.session, now=context.now)
    compared = weeks >= trends.FEWEST_WEEKS
    found = trends.firm_trends(
        context.session, now=context.now, weeks=max(weeks, 1), topics=typed.topics, chat_id=context.chat.id
    )
    firms = _named(context, found)
    hot = hottest(firms, limit=_TOP) if compared else most_told(firms, limit=_TOP)
    if not hot:
        return say(texts.NOTHING_HOT if compared else texts.QUIET_WEEK)
    since = context.now - trends.WEEK
    blocks = [bold(texts.TOP_TITLE.format(weeks=weeks) if compared else texts.TOP_TITLE_YOUNG)]
    queries: list[tuple[str, SavedQuery]] = []
    for place, trend in enumerate(hot, 1):
        wanted = StoryFilter(firms=(trend.key,), topics=typed.topics, since=since)
        newest, _ = store.latest(context.session, wanted, chat_id=context.chat.id, limit=1)
        lines = [f"{place}. {bold(trend.name)} {escape(_count(trend, compared=compared))}"]
        lines += [f"    {link(story.title, story.link)}" for story in newest]
        blocks.append("\n".join(lines))
        queries.append((trend.name, stories_of([trend.key], typed.topics, Span(since, None, "weeks", 1))))
    if not compared:
        blocks.append(escape(texts.NO_USUAL_YET))
    return show("\n".join(blocks), buttons=listing(context, queries))


def _titled(trend: Trend) -> Trend:
    return Trend(key=trend.key, name=texts.TOPIC_NAMES[Topic(trend.key)], count=trend.count, mean=trend.mean)


def _named(context: Context, found: Sequence[Trend]) -> list[Trend]:
    def name(trend: Trend) -> str:
        known = context.firms.name(trend.key)
        return trend.name if known == trend.key and trend.name else known

    # Firms that other chats added for themselves are nothing to this one.
    mine = [t for t in found if not is_own(t.key) or context.firms.name(t.key) != t.key]
    return [Trend(key=t.key, name=name(t), count=t.count, mean=t.mean) for t in mine]


def _count(trend: Trend, *, compared: bool) -> str:
    sentence = texts.COUNT_AND_USUAL if compared else texts.COUNT_ALONE
    return sentence.format(count=trend.count, mean=f"{trend.mean:.1f}")


def _week_in_words(
    title: str, topics: Sequence[Trend], hot: Sequence[Trend], cold: Sequence[Trend], *, compared: bool
) -> str:
    def named(trend: Trend) -> str:
        return f"{trend.name} {_count(trend, compared=compared)}"

    lines = [title, *map(named, topics)]
    for sentence, found in ((texts.WARMER if compared else texts.MOST_NEWS, hot), (texts.COOLER, cold)):
        if found:
            lines.append(sentence.format(names=texts.join(map(named, found))))
    if not compared:
        lines.append(texts.NO_USUAL_YET)
    return "\n".join([bold(lines[0]), *map(escape, lines[1:])])


def _with_stories(context: Context, head: str, image: bytes, *, since: datetime) -> Reply:
    """The report's caption; the stories follow as a message of their own where a caption has no room."""
    ids = trends.busiest(context.session, since=since, until=context.now, chat_id=context.chat.id)
    told = as_seen(context.session, store.load_stories(context.session, ids), chat_id=context.chat.id)
    lines = [story_line(story) for story in told]
    stories = "\n".join([bold(texts.MOST_TOLD), *lines])
    whole = f"{head}\n\n{stories}"
    if fits(whole, max_units=MAX_CAPTION_UNITS):
        return picture(whole, image, ())
    first = picture(head, image, ()).parts
    return Reply(parts=(*first, Part(html=stories, text=plain(stories))))
