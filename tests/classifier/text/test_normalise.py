"""The matching form of a text and the way back to the raw one."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.text.normalise import compatible, normalise, simplify


def test_widths_and_traditional_characters_match():
    """Full-width letters and traditional characters read as their plain forms."""
    assert normalise("獲投ＡＢＣ輪融資").text == "获投ABC轮融资"


def test_aligned_text_keeps_its_offsets():
    """Where every character maps to one, a span is the same span."""
    text = normalise("智譜完成Ａ輪融資")

    assert text.raw_span(2, 4) == (2, 4)


def test_span_after_a_character_that_grew():
    """A ligature that becomes two characters still leads back to the right place."""
    text = normalise("㈱月之暗面ﬁ融资")
    start = text.text.index("融资")

    assert text.raw[slice(*text.raw_span(start, start + 2))] == "融资"
    assert text.raw[slice(*text.raw_span(0, 1))] == "㈱"


def test_empty_span_stays_empty():
    """A span of nothing is nothing in the raw text too."""
    start, end = normalise("㈱月之暗面").raw_span(1, 1)

    assert start == end


def test_simplify_keeps_the_length():
    """Characters turn one for one."""
    assert len(simplify("乾隆皇帝與里長餵麵")) == len("乾隆皇帝與里長餵麵")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_has_a_way_back(raw):
    """Whatever the text: no error, and the whole form is the whole raw text."""
    text = normalise(raw)

    assert text.text == simplify(unicodedata.normalize("NFKC", raw))
    if text.text:
        assert text.raw_span(0, len(text.text)) == (0, len(raw))
    for at in range(len(text.text)):
        start, end = text.raw_span(at, at + 1)
        assert 0 <= start <= end <= len(raw)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("融资A1，。：！（）“”、｜　~＋Ａ…㈱é́·—"), max_size=20))
def test_the_short_cut_is_nfkc(raw):
    """The quick way gives what NFKC gives."""
    assert compatible(raw)[0] == unicodedata.normalize("NFKC", raw)


def test_phrases_never_shift_the_rest(monkeypatch):
    """Should the converter change a text's length, it is asked character by character."""

    class Phrases:
        def convert(self, text):
            return {"滑鼠遊標": "光标", "滑": "滑", "鼠": "鼠", "遊": "游", "標": "标"}[text]

    monkeypatch.setattr("classifier.text.normalise._simplifier", Phrases)

    assert simplify("滑鼠遊標") == "滑鼠游标"
