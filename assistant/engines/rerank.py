"""A cross-encoder through sentence-transformers: reads the question and a text together and scores the pair."""

import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.engines.hub import UNLOADABLE, from_hub, prepare, reason
from assistant.errors import RerankerError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

TOKENS = 512  # of a question and its text; what is longer is cut
BATCH = 8
_SCORING = "ForSequenceClassification"  # how the classes of models that score a pair are called
_WITHOUT = "Or rank without one: ASSISTANT_RERANKER=none."


class PairReranker:
    """A sentence-transformers CrossEncoder as a port `Reranker`; loaded at its first use."""

    def __init__(self, model: str, *, offline: bool = False) -> None:
        self.name = model
        self._offline = offline
        self._model: CrossEncoder | None = None
        self._lock = threading.Lock()  # a tokenizer serves one thread at a time

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return how well each text answers, 0..1, in their order. Raises RerankerError."""
        model = self.load()
        if not texts:
            return []
        from torch.nn import Sigmoid  # noqa: PLC0415  # comes with the model

        pairs = [(question, text) for text in texts]
        with self._lock:
            given = model.predict(pairs, batch_size=BATCH, activation_fn=Sigmoid(), show_progress_bar=False)
        return list(map(float, given))

    def load(self) -> "CrossEncoder":
        """Load the model now rather than at the first question. Raises RerankerError."""
        with self._lock:
            if self._model is None:
                self._model = _named(self.name, offline=self._offline)
            return self._model


def _named(name: str, *, offline: bool) -> "CrossEncoder":
    if not name.strip():
        raise RerankerError("The reranker's name is empty.", f"Name a cross-encoder. {_WITHOUT}")
    prepare()
    from sentence_transformers import CrossEncoder  # noqa: PLC0415  # takes seconds, so only when used

    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    try:
        model: CrossEncoder = from_hub(lambda here: CrossEncoder(name, local_files_only=here), offline=offline)
    except UNLOADABLE as error:
        raise RerankerError(
            f"The reranker {name} cannot be loaded ({reason(error)}).", f"Check its name and the network. {_WITHOUT}"
        ) from None
    if wrong := _wrong(model):
        raise RerankerError(f"{name} is no reranker: {wrong}.", f"Name a cross-encoder. {_WITHOUT}")
    model.max_seq_length = min(model.max_seq_length or TOKENS, TOKENS)
    return model


def _wrong(model: "CrossEncoder") -> str:
    """Return what keeps a model from being a cross-encoder with one score, if anything does."""
    if model.num_labels != 1:
        return f"it gives {model.num_labels} scores a pair, not one"
    kept = getattr(getattr(model.model, "config", None), "architectures", None) or [_SCORING]
    scores = type(model.model).__name__.endswith(_SCORING)
    if scores and not any(str(kind).endswith(_SCORING) for kind in kept):
        return (
            "it was trained for something else, and its scores would be random"  # its last layer was made up on loading
        )
    return ""
