"""The promises of reading feeds.yaml."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.catalog import CatalogFeed
from bot.core.errors import SettingsError
from bot.feeds.catalog import load, parse_catalog

SHIPPED = Path(__file__).parents[2] / "feeds.yaml"


def test_shipped_catalogue():
    """The file that comes along is valid: 13 feeds polled, the second tier off."""
    feeds = load(SHIPPED)

    assert [feed.slug for feed in feeds if feed.enabled][:3] == ["36kr", "36kr-flash", "c114"]
    assert sum(feed.enabled for feed in feeds) == 13
    assert {feed.slug for feed in feeds if not feed.enabled} >= {"huxiu", "geekpark", "zhidx", "solidot", "sspai"}
    assert next(feed.url for feed in feeds if feed.slug == "36kr").startswith("https://www.36kr.com/")


def test_every_key():
    """All keys are read into their types."""
    text = (
        "feeds:\n- slug: a\n  title: 甲\n  url: rsshub://36kr/newsflashes\n  site: https://a.test/\n  category: flash\n"
        "  weight: 0.9\n  zone: Asia/Tokyo\n  interval: 2h\n  enabled: false\n"
    )

    assert parse_catalog(text) == [
        CatalogFeed(
            slug="a", title="甲", url="rsshub://36kr/newsflashes", site="https://a.test/", category="flash", weight=0.9,
            zone="Asia/Tokyo", interval=timedelta(hours=2), enabled=False,
        )
    ]  # fmt: skip


FEED = "feeds:\n- slug: a\n  title: t\n  url: https://a.test/\n"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        (FEED + "  colour: red\n", 5, "colour"),
        (FEED + "  weight: 2\n", 5, "weight"),
        (FEED + "  weight: much\n", 5, "weight"),
        (FEED + "  zone: Mars/Base\n", 5, "zone"),
        (FEED + "  zone: ../etc\n", 5, "zone"),
        (FEED + "  interval: soon\n", 5, "interval"),
        (FEED + "  interval: 0m\n", 5, "interval"),
        (FEED + "  enabled: maybe\n", 5, "enabled"),
        (FEED + "  title: again\n", 5, "title"),
        (FEED + "  site: [a]\n", 5, "site"),
        (FEED + "- slug: a\n  title: t\n  url: https://b.test/\n", 5, "slug"),
        (FEED + "- slug: b\n  title: t\n  url: https://a.test/\n", 5, "url"),
        (FEED + "- slug: b\n  title: t\n", 5, "url"),
        (FEED + "- just words\n", 5, "a feed"),
        ("feeds:\n- slug: A b\n", 2, "slug"),
        ("feeds:\n- slug: u-1\n", 2, "slug"),
        ("feeds:\n- title: ''\n", 2, "title"),
        ("feeds:\n- url: ftp://a.test\n", 2, "url"),
        ("feeds: none\n", 1, "feeds"),
        ("feed: []\n", 1, "feed"),
        ("[1]\n", 1, "the file"),
    ],
)
def test_mistakes_name_line_and_key(text, line, key):
    """A mistake is found by the line and key that the message names."""
    with pytest.raises(SettingsError) as caught:
        parse_catalog(text, name="my.yaml")

    assert str(caught.value).startswith(f"my.yaml, line {line}: {key}: ")


@pytest.mark.parametrize("text", ["", "# nothing\n", "feeds: [\n", "feeds: !!python/object:os.system x\n"])
def test_other_unusable_files(text):
    """Empty, broken and clever files are settings errors too."""
    with pytest.raises(SettingsError, match=r"feeds\.yaml"):
        parse_catalog(text)


def test_missing_and_binary_files(tmp_path):
    """A file that is not there, or no text, is told by its path."""
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\x00")

    for name in ("a.yaml", "b.yaml"):
        with pytest.raises(SettingsError, match=name):
            load(tmp_path / name)


def test_a_file_that_is_not_there(tmp_path: Path):
    """The sentence names the setting."""
    with pytest.raises(SettingsError, match=r"No such file or directory\): set HUBAO_FEEDS"):
        load(tmp_path / "nowhere.yaml")


def test_broken_yaml_names_its_line():
    """As every other mistake does."""
    with pytest.raises(SettingsError, match=r"^feeds\.yaml, line 3: expected "):
        parse_catalog("feeds:\n- {slug: a,\n")
