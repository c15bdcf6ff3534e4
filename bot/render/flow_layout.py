"""Where the firms and bands of a flow picture lie: two columns, ordered so that few bands cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.trends import Flow

_GAP = 26.0
#: a name needs this much height
_LEAST = 46.0
#: height of all people together in one column, and the most that one person takes
_COLUMN, _WIDE = 720.0, 40.0


@dataclass(frozen=True, slots=True)
class Node:
    """A firm in one of the columns; "" stands for somewhere unknown."""

    firm: str
    count: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Band:
    """A flow between the columns: its upper edges and its width."""

    flow: Flow
    y_source: float
    y_target: float
    width: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything placed."""

    sources: tuple[Node, ...]
    targets: tuple[Node, ...]
    bands: tuple[Band, ...]
    bottom: float


def lay_out(flows: Sequence[Flow], *, top: float) -> Layout:
    """Place firms and bands from `top` downwards."""
    person = min(_WIDE, _COLUMN / max(1, sum(f.count for f in flows)))
    sources, targets = _orders(flows)
    left, left_end = _column(sources, [(f.source, f.count) for f in flows], person, top)
    right, right_end = _column(targets, [(f.target, f.count) for f in flows], person, top)
    bottom = max(left_end, right_end)
    left, right = _centred(left, bottom - left_end), _centred(right, bottom - right_end)
    return Layout(left, right, _bands(flows, left, right, person), bottom)


def _orders(flows: Sequence[Flow]) -> tuple[list[str], list[str]]:
    """Both columns, the biggest first, then each firm beside those it exchanges people with."""
    sources = _by_size([(f.source, f.count) for f in flows])
    targets = _by_size([(f.target, f.count) for f in flows])
    for _ in range(4):
        targets = _beside(targets, sources, [(f.target, f.source, f.count) for f in flows])
        sources = _beside(sources, targets, [(f.source, f.target, f.count) for f in flows])
    return sources, targets


def _by_size(ends: Sequence[tuple[str, int]]) -> list[str]:
    total = {firm: sum(n for other, n in ends if other == firm) for firm, _ in ends}
    return sorted(total, key=lambda firm: (not firm, -total[firm], firm))


def _beside(column: list[str], other: list[str], links: Sequence[tuple[str, str, int]]) -> list[str]:
    def middle(firm: str) -> float:
        mine = [(other.index(end), n) for own, end, n in links if own == firm]
        return sum(place * n for place, n in mine) / sum(n for _, n in mine)

    # Somewhere unknown is always last; equal places keep the order of size.
    return sorted(column, key=lambda firm: (not firm, middle(firm)))


def _column(
    order: Sequence[str], ends: Sequence[tuple[str, int]], person: float, top: float
) -> tuple[tuple[Node, ...], float]:
    nodes: list[Node] = []
    y = top
    for firm in order:
        count = sum(n for other, n in ends if other == firm)
        height = count * person
        pad = max(0.0, _LEAST - height) / 2
        nodes.append(Node(firm, count, y + pad, height))
        y += height + 2 * pad + _GAP
    return tuple(nodes), y - _GAP


def _centred(nodes: tuple[Node, ...], spare: float) -> tuple[Node, ...]:
    return tuple(Node(n.firm, n.count, n.y + spare / 2, n.height) for n in nodes)


def _bands(flows: Sequence[Flow], left: Sequence[Node], right: Sequence[Node], person: float) -> tuple[Band, ...]:
    """Bands leave and arrive in the order of the firms they lead to and come from."""
    places = ({n.firm: i for i, n in enumerate(left)}, {n.firm: i for i, n in enumerate(right)})
    y_source = {n.firm: n.y for n in left}
    y_target = {n.firm: n.y for n in right}
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    for i in sorted(range(len(flows)), key=lambda i: places[1][flows[i].target]):
        starts[i] = y_source[flows[i].source]
        y_source[flows[i].source] += flows[i].count * person
    for i in sorted(range(len(flows)), key=lambda i: places[0][flows[i].source]):
        ends[i] = y_target[flows[i].target]
        y_target[flows[i].target] += flows[i].count * person
    return tuple(Band(f, starts[i], ends[i], f.count * person) for i, f in enumerate(flows))
