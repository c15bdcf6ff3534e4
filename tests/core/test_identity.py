"""The promises of entry keys and twin keys."""

from bot.core.identity import entry_key, twin_key


def key(**fields: str) -> str:
    return entry_key(**({"guid": "", "link": "", "title": "", "published_raw": ""} | fields))


def test_guid_decides_alone():
    """With a guid, a changed title, link or date is the same entry."""
    first = key(guid="g", link="https://a.test/1", title="旧", published_raw="1")

    assert first == key(guid="g", link="https://a.test/2", title="新", published_raw="2")
    assert first != key(guid="h", link="https://a.test/1", title="旧", published_raw="1")


def test_link_decides_without_guid():
    """Without a guid the link is the identity."""
    assert key(link="https://a.test/1", title="旧") == key(link="https://a.test/1", title="新")
    assert key(link="https://a.test/1") != key(link="https://a.test/2")


def test_title_and_date_decide_last():
    """With neither, title and date together are the identity."""
    assert key(title="甲", published_raw="1") == key(title="甲", published_raw="1")
    assert key(title="甲", published_raw="1") != key(title="甲", published_raw="2")


def test_kinds_of_identity_do_not_collide():
    """A guid that looks like another entry's link is another entry."""
    assert key(guid="https://a.test/1") != key(link="https://a.test/1")


def test_key_is_sha256_hex():
    """Keys fit the column: 64 hex digits, whatever the input, lone surrogates included."""
    assert len(key(title="\ud800")) == 64
    assert set(key(guid="x")) <= set("0123456789abcdef")


def test_twin_outlives_changing_guids():
    """Link and title make a twin; the date does not matter."""
    assert twin_key(link="l", title="t", published_raw="1") == twin_key(link="l", title="t", published_raw="2")
    assert twin_key(link="l", title="t") != twin_key(link="l", title="u")


def test_twin_without_link_needs_more_than_a_title():
    """Flashes that share a title but not their text are no twins."""
    assert twin_key(link="", title="快讯", summary="甲") != twin_key(link="", title="快讯", summary="乙")
