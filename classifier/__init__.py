"""Reads Chinese tech news like an analyst: topics, firms, stance, facts, and why. Knows nothing of bot."""

from classifier.analyzer import Analyzer
from classifier.topics import TOPICS
from classifier.types import Analysis, Fact, Firm

__all__ = ["TOPICS", "Analysis", "Analyzer", "Fact", "Firm"]
