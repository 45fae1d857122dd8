"""How far passages share a question's words, in both languages, and what of the question each language can share."""

from dataclasses import dataclass

import numpy as np

from assistant import geography, glossary, words
from assistant.ports import Vectors
from assistant.records import Language
from assistant.snapshot import Snapshot
from assistant.words import Words


@dataclass(frozen=True, slots=True)
class Lexical:
    """How far each passage shares the question's words: each language's vocabulary with its texts' scores."""

    scores: tuple[tuple[Words, Vectors], ...]

    def of(self, name: str) -> float:
        """Return a passage's score, the better of its languages; 0 when it has no text."""
        return max(
            (float(given[known.places[name]]) for known, given in self.scores if name in known.places), default=0.0
        )

    def best(self, count: int, among: frozenset[str] | None) -> list[str]:
        """Return the ids of the passages that score most in each language, best first; those that score at all."""
        found = []
        for known, given in self.scores:
            places = np.arange(len(given)) if among is None else np.flatnonzero([name in among for name in known.ids])
            top = places[np.argpartition(-given[places], count)[:count]] if len(places) > count else places
            found += [(float(given[place]), known.ids[place]) for place in top.tolist() if given[place] > 0]
        return [name for _, name in sorted(found, reverse=True)]


def lexical(
    snapshot: Snapshot, question: str, language: Language, *, by_words: bool = True, by_glossary: bool = True
) -> Lexical:
    """Score each passage by the question's words, in the question's own language where it can be read so.

    In the other language only names, numbers and what the glossary translates, or the names of places, can be shared.
    """
    whole = words.terms(question, language)
    scores: list[tuple[Words, Vectors]] = []
    entries = snapshot.manifest.glossary if by_glossary else ()
    named = geography.single_words(question) if by_glossary else ()
    for told, known in snapshot.words.items() if by_words else ():
        forms = glossary.forms(question, language, entries, told)
        forms += [form for term in named for form in (term.fr if told == "fr" else term.en)]
        extra = [stem for form in forms for stem in words.terms(form, told)]
        asked = whole if told == language else words.names(question, told)
        scores.append((known, known.scores([*asked, *extra], whole)))
    return Lexical(tuple(scores))
