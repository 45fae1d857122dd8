"""Question -> ranked hits: sentence and passage vectors, compared without their language."""

from dataclasses import dataclass

from assistant.index import Index, Snapshot
from assistant.ports import Embedder, Row, Vectors
from assistant.records import Found, Hit, Language, RelatedQuestion
from assistant.rows import passage_of

CANDIDATES = 24  # rows asked of the store for each language and collection
KEPT = 4  # best sentences kept with a hit


@dataclass(frozen=True, slots=True)
class _Scored:
    """A row's text with its cosine to the question, both without their language."""

    text: str
    cosine: float


class Retriever:
    """Finds passages for a question in the index in force."""

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self._index, self._embedder = index, embedder

    def find(self, question: str, language: Language, k: int) -> Found:
        """Return the k best passages, best first, each with its best sentences. Raises IndexFault."""
        raw = self._embedder.questions([question])[0]
        with self._index.snapshot() as snapshot:
            vector = snapshot.map.question_vector(raw, language)
            hits = _rank(snapshot, vector, k)
            related = _related(snapshot, vector)
            return Found(
                question, language, hits, snapshot.manifest.version, related, _margin(snapshot, hits, language)
            )


def _margin(snapshot: Snapshot, hits: tuple[Hit, ...], language: Language) -> float:
    """Return how far the best hit stands above what unrelated questions find, in their standard deviations."""
    mean, spread = snapshot.manifest.background[language]
    return round((hits[0].score - mean) / spread, 4) if hits else 0.0


def _related(snapshot: Snapshot, vector: Vectors) -> tuple[tuple[RelatedQuestion, float], ...]:
    """Return the questions that the sources list beside their texts, nearest first, with their cosines."""
    cosines = (snapshot.related @ vector).tolist() if len(snapshot.related) else []
    pairs = zip(snapshot.manifest.related, (round(cosine, 4) for cosine in cosines), strict=True)
    return tuple(sorted(pairs, key=lambda pair: -pair[1]))


def _rank(snapshot: Snapshot, vector: Vectors, k: int) -> tuple[Hit, ...]:
    near = _near(snapshot, vector)
    chunks = _by_passage(*snapshot.chunks.of_passages(near), vector)
    sentences = _by_passage(*snapshot.sentences.of_passages(near), vector)
    ranked = sorted(
        ((_score(sentences[name], chunks[name]), name) for name in near if name in chunks and name in sentences),
        key=lambda item: (-item[0], item[1]),
    )[:k]
    passages = {row.id: passage_of(row) for row in snapshot.chunks.get([name for _, name in ranked])}
    return tuple(
        Hit(
            rank=rank,
            passage=passages[name],
            score=round(score, 4),
            sentence=sentences[name][0].text,
            sentences=tuple((item.text, round(item.cosine, 4)) for item in sentences[name][:KEPT]),
            cosine=round(sentences[name][0].cosine, 4),
            chunk_cosine=round(chunks[name][0].cosine, 4),
        )
        for rank, (score, name) in enumerate(ranked, 1)
    )


def _score(sentences: list[_Scored], chunks: list[_Scored]) -> float:
    """A passage is as near as its best sentence and its best chunk are, in equal parts."""
    return 0.5 * sentences[0].cosine + 0.5 * chunks[0].cosine


def _near(snapshot: Snapshot, vector: Vectors) -> list[str]:
    """Return the ids of passages with a row among the nearest of either language: each gets its quota."""
    found: dict[str, None] = {}
    for language in snapshot.manifest.languages:
        for collection in (snapshot.sentences, snapshot.chunks):
            for match in collection.nearest(vector, CANDIDATES, {"language": language}):
                found[str(match.row.metadata["passage_id"])] = None
    return list(found)


def _by_passage(rows: list[Row], vectors: Vectors, vector: Vectors) -> dict[str, list[_Scored]]:
    """Return each passage's rows, best first."""
    found: dict[str, list[_Scored]] = {}
    cosines = (vectors @ vector).tolist() if rows else []
    for row, cosine in zip(rows, cosines, strict=True):
        found.setdefault(str(row.metadata["passage_id"]), []).append(_Scored(row.text, cosine))
    for group in found.values():
        group.sort(key=lambda item: -item.cosine)
    return found
