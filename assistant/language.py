"""French or English, from the text.

Where no grammar tells, how often each language writes the words does (wordfreq: Robyn Speer, 2022, doi
10.5281/zenodo.7199437), on Zipf's scale, the logarithm of their uses in a thousand million words.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from assistant.records import Language

if TYPE_CHECKING:
    from lingua import LanguageDetector

# Words that carry a sentence's grammar: a French question about an English name is a French question.
_FRENCH = (
    "le la les un une des du de au aux et ou où est sont que qui quoi quel quelle quels quelles comment pourquoi quand "
    "combien dans en pour par avec sur sans ce cet cette ces il elle ils elles je tu nous vous on ne pas plus qu l d c "
    "s n j m t se sa son ses leur leurs mon ma mes y peut faut"
)
_ENGLISH = (
    "the a an of to in is are was were be and or what which who whom whose where when why how does do did can could "
    "should would will may might with for from by on at as that this these those it its they their there he she we you "
    "your my me not no any some has have had"
)
GRAMMAR: dict[Language, frozenset[str]] = {"fr": frozenset(_FRENCH.split()), "en": frozenset(_ENGLISH.split())}
_WORD = re.compile(r"[^\W\d_]+")
QUOTED = re.compile(r"[«“\"][^«»“”\"]*[»”\"]")  # what a text quotes may be in any language
_CLEARLY = 2  # times as many signs of the other language as of its own that a foreign sentence has more than
# English endings that would be French words ("women's", "don't"), and a word that is one of either language.
_NO_SIGN = re.compile(r"(?<=\w)['’](?:s|t|d|m|re|ve|ll)\b(?!['’])|\ba\b", re.IGNORECASE)
_RARE, _MOST = 1.0, 3.0  # on Zipf's scale: what is rarer counts as that; what one word tells at most
_SUBJECT = re.compile(r"(?:^|(?<=[-'’])|(?<=\bsi )|(?<=\boù )|(?<=\bet ))on\b", re.IGNORECASE)  # the French "on"

# The goals' own abbreviation, for what has no grammar: "ODD 4".
_GOALS: dict[Language, re.Pattern[str]] = {"fr": re.compile(r"\bODD\b"), "en": re.compile(r"\bSDGs?\b")}

LANGUAGES: tuple[Language, ...] = ("fr", "en")


def other(language: Language) -> Language:
    """Return the other of the two languages."""
    return "en" if language == "fr" else "fr"


@cache
def _detector() -> "LanguageDetector":
    from lingua import Language as Name  # noqa: PLC0415  # loads its models, so only when a text needs it
    from lingua import LanguageDetectorBuilder  # noqa: PLC0415  # the same

    return LanguageDetectorBuilder.from_languages(Name.FRENCH, Name.ENGLISH).build()


def detect(text: str, default: Language = "en") -> Language:
    """Return the language of a text; `default` when nothing in it tells (digits, emoji, empty).

    The words that carry the grammar decide; where they are as many of each language, how often each writes the other
    words; where that tells nothing either, the spelling.
    """
    french, english = map(_signs(text).__getitem__, LANGUAGES)
    if french == english:
        french, english = (len(_GOALS[language].findall(text)) for language in LANGUAGES)
    if french != english:
        return "fr" if french > english else "en"
    frequent = sum(map(_more_french, _words(text)))
    if frequent:
        return "fr" if frequent > 0 else "en"
    found = _detector().detect_language_of(text)
    if found is None:
        return default
    return "fr" if found.iso_code_639_1.name == "FR" else "en"


def uses(word: str, language: Language) -> float:
    """Return how often a language writes a word, on Zipf's scale; 0 for never."""
    from wordfreq import zipf_frequency  # noqa: PLC0415  # loads its lists, so only when a text needs it

    return float(zipf_frequency(word, language))


def is_foreign(text: str, language: Language) -> bool:
    """Tell whether a sentence is clearly in the other language; names in that language alone do not make it so."""
    signs = _signs(QUOTED.sub(" ", text))
    other = sum(count for side, count in signs.items() if side != language)
    return other > _CLEARLY * signs[language] and other > 1


def _more_french(word: str) -> float:
    """Return how much more often French writes a word than English."""
    french, english = (max(uses(word, language), _RARE) for language in LANGUAGES)
    return max(-_MOST, min(_MOST, french - english))


def _words(text: str) -> list[str]:
    """Return a text's words in small letters, without abbreviations."""
    return [word.lower() for word in _WORD.findall(text) if len(word) == 1 or not word.isupper()]


def _signs(text: str) -> dict[Language, int]:
    """Count the words of each language's grammar."""
    words = _words(_NO_SIGN.sub(" ", _SUBJECT.sub("il", text)))
    return {
        "fr": sum(word in GRAMMAR["fr"] and word != "on" for word in words),
        "en": sum(word in GRAMMAR["en"] for word in words),
    }
