"""One story as a line of a digest, as an alert, and whole with its sources."""

from __future__ import annotations

from bot.core.types import Button, Buttons, Change, FirmRef, Part, Source, Stance, Story
from bot.render.facts import fact_text, facts_line
from bot.render.html import bold, escape, link, plain, shorten
from bot.render.split import pack
from bot.render.words import STANCE_MARKS, STANCE_NAMES, TOPIC_NAMES, clock

_CHANGE_NAMES = {"stance": "", "amount": "金额", "round": "轮次", "person": "新增人物", "denial": ""}
#: feeds put anything into a title; bounded pieces keep every story and every alert within one message
_MOST_TITLE = 200
_MOST_FACTS = 400
_MOST_NAME = 60


def story_line(story: Story, *, update: bool = False) -> str:
    """Two lines of HTML: mark, firm, linked title; below it facts and sources.

    `update`: the chat heard an earlier revision, so the line begins with what changed.
    """
    changed = f"{bold('更新')} {escape(changes_text(story))}｜" if update and story.changes else ""
    firms = firm_names(story.firms)
    head = f"{STANCE_MARKS[story.stance]} {changed}"
    if firms and not any(name in story.title for name in firms.split("、")):
        head += f"{bold(firms)}："
    head += link(shorten(story.title, _MOST_TITLE), story.link)
    facts = shorten(facts_line(story.facts), _MOST_FACTS)
    below = " · ".join(piece for piece in (facts, sources_text(story)) if piece)
    return f"{head}\n    {escape(below)}"


def alert(story: Story, *, update: bool = False) -> Part:
    """One story sent at once, with its correction buttons; `update` as in `story_line`."""
    topics = "、".join(TOPIC_NAMES[t] for t in story.topics)
    firms = firm_names(story.firms)
    head = " · ".join(piece for piece in (topics, firms, STANCE_NAMES[story.stance]) if piece)
    html = f"{bold(head)}\n{story_line(story, update=update)}"
    return Part(html=html, text=plain(html), buttons=feedback_buttons(story))


def whole_story(story: Story, *, zone: str) -> list[Part]:
    """Everything known: facts, stance history, every source in order."""
    blocks = [f"{story_line(story)}\n    编号 {story.id}"]
    facts = [text for fact in story.facts if (text := fact_text(fact))]
    if facts:
        blocks.append(bold("事实") + "\n" + "\n".join(f"• {escape(text)}" for text in facts))
    if story.changes:
        lines = [f"• {clock(c.at, zone)} {escape(change_text(c))}" for c in story.changes]
        blocks.append(bold("变化") + "\n" + "\n".join(lines))
    blocks.append(bold(f"来源（{len(story.sources)}）"))
    blocks += [_source_line(source, zone) for source in story.sources]
    messages = pack(blocks)
    parts = [Part(html=html, text=plain(html)) for html in messages]
    last = parts[-1]
    parts[-1] = Part(html=last.html, text=last.text, buttons=feedback_buttons(story))
    return parts


def feedback_buttons(story: Story) -> Buttons:
    """对 / 标错了 / 不是这家 / 换标签 / 已知, and the way to all sources."""
    key = f"fb:{story.id}"
    return (
        (Button("对", f"{key}:right"), Button("标错了", f"{key}:wrong"), Button("不是这家", f"{key}:not_firm")),
        (Button("换标签", f"{key}:topic"), Button("已知", f"{key}:known"), Button("全部来源", f"st:{story.id}")),
    )


def firm_names(firms: tuple[FirmRef, ...], *, most: int = 3) -> str:
    """The firms of the event, most salient first."""
    named = list(dict.fromkeys(shorten(f.name, _MOST_NAME) for f in firms if f.name))
    return "、".join(named) if len(named) <= most else "、".join(named[:most]) + f" 等 {len(named)} 家"


def sources_text(story: Story) -> str:
    """36氪 等 5 家 (feeds counted once)."""
    names = list(dict.fromkeys(shorten(source.name, _MOST_NAME) for source in story.sources))
    if not names:
        return ""
    return names[0] if len(names) == 1 else f"{names[0]} 等 {len(names)} 家"


def changes_text(story: Story) -> str:
    """What changed last, in a few words."""
    return shorten(change_text(story.changes[-1]), _MOST_TITLE) if story.changes else ""


def change_text(change: Change) -> str:
    """One change: 传闻 → 证实."""
    if change.kind == "stance":
        return f"{STANCE_NAMES[Stance(change.before)]} → {STANCE_NAMES[Stance(change.after)]}"
    name = _CHANGE_NAMES.get(change.kind, change.kind)
    return f"{name} {change.before} → {change.after}" if change.before else f"{name} {change.after}"


def _source_line(source: Source, zone: str) -> str:
    mark = STANCE_MARKS[source.stance] if source.stance else "▫️"
    name, title = escape(shorten(source.name, _MOST_NAME)), link(shorten(source.title, _MOST_TITLE), source.link)
    return f"{mark} {clock(source.seen, zone)} {name} {title}"
