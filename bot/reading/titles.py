"""Titles as stories compare them, read by the classifier."""

from __future__ import annotations

from bot.core.title_features import Title
from classifier.text import title


def read_title(raw: str) -> Title:
    """What a raw title says, in the house's words."""
    read = title.read_title(raw)
    return Title(
        folded=read.folded,
        common=read.common,
        sums=read.sums,
        stages=read.stages,
        posts=read.posts,
        headcounts=read.headcounts,
    )
