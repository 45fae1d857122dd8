"""What a question asks for that the corpus, or what was found in it, does not have."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant import asked as asking
from assistant import evidence, geography, glossary, words
from assistant.language import LANGUAGES
from assistant.records import Found, Hit, Language, Term
from assistant.snapshot import Snapshot

YEAR = "2030"  # by which the goals are to be reached
# It as an end ("how far are we by 2030?"), be the goals named or not; not as the time of something ("in 2030").
_END = re.compile(
    rf"\b(?:by|before|until|till|towards?)\s(?:the |end of |year )*{YEAR}\b"
    r"|\b(?:d['’]ici(?: à)?|avant|vers|jusqu['’](?:en|à)|horizon|échéance)"
    rf"\s(?:(?:la )?fin |l['’]an(?:née)? |de )*{YEAR}\b"
    rf"|\b{YEAR} (?:deadline|goals?|horizon|objectives?|targets?)\b"
    rf"|\b(?:deadline|goals?|objectives?|targets?) (?:for|of) {YEAR}\b"
    rf"|\b(?:buts?|cibles?|date limite|objectifs?) (?:de |pour )?{YEAR}\b",
    re.IGNORECASE,
)
SHOWN = 2  # of a hit's sentences, those that what a question asks for is sought in


def lacks(snapshot: Snapshot, found: Found) -> dict[str, Any]:
    """Return what the question asks for that the corpus, or what was found in it, does not have."""
    known, every = snapshot.words.values(), (glossary.SUBJECT, *snapshot.manifest.glossary)

    def told(form: str, side: Language | None = None) -> bool:
        sides = [vocabulary for vocabulary in known if side in (None, vocabulary.language)]
        stems = [(vocabulary, words.terms(form, vocabulary.language)) for vocabulary in sides]
        return any(each and all(vocabulary.share(stem) for stem in each) for vocabulary, each in stems)

    def named(entry: Term) -> bool:
        forms = [form for side in LANGUAGES for form in glossary.forms(found.question, found.language, [entry], side)]
        return any(map(told, forms))

    def knows(word: str) -> bool:
        if "." in word and any(map(str.isdigit, word)):  # target 4.7, which is neither 4 nor 7
            return any(word in hit.passage.text for hit in found.hits)
        if told(word):
            return True
        entries = [entry for entry in every if glossary.has_word(entry, word)]
        return any(map(named, entries)) or _has_place(found, word) or names_goals(word, entries)

    def names_goals(word: str, entries: Sequence[Term]) -> bool:
        """Tell whether a word is of "the SDGs" or of a mere "by 2030", or, where the glossary has it, "2030 Agenda"."""
        agenda = [entry for entry in entries if glossary.has_word(entry, YEAR) and glossary.has_word(entry, "agenda")]
        goals = [entry for entry in every if glossary.has_word(entry, glossary.SUBJECT.en[0])]
        asked = [*agenda, *(goals if word == YEAR else ())]
        sides = [(side, form) for entry in goals for side, forms in glossary.by_side(entry).items() for form in forms]
        ends = word == YEAR and _END.search(found.question) is not None
        meant = ends or bool(glossary.forms(found.question, found.language, asked, found.language))
        return meant and any(told(form, side) for side, form in sides)

    def stems() -> Iterator[str]:
        return (stem for vocabulary in known for stem in vocabulary.stems)

    said = sorted(((*pair, hit) for hit in found.hits for pair in hit.sentences[:SHOWN]), key=lambda one: -one[1])
    texts = [(text, _readable(hit, text, found.language)) for text, _, hit in said]
    return {
        "unknown": asking.unknown(found.question, knows, stems),
        "unmet": asking.unmet(found.question, found.language, texts),
    }


def _has_place(found: Found, word: str) -> bool:
    """Tell whether a word of the question names a place that a passage found names as well, in either language."""
    asked = {term for term in geography.named(found.question) if glossary.has_word(term, word)}
    return bool(asked) and any(asked & geography.named(hit.passage.text) for hit in found.hits)


def _readable(hit: Hit, sentence: str, language: Language) -> str:
    """Return a sentence as it is said in a language, its own or its translation's; nothing where it is not."""
    return sentence if hit.passage.language == language else evidence.told(hit.passage, sentence, language)
