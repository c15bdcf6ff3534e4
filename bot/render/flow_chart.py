"""People between firms as a picture: bands from the firms they left to those they joined."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.trends import Flow
from bot.render.charts import DRAWING, INK, SOFT, Page
from bot.render.flow_layout import Node, lay_out

#: where the bands begin and end
_LEFT, _RIGHT = 372, 708
#: the six of a wider choice that colour-blind readers tell apart best (at least 18 in CIELAB), dark enough for type
_GAINERS = ("#2E2585", "#9A7400", "#117733", "#AA4499", "#4A90D0", "#7A1848")
_REST = "#8A929E"


def flow_chart(flows: Sequence[Flow], *, title: str, subtitle: str, unknown: tuple[str, str], sides: str = "") -> bytes:
    """Bands from the firms people left to those they joined, as wide as they are many, arrow at the end.

    `unknown` names the ends that no text gives: (came from, went to).
    """
    layout = lay_out(flows, top=300)
    with DRAWING:
        page = Page(layout.bottom + 90)
        page.head(title, subtitle)
        gainers = [n.firm for n in sorted(layout.targets, key=lambda n: -n.count) if n.firm]
        colours = dict(zip(gainers, _GAINERS, strict=False))
        for band in layout.bands:
            known = band.flow.source and band.flow.target
            page.arrow(
                (_LEFT, band.y_source), (_RIGHT, band.y_target), band.width,
                colours.get(band.flow.target, _REST), alpha=0.72 if known else 0.4,
            )  # fmt: skip
        left, _, right = sides.partition("|")
        page.text(_LEFT - 24, 246, left, 30, colour=SOFT, align="right")
        page.text(_RIGHT + 24, 246, right, 30, colour=SOFT)
        for node in layout.sources:
            _node(page, node, node.firm or unknown[0], INK if node.firm else SOFT, left=True)
        for node in layout.targets:
            colour = colours.get(node.firm, INK) if node.firm else SOFT
            _node(page, node, node.firm or unknown[1], colour, left=False)
        return page.png()


def _node(page: Page, node: Node, name: str, colour: str, *, left: bool) -> None:
    middle = node.y + node.height / 2 + 13
    count = str(node.count)
    room = _LEFT - 24 - 40 - page.width(count, 36) - 16
    name = page.fitted(name, 36, room)
    if left:
        page.box(_LEFT - 10, node.y, 10, node.height, colour)
        page.text(_LEFT - 24, middle, count, 36, colour=SOFT, align="right")
        page.text(_LEFT - 40 - page.width(count, 36), middle, name, 36, colour=colour, align="right")
    else:
        page.text(_RIGHT + 24, middle, name, 36, colour=colour)
        page.text(_RIGHT + 40 + page.width(name, 36), middle, count, 36, colour=SOFT)
