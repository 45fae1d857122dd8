"""A model's stream of text -> whole, clean sentences, one after another."""

import re
from collections.abc import Iterator

from assistant.chunks import sentence_bounds
from assistant.records import Language

_MARKS = re.compile(r"\s*\[\s*\d+(?:\s*[,;-]\s*\d+)*\s*\]|\s*\((?:extraits?|excerpts?)\s*\d+\)", re.IGNORECASE)
_MARKDOWN = re.compile(r"\*\*|__|`+|^\s*#{1,6}\s+|^\s*[-*•]\s+", re.MULTILINE)
_ENDS = re.compile(r"[.!?…][\"»”)\u00a0\u202f ]*$")
_TERMS: dict[Language, tuple[tuple[re.Pattern[str], str], ...]] = {
    "fr": ((re.compile(r"\bSDGs?\b"), "ODD"),),
    "en": ((re.compile(r"\bODDs?\b"), "SDGs"),),
}


class SentenceStream:
    """Takes pieces of text as they come; gives each sentence once it has ended and another has begun."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        self._text = ""

    @property
    def rest(self) -> str:
        """The sentence being written, cleaned, not yet ended."""
        return tidy(self._text, self._language)

    def feed(self, piece: str) -> Iterator[str]:
        """Add a piece; yield the sentences that are now complete."""
        self._text += piece
        bounds = sentence_bounds(self._text, self._language)
        for start, end in bounds[:-1]:
            yield from self._sentence(self._text[start:end])
        if len(bounds) > 1:
            self._text = self._text[bounds[-1][0] :]

    def finish(self) -> Iterator[str]:
        """Yield the last sentence when it was finished; one cut in the middle is left out."""
        text, self._text = self._text.strip(), ""
        if _ENDS.search(text):
            yield from self._sentence(text)

    def _sentence(self, text: str) -> Iterator[str]:
        sentence = tidy(text, self._language)
        if any(mark.isalpha() for mark in sentence):
            yield sentence


def tidy(text: str, language: Language) -> str:
    """Return model text without its own marks and Markdown, in the language's own terms, on one line."""
    text = _MARKDOWN.sub("", _MARKS.sub("", text))
    for pattern, term in _TERMS[language]:
        text = pattern.sub(term, text)
    return (
        re.sub(r"\s+([.!?…])$", r"\1", re.sub(r"\s+", " ", text).strip())
        if language == "en"
        else re.sub(r"\s+", " ", text).strip()
    )
