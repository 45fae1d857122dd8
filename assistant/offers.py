"""Questions to offer: to begin with, in the place of a refused one, to go on with; only those the corpus answers."""

import threading
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from assistant.index import Index
from assistant.ports import Embedder, Vectors
from assistant.prompts import Prompts
from assistant.records import EVERYTHING, Edition, Found, Language, Only
from assistant.relevance import Relevance
from assistant.retrieve import Retriever

MOST = 3  # questions offered beside an answer or a refusal
FEW = 2  # under so many, the sections of the passages found make more
SAME = 0.9  # cosine from which two questions are one


@dataclass(frozen=True, slots=True)
class _Offer:
    """A question that the corpus answers, and the passage that does so first."""

    text: str
    passage_id: str


class Offers:
    """The editors' questions that the index in force answers; safe to use from several threads.

    Which ones those are is found out once for each index version and language.
    """

    def __init__(
        self, prompts: Prompts, retriever: Retriever, relevance: Relevance, index: Index, embedder: Embedder
    ) -> None:
        self._prompts, self._retriever, self._relevance = prompts, retriever, relevance
        self._index, self._embedder = index, embedder
        self._lock = threading.Lock()
        self._known: dict[Language, tuple[Edition, tuple[_Offer, ...], Vectors]] = {}

    def starters(self, language: Language) -> tuple[str, ...]:
        """Return the questions to begin with, in the editors' order. Raises IndexFault."""
        return tuple(offer.text for offer in self._answered(language)[0])

    def beside(self, found: Found, seen: Collection[str] = ()) -> tuple[str, ...]:
        """Return questions to ask beside one just searched, the nearest first; none that a passage in `seen` answers.

        Where a search was narrowed, those that a passage of what was searched answers. Where the editors' questions are
        too few, the sections of the passages found make some. Raises IndexFault.
        """
        offers, vectors = self._answered(found.language)
        if offers:
            near = vectors @ self._embedder.questions([found.question])[0]
            offers = tuple(offers[at] for at in np.argsort(-near, kind="stable") if near[at] < SAME)
        chosen = tuple(islice(_distinct(self._within(offers, found), seen), MOST))
        return chosen if len(chosen) >= FEW else tuple(islice((*chosen, *self._of_sections(found, seen)), MOST))

    def _answered(self, language: Language) -> tuple[tuple[_Offer, ...], Vectors]:
        with self._index.snapshot() as snapshot:
            edition = Edition(snapshot.manifest.version, snapshot.manifest.built)
        with self._lock:
            known = self._known.get(language)
            if known is None or known[0] != edition:
                offers = tuple(filter(None, (self._tried(text, language) for text in self._prompts.starters(language))))
                vectors = self._embedder.questions([offer.text for offer in offers])
                known = self._known[language] = (edition, offers, vectors)
            return known[1:]

    def _within(self, offers: Iterable[_Offer], found: Found) -> Iterator[_Offer]:
        """Yield what passages of what was searched answer, be they not the first of all; each is tried when wanted."""
        if found.only == EVERYTHING:
            return iter(offers)
        return filter(None, (self._tried(offer.text, found.language, found.only) for offer in offers))

    def _tried(self, text: str, language: Language, only: Only = EVERYTHING) -> _Offer | None:
        found = self._retriever.find(text, language, 1, weigh=True, rerank=False, only=only)
        answered = self._relevance.may_answer(found, judged=False)
        return _Offer(text, found.hits[0].passage.id) if answered else None

    def _of_sections(self, found: Found, seen: Collection[str]) -> Iterator[str]:
        unread = (hit.passage.section for hit in found.hits if hit.passage.id not in seen)
        for section in dict.fromkeys(filter(None, unread)):
            offer = self._tried(self._prompts.about(section, found.language), found.language, found.only)
            if offer and offer.passage_id not in seen:
                yield offer.text


def _distinct(offers: Iterable[_Offer], seen: Collection[str]) -> Iterator[str]:
    """Yield the questions of passages not seen, one for each passage."""
    known = set(seen)
    for offer in offers:
        if offer.passage_id not in known:
            known.add(offer.passage_id)
            yield offer.text
