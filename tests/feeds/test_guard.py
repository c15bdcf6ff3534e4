"""The promises of the address guard."""

import socket

import pytest

from bot.core.errors import RefusedError
from bot.feeds.guard import NotPublicError, check_url, guarded_socket, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1", "2001:db8::1", "2001:0:1:2:3:4:80ff:fffe", "fec0::1",
        "::127.0.0.1", "::8.8.8.8", "::ffff:0:127.0.0.1", "5f00::1", "3fff::1", "4000::1", "name.test", "",
    ],
)  # fmt: skip
def test_non_public_addresses(address):
    """Private, local, reserved, multicast and wrapped addresses are not public; names are no addresses."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses(address):
    """The internet is public, wrapped or not."""
    assert is_public(address)


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX])
def test_socket_is_refused_before_it_exists(family):
    """No socket is made for loopback or for another family."""
    with pytest.raises(NotPublicError):
        guarded_socket((family, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if family != socket.AF_INET6 else "::1", 80)))


def test_socket_for_a_public_address():
    """A public address gets its socket; nothing is sent by making it."""
    made = guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80)))

    made.close()


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://a.test/", "gopher://a.test", "/etc/passwd", "a.test/feed", "http://", "http:///x",
        "http://user:pw@a.test/", "http://a.test:22/", "http://a.test:25/", "http://a.test:99999/", "http://[::1/",
        "https://a.test/" + "x" * 2100, "",
    ],
)  # fmt: skip
def test_forms_that_are_refused(url):
    """Schemes, credentials, ports, missing hosts and endless addresses are refused."""
    with pytest.raises(RefusedError):
        check_url(url)


def test_refusal_hides_credentials():
    """A password does not come back in the message."""
    with pytest.raises(RefusedError) as caught:
        check_url("https://me:secret@a.test/feed")

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://a.test/", "https://a.test:8443/x?y=1", "http://中文.test/订阅"])
def test_forms_that_are_fine(url):
    """Web addresses pass, Chinese ones too."""
    assert check_url(url).host
