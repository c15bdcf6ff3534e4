"""One story as a line of a digest, as an alert, and whole with its sources."""

from __future__ import annotations

from datetime import datetime

from bot.core.amounts import amount_text
from bot.core.callbacks import Prefix, callback
from bot.core.chats import Button, Buttons, Part
from bot.core.shortening import shorten
from bot.core.types import Change, FirmRef, Source, Stance, Story
from bot.reading.titles import without_board_marks
from bot.render.facts import fact_text, facts_line
from bot.render.html import bold, escape, link, plain
from bot.render.marks import STANCE_MARKS, clock
from bot.render.split import pack
from bot.texts import texts

#: feeds put anything into a title; bounded pieces keep every story and every alert within one message
_MOST_TITLE = 200
_MOST_FACTS = 400
_MOST_NAME = 60
#: firms named before a title
MOST_FIRMS = 3


def story_line(story: Story, *, update: bool = False, numbered: bool = False) -> str:
    """Two lines of HTML: mark, firm, linked title; below it facts and sources.

    `update`: the chat heard an earlier revision, so the line begins with what changed.
    `numbered`: the number that /story and /why ask for ends it.
    """
    changed = ""
    if update and story.changes:
        changed = f"{bold(texts.UPDATE)} {escape(changes_text(story))}{texts.AFTER_UPDATE}"
    firms = firm_names(story.firms)
    head = f"{STANCE_MARKS[story.stance]} {changed}"
    if firms and not any(firm.name in story.title for firm in story.firms[:MOST_FIRMS] if firm.name):
        head += texts.label(bold(firms), "")
    head += link(shorten(without_board_marks(story.title), _MOST_TITLE), story.link)
    facts = shorten(facts_line(story.facts), _MOST_FACTS)
    number = f"#{story.id}" if numbered else ""
    below = " · ".join(piece for piece in (facts, sources_text(story), number) if piece)
    return f"{head}\n    {escape(below)}"


def alert(story: Story, *, update: bool = False) -> Part:
    """One story sent at once, with its number and its correction buttons; `update` as in `story_line`."""
    topics = texts.join(texts.TOPIC_NAMES[t] for t in story.topics)
    firms = firm_names(story.firms)
    head = " · ".join(piece for piece in (topics, firms, texts.STANCE_NAMES[story.stance]) if piece)
    html = f"{bold(head)}\n{story_line(story, update=update, numbered=True)}"
    if story.stance is not Stance.REPORTED and story.evidence:
        html += f"\n    {escape(evidence_text(story))}"
    return Part(html=html, text=plain(html), buttons=feedback_buttons(story))


def whole_story(story: Story, *, zone: str, now: datetime) -> list[Part]:
    """Everything known: facts, stance history, every source in order."""
    blocks = [f"{story_line(story)}\n    {texts.STORY_NUMBER.format(number=story.id)}"]
    if story.evidence:
        blocks[0] += f"\n    {escape(evidence_text(story))}"
    facts = [text for fact in story.facts if (text := fact_text(fact))]
    if facts:
        blocks.append(bold(texts.FACTS) + "\n" + "\n".join(f"• {escape(text)}" for text in facts))
    if story.changes:
        lines = [f"• {clock(c.at, zone, now=now)} {escape(change_text(c, story))}" for c in story.changes]
        blocks.append(bold(texts.CHANGES) + "\n" + "\n".join(lines))
    blocks.append(bold(texts.SOURCES.format(count=len(story.sources))))
    blocks += [_source_line(source, zone, now) for source in story.sources]
    messages = pack(blocks)
    parts = [Part(html=html, text=plain(html)) for html in messages]
    last = parts[-1]
    parts[-1] = Part(html=last.html, text=last.text, buttons=feedback_buttons(story))
    return parts


def evidence_text(story: Story) -> str:
    """The words that made the story's stance: 证实依据：「公司公告」."""
    return texts.label(texts.EVIDENCE[story.stance], texts.quoted(shorten(story.evidence, _MOST_NAME)))


def feedback_buttons(story: Story) -> Buttons:
    """对 / 标错了 / 不是这家 / 换标签 / 已知, and the way to all sources."""

    def verdict(label: str, word: str) -> Button:
        return Button(label, callback(Prefix.FEEDBACK, story.id, word))

    return (
        (
            verdict(texts.RIGHT, "right"),
            verdict(texts.WRONG, "wrong"),
            verdict(texts.NOT_THIS_FIRM, "not_firm"),
        ),
        (
            verdict(texts.OTHER_TOPIC, "topic"),
            verdict(texts.KNOWN, "known"),
            Button(texts.ALL_SOURCES, callback(Prefix.STORY, story.id)),
        ),
    )


def firm_names(firms: tuple[FirmRef, ...], *, most: int = MOST_FIRMS) -> str:
    """The firms of the event, most salient first."""
    named = list(dict.fromkeys(shorten(f.name, _MOST_NAME) for f in firms if f.name))
    return texts.some(named, most, texts.OF_FIRMS)


def sources_text(story: Story) -> str:
    """36氪 等 5 家 (feeds counted once)."""
    names = list(dict.fromkeys(shorten(source.name, _MOST_NAME) for source in story.sources))
    return texts.some(names, 1, texts.OF_FIRMS)


def changes_text(story: Story) -> str:
    """What changed last, in a few words."""
    return shorten(change_text(story.changes[-1], story), _MOST_TITLE) if story.changes else ""


def change_text(change: Change, story: Story) -> str:
    """One change of a story: 传闻 → 证实."""
    if change.kind == "stance":
        return f"{texts.STANCE_NAMES[Stance(change.before)]} → {texts.STANCE_NAMES[Stance(change.after)]}"
    before, after = _in_words(change.kind, change.before, story), _in_words(change.kind, change.after, story)
    name = texts.CHANGE_NAMES.get(change.kind, change.kind)
    return f"{name} {before} → {after}" if before else f"{name} {after}"


def _in_words(kind: str, value: str, story: Story) -> str:
    """A changed slot in the language spoken; a sum is stored in Chinese, the fact that it came with says it again."""
    if kind == "round":
        return texts.round(value)
    if kind == "amount":
        return next((texts.amount(fact.amount) for fact in story.facts if amount_text(fact.amount) == value), value)
    return value


def _source_line(source: Source, zone: str, now: datetime) -> str:
    mark = STANCE_MARKS[source.stance] if source.stance else "▫️"
    name, title = escape(shorten(source.name, _MOST_NAME)), link(shorten(source.title, _MOST_TITLE), source.link)
    return f"{mark} {clock(source.seen, zone, now=now)} {name} {title}"
