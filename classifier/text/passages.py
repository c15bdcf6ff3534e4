"""Long entries, page furniture, and the source that a repost credits."""

from __future__ import annotations

import re

#: A text longer than this is read passage by passage.
LONG = 700
#: A passage is made of whole lines until it has about this many characters.
PASSAGE = 220

_FURNITURE = re.compile(
    r"登录|注册|找回密码|密码|短信验证|搜索$|只看该作者|正序浏览|倒序浏览|跳转到指定楼层|发表于\s?\d{4}"
    r"|^\d+#$|^\d+楼"
    r"|举报本楼|回帖|手机版|网站地图|联系我们|icp备|processed in|gzip|copyright|licensed|discuz|powered by"
    r"|回顶部|返回顶部|^gmt"
    r"|^(?:军衔等级|积分|威望|帖子|注册时间|阅读权限)|^[一二三四五六七八九十]级|一级军士长|上一篇|下一篇"
    r"|相关阅读|责任编辑|点击(?:关注|查看|下载)|扫码"
    r"|分享到|微信扫一扫|打开app|阅读原文|版权(?:所有|声明)|未经授权|转载请|免责声明|广告$|评论\(?\d*\)?$"
    r"|点赞|收藏$|关注我们|人家园$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:(?:来源|出处|稿源|文章来源|消息来源|本文来源)\s?:\s?|(?:转自|转载自|源自|本文来自|原文来自)\s?:?\s?)"
    r"(?:微信公众号|公众号)?\s?[\[【「《“\"(]?"
    r"(?P<source>36\s?(?:kr|氪)|[A-Za-z0-9一-龥][A-Za-z0-9一-龥. ]{1,13}?)(?=[\]】」》”\")\s。,;|]|$)",
    re.IGNORECASE,
)
_CREDIT_SIGNS = ("来源", "出处", "稿源", "转自", "转载自", "源自", "来自")


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page rather than to the article."""
    line = line.strip()
    return not line or (len(line) <= 60 and bool(_FURNITURE.search(line.lower())))


def passages(text: str) -> list[tuple[int, int]]:
    """Spans of the passages of a text, from its first sentence to its last; furniture around them is left out."""
    spans: list[tuple[int, int]] = []
    open_from = last = -1
    for start, end in _lines(text):
        if open_from < 0:
            open_from = start
        last = end
        if last - open_from >= PASSAGE:
            spans.append((open_from, last))
            open_from = -1
    if open_from >= 0:
        spans.append((open_from, last))
    return spans


def _lines(text: str) -> list[tuple[int, int]]:
    """Spans of the lines between the first and the last that read like sentences, furniture left out."""
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, at + len(line), line))
        at += len(line) + 1
    told = [i for i, (_, _, line) in enumerate(lines) if _is_sentence(line)]
    if not told:
        return [(start, end) for start, end, line in lines if not is_furniture(line)]
    return [(start, end) for start, end, line in lines[told[0] : told[-1] + 1] if not is_furniture(line)]


def _is_sentence(line: str) -> bool:
    return len(line) >= 20 and bool(re.search(r"[。!?,;」”]", line)) and not is_furniture(line)


def article(passage: str) -> str:
    """A passage without the furniture between its lines."""
    return "\n".join(line for line in passage.split("\n") if not is_furniture(line))


def credit(text: str) -> str:
    """The source that a repost credits ("来源：36kr"), or ""; asked at both ends of the text."""
    if not any(sign in text for sign in _CREDIT_SIGNS):
        return ""
    for part in (text[-400:], text[:300]):
        found = [m.group("source").strip() for m in _CREDIT.finditer(part)]
        if found:
            return _plain(found[-1])
    return ""


def _plain(source: str) -> str:
    return "36氪" if re.fullmatch(r"36\s?(?:kr|氪)", source, re.IGNORECASE) else source
