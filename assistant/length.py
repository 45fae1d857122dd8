"""How long an answer a question asks for: "in one sentence", "en détail"; and the question without these words."""

import re
from typing import Literal

from assistant.language import LANGUAGES
from assistant.records import Language

Length = Literal["brief", "usual", "detail"]

SENTENCES: dict[Length, int] = {"brief": 1, "usual": 5, "detail": 10}  # at most, of a written answer
LEAST: dict[Length, int] = {"brief": 1, "usual": 2, "detail": 4}  # that a small model is made to write, if not taught
FULL: dict[Length, int] = {"brief": 1, "usual": 3, "detail": 6}  # after which no more is sought, of a written answer
QUOTES: dict[Length, int] = {"brief": 1, "usual": 3, "detail": 6}  # at most, of a quoted one
MORE_EVIDENCE = 3  # sentences offered to the writer of a detailed answer, over the usual ones

_WORDS: dict[Language, dict[Length, str]] = {
    "fr": {
        "brief": r"en une (?:seule |courte )?phrase|en (?:deux|trois|quelques|peu de) mots|en bref|bri[èe]vement|"
        r"en r[ée]sum[ée]|r[ée]ponse courte",
        "detail": r"(?:plus )?en d[ée]tails?|de (?:façon|manière) (?:détaillée|approfondie|complète)|longuement|"
        r"en profondeur|réponse (?:longue|détaillée|complète)|avec (?:plus de |beaucoup de )?détails",
    },
    "en": {
        "brief": r"in (?:just |only )?(?:one|a) (?:single |short )?sentence|in (?:a few|two|three) words|in brief|"
        r"briefly|in a nutshell|in short|(?:a )?short answer",
        "detail": r"in (?:more |full |great |greater )?(?:detail|depth)|at (?:some |more |great )?length|thoroughly|"
        r"(?:a )?(?:long|detailed|full) answer|with (?:more |all the )?details?",
    },
}
# Where such words speak of the answer: at the end of a clause, at the very beginning, after a verb of telling; not
# inside a clause ("water in short supply", "transformer en profondeur la gouvernance").
_TELLS = (
    r"answer|describe|explain|give|say|summari[sz]e|tell|write|donne[rz]?|décri[rstvez]+|di[rst]e?s?|écri[rstvez]+"
    r"|expli(?:que[rz]?|citer?)|répon(?:d[sez]*|dre)|résume[rz]?"
)
_ENDS = r"(?=\s*(?:[,;:.?!…)»\"]|$|(?:and|et|please|s['’]il|stp|svp|merci|how|what|why|comment|pourquoi|ce qu)\b))"
_COMPILED: dict[Language, dict[Length, re.Pattern[str]]] = {
    language: {
        length: re.compile(
            rf"[ ,;]*\b(?:{words})\b{_ENDS}|^[^\w]*(?:{words})\b"
            rf"|\b(?P<tells>(?:{_TELLS})(?:[ -](?:it|me|moi|nous|us|la|le))*) (?:{words})\b",
            re.IGNORECASE,
        )
        for length, words in table.items()
    }
    for language, table in _WORDS.items()
}
_LEADING = re.compile(r"^[\s,;:]+")


def least(length: Length, *, taught: bool) -> int:
    """Return how many sentences a small model is made to write: one that was `taught` to answer knows when to stop."""
    return 1 if taught and length == "usual" else LEAST[length]


def length(question: str) -> Length:
    """Return how long an answer is asked for, in either language; the last such words count."""
    found: list[tuple[int, Length]] = [
        (match.start(), name)
        for language in LANGUAGES
        for name, pattern in _COMPILED[language].items()
        for match in pattern.finditer(question)
    ]
    return max(found)[1] if found else "usual"


def topic(question: str) -> str:
    """Return what is asked about: the question without the words on its answer's length, where others remain."""
    text = question
    for language in LANGUAGES:
        for pattern in _COMPILED[language].values():
            text = pattern.sub(lambda match: match["tells"] or "", text)
    text = re.sub(r"\s+", " ", _LEADING.sub("", text)).strip()
    return text[:1].upper() + text[1:] if any(mark.isalpha() for mark in text) and text != question else question
