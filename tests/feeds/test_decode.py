"""The promises of our own charset decision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.decode import decode

TEXT = "月之暗面完成新一轮融资，朱镕基路的陶喆说：这是一个好消息" * 4
TRADITIONAL = "這個電腦軟體的開發者說，我們對資訊產業的報導還會過時" * 4


def declared(name: str, text: str = TEXT) -> str:
    return f'<?xml version="1.0" encoding="{name}"?><rss><title>{text}</title></rss>'


@pytest.mark.parametrize("name", ["gb2312", "GBK", "gb18030", "x-gbk", "cp936", "GB_2312-80"])
def test_every_gb_name_means_gb18030(name):
    """Characters outside the named set come out right, four-byte ones included."""
    text = declared(name, "𠮷㐂镕喆🀄" + TEXT)

    result = decode(text.encode("gb18030"))

    assert (result.text, result.encoding, result.replaced) == (text, "gb18030", 0)


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5", "shift_jis"]
)
def test_declared_and_true(codec):
    """What is declared truly, or marked by a BOM or by zeros, is read so."""
    text = declared(codec.removesuffix("-sig"), "人工智能融資" * 9)

    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize("codec", ["hz", "iso2022_jp"])
def test_seven_bit_charsets_need_the_declaration(codec):
    """Bytes that are valid ASCII are read as declared."""
    text = declared(codec, "中文")

    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize("name", ["utf-8", "iso-8859-1", "windows-1252", "us-ascii", "no-such-charset"])
def test_gb_bytes_under_a_wrong_declaration(name):
    """GBK that calls itself something else comes out right."""
    text = declared(name)

    result = decode(text.encode("gb18030"))

    assert result.text == text
    assert result.encoding == "gb18030"


def test_header_decides_where_the_xml_is_silent():
    """A charset in Content-Type is believed."""
    assert decode(TRADITIONAL.encode("big5"), content_type="text/xml; charset=Big5").text == TRADITIONAL
    assert decode(TEXT.encode("gbk"), content_type='text/xml; charset="gbk"').text == TEXT


def test_undeclared_gbk_and_big5_are_told_apart():
    """With nobody saying, the reading that looks like Chinese wins."""
    assert decode(TEXT.encode("gbk")).encoding == "gb18030"
    assert decode(TRADITIONAL.encode("big5")).encoding == "big5"


def test_utf8_under_a_gb_declaration():
    """Valid UTF-8 is UTF-8, and the wrong word is noted."""
    result = decode(declared("gbk").encode())

    assert (result.encoding, result.wrongly_declared) == ("utf-8", "gb18030")


@pytest.mark.parametrize("bad", [b"\xff", b"\xe6", b"\xc0\xaf"])
def test_one_bad_byte_costs_one_character_of_utf8(bad):
    """The rest of a damaged UTF-8 feed stays as it is."""
    body = declared("utf-8").encode().replace("融资".encode(), bad + "融资".encode(), 1)

    result = decode(body)

    assert result.encoding == "utf-8"
    assert 1 <= result.replaced <= 2
    assert result.text.replace("\ufffd", "") == declared("utf-8")


def test_one_bad_byte_costs_one_character_of_gbk():
    """A byte without meaning in a GBK feed is replaced and counted; the rest is right."""
    body = declared("gbk").encode("gbk").replace("，".encode("gbk"), b"\xff", 1)

    result = decode(body)

    assert (result.encoding, result.replaced) == ("gb18030", 1)
    assert result.text == declared("gbk").replace("，", "\ufffd", 1)


def test_cut_in_the_middle_of_a_character():
    """A body cut within its last character loses that character."""
    assert decode(TEXT.encode()[:-1]).text == TEXT[:-1] + "\ufffd"
    assert decode(declared("gbk").encode("gbk")[:-18]).encoding == "gb18030"


def test_false_bom_is_no_proof():
    """A UTF-8 BOM before GBK bytes does not make mojibake."""
    assert TEXT in decode(b"\xef\xbb\xbf" + TEXT.encode("gbk")).text


def test_true_replacement_characters_are_no_damage():
    """U+FFFD that the feed itself wrote is not counted."""
    assert decode("好\ufffd".encode()).replaced == 0


def test_latin_text_stays_latin():
    """Accents that stand alone are accents."""
    text = '<?xml version="1.0" encoding="iso-8859-1"?><rss><title>Café déjà vu à la carte</title></rss>'

    assert decode(text.encode("latin-1")).text == text


@given(st.binary(max_size=300))
def test_decode_never_fails(body):
    """Any bytes give some text."""
    assert isinstance(decode(body, content_type="text/xml; charset=gbk").text, str)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=20, max_size=60), st.data())
def test_damaged_utf8_is_never_taken_for_gb(text, data):
    """A byte lost from Chinese UTF-8 costs at most two characters."""
    body = ("<rss>" + text + "</rss>").encode()
    place = data.draw(st.integers(5, len(body) - 7))

    result = decode(body[:place] + body[place + 1 :])

    assert result.encoding == "utf-8"
    assert sum(char in text for char in result.text) >= len(text) - 1
