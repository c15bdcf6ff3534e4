"""What travels with the package, in a checkout or in an installed wheel: its files, and its own code as a hash."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path


def shipped(name: str) -> Path:
    """Where a shipped file or folder lies."""
    here = Path(__file__).parent
    inside = here / "shipped" / name
    return inside if inside.exists() else here.parent / name


def code() -> str:
    """A name for this very code: a checkout that was pulled is another version under the same number."""
    here = Path(__file__).parent
    roots = (here, here.parent / "classifier")
    files = sorted(path for root in roots for path in root.rglob("*") if path.suffix in {".py", ".yaml"})
    digest = sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()
