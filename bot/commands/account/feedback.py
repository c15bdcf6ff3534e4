"""The buttons under a story: 对 / 标错了 / 不是这家 / 换标签 / 已知."""

from __future__ import annotations

from bot.commands.arguments import number_in
from bot.commands.context import Context
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Buttons, Reply
from bot.core.topics import TOPICS
from bot.core.types import Story
from bot.render.story import feedback_buttons
from bot.storage.chats import feedback
from bot.storage.mail import inbox
from bot.storage.news.stories import visible_story
from bot.texts import texts

_VERDICTS = {"right", "wrong", "not_firm", "known", "topic"}
#: presses that are answered over the button, and change nothing that others see
WITHOUT_WORDS = (":right", ":wrong", ":not_firm", ":known")


def pressed(context: Context) -> Reply:
    """`<story>:<verdict>[:<value>]`; 换标签 first asks which one."""
    number, _, rest = context.args.partition(":")
    verdict, _, value = rest.partition(":")
    story_id = number_in(number)
    chat_id = context.chat.id
    story = visible_story(context.session, story_id, chat_id=chat_id) if story_id is not None else None
    if story is None or verdict not in {*_VERDICTS, "back"} or (verdict == "topic" and value not in {"", *TOPICS}):
        return Reply(toast=texts.EXPIRED)
    if verdict == "back":
        return Reply(keyboard=feedback_buttons(story))
    if verdict == "topic" and not value:
        return Reply(keyboard=_topics(story))
    stands = feedback.press(
        context.session,
        chat_id=chat_id,
        user_id=context.request.user_id,
        story_id=story.id,
        verdict=verdict,
        value=value,
        now=context.now,
    )
    if context.request.update_id is not None:
        # A second press takes the first back, so a press replayed after a crash must not count again.
        inbox.finish(context.session, context.request.update_id, now=context.now)
    toast = texts.THANKS if stands else texts.FEEDBACK_UNDONE
    return Reply(toast=toast, keyboard=feedback_buttons(story) if verdict == "topic" else None)


def _topics(story: Story) -> Buttons:
    choices = ((Button(texts.TOPIC_NAMES[t], callback(Prefix.FEEDBACK, story.id, "topic", t)),) for t in TOPICS)
    return (*choices, (Button(texts.BACK, callback(Prefix.FEEDBACK, story.id, "back")),))
