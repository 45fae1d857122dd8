"""Greetings, thanks and questions about the assistant itself -> a fixed reply of the editors', without any search.

Only a whole message counts: "Bonjour, quels sont les risques ?" is a question. The phrases are in prompts/; wording
that is not listed is known by a typing slip's distance or by its nearness in meaning, and never when it names something
of the corpus.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assistant.followup import own_words
from assistant.index import Index
from assistant.language import LANGUAGES, detect
from assistant.pointers import words
from assistant.ports import Embedder, Vectors
from assistant.prompts import Prompts
from assistant.question import plain
from assistant.records import Courtesy, Language
from assistant.typography import spaced
from assistant.words import terms

# Cosine from which an unlisted wording means the same as a listed one: see tests/evaluation/smalltalk.jsonl.
NEAR = 0.91
LONGEST = 12  # words of a message that may be small talk
OFFERED: frozenset[Courtesy] = frozenset({"greeting", "abilities"})  # replies that come with questions to ask
_WEIGHT: tuple[Courtesy, ...] = ("thanks", "greeting", "goodbye", "abilities", "authors")  # the last is replied to
_TITLES = 3  # documents named in a reply
_LOOKED_AT = 200  # passages read for their documents' titles
_POLITE: frozenset[Courtesy] = frozenset({"greeting", "thanks", "goodbye"})  # these ask nothing
_ASKING = words("how why what who where when which comment pourquoi qui que quoi quand quel quelle quels quelles")
_SLIP = 5  # letters from which a word may have one wrong
_CLAUSE = re.compile(r"[.!?…,;:\n]+\s*|\s+[-\u2013\u2014]+\s+")
_YOU = words("you your yours yourself tu te t toi ton ta tes vous votre vos")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One wording that needs no search."""

    text: str  # plain
    written: str
    topic: Courtesy
    language: Language


class SmallTalk:
    """Knows messages that need no search, and what to reply."""

    def __init__(self, prompts: Prompts, index: Index, embedder: Embedder) -> None:
        self._prompts, self._index, self._embedder = prompts, index, embedder
        self._phrases = [
            _Phrase(plain(text), text, topic, language)
            for language in LANGUAGES
            for topic, courtesy in prompts.smalltalk(language).items()
            for text in courtesy.phrases
        ]
        self._known = {phrase.text for phrase in self._phrases}
        self._vocabulary = {word for text in self._known for word in text.split()}

    def warm(self) -> None:
        """Embed the listed phrases now rather than at the first message."""
        _ = self._vectors

    def recognise(self, message: str, language: Language | None = None) -> tuple[Courtesy, Language] | None:
        """Return what kind of small talk a whole message is, and in which language; None for anything else."""
        words = plain(message).split()
        if not words or len(words) > LONGEST:
            return None
        clauses = [clause for clause in _CLAUSE.split(message) if plain(clause)]
        found = self._alike(message) or self._all(clauses)
        if found is None:
            return None
        return found.topic, language or self._language(found, message)

    def question(self, message: str) -> str:
        """Return a message without the greetings and thanks before and after its question."""
        starts = [0, *(match.end() for match in _CLAUSE.finditer(message))]
        ends = [*(match.end() for match in _CLAUSE.finditer(message)), len(message)]
        clauses = [(start, end) for start, end in zip(starts, ends, strict=True) if plain(message[start:end])]
        while clauses and plain(message[slice(*clauses[0])]) in self._known:
            clauses.pop(0)
        while clauses and plain(message[slice(*clauses[-1])]) in self._known:
            clauses.pop()
        return message[clauses[0][0] : clauses[-1][1]].strip() if clauses else message

    def reply(self, topic: Courtesy, language: Language) -> str:
        """Return the reply. Raises IndexFault."""
        with self._index.snapshot() as snapshot:
            ids = list(snapshot.manifest.hashes)[:_LOOKED_AT]
            titles = dict.fromkeys(entry.passage.document for entry in snapshot.entries(ids).values())
            passages = snapshot.manifest.passages
        named = _listed(list(titles), language, others=len(titles) > _TITLES or passages > _LOOKED_AT)
        return spaced(self._prompts.smalltalk(language, str(passages), named)[topic].reply, language)

    def _all(self, clauses: Sequence[str]) -> _Phrase | None:
        """Return the weightiest of clauses that are each small talk; None when one is not."""
        found = [self._alike(clause) or self._near(clause) for clause in clauses]
        known = [phrase for phrase in found if phrase is not None]
        if not known or len(known) < len(found):
            return None
        return max(known, key=lambda phrase: _WEIGHT.index(phrase.topic))

    def _alike(self, message: str) -> _Phrase | None:
        """Return the listed phrase that a message is, but for one slip of the finger in a longer word."""
        words = plain(message).split()
        exact = [phrase for phrase in self._phrases if phrase.text.split() == words]
        if exact:
            return exact[0] if len({phrase.language for phrase in exact}) == 1 else _in(exact, detect(message))
        for phrase in self._phrases:
            wrong = [pair for pair in zip(words, phrase.text.split(), strict=False) if pair[0] != pair[1]]
            if len(words) == len(phrase.text.split()) and len(wrong) == 1 and _slipped(*wrong[0]):
                return None if self._of_corpus([wrong[0][0]]) else phrase
        return None

    def _near(self, message: str) -> _Phrase | None:
        """Return the phrase nearest in meaning, when it is near and speaks to the same person.

        A message that does not speak to the assistant must name nothing of the corpus either.
        """
        said = set(plain(message).split())
        named = set(own_words(message, "fr")) & set(own_words(message, "en")) - self._vocabulary
        if not _YOU & said and self._of_corpus(sorted(named)):
            return None
        nearness: Vectors = (
            self._vectors @ self._embedder.questions([message.lower().strip(" \t?!.…,;:\u00a0\u202f")])[0]
        )
        best = int(np.argmax(nearness))
        phrase = self._phrases[best]
        same_person = bool(_YOU & said) or not _YOU & set(phrase.text.split())
        asks_more = phrase.topic in _POLITE and bool(_ASKING & said - set(phrase.text.split()))
        return phrase if nearness[best] >= NEAR and same_person and not asks_more else None

    @cached_property
    def _vectors(self) -> Vectors:
        return self._embedder.questions([phrase.written for phrase in self._phrases])

    def _of_corpus(self, words: Sequence[str]) -> bool:
        """Tell whether the corpus has one of the words."""
        with self._index.snapshot() as snapshot:
            return any(
                known.share(stem) > 0
                for known in snapshot.words.values()
                for stem in terms(" ".join(words), known.language)
            )

    def _language(self, found: _Phrase, message: str) -> Language:
        """Return the language of a listed phrase; of the message, where it is in both lists or in neither."""
        listed = {phrase.language for phrase in self._phrases if phrase.text == found.text}
        near = plain(message) == found.text or _clause_is(found.text, message)
        return found.language if near and len(listed) == 1 else detect(message)


def _clause_is(text: str, message: str) -> bool:
    return any(plain(clause) == text for clause in _CLAUSE.split(message))


def _in(phrases: Sequence[_Phrase], language: Language) -> _Phrase:
    return next((phrase for phrase in phrases if phrase.language == language), phrases[0])


def _listed(titles: list[str], language: Language, *, others: bool) -> str:
    """Name the documents, a few of many."""
    quoted = [f"« {title} »" if language == "fr" else f"“{title}”" for title in titles[:_TITLES]]
    if others:
        quoted.append("d’autres documents" if language == "fr" else "other documents")
    joint = " et " if language == "fr" else " and "
    return joint.join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _slipped(typed: str, meant: str) -> bool:
    """Tell whether a word is another with one letter wrong, missing, added, or two in each other's place."""
    if max(len(typed), len(meant)) < _SLIP or abs(len(typed) - len(meant)) > 1:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant))
    )
    a, b = typed[start:], meant[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
