"""How like a question is to those that editors expect of passages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from assistant.alike import alike, is_few
from assistant.ports import Vectors
from assistant.snapshot import Snapshot

WEIGHT = 1.0  # beside the vectors of sentence and chunk; tests/evaluation/retrieval.md tells what others gave
MANY = 12  # expected questions a passage, of those that have any, from which on they weigh so much; fewer weigh less
FEW = 4  # passages with expected questions among those found, that weigh as much as what is usual


@dataclass(frozen=True, slots=True)
class Like:
    """How like a question is to those expected of one passage (a cosine), with the likest of them."""

    cosine: float
    text: str
    few: bool = False  # they are so few that what is not like them may be asked of the passage all the same


@dataclass(frozen=True, slots=True)
class Likeness:
    """The same of each passage that has expected questions, by its id, and what it weighs beside the vectors."""

    of: Mapping[str, Like] = field(default_factory=dict)
    weight: float = 0.0


def likeness(snapshot: Snapshot, vector: Vectors) -> Likeness:
    """Return how like a question (a unit vector, (d,)) is to those that are expected of passages."""
    expected = snapshot.manifest.expected
    if not expected:
        return Likeness()
    cosines = snapshot.expected @ vector
    usual = len(expected) / sum(len(names) for names, _ in snapshot.asked_of)
    of: dict[str, Like] = {}
    for names, places in snapshot.asked_of:
        near, few = cosines[places], is_few(places.shape[1], usual)
        likest = places[np.arange(len(names)), near.argmax(axis=1)]
        for name, cosine, place in zip(names, alike(near).tolist(), likest.tolist(), strict=True):
            of[name] = Like(cosine, expected[place].text, few)
    return Likeness(of, WEIGHT * min(1.0, usual / MANY))


def most_like(like: Likeness, count: int, among: frozenset[str] | None) -> list[str]:
    """Return the ids of the passages with the likest questions, at most so many, of those that may be found."""
    names = [name for name in like.of if among is None or name in among]
    return sorted(names, key=lambda name: -like.of[name].cosine)[:count]


def filled(like: Likeness, scores: Mapping[str, float], usual: float) -> Mapping[str, Like]:
    """Return a likeness for each of these passages, whose other scores are given; none where none has a question.

    One without is given as much over its score as the others have on average, so that it neither gains nor loses, and
    keeps its place among its like; one with few is given at least that. Where the others are few, what is `usual` in
    this index counts as well.
    """
    known = {name: like.of[name] for name in scores if name in like.of}
    if not known:
        return {}
    over = [one.cosine - scores[name] for name, one in known.items() if not one.few]
    given = (sum(over) + FEW * usual) / (len(over) + FEW)
    own = {name: one for name, one in known.items() if not one.few or one.cosine >= scores[name] + given}
    return {name: own.get(name, Like(score + given, "")) for name, score in scores.items()}
