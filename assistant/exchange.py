"""A question, then "and for X?" -> the same question about X, where it is sure to take the place of its last thing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.followup import opening, own_words
from assistant.ports import Embedder
from assistant.question import plain
from assistant.records import Language
from assistant.vocabulary import as_verb

_PREPOSITIONS: dict[Language, str] = {
    "fr": "pour|dans|chez|avec|sans|en|sur|contre|de|à|par",
    "en": "for|in|with|without|on|to|of|among|about|against",
}
_THING = r"(?P<thing>[^\W\d_]+(?:[ -][^\W\d_]+)?)[\s\u00a0\u202f]*[?.]$"
_LAST: dict[Language, re.Pattern[str]] = {  # what a question ends with: a preposition, an article, the thing itself
    "fr": re.compile(
        rf"(?:\b(?P<at>{_PREPOSITIONS['fr']}) )?"
        rf"\b(?P<the>les |la |le |des |du |aux |au |une |un |ces |cette |ce |l['’]|d['’]){_THING}",
        re.IGNORECASE,
    ),
    "en": re.compile(rf"\b(?P<at>{_PREPOSITIONS['en']}) (?P<the>the |an |a |these |this )?{_THING}", re.IGNORECASE),
}
_AIDED = re.compile(  # "How does the tide help the sailors?": a subject, its verb and an object, not yet told apart
    r"\b(?:does|do|did|can|could|should|would|will|may|might|must) (?P<clause>(?:[^\W\d_]+[ -]?){3,8}?)\s*[?.]$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?P<the>(?:the|an|a|these|this) )?(?P<thing>[^\W\d_]+(?:[ -][^\W\d_]+)?)$", re.IGNORECASE)
_BEGINS = {language: re.compile(rf"({found})\s+", re.IGNORECASE) for language, found in _PREPOSITIONS.items()}
_CLAUSE = 3  # words at least: what acts, what it does, and to what
_ADDED = ("pour", "for")  # what may come before a thing that stood without: "help sailors", "and for fishers?"
_OBJECT = ("les ", "la ", "le ", "l'", "l’", "une ", "un ", "ces ", "cette ", "ce ")  # behind a verb, not a noun
_WITHIN = {"au ": "à", "aux ": "à", "du ": "de", "des ": "de"}  # the preposition in a French article
_JOINED = {"de le ": "du ", "de les ": "des ", "à le ": "au ", "à les ": "aux "}


@dataclass(frozen=True, slots=True)
class _Place:
    """The last thing of a question: where it begins, with its preposition and article, and where it ends."""

    start: int
    end: int
    thing: str
    at: str  # its preposition, "" for none
    before: tuple[str, ...]  # the other things of the question


def exchange(previous: str, message: str, language: Language, embedder: Embedder) -> str:
    """Return the previous question with the message's thing in the place of its last, "" where that is unsure.

    "Comment le numérique aide-t-il la santé ?" and "Et pour les agriculteurs ?" give "Comment le numérique
    aide-t-il les agriculteurs ?". It is sure when the message's preposition is not another and the message is nearer in
    meaning to the last thing than to any other of the question that it has not itself.
    """
    place = _place(previous, language)
    wanted = message[len(opening(message, language)) :].strip(" \t?!.…,;:\u00a0\u202f")
    own = own_words(wanted, language)
    if place is None or not own or own_words(place.thing, language) != plain(place.thing).split():
        return ""
    begins = _BEGINS[language].match(wanted)
    if begins and begins[1].lower() not in (place.at, *(() if place.at else _ADDED)):
        return ""
    beside = [word for word in plain(place.thing).split()[1:] if not like(word, own)]  # else it is in both
    vectors = embedder.questions([" ".join(own), place.thing, *place.before, *beside])
    nearness = (vectors[1:] @ vectors[0]).tolist()
    if nearness[0] < max(nearness):
        return ""
    put = wanted[begins.end() :] if begins else wanted
    if place.at and _WITHIN.get(f"{put.lower().split()[0]} ") != place.at:  # "des jeunes" has its "de" already
        put = f"{place.at} {put}"
    for apart, together in _JOINED.items():
        put = re.sub(rf"^{apart}", together, put, flags=re.IGNORECASE)
    return f"{previous[: place.start]}{put}{previous[place.end :]}"


def like(word: str, others: Sequence[str]) -> bool:
    """Tell whether a word is among others, whatever its ending."""
    return any(word == other or (len(word) > 4 and word[:5] == other[:5]) for other in others)


def _place(question: str, language: Language) -> _Place | None:
    found = _LAST[language].search(question)
    if found is None:
        return _object(question) if language == "en" else None
    the, things = (found["the"] or "").lower(), _things(question[: found.start()], language)
    if language == "fr" and not found["at"] and the in _OBJECT and things:
        *words, _verb = things[-1]
        things = [*things[:-1], *([words] if words else [])]
    at = (found["at"] or _WITHIN.get(the, "")).lower()
    return _Place(found.start(), found.end("thing"), found["thing"], at, tuple(map(" ".join, things)))


def _object(question: str) -> _Place | None:
    """Return where the object of an English question stands: behind what is most used as a verb."""
    found = _AIDED.search(question)
    if found is None:
        return None
    words = [word for word in re.finditer(r"[^\W\d_]+", found["clause"]) if own_words(word[0], "en")]
    if len(words) < _CLAUSE:
        return None
    verb = max(words[1:-1], key=lambda word: as_verb(word[0]))
    start = found.start("clause") + verb.end() + 1
    thing = _ARTICLE.match(question[start : found.end("clause")].strip())
    if thing is None or not as_verb(verb[0]):
        return None
    things = _things(question[: found.start("clause") + verb.start()], "en")
    return _Place(start, start + thing.end(), thing["thing"], "", tuple(map(" ".join, things)))


def _things(text: str, language: Language) -> list[list[str]]:
    """Return what a text names: the words of each thing, which follow each other."""
    named = set(own_words(text, language))
    runs = groupby(plain(text).split(), lambda word: word in named)
    return [list(words) for names, words in runs if names]
