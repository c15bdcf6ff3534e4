"""The promises of cutting oversized feeds."""

from datetime import UTC, datetime

from bot.feeds.trim import MOST_ENTRIES, trim
from tests.made_feeds import atom, item, rss

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def many(count: int, *, dated: bool = True) -> list[str]:
    return [
        item(f"t{n}", guid=f"g{n}", date=f"2025-01-{1 + n // 1440:02} {n // 60 % 24:02}:{n % 60:02}" if dated else "")
        for n in range(count)
    ]


def test_small_feeds_stay_as_they_are():
    """Nothing is touched below the limit."""
    text = rss(many(MOST_ENTRIES))

    assert trim(text, zone="Asia/Shanghai", now=NOW).text == text
    assert trim("no feed", zone="Asia/Shanghai", now=NOW).text == "no feed"


def test_newest_by_date_are_kept():
    """Of a feed in ascending order the last ones stay, and the document is closed again."""
    trimmed = trim(rss(many(700)), zone="Asia/Shanghai", now=NOW)

    assert trimmed.dropped == 200
    assert "t199<" not in trimmed.text
    assert "t200<" in trimmed.text
    assert "t699<" in trimmed.text
    assert trimmed.text.endswith("</channel></rss>")


def test_first_are_kept_without_dates():
    """Without dates the feed's order decides."""
    trimmed = trim(rss(many(501, dated=False)), zone="Asia/Shanghai", now=NOW)

    assert "t499<" in trimmed.text
    assert "t500<" not in trimmed.text
    assert trimmed.text.endswith("</channel></rss>")


def test_atom_and_rdf_are_closed_too():
    """Each format gets its own end."""
    entries = "".join(f"<entry><title>{n}</title></entry>" for n in range(501))
    rdf = "<rdf:RDF>" + "".join(f"<item><title>{n}</title></item>" for n in range(501)) + "</rdf:RDF>"

    assert trim(atom(entries), zone="Asia/Shanghai", now=NOW).text.endswith("</feed>")
    assert trim(rdf, zone="Asia/Shanghai", now=NOW).text.endswith("</rdf:RDF>")


def test_half_item_is_dropped():
    """A feed cut within an item loses that item, whose guid may be missing; a lone one is kept."""
    whole = rss(many(3))
    cut = whole[: whole.index("t2<") + 2]

    assert "t2" not in trim(cut, zone="Asia/Shanghai", now=NOW).text
    assert trim(cut, zone="Asia/Shanghai", now=NOW).half
    assert not trim("<rss><item><title>x</title>", zone="Asia/Shanghai", now=NOW).half
