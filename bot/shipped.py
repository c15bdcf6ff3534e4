"""Files that travel with the package: feeds.yaml and migrations/, in a checkout or in an installed wheel."""

from __future__ import annotations

from pathlib import Path


def shipped(name: str) -> Path:
    """Where a shipped file or folder lies."""
    here = Path(__file__).parent
    inside = here / "shipped" / name
    return inside if inside.exists() else here.parent / name
