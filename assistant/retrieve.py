"""Question -> ranked hits: sentence and passage vectors without their language, and the words they share."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from assistant import glossary
from assistant.alike import PART
from assistant.errors import IndexGone
from assistant.evidence import NEAR
from assistant.filters import admitted
from assistant.lacking import lacks
from assistant.lexical import Lexical, lexical
from assistant.likeness import Like, Likeness, filled, likeness, most_like
from assistant.ports import Embedder, Reranker, Vectors
from assistant.records import EVERYTHING, Found, Hit, Language, Only, RelatedQuestion
from assistant.rows import Entry, passage_id
from assistant.snapshot import Snapshot

CANDIDATES = 48  # rows asked of the store for each language: its sentences and chunks
READ = 24  # passages read whole, the nearest of those
LEXICAL_CANDIDATES = 8  # passages that the words alone bring
EXPECTED_CANDIDATES = 8  # passages that their expected questions bring
LEXICAL_WEIGHT = 0.15  # of shared words beside the cosines; tests/evaluation/retrieval.md tells what others gave
KEPT = 4  # best sentences kept with a hit


@dataclass(frozen=True, slots=True)
class Parts:
    """What takes part in the ranking, all but the vectors themselves."""

    focus: bool = True  # the words that nearly every text has are left out of the question
    words: bool = True  # shared words count beside the vectors
    expected: bool = True  # and so does what editors expect to be asked of passages
    glossary: bool = True  # and so do what the editors' glossary, or geography, makes of them in the other language
    reranker: Reranker | None = None  # reads the nearest passages with the question, and orders them


WHOLE = Parts()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as searched: the vector that ranks, that of its every word, and the words it shares."""

    focus: Vectors
    whole: Vectors
    lexical: Lexical
    like: Likeness


@dataclass(frozen=True, slots=True)
class _Scored:
    """A sentence or chunk with its cosines to the question's focus and to the whole of it."""

    text: str
    cosine: float
    whole: float
    translated: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A passage on its way to a hit: its sentences and chunks, best first, and its part of shared words."""

    entry: Entry
    sentences: Sequence[_Scored]
    chunk: float  # cosine of the best chunk and the question's focus
    whole_chunk: float  # the same with the whole question
    lexical: float
    like: Like | None = None  # to its expected questions; None: no passage has one
    weight: float = 0.0  # of that
    reranked: float | None = None

    @property
    def score(self) -> float:
        """As near as its best sentence and its best chunk are, in equal parts, and as its words are shared.

        And as the likest of its expected questions are, where there are such, on the same scale. Once a cross-encoder
        has read it, what that says.
        """
        if self.reranked is not None:
            return self.reranked
        return self.said if self.like is None else (self.said + self.weight * self.like.cosine) / (1 + self.weight)

    @property
    def said(self) -> float:
        """The part of the score that rests on what the passage says."""
        return self.near + LEXICAL_WEIGHT * self.lexical

    @property
    def near(self) -> float:
        """The vectors' part of the score, for the focus."""
        return float(0.5 * self.sentences[0].cosine + 0.5 * self.chunk)

    @property
    def nearness(self) -> float:
        """The vectors' part of the score, for the focus and for the whole question in equal parts."""
        whole = 0.5 * max(item.whole for item in self.sentences) + 0.5 * self.whole_chunk
        return 0.5 * self.near + 0.5 * whole


class Searchable(Protocol):
    """What gives the version to search: the index, which follows its pointer, or one version."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Give a version, kept open until the block ends. Raises IndexFault."""


class Retriever:
    """Finds passages for a question in the index in force."""

    def __init__(self, index: Searchable, embedder: Embedder, parts: Parts = WHOLE) -> None:
        self._index, self._embedder, self._parts = index, embedder, parts

    def embedding_with(self, change: Callable[[Embedder], Embedder]) -> "Retriever":
        """Return a retriever in the same index whose questions are embedded otherwise."""
        return Retriever(self._index, change(self._embedder), self._parts)

    def find(
        self,
        question: str,
        language: Language,
        k: int,
        *,
        weigh: bool = False,
        rerank: bool = True,
        only: Only = EVERYTHING,
    ) -> Found:
        """Return the k best passages, best first, each with its best sentences. Raises IndexFault.

        With `weigh` the question is embedded whole as well, which is what tells whether the corpus may answer it:
        `Found.margin` and `Found.related` rest on both; `Found.unknown` and `Found.unmet` are told as well. Without
        `rerank` no cross-encoder is asked; the margin never rests on it. `only` names what may be found.
        """
        try:
            return self._find(question, language, k, weigh=weigh, rerank=rerank, only=only)
        except IndexGone:  # the version was swept from its server: ask the one in force
            return self._find(question, language, k, weigh=weigh, rerank=rerank, only=only)

    def _lexical(self, snapshot: Snapshot, question: str, language: Language) -> Lexical:
        parts = self._parts
        return lexical(snapshot, question, language, by_words=parts.words, by_glossary=parts.glossary)

    def _find(self, question: str, language: Language, k: int, *, weigh: bool, rerank: bool, only: Only) -> Found:
        with self._index.snapshot() as snapshot:
            known = snapshot.words.get(language)
            phrases = glossary.every_form(snapshot.manifest.glossary if self._parts.glossary else (), language)
            focus = known.focus(question, phrases) if known and self._parts.focus else question
            texts = [focus, question] if weigh and focus != question else [focus]
            raw = self._embedder.questions(texts)
            vectors = [snapshot.map.question_vector(vector, language) for vector in raw]
            like = likeness(snapshot, vectors[0]) if self._parts.expected else Likeness()
            asked = _Asked(vectors[0], vectors[-1], self._lexical(snapshot, question, language), like)
            among = admitted(only, snapshot.manifest.briefs)
            ranked = sorted(_candidates(snapshot, asked, language, k, among), key=_order)
            keywords = snapshot.map.is_keywords(raw[-1], language)
            told = snapshot.manifest
            usual = (told.keyword_background if keywords else told.background)[language]
            same = told.likeness_part == PART  # what an earlier version of this program told is of another likeness
            usually_like = (told.keyword_likeness if keywords else told.likeness).get(language) if same else None
            nearness = _nearness(ranked)  # of all, so that it rests on the question alone, not on how many are wanted
            margin, foreseen = _margin(nearness, *usual), _foreseen(ranked, usually_like)
            if rerank and self._parts.reranker is not None:
                ranked = _reranked(self._parts.reranker, question, ranked[: max(READ, k)])
            hits = _hits(ranked[:k])
            related = _related(snapshot, asked.whole)
            found = Found(
                question, language, hits, told.version, told.built, related, focus, margin, foreseen, only=only
            )
            if not weigh:
                return found
            return replace(found, elsewhere=_elsewhere(related, nearness, usual[1]), **lacks(snapshot, found))


def _order(one: _Candidate) -> tuple[float, str]:
    return -one.score, one.entry.passage.id


def _reranked(reranker: Reranker, question: str, ranked: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the candidates in the order of the cross-encoder's scores, which stand in for their own."""
    scores = reranker.scores(question, [one.entry.passage.text for one in ranked])
    return sorted((replace(one, reranked=score) for one, score in zip(ranked, scores, strict=True)), key=_order)


Among = frozenset[str] | None  # ids of the passages that may be found; None: any


def _candidates(snapshot: Snapshot, asked: _Asked, language: Language, k: int, among: Among) -> list[_Candidate]:
    entries = snapshot.entries(_near(snapshot, asked, max(READ, 2 * k), among))
    known = snapshot.words.get(language)
    shared = {name: asked.lexical.of(name) for name in entries}
    readable = [shared[name] for name in entries if known and name in known.places]
    most = max(readable, default=0.0)  # given to a passage that cannot be read in the language: words never sink it
    found = {
        name: _Candidate(
            item,
            _sentences(item, asked),
            (item.chunk_vectors @ asked.focus).max(),
            (item.chunk_vectors @ asked.whole).max(),
            shared[name] if known and name in known.places else max(most, shared[name]),
        )
        for name, item in entries.items()
    }
    scores = {name: one.said for name, one in found.items()}
    like = filled(asked.like, scores, snapshot.manifest.likeness_over)
    return [replace(one, like=like.get(name), weight=asked.like.weight) for name, one in found.items()]


def _sentences(item: Entry, asked: _Asked) -> list[_Scored]:
    """Return a passage's sentences, best first; a translation counts for the sentence it translates."""
    focus, whole = (item.sentence_vectors @ asked.focus).tolist(), (item.sentence_vectors @ asked.whole).tolist()
    best: dict[str, _Scored] = {}
    for scored in map(_Scored, item.sentences, focus, whole, item.translated):
        if scored.text not in best or scored.cosine > best[scored.text].cosine:
            best[scored.text] = scored
    return sorted(best.values(), key=lambda one: -one.cosine)


def _nearness(ranked: Sequence[_Candidate]) -> float | None:
    return max((float(one.nearness) for one in ranked), default=None)


def _margin(nearness: float | None, mean: float, spread: float) -> float:
    """Return how far the nearest hit stands above what unrelated questions find, in their standard deviations."""
    return 0.0 if nearness is None else round((nearness - mean) / spread, 4)


def _foreseen(ranked: Sequence[_Candidate], usual: tuple[float, float] | None) -> float | None:
    """Return the same of the likest questions that editors expect, of any passage found.

    None where one that ranks near the first has none, or few that are unlike: what it answers, nobody has foreseen.
    """
    least = NEAR * max((one.score for one in ranked), default=0.0)
    near = [one for one in ranked if one.score >= least]
    like = [one.like.cosine for one in ranked if one.like and one.like.text]
    whole = bool(near) and all(one.like and one.like.text for one in near)
    return _margin(max(like), *usual) if usual and whole else None


def _elsewhere(related: Sequence[tuple[RelatedQuestion, float]], nearness: float | None, spread: float) -> float:
    """Return how far the nearest of the sources' related questions stands above the nearest hit, never under 0.

    Those are answered on other pages: a question that is nearer to one of them than to any passage is likely to be
    answered there. In standard deviations of what unrelated questions find, as the margin is, and in parts of what the
    two questions share (the square of their cosine), for one related question is always the nearest.
    """
    nearest = max((cosine for _, cosine in related), default=0.0)
    return 0.0 if nearness is None else round(max(0.0, nearest - nearness) / spread * nearest**2, 4)


def _related(snapshot: Snapshot, vector: Vectors) -> tuple[tuple[RelatedQuestion, float], ...]:
    """Return the questions that the sources list beside their texts, nearest first, with their cosines."""
    cosines = (snapshot.related @ vector).tolist() if len(snapshot.related) else []
    pairs = zip(snapshot.manifest.related, (round(cosine, 4) for cosine in cosines), strict=True)
    return tuple(sorted(pairs, key=lambda pair: -pair[1]))


def _hits(ranked: Sequence[_Candidate]) -> tuple[Hit, ...]:
    return tuple(
        Hit(
            rank=rank,
            passage=one.entry.passage,
            score=round(float(one.score), 4),
            sentence=one.sentences[0].text,
            sentences=tuple((item.text, round(item.cosine, 4)) for item in one.sentences[:KEPT]),
            cosine=round(one.sentences[0].cosine, 4),
            chunk_cosine=round(float(one.chunk), 4),
            lexical=round(one.lexical, 4),
            translated=one.sentences[0].translated,
            likeness=None if one.like is None else round(one.like.cosine, 4),
            likeness_weight=round(one.weight, 4),
            expected=one.like.text if one.like else "",
            reranked=None if one.reranked is None else round(one.reranked, 4),
        )
        for rank, one in enumerate(ranked, 1)
    )


def _near(snapshot: Snapshot, asked: _Asked, limit: int, among: Among) -> list[str]:
    """Return the ids of passages with a row among the nearest of either language, many of the words, or a like one."""
    found = _nearest(snapshot, asked.focus, limit, among)
    words, like = asked.lexical.best(LEXICAL_CANDIDATES, among), most_like(asked.like, EXPECTED_CANDIDATES, among)
    return list(dict.fromkeys([*found, *words, *like]))


def _nearest(snapshot: Snapshot, vector: Vectors, limit: int, among: Among) -> list[str]:
    """Return at most so many ids, nearest first; rows are asked for until there are enough that may be found."""
    wanted, rows = max(CANDIDATES, 2 * limit), sum(snapshot.manifest.rows.values())
    while True:
        matches = [match for held in snapshot.rows.values() for match in held.nearest(vector, wanted)]
        matches.sort(key=lambda match: -match.score)
        names = dict.fromkeys(passage_id(match.id) for match in matches)
        found = [name for name in names if among is None or name in among][:limit]
        if among is None or wanted >= rows or len(found) >= min(limit, len(among)):
            return found
        wanted *= 4
