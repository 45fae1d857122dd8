"""Whether a message refers back to the question before it, told by the little words of French and English.

No word of any topic counts (`pointers.py`), so a conversation about something else is read the same way.
"""

import re
from typing import Literal

from assistant.pointers import (
    ACTED_ON,
    ALWAYS,
    AROUND,
    CLAUSAL,
    CLAUSE,
    ENGLISH_ASKED,
    FRENCH_ASKED,
    FUNCTION,
    IDLE,
    MORE,
    OPENS,
    POINTS,
    POLITE,
    PREPOSITION,
    SENTENCE,
    THAT,
)
from assistant.question import plain
from assistant.records import Language

# whole: it says nothing of its own ("why?", "give an example"); topic: it names something else to ask the same about
# ("and for women?"); pronoun: it points at what was spoken of ("how can it be reduced?").
Reference = Literal["whole", "topic", "pronoun"]

_LONG = 2  # words of its own from which a clause that only begins with "and" stands alone
_PHRASE = 4  # the same of a phrase without a verb: "and for young people in rural areas?"


def language_asked(message: str) -> Language | None:
    """Return the language that a message asks for, when that is all it asks: "in English, please"."""
    words = set(plain(message).split())
    left = words - AROUND
    if left and left <= ENGLISH_ASKED:
        return "en"
    return "fr" if left and left <= FRENCH_ASKED else None


def reference(message: str, language: Language) -> Reference | None:
    """Return how a message refers back to an earlier question, or None when it stands alone.

    Its first sentence decides: what follows can point at that.
    """
    for sentence in SENTENCE.split(message):
        if words := POLITE.sub(" ", plain(sentence)).split():
            return _of_sentence(words, language)
    return None


def asks_for_more(message: str, language: Language) -> bool:
    """Tell whether a message only asks for something not yet told: "give an example", "what else?"."""
    said = POLITE.sub(" ", plain(message)).split()
    alone = not any(_names(word, language) for word in said)
    return alone and bool(MORE[language].search(" ".join(said)))


def own_words(message: str, language: Language) -> list[str]:
    """Return the words of a message that name something, without accents."""
    return [word for word in plain(message).split() if _names(word, language)]


def opening(message: str, language: Language) -> str:
    """Return, as it was typed, the beginning of a message that only joins it to what came before: "And what about "."""
    found = OPENS[language].match(plain(message))
    rest = plain(message)[found.end() :] if found else plain(message)
    for match in re.finditer(r"[^\W_]+", message):
        if plain(message[match.start() :]) == rest:
            return message[: match.start()]
    return ""


def phrase(words: list[str], language: Language) -> bool:
    """Tell whether words make no clause: no asking word, no verb that carries a question."""
    return not set(words) & CLAUSAL[language]


def _of_sentence(words: list[str], language: Language) -> Reference | None:
    own = [word for word in words if _names(word, language)]
    if not own:
        return "whole"
    text = " ".join(words)
    joined = _joined(text, language)
    if joined:
        return joined
    idle = IDLE[language].sub(lambda match: " ".join("-" for _ in match[0].split()), text)
    if ALWAYS[language].search(text) or _points(idle.split(), language) or _acts(idle, language):
        return "pronoun"
    return None


def _joined(text: str, language: Language) -> Reference | None:
    """Return what a message is that begins as the continuation of another."""
    opens = OPENS[language].match(text)
    rest = text[opens.end() :].split() if opens else text.split()
    own = sum(_names(word, language) for word in rest)
    if phrase(rest, language):
        elliptic = opens or PREPOSITION[language].match(text)
        return "topic" if elliptic and own < _PHRASE else None
    return "pronoun" if opens and own < _LONG else None


def _points(words: list[str], language: Language) -> bool:
    """Tell whether a pronoun or pointing word comes before anything that it could stand for."""
    named = 0
    asked = bool(words) and plain(words[0]) in ("what", "which", "quel", "quelle", "quels", "quelles")
    for at, word in enumerate(words):
        if word in POINTS[language] and named - _verb_before(words, at, language) <= 0:
            return True
        if _names(word, language) and not (asked and named == 0):
            named += 1
        elif _names(word, language):
            asked = False  # "which risks": what is asked for is not what a pronoun stands for
    return language == "en" and bool(THAT.search(" ".join(words))) and named == 0


def _verb_before(words: list[str], at: int, language: Language) -> int:
    """Count the verb before an inverted French subject, which names nothing: "soutient-elle"."""
    inverted = language == "fr" and words[at] in ("il", "elle", "ils", "elles")
    before = words[at - 2 if at and words[at - 1] == "t" else at - 1] if at else ""
    return int(inverted and bool(before) and _names(before, language))


def _acts(text: str, language: Language) -> bool:
    found = ACTED_ON[language].search(text)
    if not found:
        return False
    before = text[: found.start()].split()
    return not set(before[1:]) & CLAUSE[language] and sum(_names(word, language) for word in before) < _LONG + 1


def _names(word: str, language: Language) -> bool:
    return (len(word) > 1 or word.isdigit()) and word not in FUNCTION[language] and word != "-"
