"""Which addresses we may talk to: the URL's form before a fetch, the socket's address at connect."""

from __future__ import annotations

import errno
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from yarl import URL

from bot.core.errors import RefusedError

NOT_PUBLIC = "not a public address"
LONGEST_URL = 2048
#: below 1024 only the web's own; anything else there is mail, shells or databases
WEB_PORTS = frozenset({80, 443})
_NAT64 = IPv6Network("64:ff9b::/96")
#: all of IPv6 that is the internet; is_global also passes what was retired and what was never given out
_UNICAST = IPv6Network("2000::/3")
#: is_global calls a few of these public on some Python versions
_NEVER = (ip_network("192.0.0.0/24"), ip_network("192.88.99.0/24"), IPv6Network("3fff::/20"))


class NotPublicError(OSError):
    """A connection to a non-public address was stopped before it began."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, NOT_PUBLIC)


def check_url(url: str) -> URL:
    """The address as a URL, if its form is one we fetch.

    Raises RefusedError: other schemes than http(s), credentials, odd ports, no host, too long.
    """
    if len(url.encode("utf-8", "replace")) > LONGEST_URL:
        raise RefusedError(url[:200], "address is too long")
    try:
        parsed = URL(url)
        host, port = parsed.host, parsed.port
    except ValueError as error:
        raise RefusedError(url, f"not an address: {error}") from error
    if parsed.scheme not in ("http", "https"):
        raise RefusedError(url, "only http and https are fetched")
    if parsed.raw_user is not None or parsed.raw_password is not None:
        raise RefusedError(str(parsed.with_user(None)), "addresses with a user name are not fetched")
    if not host or port is None:
        raise RefusedError(url, "the address names no host")
    if port < 1024 and port not in WEB_PORTS:
        raise RefusedError(url, f"port {port} is not a web port")
    return parsed


def is_public(address: str) -> bool:
    """Whether an IP address (no name) lies in the public internet."""
    try:
        ip = _unwrap(ip_address(address.split("%", maxsplit=1)[0]))
    except ValueError:
        return False
    if any(ip in network for network in _NEVER if network.version == ip.version):
        return False
    if isinstance(ip, IPv6Address) and ip not in _UNICAST:
        return False
    return ip.is_global and not ip.is_multicast


def guarded_socket(addr_info: tuple[Any, ...]) -> socket.socket:
    """A socket for one resolved address; aiohttp calls this for names and literal addresses alike.

    Raises NotPublicError before any packet leaves.
    """
    family, kind, protocol, _, address = addr_info
    if family not in (socket.AF_INET, socket.AF_INET6) or not is_public(str(address[0])):
        raise NotPublicError
    return socket.socket(family=family, type=kind, proto=protocol)


def _unwrap(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside an IPv6 one (mapped, 6to4, NAT64), where there is one."""
    if isinstance(ip, IPv4Address):
        return ip
    inner = ip.ipv4_mapped or ip.sixtofour
    if inner is None and ip in _NAT64:
        inner = IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is None and ip.teredo is not None:
        inner = ip.teredo[1]
    return inner if inner is not None else ip
