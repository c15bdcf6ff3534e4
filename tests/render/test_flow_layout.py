"""Where firms and bands lie."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.core.trends import Flow
from bot.render.flow_layout import lay_out

firms = st.sampled_from(["甲", "乙", "丙", "丁", ""])
some = st.dictionaries(st.tuples(firms, firms), st.integers(1, 500), min_size=1, max_size=20).map(
    lambda found: [Flow(source=s, target=t, count=n) for (s, t), n in found.items()]
)


@given(some)
def test_nothing_overlaps_and_nobody_is_lost(flows: list[Flow]):
    """Names of a column keep their distance; a firm is as high as its bands together; bands stay inside it."""
    layout = lay_out(flows, top=300)

    for column in (layout.sources, layout.targets):
        middles = [n.y + n.height / 2 for n in column]
        assert all(below - above >= 46 for above, below in pairwise(middles))
        assert sum(n.count for n in column) == sum(f.count for f in flows)
        assert all(n.y >= 300 - 1e-6 and n.y + n.height <= layout.bottom + 1e-6 for n in column)
    sources = {n.firm: n for n in layout.sources}
    for band in layout.bands:
        node = sources[band.flow.source]
        assert node.y - 1e-6 <= band.y_source <= node.y + node.height - band.width + 1e-6


def test_somewhere_unknown_is_last():
    """However many left for nowhere known, firms come first."""
    flows = [
        Flow(source="甲", target="", count=9),
        Flow(source="", target="乙", count=9),
        Flow(source="丙", target="丁", count=1),
    ]

    layout = lay_out(flows, top=0)

    assert layout.sources[-1].firm == layout.targets[-1].firm == ""


def test_partners_lie_side_by_side():
    """Two separate pairs do not cross."""
    layout = lay_out([Flow(source="甲", target="乙", count=2), Flow(source="丙", target="丁", count=3)], top=0)

    sources, targets = [n.firm for n in layout.sources], [n.firm for n in layout.targets]

    assert [{"甲": "乙", "丙": "丁"}[s] for s in sources] == targets
