"""A question, then "and for X?" -> the same question about X, where it is sure to take the place of its last thing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.followup import opening, own_words
from assistant.pointers import words
from assistant.ports import Embedder
from assistant.question import plain
from assistant.records import Language
from assistant.vocabulary import as_verb

_PREPOSITIONS: dict[Language, str] = {
    "fr": "pour|dans|chez|avec|sans|en|sur|contre|de|à|par",
    "en": "for|in|with|without|on|to|of|among|about|against",
}
_THING = r"(?P<thing>[^\W\d_]+(?:[ -][^\W\d_]+)?)"
_LAST: dict[Language, re.Pattern[str]] = {  # what a question ends with: a preposition, an article, the thing itself
    "fr": re.compile(
        rf"(?:\b(?P<at>{_PREPOSITIONS['fr']}) |\b(?P<of>d['’]))?"
        rf"\b(?P<the>les |la |le |des |du |aux |au |une |un |ces |cette |ce |l['’]|d['’]){_THING}\s*[?.]$",
        re.IGNORECASE,
    ),
    "en": re.compile(
        rf"\b(?P<at>{_PREPOSITIONS['en']}) (?P<the>the |an |a |these |this )?{_THING}\s*[?.]$", re.IGNORECASE
    ),
}
_WANTED: dict[Language, re.Pattern[str]] = {  # all that a message may be
    "fr": re.compile(
        rf"(?:(?P<at>{_PREPOSITIONS['fr']}) )?"
        rf"(?P<the>les |la |le |des |du |aux |au |une |un |ces |cette |ce |l['’]|d['’])?{_THING}",
        re.IGNORECASE,
    ),
    "en": re.compile(rf"(?:(?P<at>{_PREPOSITIONS['en']}) )?(?P<the>the |an |a |these |this )?{_THING}", re.IGNORECASE),
}
_AIDED = re.compile(  # "How does the tide help the sailors?": a subject, its verb and an object, not yet told apart
    r"\b(?:does|do|did|can|could|should|would|will|may|might|must) (?P<clause>[^\W\d_]+(?:[ -][^\W\d_]+){2,7})\s*[?.]$",
    re.IGNORECASE,
)
_OBJECT = re.compile(rf"(?P<the>(?:the|an|a|these|this) )?{_THING}$", re.IGNORECASE)
_ACTS = 3.0  # on Zipf's scale: a form in -ing that is used as often makes a word a verb
_WHERE = ("in", "on", "à", "dans", "chez", "en")  # before a place, whose like a message names with its preposition
_ADDED = ("pour", "for")  # what may come before a thing that stood without: "help sailors", "and for fishers?"
_BEHIND_A_VERB = ("les ", "la ", "le ", "l'", "l’", "une ", "un ", "ces ", "cette ", "ce ")
_WITHIN = {"au ": "à", "aux ": "à", "du ": "de", "des ": "de", "d'": "de", "d’": "de"}  # a preposition in an article
_WITHOUT = {"au ": "le ", "aux ": "les ", "du ": "le ", "des ": "les ", "d'": "", "d’": ""}  # what is left of it
_JOINED = {"de le ": "du ", "de les ": "des ", "à le ": "au ", "à les ": "aux "}
_NEARER = 0.015  # in cosine: of some sixty pairs, what was to be exchanged was nearer by more, most others by less
_MANY = ("les ", "des ", "aux ", "ces ")
_INVERTED = re.compile(r"-(?:t-)?(?:ils?|elles?|on|nous|vous|je|tu|ce)\b", re.IGNORECASE)
_QUE = re.compile(r"qu(?:e |['’])$", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyhâàéèêëîïôœûù]", re.IGNORECASE)
# These take no thing's place: when and where, and what is asked of a thing ("and the risks?")
_ADVERBS = words(
    "today now nowadays tomorrow yesterday online offline elsewhere abroad home later soon back tonight during after "
    "before since until despite through throughout within beyond between across against unlike versus via per"
)
_SIDES = words(
    "risk risks danger dangers limit limits benefit benefits advantage advantages disadvantage disadvantages drawback "
    "drawbacks cost costs price challenge challenges obstacle obstacles cause causes effect effects consequence "
    "consequences reason reasons problem problems solution solutions example examples result results "
    "risque risques limite limites avantage avantages benefice benefices inconvenient inconvenients cout couts prix "
    "defi defis enjeu enjeux consequence consequences effet effets raison raisons probleme problemes solution "
    "exemple exemples resultat resultats"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """The last thing of a question: where it begins, with its preposition and article, and where it ends."""

    start: int
    end: int
    thing: str
    at: str  # its preposition, "" for none
    the: str  # its article, "" for none
    others: tuple[str, ...]  # the other things of the question


def exchange(previous: str, message: str, language: Language, embedder: Embedder) -> str:
    """Return the previous question with the message's thing in the place of its last, "" where that is unsure.

    "Comment le numérique aide-t-il la santé ?" and "Et pour les agriculteurs ?" give "Comment le numérique
    aide-t-il les agriculteurs ?". It is sure when the message is nothing but a thing, with no other preposition, and
    has that of the last thing of the question, or is nearer in meaning to that than to any other by `_NEARER`: the like
    of the subject must not take the object's place ("How do bees help plants?", "and butterflies?").
    """
    place, wanted = _place(previous, language), _wanted(message, language)
    if place is None or wanted is None or own_words(place.thing, language) != plain(place.thing).split():
        return ""
    at, the, thing = wanted
    if place.at in _WHERE and not at and _WITHIN.get(the) != place.at:
        return ""  # "How do doctors use AI in hospitals?", "and nurses?"
    put = _french(place, at, the, thing, previous) if language == "fr" else _english(place, at, the, thing)
    own = own_words(thing, language)
    beside = [word for word in place.thing.split()[1:] if not like(plain(word), own)]  # else it is in both
    if not put or (_SIDES & set(own) and not _SIDES & set(plain(place.thing).split())):
        return ""
    others = [*place.others, *beside]
    if at == place.at and at in _WHERE and not others:
        return ""  # "What should I do in an emergency?", "and in Japan?"
    exchanged = f"{previous[: place.start]}{put}{previous[place.end :]}"
    if not others or (at and at == place.at and at not in _WHERE):
        return exchanged
    vectors = embedder.questions([thing, place.thing, *others])
    nearness = (vectors[1:] @ vectors[0]).tolist()
    return exchanged if nearness[0] >= max(nearness[1:]) + _NEARER else ""


def _wanted(message: str, language: Language) -> tuple[str, str, str] | None:
    """Return a message's preposition, article and thing, None where it is anything else."""
    begins = opening(message, language)
    rest = message[len(begins) :].strip(" \t?!.…\u00a0\u202f")
    if language == "fr" and begins.lower().endswith(("du ", "des ")):  # "qu'en est-il des femmes ?"
        rest = f"{_WITHOUT[begins.lower().split()[-1] + ' ']}{rest}"
    found = _WANTED[language].fullmatch(rest)
    if found is None or own_words(found["thing"], language) != plain(found["thing"]).split():
        return None
    return (found["at"] or "").lower(), (found["the"] or "").lower(), found["thing"]


def _english(place: _Place, at: str, the: str, thing: str) -> str:
    """Return what stands in a place of an English question then, "" where the message stands otherwise."""
    if at not in ("", place.at, *(() if place.at else _ADDED)) or (the and not place.the and not place.at):
        return ""
    if not the and any(word in _ADVERBS or word.endswith("ly") for word in plain(thing).split()):
        return ""
    return f"{place.at} {the}{thing}".strip()


def _french(place: _Place, at: str, the: str, thing: str, question: str) -> str:
    """Return what stands in a place of a French question then, "" where the message stands otherwise."""
    within = _WITHIN.get(the, "")
    if within and not at and (within == "à" or place.at == "de"):
        at, the = within, _WITHOUT[the]
    if at not in ("", place.at, *(() if place.at else _ADDED)) or (the in _WITHIN and place.at):
        return ""
    if not the and not thing[0].isupper():  # an adverb, or a name
        return ""
    if not place.at and not _INVERTED.search(question) and (the in _MANY) != (place.the in _MANY):
        return ""  # the verb would not agree
    if place.at == "de" and (the in ("un ", "une ", "ces ", "cette ", "ce ") or (not the and _VOWEL.match(thing))):
        return ""  # "d'un", "d'Israël", "de Hambourg"
    put = f"{place.at} {the}{thing}".strip()
    if _QUE.search(question[: place.start]) and bool(_VOWEL.match(put)) != bool(_VOWEL.match(question[place.start :])):
        return ""  # "qu'un", "que le"
    for apart, together in _JOINED.items():
        put = together + put.removeprefix(apart) if put.startswith(apart) else put
    return put


def like(word: str, others: Sequence[str]) -> bool:
    """Tell whether a word is among others, whatever its ending."""
    return any(word == other or (len(word) > 4 and word[:5] == other[:5]) for other in others)


def _place(question: str, language: Language) -> _Place | None:
    found = _LAST[language].search(question)
    if found is None:
        return _object(question) if language == "en" else None
    the, at = (found["the"] or "").lower(), (found["at"] or "").lower()
    before = question[: found.start()]
    others = [word for word, names in _told(before, language) if names]
    if language == "fr" and not at and not found["of"] and the in _BEHIND_A_VERB:
        others = _things(before, language, 1)
    if language == "fr":
        at = "de" if found["of"] else at or _WITHIN.get(the, "")
    return _Place(found.start(), found.end("thing"), found["thing"], at, the, tuple(others))


def _object(question: str) -> _Place | None:
    """Return where the object of an English question stands: behind the one word that is used as a verb."""
    found = _AIDED.search(question)
    if found is None:
        return None
    named = [word for word in re.finditer(r"[^\W\d_]+", found["clause"]) if own_words(word[0], "en")]
    verbs = [word for word in named[1:] if as_verb(word[0]) >= _ACTS]
    if len(verbs) != 1 or verbs[0] is named[-1]:
        return None
    start = found.start("clause") + verbs[0].end() + 1
    thing = _OBJECT.match(question[start : found.end("clause")])
    if thing is None:
        return None
    others = _things(question[: found.start("clause") + verbs[0].start()], "en")
    return _Place(start, start + thing.end(), thing["thing"], "", (thing["the"] or "").lower(), tuple(others))


def _things(text: str, language: Language, but: int = 0) -> list[str]:
    """Return what a text names, words that follow each other together, `but` so many at its end."""
    runs = [[word for word, _ in run] for names, run in groupby(_told(text, language), lambda told: told[1]) if names]
    if runs and but:
        runs[-1] = runs[-1][:-but]
    return [" ".join(run) for run in runs if run]


def _told(text: str, language: Language) -> list[tuple[str, bool]]:
    """Return the words of a text as they are written, accents and all, and whether each names something."""
    return [(word, bool(own_words(word, language))) for word in re.findall(r"[^\W_]+", text)]
