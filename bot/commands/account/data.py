"""What a chat can take with it and have deleted: /export, /mydata, /deleteme."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.arguments import number_in, read_arguments
from bot.commands.context import Context, UserError
from bot.commands.names import resolve_names
from bot.commands.replies import say
from bot.core import facts
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Part, Reply
from bot.core.queries import StoryFilter
from bot.core.spans import lately
from bot.core.types import Story
from bot.render.facts import facts_line
from bot.render.html import escape
from bot.storage.chats import personal_data
from bot.texts import texts

MOST = 5000
#: a confirm button pressed later than this asks again
_CONFIRM_WITHIN = timedelta(hours=1)


def export(context: Context) -> Reply:
    """csv|json (公司) (话题) (30天): stories as a file; without names what the chat is subscribed to."""
    typed = read_arguments(context.args, now=context.now, zone=context.tz)
    formats = [n.lower() for n in typed.names if n.lower() in {"csv", "json"}]
    names = tuple(n for n in typed.names if n.lower() not in {"csv", "json"})
    span = typed.span or lately(context.now)
    stories = personal_data.stories_to_export(
        context.session,
        context.chat.id,
        StoryFilter(
            firms=tuple(resolve_names(context, names)), topics=typed.topics, since=span.since, until=span.until
        ),
        now=context.now,
        everything=typed.everything,
        limit=MOST + 1,
    )
    if not stories:
        raise UserError(texts.EXPORT_EMPTY)
    cut = len(stories) > MOST
    stories = stories[:MOST]
    form = formats[0] if formats else "csv"
    body = to_json(stories) if form == "json" else to_csv(stories, zone=context.zone)
    done = texts.EXPORT_JSON_DONE if form == "json" else texts.EXPORT_DONE
    text = done.format(span=texts.during(span.name, span.count), count=len(stories))
    return _file(
        f"hubao-{_today(context)}.{form}",
        body,
        text + ("\n" + texts.EXPORT_CUT.format(count=MOST) if cut else ""),
    )


def mydata(context: Context) -> Reply:
    """Everything kept about this chat, as one JSON file."""
    data = personal_data.chat_data(context.session, context.chat.id)
    return _file(f"hubao-mydata-{_today(context)}.json", _json(data), texts.MY_DATA)


def deleteme(context: Context) -> Reply:
    """Ask before everything of this chat is deleted."""
    asked_at = int(context.now.timestamp())
    yes = Button(texts.DELETE_YES, callback(Prefix.DELETE, "yes", asked_at))
    return say(texts.DELETE_ASK, buttons=((yes, Button(texts.DELETE_NO, callback(Prefix.DELETE, "no"))),))


def pressed(context: Context) -> Reply:
    """`yes:<when it was asked>` deletes, `no` does not."""
    answer, _, asked_at = context.args.partition(":")
    if answer == "no":
        return say(texts.NOT_DELETED, edit=True)
    at = number_in(asked_at)
    if answer != "yes" or at is None:
        return Reply(toast=texts.EXPIRED)
    if not 0 <= context.now.timestamp() - at <= _CONFIRM_WITHIN.total_seconds():
        return deleteme(context)
    personal_data.forget_chat(context.session, context.chat.id)
    return say(texts.DELETED, edit=True)


def to_csv(stories: Sequence[Story], *, zone: str) -> bytes:
    """One line a story, in UTF-8 with the mark that tells Excel so."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(texts.EXPORT_COLUMNS)
    for story in stories:
        writer.writerow([_cell(value) for value in _row(story, zone)])
    return out.getvalue().encode("utf-8-sig")


def to_json(stories: Sequence[Story]) -> bytes:
    """A list of stories with all facts, sources and changes; times in UTC."""
    return _json([_story(story) for story in stories])


def _row(story: Story, zone: str) -> tuple[object, ...]:
    names = dict.fromkeys(source.name for source in story.sources)
    return (
        story.id,
        _local(story.first_seen, zone),
        texts.join(texts.TOPIC_NAMES[t] for t in story.topics),
        texts.join(f.name for f in story.firms),
        texts.STANCE_NAMES[story.stance],
        story.title,
        facts_line(story.facts, most=10),
        story.link,
        len(names),
        texts.join(names),
        _local(story.last_seen, zone),
    )


def _cell(value: object) -> object:
    """A text that a spreadsheet would run as a formula is given a quote in front."""
    if not isinstance(value, str):
        return value
    # Some programs read past blanks and line ends in front.
    runs = value.startswith(("\t", "\r")) or value.lstrip().startswith(("=", "+", "-", "@"))
    return f"'{value}" if runs else value


def _story(story: Story) -> Mapping[str, Any]:
    return {
        "id": story.id,
        "first_seen": story.first_seen,
        "last_seen": story.last_seen,
        "title": story.title,
        "link": story.link,
        "stance": story.stance,
        "topics": dict(story.topics),
        "firms": [{"id": f.id, "name": f.name, "salience": f.salience} for f in story.firms],
        "facts": [facts.to_json(fact) for fact in story.facts],
        "sources": [
            {"name": s.name, "title": s.title, "link": s.link, "seen": s.seen, "stance": s.stance}
            for s in story.sources
        ],
        "changes": [{"kind": c.kind, "before": c.before, "after": c.after, "at": c.at} for c in story.changes],
        "revision": story.revision,
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _today(context: Context) -> str:
    return f"{context.now.astimezone(ZoneInfo(context.zone)):%Y-%m-%d}"


def _file(name: str, body: bytes, text: str) -> Reply:
    return Reply(parts=(Part(html=escape(text), text=text, document=(name, body)),))
