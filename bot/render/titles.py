"""A title as it is shown."""

from __future__ import annotations

import re

#: What a forum puts before a title. The classifier leaves out a desk's marks too (【快讯】), which are shown.
_FORUM_MARKS = re.compile(
    r"^(?:\s*[\[【［](?:转帖|转贴|转载|转发|轉帖|轉貼|轉載|讨论|討論|原创|原創|分享|求助|灌水|杂谈|閒聊|闲聊|水)[\]】］]\s*)+"
)


def headline(title: str) -> str:
    """A title without what a forum puts before it ([转帖]); a desk's own mark (【快讯】) is the publisher's."""
    return _FORUM_MARKS.sub("", title) or title
