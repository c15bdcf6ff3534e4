"""Pictures as PNG: events over time, people between firms, one week; the only door to matplotlib.

Drawn in pixels on an opaque light page, so that they look the same in Telegram's light and dark mode, with
type that can be read at a phone's width, in colours that colour-blind readers tell apart (checked by simulation).
"""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke
from pylopdf_fonts_zh_cn import sans_path

from bot.core.topics import TOPICS, Topic
from bot.core.trends import Bar, Trend
from bot.texts import texts

WIDTH = 1080
MARGIN = 60
_PAGE, INK, SOFT, _FAINT = "#F6F7F9", "#1B1F24", "#5B6470", "#D9DDE3"
_HOT, _COLD = "#D55E00", "#8A929E"
#: matplotlib's font code is not safe for threads; a picture takes a fraction of a second, so they queue
DRAWING = threading.Lock()


def timeline_chart(bars: Sequence[Bar], *, title: str, subtitle: str, mean: str = "") -> bytes:
    """Stacked bars by topic with totals; `mean` names the line of the mean and "" leaves it out."""
    with DRAWING:
        page = Page(860)
        page.head(title, subtitle)
        shown = [t for t in TOPICS if any(b.counts.get(t) for b in bars)]
        end = page.legend(shown, bars, y=196)
        _bars(page, bars, top=290, bottom=740)
        if mean and end + 58 + page.width(mean, 34) < WIDTH - MARGIN:
            page.box(end, 210, 44, 3, INK)
            page.text(end + 58, 224, mean, 34)
            _mean_line(page, bars, top=290, bottom=740)
        return page.png()


def week_chart(
    topics: Sequence[Trend],
    firms: Sequence[Trend],
    bars: Sequence[Bar],
    *,
    title: str,
    subtitle: str,
    words: Sequence[str],
    usual: str,
) -> bytes:
    """One week: topics and moving firms against their mean, and the weeks before as small bars.

    `words` are the three headings (topics, firms, weeks), `usual` names a mean: 平时 {mean};
    "" leaves the means out.
    """
    firms_top = 262 + 84 * len(topics) + 50
    weeks_top = firms_top + (52 + 84 * len(firms) + 50 if firms else 0)
    with DRAWING:
        page = Page(weeks_top + 390)
        page.head(title, subtitle)
        most = max([1.0, *(max(t.count, t.mean) for t in (*topics, *firms))])
        page.text(MARGIN, 230, words[0], 34, colour=SOFT)
        for i, topic in enumerate(topics):
            _against_mean(page, topic, TOPICS[Topic(topic.key)].colour, y=262 + 84 * i, most=most, usual=usual)
        if firms:
            page.text(MARGIN, firms_top + 20, words[1], 34, colour=SOFT)
        for i, firm in enumerate(firms):
            _against_mean(
                page,
                firm,
                _HOT if firm.count >= firm.mean else _COLD,
                y=firms_top + 52 + 84 * i,
                most=most,
                usual=usual,
            )
        page.text(MARGIN, weeks_top + 20, words[2], 34, colour=SOFT)
        _bars(page, bars, top=weeks_top + 80, bottom=weeks_top + 280, grid=False)
        return page.png()


def warm_up() -> None:
    """Read the font, so that the first picture of a process is as quick as the others."""
    _font(30)
    get_font(str(sans_path()))


class Page:
    """An opaque page measured in pixels from its upper left corner."""

    def __init__(self, height: float) -> None:
        self.height = height
        # At 72 dots per inch a point is a pixel, so sizes of type and of shapes are the same numbers.
        self._figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor=_PAGE)
        FigureCanvasAgg(self._figure)
        self._axes: Any = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        self._axes.axis("off")

    def head(self, title: str, subtitle: str) -> None:
        """Title, what it covers, and whose picture it is."""
        self.text(MARGIN, 92, self.fitted(title, 54, WIDTH - 2 * MARGIN), 54)
        self.text(MARGIN, 146, self.fitted(subtitle, 32, WIDTH - 2 * MARGIN), 32, colour=SOFT)
        self.text(WIDTH - MARGIN, self.height - 28, texts.NAME, 24, colour=SOFT, align="right")

    def legend(self, topics: Sequence[Topic], bars: Sequence[Bar], *, y: float) -> float:
        """A colour, a topic, its total, side by side; where the next may begin."""
        x: float = MARGIN
        for topic in topics:
            self.box(x, y, 30, 30, TOPICS[topic].colour)
            label = f"{texts.TOPIC_NAMES[topic]} {sum(b.counts.get(topic, 0) for b in bars)}"
            self.text(x + 42, y + 28, label, 34)
            x += 42 + self.width(label, 34) + 48
        return x

    def text(self, x: float, y: float, words: str, size: float, *, colour: str = INK, align: str = "left") -> None:
        """Words on the base line `y`; a rim of the page's colour keeps grid lines off them."""
        self._axes.text(
            x, y, _drawable(words), color=colour, ha=align, va="baseline", parse_math=False,
            fontproperties=_font(size), path_effects=[withStroke(linewidth=8, foreground=_PAGE)],
        )  # fmt: skip

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle by its upper left corner."""
        self._axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, linewidth=0))

    def arrow(
        self, start: tuple[float, float], end: tuple[float, float], width: float, colour: str, *, alpha: float
    ) -> None:
        """A band from left to right with a point at its end; both places are its upper edge."""
        (left, above), (right, below) = start, end
        neck, middle = right - min(26, 8 + width / 2), (left + right) / 2
        go, curve, close = Outline.LINETO, Outline.CURVE4, Outline.CLOSEPOLY
        points = [
            (left, above), (middle, above), (middle, below), (neck, below),
            (right, below + width / 2), (neck, below + width),
            (middle, below + width), (middle, above + width), (left, above + width), (left, above),
        ]  # fmt: skip
        codes = [Outline.MOVETO, curve, curve, curve, go, go, curve, curve, curve, close]
        self._axes.add_patch(PathPatch(Outline(points, codes), facecolor=colour, linewidth=0, alpha=alpha))

    def width(self, words: str, size: float) -> float:
        """How wide words are."""
        font = get_font(str(sans_path()))
        font.set_size(size, 72)
        font.set_text(_drawable(words), 0)
        return float(font.get_width_height()[0]) / 64

    def size_that_fits(self, words: str, room: float, sizes: Sequence[float]) -> float:
        """The first of the sizes, largest first, in which words fit; the last where they fit in none."""
        return next((size for size in sizes if self.width(words, size) <= room), sizes[-1])

    def fitted(self, words: str, size: float, room: float) -> str:
        """Words cut with … so that they fit."""
        if self.width(words, size) <= room:
            return words
        while words and self.width(words + "…", size) > room:
            words = words[:-1]
        return words + "…"

    def png(self) -> bytes:
        """The finished picture."""
        out = io.BytesIO()
        self._figure.savefig(out, format="png")
        return out.getvalue()


def _bars(page: Page, bars: Sequence[Bar], *, top: float, bottom: float, grid: bool = True) -> None:
    left, right = MARGIN + (56 if grid else 0), WIDTH - MARGIN
    tick, scale = _scale(bars, bottom - top, grid=grid)
    if grid:
        for value in range(0, round((bottom - top) / scale) + 1, tick):
            page.box(left, bottom - value * scale - 1, right - left, 2, _FAINT)
            page.text(left - 14, bottom - value * scale + 10, str(value), 28, colour=SOFT, align="right")
    slot = (right - left) / len(bars)
    label_every = max(1, -(-len(bars) * 150 // int(right - left)))
    every_total = slot >= max(50, page.width(str(max(bar.total for bar in bars)), 30) + 12)
    peak = max(range(len(bars)), key=lambda i: bars[i].total)
    stacked = sorted(TOPICS.values(), key=lambda record: record.is_rare)  # rare ones on top, where they are seen
    for i, bar in enumerate(bars):
        x, y = left + i * slot, bottom
        for record in stacked:
            height = bar.counts.get(record.key, 0) * scale
            page.box(x + slot * 0.12, y - height, slot * 0.76, max(height - 2, 0), record.colour)
            y -= height
        if bar.total and (i == peak or every_total):
            page.text(x + slot / 2, y - 12, str(bar.total), 30, align="center")
        if (len(bars) - 1 - i) % label_every == 0:
            label = f"{bar.start.month}/{bar.start.day}"
            middle = min(x + slot / 2, right - page.width(label, 28) / 2)
            page.text(middle, bottom + 44, label, 28, colour=SOFT, align="center")


def _mean_line(page: Page, bars: Sequence[Bar], *, top: float, bottom: float) -> None:
    _, scale = _scale(bars, bottom - top, grid=True)
    y = bottom - sum(bar.total for bar in bars) / len(bars) * scale
    page.box(MARGIN + 56, y - 1, WIDTH - 2 * MARGIN - 56, 3, INK)


def _scale(bars: Sequence[Bar], height: float, *, grid: bool) -> tuple[int, float]:
    """The step between grid lines, and how many pixels one story takes."""
    most = max([1, *(bar.total for bar in bars)])
    tick = _nice(most)
    return tick, height / (-(-most // tick) * tick if grid else most)


def _nice(most: int) -> int:
    """A round step that cuts the axis into at most four."""
    for magnitude in (1, 10, 100, 1000, 10_000, 100_000):
        for digit in (1, 2, 5):
            if most <= 4 * digit * magnitude:
                return digit * magnitude
    return most


def _against_mean(page: Page, trend: Trend, colour: str, *, y: float, most: float, usual: str) -> None:
    left, room = 330, 440
    size = page.size_that_fits(trend.name, left - MARGIN - 20, (36, 32, 29))
    page.text(MARGIN, y + 42, page.fitted(trend.name, size, left - MARGIN - 20), size)
    page.box(left, y + 6, max(trend.count / most * room, 3), 48, colour)
    page.text(850, y + 44, str(trend.count), 42, align="right")
    if not usual:
        return
    page.box(left + trend.mean / most * room - 3, y - 4, 6, 68, INK)
    page.text(WIDTH - MARGIN, y + 42, usual.format(mean=f"{trend.mean:.1f}"), 30, colour=SOFT, align="right")


@lru_cache(maxsize=32)
def _font(size: float) -> FontProperties:
    return FontProperties(fname=str(sans_path()), size=size)


def _drawable(words: str) -> str:
    """Words without what the font has no sign for (emoji), which would be drawn as empty boxes."""
    font = get_font(str(sans_path()))
    return "".join(c for c in words if font.get_char_index(ord(c)))
