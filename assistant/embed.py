"""What a build embeds: each text once, by content, and the language map fitted on the way."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from assistant import reference
from assistant.alike import alike
from assistant.errors import EmbedderError
from assistant.language import LANGUAGES
from assistant.neutral import LanguageMap, fit_means
from assistant.ports import Embedder, Progress, Vectors
from assistant.records import Language, Span

LEAST_SPREAD = 0.01  # of reference questions' best scores
MOVED = 0.03  # how far a language's mean may move before the map is fitted anew
KEEP_EVERY = 300  # seconds of embedding that a build which is killed loses at most
SAMPLED = 100  # passages by whose expected questions it is told how like those usually are, and of each
SAMPLED_OF_EACH = 20  # so many
BATCH = 16  # texts embedded between two steps of the progress bar


class Embedded:
    """Embeds texts it has not seen, by content; knows what this build used, to be saved with it.

    It is an embedder itself, so that a search can be tried with it. `keep` is given what was embedded now and then, so
    that a build which is killed does not lose all of it.
    """

    def __init__(
        self,
        embedder: Embedder,
        progress: Progress,
        known: dict[str, Vectors],
        keep: Callable[[dict[str, Vectors]], None] = lambda _: None,
    ) -> None:
        self.name = embedder.name
        self.fresh: dict[str, Vectors] = {}  # what went through the model
        self.used: dict[str, Vectors] = {}  # what this build has, by content
        self.progress = progress
        self._embedder, self._known, self._keep = embedder, known, keep
        self._kept = time.monotonic()

    @property
    def new(self) -> int:
        """How many texts went through the model."""
        return len(self.fresh)

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts to be found, shape (n, d). Raises EmbedderError."""
        return self._get("d", texts)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts as questions, shape (n, d). Raises EmbedderError."""
        return self._get("q", texts)

    def unseen(self, texts: Sequence[str]) -> int:
        """Tell how many of these texts, to be found, would have to be embedded."""
        return len({key for key in map(_document_key, texts) if key not in self._known})

    def _get(self, side: str, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        keys = [_key(side, text) for text in texts]
        new = list(dict.fromkeys((key, text) for key, text in zip(keys, texts, strict=True) if key not in self._known))
        embed = self._embedder.documents if side == "d" else self._embedder.questions
        for start in range(0, len(new), BATCH):
            part = new[start : start + BATCH]
            vectors = embed([text for _, text in part])
            if len(vectors) != len(part):
                raise EmbedderError(
                    f"The embedding model {self.name} gives {len(vectors)} vectors for {len(part)} texts.",
                    "Choose another: ASSISTANT_EMBEDDING_MODEL.",
                )
            self.fresh.update((key, vector) for (key, _), vector in zip(part, vectors, strict=True))
            self._known.update((key, self.fresh[key]) for key, _ in part)
            if time.monotonic() - self._kept > KEEP_EVERY:
                self._keep(self.fresh)
                self._kept = time.monotonic()
            self.progress("embedding", start + len(part), len(new))
        self.used.update((key, self._known[key]) for key in keys)
        return self._stacked(keys)

    def _stacked(self, keys: Sequence[str]) -> Vectors:
        found = [self._known[key] for key in keys]
        if len({vector.shape for vector in found}) > 1:
            raise EmbedderError(
                f"The embedding model {self.name} gives vectors of another length than it gave before.",
                "Embed everything again: assistant index --rebuild.",
            )
        return np.stack(found)


def _document_key(text: str) -> str:
    return _key("d", text)


def _key(side: str, text: str) -> str:
    return side + hashlib.sha256(text.encode()).hexdigest()[:32]


def fit_map(spans: Sequence[Span], vectors: Vectors, embedded: Embedded) -> LanguageMap:
    """Fit the means: documents' from the corpus's sentences and reference statements, the others' from their kind."""
    languages = np.array([span.language for span in spans])
    own: dict[Language, Vectors] = {language: vectors[languages == language] for language in LANGUAGES}
    statements = {language: embedded.documents(reference.statements(language)) for language in LANGUAGES}
    asked = [
        {language: embedded.questions(texts(language)).mean(axis=0) for language in LANGUAGES}
        for texts in (reference.questions, reference.keywords)
    ]
    return LanguageMap(fit_means(own, statements), *asked)


def keep_language(spans: Sequence[Span], vectors: Vectors, embedded: Embedded) -> LanguageMap:
    """Return a map that subtracts nothing: what `fit_map` is measured against."""
    nothing = dict.fromkeys(LANGUAGES, np.zeros(vectors.shape[1], dtype=np.float32))
    return LanguageMap(nothing, nothing)


def as_questions(spans: Sequence[Span], vectors: Vectors, embedded: Embedded) -> LanguageMap:
    """Return the map of `fit_map` with keywords taken for questions: what that is measured against."""
    return replace(fit_map(spans, vectors, embedded), keywords={})


def settled(fitted: LanguageMap, kept: LanguageMap | None) -> LanguageMap:
    """Return the map to use: the one in force, unless a mean fitted anew lies further than MOVED from its own.

    Every stored vector has its language's mean taken out: another map is another store, though nothing is embedded
    again. The distance is the length of the difference of two means, of unit vectors; an edit to one passage of a
    thousand moves a mean by less than a thousandth. What creeps is noticed: each build measures from the map in force.
    """
    if kept is None:
        return fitted
    pairs = [
        (mine[language], means.get(language))
        for mine, means in (
            (fitted.documents, kept.documents),
            (fitted.questions, kept.questions),
            (fitted.keywords, kept.keywords),
        )
        for language in mine
    ]
    near = all(
        old is not None and old.shape == new.shape and float(np.linalg.norm(new - old)) <= MOVED for new, old in pairs
    )
    return kept if near else fitted


FitMap = Callable[[Sequence[Span], Vectors, Embedded], LanguageMap]


def background(
    texts: Callable[[Language], Sequence[str]],
    means: LanguageMap,
    embedded: Embedded,
    sentences: Sequence[Vectors],
    chunks: Sequence[Vectors],
) -> dict[Language, tuple[float, float]]:
    """Return, by language, the mean and spread of the best score that reference questions, or keywords, get here.

    `texts` gives them in a language. They are about everything, so this is what a question finds that the corpus does
    not answer; a question's own best score is measured against it, whatever the encoder or the size of the corpus.
    `sentences` and `chunks` are each passage's neutral vectors, (n, d), in the same order.
    """
    found: dict[Language, tuple[float, float]] = {}
    for language in LANGUAGES:
        raw = embedded.questions(texts(language))
        asked = np.stack([means.question_vector(vector, language) for vector in raw])
        best = (0.5 * _best(asked, sentences) + 0.5 * _best(asked, chunks)).max(axis=1)
        found[language] = (float(best.mean()), max(float(best.std()), LEAST_SPREAD))
    return found


def usual_likeness(
    texts: Callable[[Language], Sequence[str]], means: LanguageMap, embedded: Embedded, expected: Sequence[Vectors]
) -> dict[Language, tuple[float, float]]:
    """Return the same of how like reference questions, or keywords, are to what is expected of the likest passage.

    `expected` are each passage's neutral vectors, (n, d); nothing where there are none.
    """
    found: dict[Language, tuple[float, float]] = {}
    for language in LANGUAGES if len(expected) else ():
        asked = np.stack([means.question_vector(vector, language) for vector in embedded.questions(texts(language))])
        best = np.max([alike(asked @ own.T) for own in expected], axis=0)
        found[language] = (float(best.mean()), max(float(best.std()), LEAST_SPREAD))
    return found


def likeness_over(expected: Sequence[Vectors], sentences: Sequence[Vectors], chunks: Sequence[Vectors]) -> float:
    """Return how much liker expected questions usually are to a question than their passage is near to it (cosines).

    Measured with the expected questions themselves, each against all but itself. Each sequence has the neutral vectors,
    (n, d), of the passages that have such questions, in the same order; of many passages, some are enough. 0 where
    there are not two questions.
    """
    some = np.linspace(0, len(expected) - 1, min(SAMPLED, len(expected))).astype(int)
    groups = [_some(expected[place], SAMPLED_OF_EACH) for place in some]
    if sum(map(len, groups)) < 2:
        return 0.0
    asked = np.concatenate(groups)
    nearness = 0.5 * _best(asked, [sentences[place] for place in some]) + 0.5 * _best(asked, [chunks[p] for p in some])
    cosines = asked @ asked.T
    ends = np.cumsum([*map(len, groups)])
    like = np.stack([alike(columns) for columns in np.split(cosines, ends[:-1], axis=1)], axis=1)
    for place, own in enumerate(np.split(np.arange(len(asked)), ends[:-1])):
        for one in own:  # against the others of its passage alone
            others = cosines[one, own[own != one]]
            like[one, place] = alike(others) if len(others) else np.nan
    return float(np.nanmean(like - nearness))


def _some(vectors: Vectors, count: int) -> Vectors:
    """Return at most so many of vectors (n, d), spread over all."""
    return np.asarray(vectors[np.linspace(0, len(vectors) - 1, min(count, len(vectors))).astype(int)])


def _best(asked: Vectors, groups: Sequence[Vectors]) -> Vectors:
    """Return, for each question of (q, d) and each group of (n, d), the cosine of its best vector, shape (q, groups).

    A passage is as near as its best sentence and its best chunk.
    """
    starts = np.cumsum([0, *map(len, groups[:-1])])
    return np.asarray(np.maximum.reduceat(asked @ np.concatenate(groups).T, starts, axis=1))
