"""Telegram's HTML: any text is safe in it and comes out as it was."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.shortening import shorten
from bot.render.html import bold, escape, link, plain
from bot.render.terminal import to_terminal
from tests.render.balance import balanced

ANY = st.text(max_size=40)


@given(ANY)
def test_any_text_is_safe(text: str):
    """Whatever a feed or a user writes: balanced, sendable as UTF-8, one line break only."""
    html = bold(text) + escape(text) + link(text, f"https://example.com/{text}")

    assert balanced(html)
    assert html.encode()
    assert "\r" not in html
    assert "\x00" not in html


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126) | st.sampled_from("月之暗面，。🐯\n")))
def test_ordinary_text_comes_back(text: str):
    """Plain is the opposite of escape."""
    assert plain(escape(text)) == plain(bold(text)) == text


def test_every_space_stays_a_space():
    """The wide space of Chinese typesetting and the no-break space part words, so they become plain spaces."""
    assert escape("重磅\u3000月之暗面\xa0融资\t了") == "重磅 月之暗面 融资 了"


def test_invisible_signs_go():
    """Direction marks and zero-width spaces could turn a line around; joined emoji stay whole."""
    assert escape("a\u202eb\u200bc\ufeff") == "abc"
    assert escape("👨\u200d👩❤\ufe0f") == "👨\u200d👩❤\ufe0f"


def test_links_only_where_telegram_takes_them():
    """Other schemes show their label alone; signs in an address are escaped."""
    assert link("看", "javascript:alert(1)") == link("看", "") == "看"
    assert link("<看>", 'https://a.example/?x="1"&y=2') == (
        '<a href="https://a.example/?x=&quot;1&quot;&amp;y=2">&lt;看&gt;</a>'
    )


def test_shorten():
    """Cut with an ellipsis, never longer than allowed."""
    assert (shorten("月之暗面", 4), shorten("月之暗面融资", 4)) == ("月之暗面", "月之暗…")


@given(ANY, ANY)
@example("\\\\[", "[/link]")
def test_terminal_shows_the_same_words(label: str, path: str):
    """The console's text of any message is what Telegram would show."""
    html = f"{bold(label)} {escape(label)} {link(label, f'https://example.com/{path}')}"

    assert to_terminal(html).plain == plain(html)


def test_terminal_shows_what_is_bold_and_where_a_link_goes():
    """Styles end with their tags; an address is what a browser would open."""
    text = to_terminal(f"{bold('月之暗面')} 融资 {link('36氪', 'https://36kr.com/p/1?a=[1]&b=2')}。")

    assert text.plain == "月之暗面 融资 36氪。"
    assert [(text.plain[span.start : span.end], str(span.style)) for span in text.spans] == [
        ("月之暗面", "bold"),
        ("36氪", "underline link https://36kr.com/p/1?a=[1]&b=2"),
    ]
