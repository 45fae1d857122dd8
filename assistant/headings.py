"""A heading that stands in a sentence: a contribution's list, put on one line, glues them together.

"Despite its potential, there are challenges Digital Divide: Unequal access may exclude some." What only announces the
item says nothing of it; its heading is a heading still.
"""

import re

from assistant.checks import denies
from assistant.evidence import leans
from assistant.language import GRAMMAR
from assistant.records import Language
from assistant.segment import sentence_bounds
from assistant.words import terms

_SHORT = 7  # words of a heading, at most
_LONG = 5  # words of what follows one, at least, to be a sentence
_CAPITAL = r"[A-ZÀ-ÖØ-Þ#]"
_SMALL = "(?:and|of|for|the|to|in|on|with|a)"
_TITLE: dict[Language, str] = {
    "en": rf"(?:{_CAPITAL}[\w’'&/-]*)(?: (?:{_CAPITAL}[\w’'&/-]*|{_SMALL}))*",
    "fr": rf"{_CAPITAL}[^.:;!?]*",
}
_COLON = r"[ \u00a0\u202f]?:[ \u00a0\u202f]"
# What announces an item, with a colon or, where the item's heading is all in capitals, glued to it.
_ANNOUNCED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        rf"[^.:;!?]+: (?={_TITLE['en']}: )"
        rf"|(?P<glued>(?:[^\s.:;!?]+ ){{4,}}?)(?={_CAPITAL}[\w’'&/-]* (?:{_SMALL} )*{_TITLE['en']}: )"
    ),
    "fr": re.compile(rf"[^.:;!?]+{_COLON}(?={_TITLE['fr']}{_COLON})"),
}
_HEADED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(rf"(?P<heading>{_CAPITAL}[^.:;!?]*): (?P<rest>[A-Z].*)", re.DOTALL),
    "fr": re.compile(rf"(?P<heading>{_TITLE['fr']}){_COLON}(?P<rest>\w.*)", re.DOTALL),
}
# What a whole sentence opens with, where an order or a mere name seldom does; and a verb that it may have as its own.
_SUBJECT: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"(?:the|an?|these|those|some|many|every|each|all|most)\b", re.IGNORECASE),
    "fr": re.compile(r"(?:l['’]|(?:la|les?|une?|des|certaine?s|chaque|tou(?:te)?s)\b)", re.IGNORECASE),
}
_VERB: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:is|are|was|were|has|have|can|could|may|might|must|should|will|would)\b"),
    "fr": re.compile(
        r"\b(?:est|sont|était|étaient|a|ont|peu(?:t|vent)|pourrai(?:en)?t|doi(?:t|vent)|devrai(?:en)?t)\b"
    ),
}
_WITHIN: dict[Language, re.Pattern[str]] = {  # what opens a part whose verb is not the sentence's own
    "en": re.compile(r"\b(?:how|that|which|who|whose|where|when|whether|what|why|if)\b"),
    "fr": re.compile(r"\b(?:que|qui|comment|où|dont|quand|lorsque|si|pourquoi|combien)\b|\b(?:lors)?qu['’]"),
}
_ORDER = re.compile(r"\w{2,}(?:er|ir|oir|re)\b")  # a French infinitive, as an order opens with one


def unannounced(text: str, language: Language, *, glued: bool = False) -> str:
    """Return an item without what only announces it, its heading kept; all where that denies something.

    `glued` is whether the text renders one sentence, so that a sentence before a headed one is such an announcement.
    """
    bounds = sentence_bounds(text, language)
    if glued and len(bounds) == 2 and is_headed(last := text[slice(*bounds[1])], language):
        return text if denies(text[slice(*bounds[0])], language) else last
    found = _ANNOUNCED[language].match(text)
    if found is None or denies(found[0], language) or not is_headed(text[found.end() :], language):
        return text
    named = found.groupdict().get("glued") and found[0].split()[-1].lower() in GRAMMAR[language]  # "in the Port of X:"
    return text if named else text[found.end() :]


def is_headed(text: str, language: Language) -> bool:
    """Tell whether a text is a short heading and, after a colon, something that may be a sentence."""
    return _parts(text, language) is not None


def unheaded(text: str, language: Language) -> str:
    """Return a headed sentence without a heading that only says what it says."""
    parts = _parts(text, language)
    if parts is None or not says_something(text, language):
        return text
    heading, rest = parts
    if not set(terms(heading, language)) <= set(terms(rest, language)):
        return text
    return rest[:1].upper() + rest[1:]


def says_something(text: str, language: Language) -> bool:
    """Tell whether what follows a heading is a whole sentence for all that can be seen: no order, no mere name."""
    parts = _parts(text, language)
    if parts is None:
        return False
    rest = parts[1]
    if _SUBJECT[language].match(rest):
        return True
    if leans(rest) or (language == "fr" and _ORDER.match(rest)):
        return False
    own = _WITHIN[language].split(rest, maxsplit=1)[0]
    return _VERB[language].search(own) is not None


def _parts(text: str, language: Language) -> tuple[str, str] | None:
    found = _HEADED[language].fullmatch(text)
    if found is None or len(found["heading"].split()) > _SHORT or len(found["rest"].split()) < _LONG:
        return None
    return found["heading"], found["rest"]
