"""Words that a text's language does not have: small models copy what they cannot translate, or make up a word.

How often a word is written in each language tells (`language.uses`): "summits" 1.3 in French and 3.0 in English.
"""

import re
from collections.abc import Iterable

from assistant.language import LANGUAGES, QUOTED, other, uses
from assistant.records import Language

# Of a word and its uses on Zipf's scale: one as rare as the first is the other language's where that uses it as many
# times more often as the second says (a power of ten).
FOREIGN = ((2.5, 1.0), (3.5, 2.5))
_SHORTEST = 4  # letters: shorter words are too often of both languages
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ADDRESS = re.compile(r"\S*[@/]\S+|\b\w+(?:\.\w+)+")
_INSIDE = re.compile(r"(?<=[^.!?:«“\"\s]\s)[^\W\d_a-zà-öø-ÿ][^\W\d_]*")  # a capital that begins no sentence
_BRITISH = re.compile(r"is(?=(?:e[drs]?|ers|es|ing|ations?|able)$)")
_STEMS: dict[Language, tuple[str, tuple[str, ...]]] = {
    "fr": ("french", ("", "er", "ir", "re")),
    "en": ("english", ("", "e", "y", "s", "ed")),
}


def strange(text: str, language: Language, told: Iterable[tuple[str, Language]] = ()) -> tuple[str, ...]:
    """Return the words of a text, as they stand there, that are the other language's or nobody's.

    Let be are names (a capital within a sentence), abbreviations, addresses, what stands in quotation marks, and what
    a text `told` in the same language has, be it with another ending. What neither language knows may be in a text in
    either; the text's first word is let be where it is a name there.
    """
    spelt = _WORD.findall(_ADDRESS.sub(" ", QUOTED.sub(" ", text)))
    plain = [word for n, word in enumerate(spelt) if (word if n else word[1:]).islower()]
    odd = [word for word in dict.fromkeys(plain) if len(word) >= _SHORTEST and _lacks(language, word.lower())]
    if not odd:
        return ()
    known: dict[Language, set[str]] = {side: set() for side in LANGUAGES}
    names: set[str] = set()
    for source, side in told:
        known[side].update(_stems(language, *_WORD.findall(source)))
        names |= set(_INSIDE.findall(source))

    def excused(word: str) -> bool:
        sides = LANGUAGES if not _uses(word.lower(), other(language)) else (language,)
        [stem] = _stems(language, word)
        return word in names or any(stem in known[side] for side in sides)

    return tuple(word for word in odd if not excused(word))


def warm() -> None:
    """Load the lists now."""
    for language in LANGUAGES:
        _uses("mot", language)


def _lacks(language: Language, word: str) -> bool:
    """Tell whether a word is not a language's."""
    uses, abroad = (_uses(word, side) for side in (language, other(language)))
    if not uses and not abroad:
        return not _has_kin(language, word)
    return any(uses < rare and abroad - uses >= apart for rare, apart in FOREIGN)


def as_verb(word: str) -> float:
    """Return how often English uses a word's form in -ing, on Zipf's scale; 0 for never, as of most nouns."""
    stem = word.lower().removesuffix("e")
    return max(_uses(f"{form}ing", "en") for form in (stem, word.lower(), f"{stem}{stem[-1:]}"))


def _has_kin(language: Language, word: str) -> bool:
    """Tell whether a language has another form of a word that it is not known to use."""
    [stem] = _stems(language, word)
    forms = [word.removesuffix("s"), *(f"{stem}{ending}" for ending in _STEMS[language][1])]
    return any(_uses(form, language) for form in forms)


def _uses(word: str, language: Language) -> float:
    """Return how often a language uses a word, in American spelling too, on Zipf's scale; 0 for never."""
    forms = {word, _BRITISH.sub("iz", word)} if language == "en" else {word}
    return max(uses(form, language) for form in forms)


def _stems(language: Language, *found: str) -> list[str]:
    import Stemmer  # noqa: PLC0415  # a native library, not needed to answer --help

    stems: list[str] = Stemmer.Stemmer(_STEMS[language][0]).stemWords([word.lower() for word in found])
    return stems
