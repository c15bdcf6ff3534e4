"""Text cut to a length. Pure."""

from __future__ import annotations


def shorten(text: str, most: int) -> str:
    """Text of at most `most` characters, an ellipsis where it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
