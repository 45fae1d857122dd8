"""Which evidence says what a sentence says: nearness of meaning, and numbers that must agree."""

import re
from collections.abc import Sequence

from assistant.index import Index
from assistant.neutral import LanguageMap
from assistant.ports import Embedder, Vectors
from assistant.records import Evidence, Language

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
CLOSE = 0.04  # a second citation must be nearly as near as the first


class Support:
    """Finds, for sentences of one answer, the evidence behind each."""

    def __init__(self, embedder: Embedder, index: Index, evidence: Sequence[Evidence], floor: float) -> None:
        self._embedder, self._evidence, self._floor = embedder, tuple(evidence), floor
        with index.snapshot() as snapshot:
            self._map: LanguageMap = snapshot.map
        self._numbers = {number for item in evidence for number in numbers(item.quote)}
        self._vectors: Vectors | None = None

    def citations(self, sentence: str, language: Language) -> tuple[int, ...]:
        """Return the numbers of the evidence that supports a sentence, best first; none when nothing does.

        Every number in the sentence must stand in the evidence that is cited for it.
        """
        wanted = numbers(sentence)
        if not wanted <= self._numbers:
            return ()
        cosines = self._quotes() @ self._vector([sentence], [language])[0]
        ranked = sorted(
            (-len(wanted & numbers(item.quote)), -float(cosine), item.n)
            for item, cosine in zip(self._evidence, cosines, strict=True)
        )
        (_, best, first), *others = ranked
        if -best < self._floor:
            return ()
        missing = wanted - self._of(first)
        if missing:
            return next(((first, n) for _, _, n in others if missing <= self._of(n)), ())
        return (first, *(n for _, cosine, n in others[:1] if cosine <= best + CLOSE and wanted <= self._of(n)))

    def _of(self, n: int) -> set[str]:
        return next(numbers(item.quote) for item in self._evidence if item.n == n)

    def _quotes(self) -> Vectors:
        if self._vectors is None:
            texts = [item.quote for item in self._evidence]
            self._vectors = self._vector(texts, [item.passage.language for item in self._evidence])
        return self._vectors

    def _vector(self, texts: list[str], languages: list[Language]) -> Vectors:
        return self._map.document_vectors(self._embedder.documents(texts), languages)


def numbers(text: str) -> set[str]:
    """Return the numbers a text contains, with a comma or point inside them made alike."""
    return {match.replace(",", ".") for match in _NUMBER.findall(text)}
