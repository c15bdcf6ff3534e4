"""The promises of finding a page's feeds."""

from bot.feeds.discover import MOST_LINKS, feed_links


def test_links_of_the_head():
    """RSS and Atom alternates are found, absolute, titled, each once; other links are not."""
    page = """<html><head><title>站</title>
    <link rel="alternate" type="application/rss+xml" title="全部&amp;更多" href="/feed">
    <link rel="Alternate" type="application/atom+xml; charset=utf-8" href="https://b.test/atom.xml">
    <link rel="alternate" type="application/rss+xml" href="/feed">
    <link rel="alternate" type="text/html" href="/en"><link rel="stylesheet" href="/x.css">
    <link rel="alternate" type="application/rss+xml" href="javascript:x"></head>"""

    assert feed_links(page.encode(), base="https://a.test/blog/") == [
        ("全部&更多", "https://a.test/feed"),
        ("https://b.test/atom.xml", "https://b.test/atom.xml"),
    ]


def test_base_element_and_charset():
    """The page's base counts, and a GBK page's titles are right."""
    page = '<base href="/cn/"><link rel=alternate type=application/rss+xml title="新闻频道的订阅" href="rss.xml">'

    assert feed_links(page.encode("gbk"), base="https://a.test/", content_type="text/html; charset=gbk") == [
        ("新闻频道的订阅", "https://a.test/cn/rss.xml")
    ]


def test_at_most_ten():
    """A page of endless feeds does not flood the user."""
    page = "".join(f"<link rel=alternate type=application/rss+xml href=/{n}>" for n in range(50))

    assert len(feed_links(page.encode(), base="https://a.test/")) == MOST_LINKS
