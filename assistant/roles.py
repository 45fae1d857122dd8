"""Who does what: whether a sentence turns its evidence round by making a passive active, or the reverse.

"Diplomacy may be hampered by the divide" and "diplomacy may hamper the divide" share every word that counts; nearness
of meaning and a small model take one for the other. Exact and narrow: where nothing is found, nothing is known.
"""

import re
from dataclasses import dataclass

from assistant import words
from assistant.language import GRAMMAR
from assistant.records import Language

_TOKEN = re.compile(r"\w+|[^\w\s'’]")
_TO_BE_FR = (
    "être est sont était étaient sera seront serait seraient soit soient fut furent été étant suis es sommes êtes"
)
_TO_BE_EN = "be is are was were been being am get gets got gotten"
_BE: dict[Language, frozenset[str]] = {"fr": frozenset(_TO_BE_FR.split()), "en": frozenset(_TO_BE_EN.split())}
_BY: dict[Language, str] = {"fr": "par", "en": "by"}
_NEAR = 3  # words between "be" and its participle, at most: "est aussi souvent entravée"
_ADVERB = 2  # words in which "by" follows the participle: "entravée surtout par"
_VERB = 3  # letters that two forms of a verb have in common at least
_ENDING = 3  # letters in which the stems of two forms may differ at the end: entrave, entrav; soutenu, soutient


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    stem: str  # "" for grammar and marks


def turned(sentence: str, source: str, language: Language) -> bool:
    """Tell whether one of two texts says by whom a thing is done and the other makes that thing do it."""
    one, other = _words(sentence, language), _words(source, language)
    return _turns(one, other, language) or _turns(other, one, language)


def _turns(passive: list[_Word], active: list[_Word], language: Language) -> bool:
    for at, by in _passives(passive, language):
        patient, agent = _before(passive, at), _after(passive, by)
        for verb, word in enumerate(active):
            if not _same_verb(word.stem, passive[at].stem) or word.text == passive[at].text:
                continue
            if _is_passive(active, verb, language):
                continue
            subject, thing = _before(active, verb), _after(active, verb)
            own, other = patient - agent, agent - patient
            if own & subject and other & thing and not own & thing and not other & subject:
                return True
    return False


def _words(text: str, language: Language) -> list[_Word]:
    found = []
    for token in _TOKEN.findall(text.lower()):
        stems = words.terms(token, language) if token[0].isalnum() and token not in GRAMMAR[language] else []
        found.append(_Word(token, stems[0] if stems and token not in _BE[language] else ""))
    return found


def _passives(found: list[_Word], language: Language) -> list[tuple[int, int]]:
    """Return where participles stand that a form of "be" precedes and "by" follows, and where that "by" does."""
    by = [at for at, word in enumerate(found) if word.text == _BY[language]]
    return [
        (at, mark)
        for mark in by
        for at in range(max(0, mark - _ADVERB), mark)
        if found[at].stem and _is_passive(found, at, language)
    ]


def _is_passive(found: list[_Word], at: int, language: Language) -> bool:
    return any(word.text in _BE[language] for word in found[max(0, at - _NEAR) : at])


def _before(found: list[_Word], at: int) -> set[str]:
    return _clause(found[:at][::-1])


def _after(found: list[_Word], at: int) -> set[str]:
    return _clause(found[at + 1 :])


def _clause(found: list[_Word]) -> set[str]:
    """Return the stems up to the next mark, but an apostrophe or a hyphen."""
    stems: set[str] = set()
    for word in found:
        if not (word.text[0].isalnum() or word.text == "-"):
            break
        stems |= {word.stem} - {""}
    return stems


def _same_verb(one: str, other: str) -> bool:
    alike = max(_VERB, min(len(one), len(other)) - _ENDING)
    return len(one) >= _VERB and one[:alike] == other[:alike]
