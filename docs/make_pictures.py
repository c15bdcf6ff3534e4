"""Makes the pictures of docs/img with the bot's own renderers: `python docs/make_pictures.py` in the venv.

Messages are drawn as a Telegram chat shows them. Colour emoji come from Noto Color Emoji
(Debian: fonts-noto-color-emoji), which only this script needs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from html import unescape
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bot.core.chats import DEFAULTS, Buttons, Part
from bot.core.digests import compose
from bot.core.facts import from_json
from bot.core.topics import FUNDING, PRETRAINING_CUT, TALENT_MOVE, Topic
from bot.core.trends import Bar, Flow
from bot.core.types import Change, FirmRef, Source, Stance, Story
from bot.render.charts import timeline_chart
from bot.render.digest import render_digest
from bot.render.flow_chart import flow_chart
from bot.render.story import alert
from bot.texts import texts

FOLDER = Path(__file__).parent / "img"
EMOJI = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
ZONE = "Asia/Shanghai"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
FEEDS = ("36氪", "C114 要闻", "IT之家", "量子位", "钛媒体", "界面新闻", "虎嗅")

WIDTH, MARGIN, PADDING, SIZE, LEADING = 1080, 24, 32, 36, 56
WALL, BUBBLE, BUTTON, INK, LINK, SOFT = "#CBDCE8", "#FFFFFF", "#9DB9CC", "#1B1F24", "#2476B8", "#8A96A3"
_TAG = re.compile(r"<(/?)([a-z]+)[^>]*>")
_EMOJI = re.compile("[\U0001f300-\U0001faff⚪✅⚠⚙]")


# ---- what is told


def story(number: int, topic: Topic, firm: tuple[str, str], title: str, stance: Stance, **more: object) -> Story:
    """A story of `sources` feeds with one fact, and what changed if anything did."""
    count = int(str(more.pop("sources", 1)))
    told = [NOW - timedelta(hours=2, minutes=7 * (count - i)) for i in range(count)]
    sources = tuple(
        Source(entry_id=i, feed_id=i, name=FEEDS[(number + i) % len(FEEDS)], title=title, link="", seen=at)
        for i, at in enumerate(told)
    )
    changed = more.pop("changed", None)
    changes = (Change(kind="stance", before=str(changed), after=stance, at=NOW),) if changed else ()
    fact = from_json({"firm": firm[1], "stance": stance, **more})
    return Story(
        id=number, seq=number, title=title, link=f"https://example.com/{number}", topics={topic: 0.97},
        firms=(FirmRef(*firm),), stance=stance, facts=(fact,), sources=sources, revision=len(changes),
        changes=changes, first_seen=told[0], last_seen=told[-1],
    )  # fmt: skip


def stories() -> list[Story]:
    """One evening's digest."""
    cut, money, people = PRETRAINING_CUT, FUNDING, TALENT_MOVE
    return [
        story(128, cut, ("lingyi", "零一万物"), "李开复：零一万物不再训练超大模型，部分预训练团队转入阿里",
              Stance.CONFIRMED, sources=5, changed=Stance.RUMOUR, kind="pretraining", action="stop"),
        story(131, money, ("moonshot", "月之暗面"), "月之暗面拿到 5 亿美元 C 轮融资，IDG 领投", Stance.REPORTED,
              sources=4, kind="funding", round="C轮", amount_low=5e8, amount_high=5e8, approx="exact",
              currency="USD", lead=["IDG"], valuation=4.3e9),
        story(125, money, ("deepseek", "DeepSeek"), "阿里回应入股 DeepSeek 传言：消息不实", Stance.DENIED,
              sources=3, changed=Stance.RUMOUR, kind="funding", amount_low=1e9, amount_high=1e9, approx="exact",
              currency="USD"),
        story(133, people, ("tencent", "腾讯"), "腾讯官宣：姚顺雨出任首席 AI 科学家", Stance.CONFIRMED, sources=3,
              kind="talent", person="姚顺雨", role_to="首席 AI 科学家", to="腾讯", direction="join",
              **{"from": "OpenAI"}),
        story(134, people, ("baichuan", "百川智能"), "传百川智能联合创始人谢剑已离职", Stance.RUMOUR, sources=1,
              kind="talent", person="谢剑", role_from="联合创始人", direction="leave", **{"from": "百川智能"}),
    ]  # fmt: skip


def bars() -> list[Bar]:
    """Thirteen weeks of one firm."""
    funding = (1, 0, 2, 1, 3, 1, 0, 2, 5, 2, 1, 3, 6)
    people = (0, 1, 2, 1, 2, 1, 4, 0, 1, 0, 3, 1, 2)
    start = date(2026, 8, 26)
    return [
        Bar(start + timedelta(weeks=i), {FUNDING: raised, TALENT_MOVE: moved})
        for i, (raised, moved) in enumerate(zip(funding, people, strict=True))
    ]


def flows() -> list[Flow]:
    """Who went where in a quarter."""
    counted = [
        ("零一万物", "阿里巴巴", 4), ("零一万物", "字节跳动", 2), ("阿里巴巴", "腾讯", 2), ("谷歌", "字节跳动", 3),
        ("OpenAI", "腾讯", 2), ("DeepSeek", "小米", 2), ("旷视", "月之暗面", 1), ("百川智能", "", 2), ("", "腾讯", 1),
    ]  # fmt: skip
    return [Flow(source=source, target=target, count=count) for source, target, count in counted]


# ---- how a chat shows it


@dataclass(frozen=True, slots=True)
class Piece:
    """A character and how it is set."""

    char: str
    bold: bool
    link: bool


def chat(part: Part) -> Image.Image:
    """A message in its bubble, the buttons below."""
    lines = [row for line in pieces(part.html) for row in wrapped(line, WIDTH - 2 * (MARGIN + PADDING))]
    below = MARGIN + 2 * PADDING - 12 + LEADING * len(lines)
    image = Image.new("RGB", (WIDTH, below + 92 * len(part.buttons) + MARGIN), WALL)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((MARGIN, MARGIN, WIDTH - MARGIN, below), 28, BUBBLE)
    for number, line in enumerate(lines):
        set_line(image, line, MARGIN + PADDING, MARGIN + PADDING - 10 + LEADING * number)
    set_buttons(image, part.buttons, below + 12)
    return image


def pieces(html: str) -> Iterator[list[Piece]]:
    """The lines of a message, character by character."""
    line: list[Piece] = []
    bold = link = False
    for text in re.split(r"(<[^>]+>|&[#a-z0-9]+;|\n)", html):
        tag = _TAG.fullmatch(text)
        if tag:
            bold, link = (not tag[1], link) if tag[2] == "b" else (bold, not tag[1])
        elif text == "\n":
            yield line
            line = []
        else:
            line += [Piece(char, bold, link) for char in unescape(text)]
    yield line


def wrapped(line: list[Piece], room: float) -> Iterator[list[Piece]]:
    """A line in rows that fit; no row begins with a closing mark, no Latin word is cut."""
    row: list[Piece] = []
    for piece in line:
        row.append(piece)
        if sum(advance(p) for p in row) <= room:
            continue
        at = len(row) - 1
        while at > 1 and (row[at].char in "，。、：；）」｜ " or (_latin(row[at]) and _latin(row[at - 1]))):
            at -= 1
        yield row[:at]
        row = row[at:]
    yield row


def _latin(piece: Piece) -> bool:
    return piece.char.isascii() and piece.char.isalnum()


def set_line(image: Image.Image, line: list[Piece], x: float, y: float, *, colour: str = "") -> None:
    """One row of characters."""
    draw = ImageDraw.Draw(image)
    for piece in line:
        if _EMOJI.match(piece.char):
            picture = emoji(piece.char)
            image.paste(picture, (round(x), round(y + 9)), picture)
        else:
            ink = colour or (LINK if piece.link else INK)
            at = x - SIZE * 0.25 if piece.char == "·" else x  # a Chinese font sets it as wide as a character
            draw.text((at, y), piece.char, ink, font(), stroke_width=0.9 if piece.bold else 0, stroke_fill=ink)
        x += advance(piece)


def set_buttons(image: Image.Image, buttons: Buttons, y: int) -> None:
    """Rows of buttons as wide as the bubble."""
    draw = ImageDraw.Draw(image)
    for row in buttons:
        wide = (WIDTH - 2 * MARGIN - 12 * (len(row) - 1)) / len(row)
        for i, button in enumerate(row):
            left = MARGIN + i * (wide + 12)
            draw.rounded_rectangle((left, y, left + wide, y + 80), 18, BUTTON)
            label = [Piece(char, False, False) for char in button.label]
            set_line(image, label, left + (wide - sum(map(advance, label))) / 2, y + 12, colour="#FFFFFF")
        y += 92


def advance(piece: Piece) -> float:
    """How far the next character lies."""
    if piece.char == "·":
        return SIZE * 0.5
    return SIZE * 1.3 if _EMOJI.match(piece.char) else font().getlength(piece.char)


@lru_cache
def font() -> ImageFont.FreeTypeFont:
    """The type of a message."""
    return ImageFont.truetype(str(sans_path()), SIZE)


@lru_cache
def emoji(char: str) -> Image.Image:
    """A colour emoji as high as the type."""
    big = Image.new("RGBA", (136, 128))
    ImageDraw.Draw(big).text((0, 0), char, font=ImageFont.truetype(str(EMOJI), 109), embedded_color=True)
    return big.resize((round(SIZE * 1.15), round(SIZE * 1.08)), Image.Resampling.LANCZOS)


def main() -> None:
    """Write the four pictures."""
    FOLDER.mkdir(exist_ok=True)
    told = stories()
    digest = compose(told, DEFAULTS, tokens=lambda text: set(text.split()))
    changed = {s.id for s in told if s.changes}
    parts = render_digest(digest, now=NOW, zone=ZONE, heard=changed)
    chat(parts[0]).quantize(128).save(FOLDER / "digest.png", optimize=True)
    chat(alert(told[0], update=True)).quantize(128).save(FOLDER / "alert.png", optimize=True)
    weeks = bars()
    mean = sum(bar.total for bar in weeks) / len(weeks)
    chart = timeline_chart(
        weeks, title="月之暗面·近 13 周", subtitle="8月26日至11月24日，每周件数", mean=f"平均每周 {mean:.1f}"
    )
    (FOLDER / "chart.png").write_bytes(chart)
    flow = flow_chart(
        flows(), title="人才流动·近 90 天", subtitle="8月26日至11月24日，共 19 人次",
        unknown=texts.FLOW_UNKNOWN, sides=texts.FLOW_SIDES,
    )  # fmt: skip
    (FOLDER / "flow.png").write_bytes(flow)


if __name__ == "__main__":
    main()
