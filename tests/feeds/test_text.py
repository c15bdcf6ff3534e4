"""The promises of turning markup into text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.shortening import shorten
from bot.feeds.text import one_line, plain, web_link, without_controls


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>一</p><p>二<br/>三</p>", "一\n二\n三"),
        ("甲<script>alert('x')</script>乙<style>p{}</style>", "甲 乙"),
        ("甲<!-- 注 -->乙", "甲 乙"),
        ("<a href='x' title='a>b'>链</a>接", "链接"),
        ("A &amp; B &lt;b&gt; &#20013;", "A & B <b> 中"),
        ("1 < 2 且 3 > 2", "1 < 2 且 3 > 2"),
        ("<三体> 出版", "<三体> 出版"),
        ("没有<b>关闭", "没有关闭"),
        ("半个<a href=", "半个<a href="),
        ("甲<script>没有结束", "甲"),
        ("多  个\t空格\u3000这里", "多 个 空格 这里"),
    ],
)
def test_markup_to_text(markup, text):
    """Tags go, blocks become lines, entities are read once."""
    assert plain(markup, limit=1000) == text


def test_bounds():
    """Text is cut with an ellipsis at the limit."""
    assert plain("字" * 100, limit=10) == "字" * 9 + "…"
    assert one_line("<p>一</p><p>二</p>", limit=10) == "一 二"
    assert shorten("短", 10) == "短"


@pytest.mark.parametrize(
    "markup",
    ["<" * 400_000, "<a " * 130_000, '<a "' * 100_000, "<script>" * 50_000, "<a b='" * 60_000 + "<", "<!--" * 90_000],
)
def test_no_markup_is_quadratic(markup):
    """Hostile markup of 400 KB takes no more than three seconds."""
    start = time.process_time()

    plain(markup, limit=1000)

    assert time.process_time() - start < 3


@given(st.text())
def test_text_has_no_controls(markup):
    """Whatever comes in, no control character and no surrogate comes out."""
    text = plain(markup, limit=500)

    assert without_controls(text) == text or "&#" in text
    text.encode()


def test_controls_and_references_to_them_go():
    """What an XML parser refuses is dropped, the rest is kept."""
    assert without_controls("a\x00b\x08c\td\ne&#8;f&#x0B;g&#x41;&#9;") == "abc\td\nefg&#x41;&#9;"


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "file:///etc/passwd", "ftp://a.test/x", "mailto:a@b.test", "http://", "", "http://[bad"],
)
def test_only_web_links(link):
    """Only http and https links survive."""
    assert web_link(link) == ""


def test_links_are_made_absolute_and_safe():
    """Relative links take the site's address; blanks and controls do not stay."""
    assert web_link("/p/1", base="https://a.test/x/") == "https://a.test/p/1"
    assert web_link(" https://a.test/a b\x00 ") == "https://a.test/a%20b"
    assert web_link("", base="https://a.test/") == ""
    assert web_link("https://a.test/" + "x" * 3000) == ""
