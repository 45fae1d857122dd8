"""Is a new version fit to be put in force? Its vectors before they are stored, and what is found once they are."""

from collections.abc import Collection, Sequence
from itertools import islice

import numpy as np

from assistant.errors import EmbedderError, IndexDamaged
from assistant.manifest import REBUILD
from assistant.ports import Vectors
from assistant.snapshot import Snapshot, finds

UNIT = 1e-3  # how far from 1 a vector's length may be
LOOKED_FOR = 32  # passages looked for again, of those that changed
_MODEL = "Try again; if it happens again, name another model in ASSISTANT_EMBEDDING_MODEL."


def check_vectors(texts: Sequence[str], vectors: Vectors) -> None:
    """Raise EmbedderError unless there is a finite vector of length 1, and of one dimension, for each text."""
    lengths = np.linalg.norm(vectors, axis=1) if vectors.ndim == 2 else np.zeros(0)
    if len(lengths) != len(texts):
        raise EmbedderError(f"The embedding model gave {len(lengths)} vectors for {len(texts)} texts.", _MODEL)
    wrong = np.flatnonzero(~(np.abs(lengths - 1) <= UNIT))  # not a number is not near 1
    if len(wrong):
        raise EmbedderError(
            f"The embedding model gave {len(wrong)} vectors that point nowhere, such as that of "
            f'"{texts[wrong[0]][:60]}".',
            _MODEL,
        )


def check_found(snapshot: Snapshot, passages: Collection[str]) -> None:
    """Raise IndexDamaged unless passages, some of those named, are stored whole and found by their own vectors.

    What "found" means in a large store, `finds` says.
    """
    wanted = list(islice(passages, LOOKED_FOR))
    entries = snapshot.entries(wanted)
    if missing := [name for name in wanted if name not in entries]:
        raise IndexDamaged(f'The new index lacks the passage "{missing[0]}".', REBUILD)
    vectors = [vector for one in entries.values() for vector in (*one.sentence_vectors[:2], one.chunk_vectors[0])]
    if not finds(snapshot.rows.values(), vectors):
        raise IndexDamaged("The new index does not find its own passages.", REBUILD)
