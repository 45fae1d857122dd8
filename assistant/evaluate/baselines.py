"""What the same questions get from the usual recipes: one vector a passage, and BM25."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluate.items import Item
from assistant.ports import Embedder
from assistant.records import Passage
from assistant.words import terms

KEPT = 0.95  # share of answerable questions that the fixed threshold must keep


@dataclass(frozen=True, slots=True)
class Baseline:
    """Rankings by question id, and each question's best score."""

    rankings: dict[str, list[str]]
    best: dict[str, float]


def standard(items: Sequence[Item], passages: Sequence[Passage], embedder: Embedder) -> Baseline:
    """Rank by the cosine of one vector a passage, as the encoder gives it: the standard recipe."""
    documents = embedder.documents([passage.text for passage in passages])
    questions = embedder.questions([item.question for item in items])
    return _ranked(items, passages, [list(map(float, documents @ question)) for question in questions])


def bm25(items: Sequence[Item], passages: Sequence[Passage]) -> Baseline:
    """Rank by BM25 over the stems of passages, each in its own language."""
    import bm25s  # noqa: PLC0415  # takes a moment, so only when used

    index = bm25s.BM25()
    index.index([terms(passage.text, passage.language) or [""] for passage in passages], show_progress=False)
    scores = []
    for item in items:
        known = [stem for stem in terms(item.question, item.language) if stem in index.vocab_dict]
        scores.append(list(map(float, index.get_scores(known))) if known else [0.0] * len(passages))
    return _ranked(items, passages, scores)


def threshold(items: Sequence[Item], baseline: Baseline) -> float:
    """Return the fixed score threshold that keeps KEPT of the answerable questions."""
    best = sorted(baseline.best[item.id] for item in items if item.answerable)
    return best[int((1 - KEPT) * len(best))] if best else 0.0


def _ranked(items: Sequence[Item], passages: Sequence[Passage], scores: Sequence[Sequence[float]]) -> Baseline:
    rankings: dict[str, list[str]] = {}
    best: dict[str, float] = {}
    for item, row in zip(items, scores, strict=True):
        order = sorted(range(len(passages)), key=lambda place: (-row[place], place))
        rankings[item.id] = [passages[place].id for place in order]
        best[item.id] = max(row)
    return Baseline(rankings, best)
