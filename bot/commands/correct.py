"""The buttons under a story: 对 / 标错了 / 不是这家 / 换标签 / 已知."""

from __future__ import annotations

from bot.commands import replies
from bot.commands.desk import Context
from bot.core.types import Button, Part, Reply, Topic
from bot.render.html import plain
from bot.render.story import feedback_buttons, story_line
from bot.render.words import TOPIC_NAMES
from bot.storage import feedback
from bot.storage.stories import get_story

_VERDICTS = {"right", "wrong", "not_firm", "known", "topic"}


def pressed(context: Context) -> Reply:
    """`<story>:<verdict>[:<value>]`; 换标签 first asks which one."""
    number, _, rest = context.args.partition(":")
    verdict, _, value = rest.partition(":")
    story = get_story(context.session, int(number)) if number.isdigit() else None
    if story is None or verdict not in {*_VERDICTS, "back"}:
        return Reply(toast=replies.EXPIRED)
    html = story_line(story)
    if verdict == "back" or (verdict == "topic" and not value):
        choose = tuple((Button(TOPIC_NAMES[t], f"fb:{story.id}:topic:{t}"),) for t in Topic)
        back = ((Button("返回", f"fb:{story.id}:back"),),)
        buttons = feedback_buttons(story) if verdict == "back" else (*choose, *back)
        return Reply(parts=(Part(html=html, text=plain(html), buttons=buttons),), edit=True)
    stands = feedback.press(
        context.session,
        chat_id=context.chat.id,
        user_id=context.request.user_id,
        story_id=story.id,
        verdict=verdict,
        value=value,
        now=context.now,
    )
    return Reply(toast=replies.THANKS if stands else replies.FEEDBACK_UNDONE)
