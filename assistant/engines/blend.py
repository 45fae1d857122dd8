"""Two encoders as one: their vectors side by side, so that one cosine weighs both."""

from collections.abc import Callable, Sequence

import numpy as np

from assistant.engines.embeddings import SentenceEmbedder
from assistant.engines.universal import UniversalEncoder
from assistant.neutral import unit
from assistant.ports import Vectors

WEIGHT = 0.35  # of the second encoder's vector beside the first's; tests/evaluation/retrieval.md tells what others gave


class Blend:
    """A sentence-transformers model and the universal encoder as one port `Embedder`.

    The vectors are [first, WEIGHT x second] at length 1: cosine then is a weighted mean of both encoders' cosines.
    """

    def __init__(self, first: SentenceEmbedder, second: UniversalEncoder) -> None:
        self.name = f"{first.name} + {WEIGHT} {second.name}"
        self._first, self._second = first, second

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of texts to be found, shape (len(texts), d1 + d2). Raises EmbedderError."""
        return self._both(self._first.documents, self._second.documents, texts)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of texts as questions, shape (len(texts), d1 + d2). Raises EmbedderError."""
        return self._both(self._first.questions, self._second.questions, texts)

    def load(self) -> None:
        """Load both models now rather than at the first text. Raises EmbedderError."""
        self._first.load()
        self._second.load()

    def _both(
        self,
        first: Callable[[Sequence[str]], Vectors],
        second: Callable[[Sequence[str]], Vectors],
        texts: Sequence[str],
    ) -> Vectors:
        return unit(np.hstack([first(texts), WEIGHT * second(texts)]).astype(np.float32))
