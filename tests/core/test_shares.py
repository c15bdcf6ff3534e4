"""The promises of shares: what is shared goes first, and who has nothing yet finds something free."""

from __future__ import annotations

from bot.core.shares import Payer, Shares, feed_payer

NEWS = Payer("news.test:443", shared=True)


def take_all(shares: Shares, payer: Payer) -> int:
    """How many he gets who takes as many as he may."""
    return sum(1 for _ in range(1_000) if shares.take(payer))


def test_slots_are_kept_for_what_is_shared():
    """However many chats take what they may, the kept slots stay; what is shared may have all that is free."""
    shares = Shares(64, kept=16)
    taken = sum(take_all(shares, Payer(chat)) for chat in range(100))

    assert (taken, shares.free_for_chats, take_all(shares, NEWS), shares.free) == (48, 0, 16, 0)


def test_the_more_hold_slots_the_fewer_each_gets():
    """One chat gets a fifth, six of them leave a third free, and the next one finds a slot."""
    shares = Shares(64, kept=16)

    assert [take_all(shares, Payer(chat)) for chat in range(6)] == [10, 8, 7, 5, 4, 3]
    assert shares.take(Payer("late"))


def test_what_is_given_back_can_be_taken():
    """By the same one, and what a copy took is not gone."""
    shares = Shares(2, kept=1)
    chat = Payer(1)

    assert (shares.take(chat), shares.copy().take(NEWS), shares.take(chat)) == (True, True, False)
    shares.give_back(chat)
    assert (shares.take(chat), shares.take(NEWS), shares.take(NEWS)) == (True, True, False)


def test_who_pays_for_a_feed():
    """The chat that added it, or a catalogue feed's host; neither can be mistaken for the other."""
    assert feed_payer(7, "a.test:80") == feed_payer(7, "b.test:80") != feed_payer(8, "a.test:80")
    assert feed_payer(None, "a.test:80") != feed_payer(None, "b.test:80")
    assert feed_payer(None, "a.test:80").shared
