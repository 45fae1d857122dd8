"""What a piece of evidence says, in either language it can be read in: its words, sentences, numbers and names."""

import re
from collections.abc import Iterator, Sequence

from assistant import checks, words
from assistant.language import GRAMMAR
from assistant.records import Evidence, Language
from assistant.segment import sentence_bounds

SHARED = 0.5  # of a sentence's words that its evidence has
_SHORT = 2  # letters of a stem that says nothing
LETTERS = re.compile(r"\w+")


def readable(item: Evidence, language: Language) -> str:
    """Return evidence's words in a language, its own or its translation's; nothing where it has none."""
    return item.quote if item.passage.language == language else item.told


def has_words(evidence: Sequence[Evidence], sentence: str, language: Language) -> bool:
    """Tell whether half of a sentence's words are in evidence, where that can be read in its language."""
    part = worded(evidence, sentence, language)
    return part is None or part >= SHARED


def worded(evidence: Sequence[Evidence], sentence: str, language: Language, beside: str = "") -> float | None:
    """Return the part of a sentence's words that evidence has, or a text beside it, 0..1.

    None where some of the evidence cannot be read in the sentence's language; 1 for a sentence without such words.
    """
    told = [readable(item, language) for item in evidence]
    own = content(sentence, language)
    if not all(told):
        return None
    return len(own & content(" ".join([*told, beside]), language)) / len(own) if own else 1.0


def content(text: str, language: Language) -> set[str]:
    """Return the stems of words that carry no grammar."""
    plain = " ".join(word for word in words.split(text) if word.lower() not in GRAMMAR[language])
    return {stem for stem in words.terms(plain, language) if len(stem) > _SHORT}


def sides(item: Evidence) -> list[tuple[str, Language]]:
    """Return a quote and, where there is one, its translation, each with its language."""
    translation = item.passage.translation
    own = [(item.quote, item.passage.language)]
    return [*own, (item.told, translation.language)] if item.told and translation else own


def parts(item: Evidence) -> Iterator[tuple[str, Language]]:
    """Yield a quote and its sentences where it has several, each with its language; the same of its translation."""
    for text, language in sides(item):
        bounds = sentence_bounds(text, language)
        yield text, language
        yield from ((text[start:end], language) for start, end in bounds if len(bounds) > 1)


def numbers(group: Sequence[Evidence]) -> frozenset[str]:
    """Return the numbers that evidence has, without those that only count the items of a list."""
    every = [checks.numbers(text, language, every=True) for item in group for text, language in sentences(item)]
    return frozenset().union(*every)


def sentences(item: Evidence) -> list[tuple[str, Language]]:
    """Return the sentences of evidence, in each language that it can be read in."""
    return [
        (text[start:end], language) for text, language in sides(item) for start, end in sentence_bounds(text, language)
    ]


def everything(item: Evidence) -> str:
    """Return all that a name may be known from: the passage, its translation, and where it stands."""
    passage = item.passage
    told = passage.translation.sentences if passage.translation else ()
    return " ".join([passage.text, *told, passage.section, passage.document])


def copied(sentence: str, item: Evidence, language: Language | None = None) -> bool:
    """Tell whether a sentence is evidence's own, word for word, in a language that it can be read in, or in any."""
    wanted = _plain(sentence)
    return len(wanted) > 2 and any(_plain(text) == wanted for text, side in parts(item) if language in (None, side))


def _plain(text: str) -> list[str]:
    return [word.lower() for word in LETTERS.findall(text)]
