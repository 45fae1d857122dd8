"""How like a question is to those that editors expect of passages."""

from collections.abc import Mapping

from assistant.ports import Vectors
from assistant.snapshot import Snapshot

WEIGHT = 0.5  # of the likeness beside the vectors of sentence and chunk; see the page on retrieval for what others gave
FEW = 4  # passages with expected questions among those found, that weigh as much as what is usual
Like = Mapping[str, tuple[float, str]]  # by passage id: the cosine, and the question; nothing where none is expected


def likeness(snapshot: Snapshot, vector: Vectors) -> Like:
    """Return, by passage, its expected question most like the one asked (a unit vector, (d,)), with the cosine."""
    best: dict[str, tuple[float, str]] = {}
    cosines = (snapshot.expected @ vector).tolist() if len(snapshot.expected) else []
    for item, cosine in zip(snapshot.manifest.expected, cosines, strict=True):
        if item.passage not in best or cosine > best[item.passage][0]:
            best[item.passage] = cosine, item.text
    return best


def most_like(like: Like, count: int, among: frozenset[str] | None) -> list[str]:
    """Return the ids of the passages with the likest questions, at most so many, of those that may be found."""
    names = [name for name in like if among is None or name in among]
    return sorted(names, key=lambda name: -like[name][0])[:count]


def filled(like: Like, scores: Mapping[str, float], usual: float) -> Like:
    """Return a likeness for each of these passages, whose other scores are given; none where none has a question.

    One without is given as much over its score as the others have on average, so that it neither gains nor loses, and
    keeps its place among its like. Where the others are few, what is `usual` in this index counts as well.
    """
    over = [like[name][0] - score for name, score in scores.items() if name in like]
    if not over:
        return {}
    given = (sum(over) + FEW * usual) / (len(over) + FEW)
    return {name: like.get(name, (score + given, "")) for name, score in scores.items()}
