"""Pictures and trends: /chart, /flow, /week, /top."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.commands.ask import list_stories
from bot.commands.desk import Context, UserError, say, show
from bot.commands.subscribe import named_firms
from bot.commands.words import Asked, read_words
from bot.core.firms import is_own
from bot.core.trends import (
    LONGEST,
    Bar,
    Flow,
    Move,
    Step,
    Trend,
    biggest,
    bounds,
    coolest,
    flows,
    hottest,
    most_told,
)
from bot.core.types import Button, Buttons, Part, Reply, Topic
from bot.render.html import MAX_CAPTION_UNITS, bold, escape, fits, link, plain
from bot.render.story import story_line
from bot.storage import stories as store
from bot.storage import trends
from bot.storage.queries import keep_query, recall_query
from bot.storage.seen import as_seen
from bot.texts import texts

_USUAL_SPAN, _SHORTEST = timedelta(days=90), timedelta(days=7)
_HOT, _COLD, _TOP = 5, 2, 6
#: names under a flow picture; the rest is in its list
_NAMED_MOVES = 8


def chart(context: Context) -> Reply:
    """智谱, 融资 90天: events over time by topic."""
    from bot.render.charts import timeline_chart  # brings matplotlib, which would slow every start

    asked, firms, span = _asked(context)
    step, edges = bounds(now=context.now, span=span, zone=context.zone)
    bars = trends.counts_over_time(context.session, edges, topics=asked.topics, firm_ids=firms, chat_id=context.chat.id)
    subject = _subject(context, firms, asked.topics)
    if not any(bar.total for bar in bars):
        raise UserError(texts.NOTHING_TO_DRAW.format(what=subject))
    title = texts.CHART_TITLE.format(what=subject, span=_span(edges, step))
    per = texts.CHART_PER_DAY if step is Step.DAY else texts.CHART_PER_WEEK
    mean = texts.CHART_MEAN.format(mean=f"{sum(b.total for b in bars) / len(bars):.1f}") if step is Step.WEEK else ""
    image = timeline_chart(bars, title=title, subtitle=per.format(dates=_dates(edges)), mean=mean)
    html = f"{bold(title)}\n{escape(_bars_in_words(bars, step))}"
    query = {"firms": firms, "topics": list(asked.topics), "hours": span.total_seconds() / 3600}
    return _picture(html, image, _listing(context, [(texts.SEE_STORIES, query)]))


def flow(context: Context) -> Reply:
    """(智谱) (90天): who went from where to where, as bands between firms."""
    from bot.render.flow_chart import flow_chart

    _, firms, span = _asked(context)
    _, edges = bounds(now=context.now, span=span, zone=context.zone, step=Step.DAY)
    found = trends.moves(context.session, since=edges[0], until=edges[-1], firm_ids=firms, chat_id=context.chat.id)
    name = _namer(context)
    wanted = {context.desk.firms.name(f) for f in firms}
    streams = [f for f in flows(found, name=name) if not wanted or wanted & {f.source, f.target}]
    subject = _subject(context, firms, [Topic.TALENT_MOVE])
    if not streams:
        raise UserError(texts.NO_MOVES.format(what=subject))
    drawn = biggest(streams)
    title = texts.CHART_TITLE.format(what=subject, span=_span(edges, Step.DAY))
    image = flow_chart(
        drawn,
        title=title,
        subtitle=_flow_subtitle(edges, streams, drawn),
        unknown=texts.FLOW_UNKNOWN,
        sides=texts.FLOW_SIDES,
    )
    html = "\n".join([bold(title), *_moves_in_words(found, streams, name)])
    query = {"firms": firms, "topics": [Topic.TALENT_MOVE], "hours": span.total_seconds() / 3600}
    return _picture(html, image, _listing(context, [(texts.SEE_STORIES, query)]))


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
    dates = _dates(edges[-2:])
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
    asked = read_words(context.args)
    weeks = trends.weeks_known(context.session, now=context.now)
    compared = weeks >= trends.FEWEST_WEEKS
    found = trends.firm_trends(
        context.session, now=context.now, weeks=max(weeks, 1), topics=asked.topics, chat_id=context.chat.id
    )
    firms = _named(context, found)
    hot = hottest(firms, limit=_TOP) if compared else most_told(firms, limit=_TOP)
    if not hot:
        return say(texts.NOTHING_HOT if compared else texts.QUIET_WEEK)
    since = context.now - trends.WEEK
    blocks = [bold(texts.TOP_TITLE.format(weeks=weeks) if compared else texts.TOP_TITLE_YOUNG)]
    queries: list[tuple[str, dict[str, object]]] = []
    for place, trend in enumerate(hot, 1):
        newest, _ = store.latest(
            context.session, firm_ids=[trend.key], topics=asked.topics, since=since, chat_id=context.chat.id, limit=1
        )
        lines = [f"{place}. {bold(trend.name)} {escape(_count(trend, compared=compared))}"]
        lines += [f"    {link(story.title, story.link)}" for story in newest]
        blocks.append("\n".join(lines))
        queries.append((trend.name, {"firms": [trend.key], "topics": list(asked.topics), "hours": 7 * 24.0}))
    if not compared:
        blocks.append(escape(texts.NO_USUAL_YET))
    return show("\n".join(blocks), buttons=_listing(context, queries))


def listed(context: Context) -> Reply:
    """`<query id>`: the stories behind a picture, as a message of their own (a picture cannot become text)."""
    query = recall_query(context.session, context.args)
    if query is None:
        return Reply(toast=texts.EXPIRED)
    return list_stories(context, query, 0, edit=False)


def _asked(context: Context) -> tuple[Asked, list[str], timedelta]:
    """What the words name; firms inside a sentence count too (智谱的融资)."""
    asked = read_words(context.args)
    firms = named_firms(context, asked.names)
    return asked, firms, min(max(asked.span or _USUAL_SPAN, _SHORTEST), LONGEST)


def _subject(context: Context, firms: Sequence[str], topics: Sequence[Topic]) -> str:
    names = texts.some([context.desk.firms.name(f) for f in firms], 3, texts.OF_FIRMS)
    named = [piece for piece in (names, texts.join(texts.TOPIC_NAMES[t] for t in topics)) if piece]
    return texts.DOT.join(named) or texts.EVERYTHING


def _span(edges: Sequence[datetime], step: Step) -> str:
    sentence = texts.LAST_DAYS if step is Step.DAY else texts.LAST_WEEKS
    return sentence.format(days=len(edges) - 1, weeks=len(edges) - 1)


def _dates(edges: Sequence[datetime]) -> str:
    """8月26日至11月24日, or with years where the two differ; the last edge is the midnight after."""
    first, last = edges[0].date(), (edges[-1] - timedelta(hours=1)).date()
    if first.year != last.year:
        return f"{first:%Y}/{first.month}/{first.day}–{last:%Y}/{last.month}/{last.day}"
    return texts.dates(first, last)


def _bars_in_words(bars: Sequence[Bar], step: Step) -> str:
    tally = {t: sum(b.counts.get(t, 0) for b in bars) for t in Topic}
    peak = max(bars, key=lambda b: b.total)
    sentence = texts.PEAK_DAY if step is Step.DAY else texts.PEAK_WEEK
    peak_text = sentence.format(date=texts.month_day(peak.start), count=peak.total)
    return texts.TALLY_THEN.format(tally=texts.tally({t: n for t, n in tally.items() if n}), then=peak_text)


def _flow_subtitle(edges: Sequence[datetime], streams: Sequence[Flow], drawn: Sequence[Flow]) -> str:
    total, shown = sum(f.count for f in streams), sum(f.count for f in drawn)
    sentence = texts.FLOW_SUBTITLE if total == shown else texts.FLOW_SUBTITLE_CUT
    return sentence.format(dates=_dates(edges), total=total, shown=shown)


def _namer(context: Context) -> Callable[[str], str]:
    """Names as written in a story -> the name we show, where exactly one firm is meant."""
    known: dict[str, str] = {}

    def name(word: str) -> str:
        if word not in known:
            found = context.desk.firms.resolve(word)
            known[word] = context.desk.firms.name(found[0]) if len(found) == 1 else word
        return known[word]

    return name


def _moves_in_words(found: Sequence[Move], streams: Sequence[Flow], name: Callable[[str], str]) -> list[str]:
    """The newest moves of the picture, one line each, those that name both firms first."""
    pairs = {(f.source, f.target): set(f.people) for f in streams}
    lines: dict[str, bool] = {}
    for move in found:
        source, target = (name(move.source) if move.source else ""), (name(move.target) if move.target else "")
        if move.person in pairs.get((source, target), ()):
            way = f"{source} → {target}" if source and target else (f"{source} →" if source else f"→ {target}")
            lines.setdefault(texts.label(move.person, way), bool(source and target))
    ordered = sorted(lines, key=lambda line: not lines[line])
    more = [texts.AND_MORE.format(count=len(ordered) - _NAMED_MOVES)] if len(ordered) > _NAMED_MOVES else []
    return [escape(line) for line in (*ordered[:_NAMED_MOVES], *more)]


def _titled(trend: Trend) -> Trend:
    return Trend(key=trend.key, name=texts.TOPIC_NAMES[Topic(trend.key)], count=trend.count, mean=trend.mean)


def _named(context: Context, found: Sequence[Trend]) -> list[Trend]:
    def name(trend: Trend) -> str:
        known = context.desk.firms.name(trend.key)
        return trend.name if known == trend.key and trend.name else known

    # Firms that other chats added for themselves are nothing to this one.
    mine = [t for t in found if not is_own(t.key) or context.desk.firms.name(t.key) != t.key]
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
        return _picture(whole, image, ())
    first = _picture(head, image, ()).parts
    return Reply(parts=(*first, Part(html=stories, text=plain(stories))))


def _picture(html: str, image: bytes, buttons: Buttons) -> Reply:
    return Reply(parts=(Part(html=html, text=plain(html), image=image, buttons=buttons),))


def _listing(context: Context, queries: Sequence[tuple[str, dict[str, object]]]) -> Buttons:
    """Buttons that list the stories behind a picture or a name; the questions live in the database."""
    database, now = context.desk.database, context.now
    buttons = [Button(label, f"ls:{keep_query(database, _as_text(query), now=now)}") for label, query in queries]
    return tuple(tuple(buttons[i : i + 3]) for i in range(0, len(buttons), 3))


def _as_text(query: dict[str, object]) -> str:
    return json.dumps(query, ensure_ascii=False, sort_keys=True)
