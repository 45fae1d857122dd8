"""How like a question is to several that are expected of one passage: the same when an index is built and searched."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant.ports import Vectors
from assistant.records import ExpectedQuestion

Group = tuple[tuple[str, ...], npt.NDArray[np.int_]]
PART = 5  # one in so many of a passage's expected questions, the likest ones, tells how like they are
ALONE = 0.2  # by how much the likest one must be liker than those to count by itself, less that much


def alike(cosines: Vectors) -> Vectors:
    """Return the mean of the likest part of cosines (..., n), at least of one, shape (...), or nearly the likest.

    One expected question alone may be like what is asked by its form; several are by what they ask for. One that is
    nearly what is asked stands out all the same. Where a part is no whole number, the last one counts in part, so that
    one more question changes little.
    """
    most = max(1.0, cosines.shape[-1] / PART)
    likest = np.sort(cosines, axis=-1)[..., ::-1][..., : int(most) + 1]
    shares = np.clip(most - np.arange(likest.shape[-1]), 0, 1) / most
    return np.asarray(np.maximum(likest @ shares.astype(likest.dtype), likest[..., 0] - ALONE))


def places_by_passage(expected: Sequence[ExpectedQuestion]) -> dict[str, list[int]]:
    """Return the places of expected questions by the id of their passage."""
    places: dict[str, list[int]] = {}
    for place, item in enumerate(expected):
        places.setdefault(item.passage, []).append(place)
    return places


def grouped(expected: Sequence[ExpectedQuestion]) -> tuple[Group, ...]:
    """Return passages' ids with the places of their expected questions, (passages, n), by how many these are."""
    by_count: dict[int, dict[str, list[int]]] = {}
    for name, places in places_by_passage(expected).items():
        by_count.setdefault(len(places), {})[name] = places
    return tuple((tuple(group), np.array([*group.values()])) for group in by_count.values())


def is_few(count: int, usual: float) -> bool:
    """Tell whether a passage has few expected questions, beside how many are usual: under half of them."""
    return 2 * count < usual
