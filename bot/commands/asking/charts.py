"""Pictures of events over time and of moves: /chart, /flow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.commands.arguments import Arguments, read_arguments
from bot.commands.asking.stories import list_stories
from bot.commands.context import Context, UserError
from bot.commands.names import named_firms
from bot.commands.pages import keep
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Buttons, Part, Reply
from bot.core.queries import SavedQuery, StoryFilter, StoryList, stories_of
from bot.core.spans import Span
from bot.core.topics import TOPICS, Topic, of_people
from bot.core.trends import (
    Bar,
    Flow,
    Move,
    Step,
    biggest,
    bounds,
    flows,
)
from bot.render.html import bold, escape, plain
from bot.storage.chats.saved_queries import recall_query
from bot.storage.news import trends
from bot.texts import texts

_USUAL_SPAN, _SHORTEST = timedelta(days=90), timedelta(days=7)
#: names under a flow picture; the rest is in its list
_NAMED_MOVES = 8


def chart(context: Context) -> Reply:
    """智谱, 融资 90天: events over time by topic."""
    from bot.render.charts import timeline_chart  # brings matplotlib, which would slow every start

    typed, firms = _typed(context)
    step, edges = _bars(context, typed.span)
    bars = trends.counts_over_time(context.session, edges, topics=typed.topics, firm_ids=firms, chat_id=context.chat.id)
    subject = _subject(context, firms, typed.topics)
    if not any(bar.total for bar in bars):
        raise UserError(texts.NOTHING_TO_DRAW.format(what=subject))
    title = texts.CHART_TITLE.format(what=subject, span=_span_in_words(typed.span, edges, step))
    per = texts.CHART_PER_DAY if step is Step.DAY else texts.CHART_PER_WEEK
    mean = texts.CHART_MEAN.format(mean=f"{sum(b.total for b in bars) / len(bars):.1f}") if step is Step.WEEK else ""
    image = timeline_chart(bars, title=title, subtitle=per.format(dates=dates_of(edges)), mean=mean)
    html = f"{bold(title)}\n{escape(_bars_in_words(context, bars, step))}"
    query = stories_of(firms, typed.topics, Span(edges[0], edges[-1], ""), by_first_seen=True)
    return picture(html, image, listing(context, [(texts.SEE_STORIES, query)]))


def flow(context: Context) -> Reply:
    """(智谱) (90天): who went from where to where, as bands between firms."""
    from bot.render.flow_chart import flow_chart

    typed, firms = _typed(context)
    others = [topic for topic in typed.topics if topic not in of_people()]
    if others:
        raise UserError(texts.FLOW_TAKES_FIRMS.format(topic=texts.TOPIC_NAMES[others[0]]))
    _, edges = _bars(context, typed.span, Step.DAY)
    found = trends.moves(context.session, since=edges[0], until=edges[-1], firm_ids=firms, chat_id=context.chat.id)
    name = _namer(context)
    wanted = {context.firms.name(f) for f in firms}
    streams = [f for f in flows(found, name=name) if not wanted or wanted & {f.source, f.target}]
    subject = _subject(context, firms, of_people())
    if not streams:
        raise UserError(texts.NO_MOVES.format(what=subject))
    drawn = biggest(streams)
    title = texts.CHART_TITLE.format(what=subject, span=_span_in_words(typed.span, edges, Step.DAY))
    image = flow_chart(
        drawn,
        title=title,
        subtitle=_flow_subtitle(edges, streams, drawn),
        unknown=texts.FLOW_UNKNOWN,
        sides=texts.FLOW_SIDES,
    )
    html = "\n".join([bold(title), *_moves_in_words(found, streams, name)])
    query = stories_of(firms, of_people(), Span(edges[0], edges[-1], ""))
    return picture(html, image, listing(context, [(texts.SEE_STORIES, query)]))


def listed(context: Context) -> Reply:
    """`<query id>`: the stories behind a picture, as a message of their own (a picture cannot become text)."""
    query = recall_query(context.session, context.args, now=context.now)
    if not isinstance(query, StoryFilter | StoryList):
        return Reply(toast=texts.EXPIRED)
    return list_stories(context, query, 0, edit=False)


def _typed(context: Context) -> tuple[Arguments, list[str]]:
    """What the words name; firms inside a sentence count too (智谱的融资)."""
    typed = read_arguments(context.args, now=context.now, zone=context.tz)
    return typed, named_firms(context, typed.names)


def _bars(context: Context, span: Span | None, step: Step | None = None) -> tuple[Step, tuple[datetime, ...]]:
    """The edges of a span's bars; a span of the calendar is drawn whole, if need be with a shorter first bar."""
    if span is None or span.length is not None:
        length = span.length if span and span.length else _USUAL_SPAN
        return bounds(now=context.now, span=max(length, _SHORTEST), zone=context.zone, step=step)
    last = span.until - timedelta(seconds=1) if span.until else context.now
    step, edges = bounds(now=last, span=last - span.since, zone=context.zone, step=step)
    return step, (span.since, *(edge for edge in edges if edge > span.since))


def _subject(context: Context, firms: Sequence[str], topics: Sequence[Topic]) -> str:
    names = texts.some([context.firms.name(f) for f in firms], 3, texts.OF_FIRMS)
    named = [piece for piece in (names, texts.join(texts.TOPIC_NAMES[t] for t in topics)) if piece]
    return texts.DOT.join(named) or texts.EVERYTHING


def _span_in_words(span: Span | None, edges: Sequence[datetime], step: Step) -> str:
    if span is not None and span.length is None:
        return texts.during(span.name, span.count)
    sentence = texts.LAST_DAYS if step is Step.DAY else texts.LAST_WEEKS
    return sentence.format(days=len(edges) - 1, weeks=len(edges) - 1)


def dates_of(edges: Sequence[datetime]) -> str:
    """8月26日至11月24日, or with years where the two differ; the last edge is the midnight after."""
    first, last = edges[0].date(), (edges[-1] - timedelta(hours=1)).date()
    if first.year != last.year:
        return f"{first:%Y}/{first.month}/{first.day}–{last:%Y}/{last.month}/{last.day}"
    return texts.dates(first, last)


def _bars_in_words(context: Context, bars: Sequence[Bar], step: Step) -> str:
    tally = {t: sum(b.counts.get(t, 0) for b in bars) for t in TOPICS}
    peak = max(bars, key=lambda b: b.total)
    sentence = texts.PEAK_DAY if step is Step.DAY else texts.PEAK_WEEK
    today = context.now.astimezone(ZoneInfo(context.zone))
    peak_text = sentence.format(date=texts.day(peak.start, today=today), count=peak.total)
    return texts.TALLY_THEN.format(tally=texts.tally({t: n for t, n in tally.items() if n}), then=peak_text)


def _flow_subtitle(edges: Sequence[datetime], streams: Sequence[Flow], drawn: Sequence[Flow]) -> str:
    total, shown = sum(f.count for f in streams), sum(f.count for f in drawn)
    sentence = texts.FLOW_SUBTITLE if total == shown else texts.FLOW_SUBTITLE_CUT
    return sentence.format(dates=dates_of(edges), total=total, shown=shown)


def _namer(context: Context) -> Callable[[str], str]:
    """Names as written in a story -> the name we show, where exactly one firm is meant."""
    known: dict[str, str] = {}

    def name(word: str) -> str:
        if word not in known:
            found = context.firms.resolve(word)
            known[word] = context.firms.name(found[0]) if len(found) == 1 else word
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


def picture(html: str, image: bytes, buttons: Buttons) -> Reply:
    """A picture with its words below it."""
    return Reply(parts=(Part(html=html, text=plain(html), image=image, buttons=buttons),))


def listing(context: Context, queries: Sequence[tuple[str, SavedQuery]]) -> Buttons:
    """Buttons that list the stories behind a picture or a name; the queries live in the database."""
    buttons = [Button(label, callback(Prefix.LIST, keep(context, query))) for label, query in queries]
    return tuple(tuple(buttons[i : i + 3]) for i in range(0, len(buttons), 3))
