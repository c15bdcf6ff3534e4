"""The words of the trade, each list once and each word with what keeps it out of longer words.

Cues, rules, readers of facts, title heads and verdicts are composed of these lists. What a place knows
beyond them is its own; where it takes fewer on purpose it says why.
"""
