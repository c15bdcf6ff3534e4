"""Messages within Telegram's limits: nothing lost, nothing cut inside a tag, never too long."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from bot.render import split
from bot.render.html import MAX_ENTITIES, MAX_UNITS, bold, entities, escape, fits, link, plain, units
from bot.render.split import cut_text, pack, units_of
from tests.render.balance import balanced

#: text as feeds send it: Han, emoji outside the basic plane, markup, controls, lone surrogates
TEXTS = st.text(st.sampled_from("月之暗面融资，。！；ab <>&\"'\n\t\u200d\u200f\x00\ud800😀🐯👨‍👩‍👧"), max_size=60)
BLOCKS = st.lists(
    st.one_of(
        TEXTS.map(escape),
        TEXTS.map(bold),
        st.builds(lambda label, n: link(label, f"https://x.example/?a=1&b={n}"), TEXTS, st.integers(0, 9**9)),
    ).filter(bool),
    max_size=40,
)


@given(BLOCKS, st.integers(20, 200))
def test_packing_loses_nothing_and_fits(blocks: list[str], most: int):
    """Every message fits, is balanced, and together they say what the blocks said, in order."""
    messages = pack(blocks, max_units=most)

    assert all(fits(m, max_units=most) and balanced(m) for m in messages)
    assert _letters("".join(map(plain, messages))) == _letters("".join(map(plain, blocks)))


@given(BLOCKS)
def test_a_block_that_fits_is_never_cut(blocks: list[str]):
    """Messages break between blocks only."""
    whole = [b.strip("\n") for b in blocks if units(b) <= 100]

    messages = pack(blocks, max_units=100)

    assert all(any(block in m for m in messages) for block in whole)


def test_a_hundred_entities_and_not_one_more():
    """Telegram ignores the 101st entity, so it goes into the next message."""
    messages = pack([bold(str(n)) for n in range(250)], joiner=" ")

    assert [entities(m) for m in messages] == [100, 100, 50]
    assert MAX_ENTITIES == 100


def test_length_is_counted_as_telegram_does():
    """An emoji counts two, a tag and an address nothing, an escaped sign one."""
    html = f"{bold('🐯')}{link('虎', 'https://example.com')}{escape('<&>')}"

    assert units(html) == 2 + 1 + 3
    assert fits("🐯" * (MAX_UNITS // 2))
    assert not fits("🐯" * (MAX_UNITS // 2) + "a")


@given(st.text(st.sampled_from("月，。！ab <🐯"), max_size=300), st.integers(10, 80))
@example("字" * 300, 50)
@example("🐯" * 99, 10)
def test_cutting_text_keeps_every_character(text: str, most: int):
    """The pieces are the text, each short enough."""
    pieces = cut_text(text, max_units=most)

    assert "".join(pieces) == text
    assert all(0 < units_of(piece) <= most for piece in pieces)


def test_cut_where_a_reader_would_pause():
    """At the last pause that fits: the end of a sentence, or a comma."""
    text = "月之暗面完成融资。智谱也在谈，百川没有。"

    assert cut_text(text, max_units=11) == ["月之暗面完成融资。", "智谱也在谈，百川没有。"]
    assert cut_text(text, max_units=16) == ["月之暗面完成融资。智谱也在谈，", "百川没有。"]


def test_a_block_too_long_alone_goes_out_as_text():
    """Its words arrive in pieces, between its neighbours, without markup."""
    messages = pack(["前", bold("字" * 5000), "后"])

    assert len(messages) == 2
    assert all(fits(m) for m in messages)
    assert "".join(messages).replace("\n", "") == "前" + "字" * 5000 + "后"
    assert messages[0].startswith("前\n字")
    assert messages[-1].endswith("字\n后")


def test_no_blocks_no_messages():
    """Nothing to say is no message."""
    assert pack([]) == []
    assert split.cut_text("") == []


def _letters(text: str) -> str:
    """The text without breaks, which packing sets as it needs."""
    return text.replace("\n", "")
