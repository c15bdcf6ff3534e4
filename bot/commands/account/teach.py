"""For the operators: /teach puts entries to them that the classifier doubts, one by one, and keeps what they say."""

from __future__ import annotations

from bot.commands.account.operators import operators_only
from bot.commands.arguments import number_in
from bot.commands.context import Context
from bot.commands.replies import say, show
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Buttons, Part, Reply
from bot.core.shortening import shorten
from bot.core.teaching import Label, Question, unlike
from bot.core.topics import TOPICS, Topic
from bot.reading.titles import read_title
from bot.render.html import bold, escape, link
from bot.render.marks import clock
from bot.storage.chats import labels as store
from bot.texts import texts

#: a title is shown so far
LONGEST = 200


def teach(context: Context) -> Reply:
    """The next question; sent again it leaves the last one open and asks another."""
    operators_only(context)
    return Reply(parts=(_next(context) or say(texts.TEACH_NOTHING).parts[0],))


def pressed(context: Context) -> Reply:
    """`<entry>:<topic>` answers, without a topic: none of them; `undo:<entry>` takes the answer back.

    The first answer stands: whoever presses later, or twice, is shown it, and is asked nothing more.
    """
    operators_only(context)
    what, _, rest = context.args.partition(":")
    number = number_in(rest if what == "undo" else what)
    question = None if number is None else store.question(context.session, number, context.chat.id)
    if question is None or (what != "undo" and rest not in {"", *TOPICS}):
        return Reply(toast=texts.EXPIRED)
    return _take_back(context, question) if what == "undo" else _answer(context, question, rest)


def _answer(context: Context, question: Question, topic: str) -> Reply:
    said, user_id = Topic(topic) if topic else None, context.request.user_id
    is_first = store.answer(context.session, question.stored.id, said, user_id=user_id, now=context.now)
    question = store.question(context.session, question.stored.id, context.chat.id) or question
    if question.label is None:  # taken back this very moment
        return Reply(parts=(_asked(context, question),), edit=True)
    done = texts.TEACH_DONE.format(label=_name(question.label))
    told = _labelled(context, question, done, question.label)
    if not is_first or _is_asked_more(context, question):
        return Reply(parts=(told,), edit=True, toast=done)
    return Reply(parts=(told, _next(context) or say(texts.TEACH_NOTHING).parts[0]), edit=True, toast=done)


def _take_back(context: Context, question: Question) -> Reply:
    is_open = question.label is None
    if not is_open and not store.take_back(context.session, question.stored.id, user_id=context.request.user_id):
        return Reply(toast=texts.TEACH_NOT_YOURS)
    return Reply(parts=(_asked(context, question),), edit=True, toast=texts.FEEDBACK_UNDONE)


def _is_asked_more(context: Context, question: Question) -> bool:
    """A question further down waits already: another one would only be in its way."""
    since = question.asked_at or context.now
    return store.is_waiting(context.session, context.chat.id, since=since)


def _next(context: Context) -> Part | None:
    """The most doubted entry like none that was asked of; from now on the chat is asked of it."""
    candidates = store.doubtful(context.session, context.chat.id)
    for found in unlike(candidates, store.asked_last(context.session), read_title=read_title):
        if store.put_to(context.session, found.stored.id, context.chat.id, now=context.now):
            return _asked(context, found)
    return None


def _asked(context: Context, question: Question) -> Part:
    lines = [escape(texts.TEACH_ASK), "", *_told(context, question), "", escape(texts.TEACH_SKIP)]
    return show("\n".join(lines), buttons=_choices(question)).parts[0]


def _labelled(context: Context, question: Question, done: str, label: Label) -> Part:
    """The entry with its label, who gave it and when, and a button that takes it back."""
    who = texts.TEACH_BY.format(user=label.user_id, at=clock(label.at, context.zone, now=context.now))
    undo = Button(texts.TEACH_UNDO, callback(Prefix.TEACH, "undo", question.stored.id))
    html = "\n".join([f"{bold(done)} · {escape(who)}", "", *_told(context, question)])
    return show(html, buttons=((undo,),)).parts[0]


def _name(label: Label) -> str:
    return texts.TOPIC_NAMES.get(label.topic, label.topic) if label.topic else texts.TEACH_NONE


def _told(context: Context, question: Question) -> list[str]:
    """Title, source, date, and what is thought of it."""
    stored, tags = question.stored, question.tags
    at = clock(stored.at, context.zone, now=context.now)
    marked = texts.join([texts.TOPIC_NAMES[topic] for topic in tags.topics])
    odds = texts.join([f"{texts.TOPIC_NAMES[topic]} {tags.scores.get(topic, 0.0):.0%}" for topic in TOPICS])
    return [
        link(shorten(stored.entry.title, LONGEST), stored.entry.link),
        escape(f"{stored.feed_title} · {at}"),
        escape(texts.TEACH_THOUGHT.format(topics=marked or texts.TEACH_NO_TOPIC, odds=odds)),
    ]


def _choices(question: Question) -> Buttons:
    """Two topics a row, and none of them."""
    entry_id = question.stored.id
    row = [Button(texts.TOPIC_NAMES[topic], callback(Prefix.TEACH, entry_id, topic)) for topic in TOPICS]
    row.append(Button(texts.TEACH_NONE, callback(Prefix.TEACH, entry_id, "")))
    return tuple(tuple(row[at : at + 2]) for at in range(0, len(row), 2))
