"""What makes two entries the same: the key of an entry, and the twin key that outlives changing guids."""

from __future__ import annotations

from hashlib import sha256


def entry_key(*, guid: str, link: str, title: str, published_raw: str) -> str:
    """SHA-256 hex of the guid, else the link, else title and date as the feed wrote them."""
    if guid:
        return _hash("guid", guid)
    if link:
        return _hash("link", link)
    return _hash("title", title, published_raw)


def twin_key(*, link: str, title: str, summary: str = "", published_raw: str = "") -> str:
    """SHA-256 hex of link and title: the same for an entry whose guid changed.

    Without a link a title alone proves little (flashes share titles), so text and date must agree too.
    """
    if link:
        return _hash(link, title)
    return _hash("", title, published_raw, summary)


def head_key(key: str, title: str) -> str:
    """SHA-256 hex of a head that was cut from the title of the entry with this key."""
    return _hash("head", key, title)


def _hash(*fields: str) -> str:
    # A lone surrogate cannot be encoded; "replace" keeps such a field hashable.
    return sha256("\n".join(fields).encode("utf-8", "replace")).hexdigest()
