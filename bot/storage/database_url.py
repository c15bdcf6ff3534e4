"""Database addresses as people write them."""

from __future__ import annotations

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

#: ways to write PostgreSQL that mean the driver we bring
_SHORT = ("postgres://", "postgresql://")


def read_address(url: str) -> str:
    """The address with its driver. Raises ValueError for what is neither SQLite nor PostgreSQL."""
    for short in _SHORT:
        if url.startswith(short):
            url = "postgresql+psycopg://" + url.removeprefix(short)
    try:
        known = make_url(url).drivername in {"sqlite", "postgresql+psycopg"}
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    return url


def password_of(url: str) -> str:
    """The password inside an address, or ""."""
    password = make_url(url).password
    return str(password) if password else ""
