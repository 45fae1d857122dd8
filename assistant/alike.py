"""How like a question is to several that are expected of one passage: the same when an index is built and searched."""

from collections.abc import Sequence

import numpy as np

from assistant.ports import Vectors
from assistant.records import ExpectedQuestion

PART = 5  # one in so many of a passage's expected questions, the likest ones, tells how like they are


def alike(cosines: Vectors) -> Vectors:
    """Return the mean of the likest part of cosines (..., n), at least of one, shape (...).

    One expected question alone may be like what is asked by its form; several are by what they ask for.
    """
    most = max(1, cosines.shape[-1] // PART)
    return np.asarray(np.sort(cosines, axis=-1)[..., -most:].mean(axis=-1))


def places_by_passage(expected: Sequence[ExpectedQuestion]) -> dict[str, list[int]]:
    """Return the places of expected questions by the id of their passage."""
    places: dict[str, list[int]] = {}
    for place, item in enumerate(expected):
        places.setdefault(item.passage, []).append(place)
    return places


def is_few(count: int, usual: float) -> bool:
    """Tell whether a passage has few expected questions, beside how many are usual: under half of them."""
    return 2 * count < usual
