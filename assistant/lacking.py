"""What a question asks for that the corpus, or what was found in it, does not have."""

from collections.abc import Iterator
from typing import Any

from assistant import asked as asking
from assistant import evidence, geography, glossary, words
from assistant.language import LANGUAGES
from assistant.records import Found, Hit, Language, Term
from assistant.snapshot import Snapshot

YEAR = "2030"  # by which the goals are to be reached
SHOWN = 2  # of a hit's sentences, those that what a question asks for is sought in


def lacks(snapshot: Snapshot, found: Found) -> dict[str, Any]:
    """Return what the question asks for that the corpus, or what was found in it, does not have."""
    known, every = snapshot.words.values(), (glossary.SUBJECT, *snapshot.manifest.glossary)

    def told(form: str) -> bool:
        stems = [(vocabulary, words.terms(form, vocabulary.language)) for vocabulary in known]
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
        dated = word == YEAR or any(glossary.has_word(entry, YEAR) for entry in entries)
        return any(map(named, entries)) or _has_place(found, word) or (dated and names_goals())

    def names_goals() -> bool:  # "the SDGs by 2030", or "the 2030 Agenda" where that is in the glossary
        asked, acronym = found.language, glossary.SUBJECT.en[0]
        goals = [entry for entry in every if glossary.has_word(entry, acronym) or glossary.has_word(entry, YEAR)]
        told_of = any(told(form) for entry in goals for form in (*entry.fr, *entry.en))
        return told_of and bool(glossary.forms(found.question, asked, goals, asked))

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
