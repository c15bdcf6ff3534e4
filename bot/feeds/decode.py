"""Bytes to text: we decide the charset, because Chinese sites often do not say the true one."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before utf-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: how "<?" or "<r" looks without a BOM
_WIDE = ((re.compile(rb"<\0[^\0]\0"), "utf-16-le"), (re.compile(rb"\0<\0[^\0]"), "utf-16-be"))
#: 7-bit charsets: their bytes are valid UTF-8, so only the declaration tells
_SEVEN_BIT = frozenset({"hz", "iso2022_jp", "iso2022_kr", "utf-7"})
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([A-Za-z0-9_.:-]{2,40})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
#: frequent characters that are not written alike, to tell Big5 from GB where nobody says
_TRADITIONAL = frozenset("這個們來為國說時會對學發後過還開關電網當點務實業資訊聞現經長與無產機動軟體報導區")
_SIMPLIFIED = frozenset("这个们来为国说时会对学发后过还开关电网当点务实业资讯闻现经长与无产机动软体报导区")
#: characters alike in both, frequent enough to prove a reading
_COMMON = frozenset("的一是不了在人有我他上大中到要就出也你得以可下自之年生能家都小去好多天如心看")
REPLACED = "\ufffd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, the charset that made it, how many bytes had no meaning, and whether a declaration was wrong."""

    text: str
    encoding: str
    replaced: int = 0
    #: the charset that the feed or its server named, if it was not the true one
    wrongly_declared: str = ""


def decode(body: bytes, *, content_type: str = "") -> Decoded:
    """The body as text. Never fails: a byte without meaning becomes U+FFFD and is counted.

    Order: BOM, valid UTF-8, XML declaration, HTTP header, GB18030, Big5; gb2312 and gbk mean GB18030.
    """
    if body.startswith(codecs.BOM_UTF8) and not _is_valid(body, "utf-8"):
        body = body.removeprefix(codecs.BOM_UTF8)  # a BOM before other bytes is no proof
    declared = [name for name in (_xml_declared(body), _http_declared(content_type)) if name]
    encoding = _choose(body, declared)
    text = body.decode(encoding, "replace").removeprefix("\ufeff")
    replaced = text.count(REPLACED) - body.count(REPLACED.encode(encoding, "ignore") or b"\0\0\0\0")
    wrong = declared[0] if declared and declared[0] != encoding else ""
    shown = "big5" if encoding == "big5hkscs" else encoding
    return Decoded(text=text, encoding=shown, replaced=max(replaced, 0), wrongly_declared=wrong)


def _choose(body: bytes, declared: list[str]) -> str:
    marked = _by_bytes(body)
    if marked:
        return marked
    if declared and declared[0] in _SEVEN_BIT and _is_valid(body, declared[0]):
        return declared[0]
    if _is_valid(body, "utf-8") or _is_nearly_utf8(body):
        return "utf-8"
    for name in declared:
        if name != "utf-8" and _is_valid(body, name) and not _is_latin_by_mistake(body, name):
            return name
    return _guess(body, [name for name in declared if name != "utf-8" and not _is_latin(name)])


def _by_bytes(body: bytes) -> str:
    """What a BOM, or the zeros of UTF-16, say."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name
    return next((name for pattern, name in _WIDE if pattern.match(body)), "")


def _guess(body: bytes, declared: list[str]) -> str:
    """Among the declared charsets, GB18030 and Big5: the one that damages least; for a tie, the one that reads best."""
    names = [*declared, *(name for name in ("gb18030", "big5hkscs") if name not in declared)]
    texts = {name: body.decode(name, "replace") for name in names}
    fewest = min(text.count(REPLACED) for text in texts.values())
    # One bad byte must not decide between charsets that read very differently.
    good = [name for name in names if texts[name].count(REPLACED) <= fewest + 2]
    if declared and declared[0] in good:
        return declared[0]
    return max(good, key=lambda name: _reads_like_chinese(texts[name], name))


def _reads_like_chinese(text: str, name: str) -> int:
    letters = _TRADITIONAL if name.startswith("big5") else _SIMPLIFIED
    return sum(char in letters or char in _COMMON for char in text)


def _is_valid(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except UnicodeError:
        return False
    return True


def _is_nearly_utf8(body: bytes) -> bool:
    """Whether at most a tenth of what is not ASCII is damaged; GB text read as UTF-8 is nearly all damage."""
    text = body.decode("utf-8", "replace")
    beyond_ascii = sum(char > "\x7f" for char in text) if not text.isascii() else 0
    return text.count(REPLACED) * 10 <= beyond_ascii


def _is_latin(name: str) -> bool:
    return name.startswith(("iso8859", "cp125", "latin", "ascii"))


def _is_latin_by_mistake(body: bytes, name: str) -> bool:
    """Latin charsets read anything: believe them only where high bytes stand alone, as accents do."""
    if not _is_latin(name):
        return False
    runs = re.findall(rb"[\x80-\xff]+", body)
    return sum(len(run) for run in runs if len(run) > 1) * 2 > sum(map(len, runs))


def _xml_declared(body: bytes) -> str:
    found = _DECLARED.search(body[:1024])
    return _known(found[1].decode("ascii")) if found else ""


def _http_declared(content_type: str) -> str:
    found = _CHARSET.search(content_type)
    return _known(found[1]) if found else ""


def _known(name: str) -> str:
    """Python's name of a text charset, the GB family and the Big5 family each as their largest; "" if unknown."""
    try:
        known = codecs.lookup(name)
    except LookupError:
        known = None
    if known is None or not known._is_text_encoding:
        return "gb18030" if name.lower().startswith(("gb", "x-gb", "cp936")) else ""
    if known.name in ("gb2312", "gbk", "gb18030"):
        return "gb18030"
    if known.name in ("big5", "cp950", "big5hkscs"):
        return "big5hkscs"
    return known.name if known.name != "utf-8-sig" else "utf-8"
