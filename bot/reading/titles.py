"""Titles, read by the classifier: as stories compare them, and as they are shown."""

from __future__ import annotations

from classifier.text.title import read_title, without_board_marks

__all__ = ["read_title", "without_board_marks"]
