"""A text in both languages, about everything: what differs between its halves is the language, not the topic."""

from functools import cache
from importlib import resources

from assistant.records import Language


@cache
def _lines() -> tuple[tuple[str, ...], ...]:
    text = (resources.files("assistant") / "reference.txt").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))


def questions(language: Language) -> tuple[str, ...]:
    """Return questions of all kinds in a language; the n-th means the same in each."""
    return _take("Q", language)


def keywords(language: Language) -> tuple[str, ...]:
    """Return words to look for, no whole questions, of all kinds in a language; the n-th mean the same in each."""
    return _take("K", language)


def statements(language: Language) -> tuple[str, ...]:
    """Return statements of all kinds in a language; the n-th means the same in each."""
    return _take("S", language)


def _take(mark: str, language: Language) -> tuple[str, ...]:
    return tuple(line[1 if language == "fr" else 2] for line in _lines() if line[0] == mark)
