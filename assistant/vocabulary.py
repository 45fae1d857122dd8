"""Words that a text's language does not have: small models copy what they cannot translate, or make up a word.

How often a word is written in each language tells (wordfreq: Robyn Speer, 2022, doi 10.5281/zenodo.7199437), on Zipf's
scale, the logarithm of its uses in a thousand million words: "summits" 1.3 in French and 3.0 in English.
"""

import re
from collections.abc import Iterable

from assistant.language import QUOTED, other
from assistant.records import Language

RARE = 3.0  # on Zipf's scale: once in a million words
APART = 1.0  # a rarer word that the other language uses ten times as often is that language's
FAR_APART = 2.5  # and so is any word that it uses three hundred times as often
_SHORTEST = 4  # letters: shorter words are too often of both languages
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def strange(text: str, language: Language, told: Iterable[tuple[str, Language]] = ()) -> tuple[str, ...]:
    """Return the words of a text, as they stand there, that are the other language's or nobody's.

    Names (a capital within a sentence), abbreviations and what stands in quotation marks are let be. So is what a text
    `told` in the same language has; what neither language knows, and the text's first word, may be in any of them.
    """
    spelt = _WORD.findall(QUOTED.sub(" ", text))
    plain = [word for n, word in enumerate(spelt) if (word if n else word[1:]).islower()]
    odd = [word for word in dict.fromkeys(plain) if len(word) >= _SHORTEST and _lacks(language, word.lower())]
    if not odd:
        return ()
    known: dict[Language, set[str]] = {"fr": set(), "en": set()}
    for source, side in told:
        known[side] |= {word.lower() for word in _WORD.findall(source)}

    def excused(word: str) -> bool:
        anywhere = word == spelt[0] or not _uses(word, other(language))
        return word.lower() in (known["fr"] | known["en"] if anywhere else known[language])

    return tuple(word for word in odd if not excused(word))


def _lacks(language: Language, word: str) -> bool:
    """Tell whether a word is not a language's."""
    uses, abroad = _uses(word, language), _uses(word, other(language))
    return not uses or abroad - uses >= (APART if uses < RARE else FAR_APART)


def _uses(word: str, language: Language) -> float:
    """Return how often a language uses a word, on Zipf's scale; 0 for never."""
    from wordfreq import zipf_frequency  # noqa: PLC0415  # loads its lists, so only when a text needs it

    return float(zipf_frequency(word, language))
