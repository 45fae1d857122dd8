"""Which evidence says what a sentence says: nearness of meaning, and numbers that must agree."""

import re
from collections.abc import Iterator, Sequence

from assistant.index import Index
from assistant.neutral import LanguageMap
from assistant.ports import Embedder, Vectors
from assistant.records import Evidence, Language
from assistant.segment import sentence_bounds

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
CLOSE = 0.04  # a second citation must be nearly as near as the first


class Support:
    """Finds, for sentences of one answer, the evidence behind each."""

    def __init__(self, embedder: Embedder, index: Index, evidence: Sequence[Evidence], floor: float) -> None:
        self._embedder, self._floor = embedder, floor
        with index.snapshot() as snapshot:
            self._map: LanguageMap = snapshot.map
        self._numbers = {item.n: numbers(item.quote) for item in evidence}
        self._parts = [(item.n, text, language) for item in evidence for text, language in _parts(item)]
        self._vectors: Vectors | None = None

    def citations(self, sentence: str, language: Language) -> tuple[int, ...]:
        """Return the numbers of the evidence that supports a sentence, best first; none when nothing does.

        Every number in the sentence must stand in the evidence that is cited for it.
        """
        wanted = numbers(sentence)
        near = self._near(sentence, language) if self._parts else {}
        ranked = sorted(near, key=lambda n: (-len(wanted & self._numbers[n]), -near[n]))
        if not ranked or near[ranked[0]] < self._floor:
            return ()
        first, others = ranked[0], ranked[1:]
        missing = wanted - self._numbers[first]
        if missing:
            return next(((first, n) for n in others if missing <= self._numbers[n] and near[n] >= self._floor), ())
        close = [n for n in others[:1] if near[n] >= near[first] - CLOSE and wanted <= self._numbers[n]]
        return (first, *close)

    def _near(self, sentence: str, language: Language) -> dict[int, float]:
        """Return the cosine of a sentence and each piece of evidence: its quote, or the quote's nearest sentence."""
        if self._vectors is None:
            self._vectors = self._vector([text for _, text, _ in self._parts], [part[2] for part in self._parts])
        cosines = (self._vectors @ self._vector([sentence], [language])[0]).tolist()
        near: dict[int, float] = {}
        for (n, _, _), cosine in zip(self._parts, cosines, strict=True):
            near[n] = max(cosine, near.get(n, cosine))
        return near

    def _vector(self, texts: list[str], languages: list[Language]) -> Vectors:
        return self._map.document_vectors(self._embedder.documents(texts), languages)


def _parts(item: Evidence) -> Iterator[tuple[str, Language]]:
    """Yield a quote and its sentences where it has several, each with its language; the same of its translation."""
    translation = item.passage.translation
    sides = [(item.quote, item.passage.language)]
    if item.told and translation is not None:
        sides.append((item.told, translation.language))
    for text, language in sides:
        bounds = sentence_bounds(text, language)
        yield text, language
        yield from ((text[start:end], language) for start, end in bounds if len(bounds) > 1)


def numbers(text: str) -> set[str]:
    """Return the numbers a text contains, with a comma or point inside them made alike."""
    return {match.replace(",", ".") for match in _NUMBER.findall(text)}
