"""A heading that stands in a sentence: a contribution's list, put on one line, glues them together.

"Despite its potential, there are challenges Digital Divide: Unequal access may exclude some." What only announces the
item says nothing of it; its heading is a heading still. What announces is told by a closed list of nouns, and nothing
goes that may say who claims the item, whether it is true, or when.
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
# What may announce an item: with a colon or, where the item's heading is all in capitals, glued to it.
_BEFORE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        rf"[^.:;!?]+: (?={_TITLE['en']}: )"
        rf"|(?P<glued>(?:[^\s.:;!?]+ ){{4,40}}?)(?={_CAPITAL}[\w’'&/-]* (?:{_SMALL} )*{_TITLE['en']}: )"
    ),
    "fr": re.compile(rf"[^.:;!?]+{_COLON}(?={_TITLE['fr']}{_COLON})"),
}
_ANNOUNCES: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:here (?:is|are)|here['’]s|there are|following|as follows|advantages?|benefits?|challenges?|drawbacks?"
        r"|examples?|lessons?|means|measures|obstacles?|opportunit(?:y|ies)|possibilit(?:y|ies)|potential|practices?"
        r"|principles?|risks?|steps?|strategies|tools|ways?|how)\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\b(?:voici|voilà|suivante?s?|avantages?|inconvénients?|défis?|difficultés|exemples?|exemples? réussis|leçons?"
        r"|mesures?|moyens?|obstacles?|occasions?|outils?|possibilités?|potentiel|pratiques?|principes?|risques?"
        r"|étapes?|stratégies|façons?|manières?|comment)\b",
        re.IGNORECASE,
    ),
}
_QUALIFIES: dict[Language, re.Pattern[str]] = {  # who says it, whether it is so, where or when alone, how often
    "en": re.compile(
        r"\d|\b(?:according|accus|argu|alleg|assert|belie[fv]|claim|critic|den(?:y|ies|ied)|disput|doubt|fals|fail|few"
        r"|find|found|idea\b|if\b|less|lie[sd]?\b|little|misconcept|myth|once\b|only|oppos|question|refus|refut|reject"
        r"|report|sa(?:y|id)|some (?:people|say)|suppos|suspect|tell|thinks?\b|thought|told|unless|until|used to|when\b"
        r"|where\b|whether|wrong|would)",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\d|\b(?:accus|affirm|critiqu|conteste|condition|croi[st]|d['’]après|dément|dis(?:ai)?[et]nt|dit\b|dout|erreur"
        r"|faux|fausse|idée|jug[ea]|mensong|mythe|ni[ea](?:nt)?\b|opinion|oppos|pens[ea]|peu\b|prétend|quand\b|lorsqu"
        r"|rapport|reçue|refus|réfut|rejet|sauf|selon|seul|si\b|s['’]il|soutien[nst]|suppos|tant que|trouv|uniquement"
        r"|certains? (?:dis|pens))",
        re.IGNORECASE,
    ),
}
_HEADED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(rf"(?P<heading>{_CAPITAL}[^.:;!?]*): (?P<rest>[A-Z].*)", re.DOTALL),
    "fr": re.compile(rf"(?P<heading>{_TITLE['fr']}){_COLON}(?P<rest>\w.*)", re.DOTALL),
}
_VERB: dict[Language, re.Pattern[str]] = {  # what a whole sentence may have as its own verb, and nothing else has
    "en": re.compile(r"\b(?:is|are|was|were|has|have|can|could|may|might|must|should|will|would)\b"),
    "fr": re.compile(
        r"\b(?:est|sont|était|étaient|a|ont|peu(?:t|vent)|pourrai(?:en)?t|doi(?:t|vent)|devrai(?:en)?t"
        r"|permet(?:tent)?|rend(?:ent)?|(?:main|sou)?tien(?:nen)?t)\b"
    ),
}
_WITHIN: dict[Language, re.Pattern[str]] = {  # what opens a part whose verb is not the sentence's own
    "en": re.compile(r"\b(?:how|that|which|who|whose|where|when|whether|what|why|if)\b"),
    "fr": re.compile(r"\b(?:que|qui|comment|où|dont|quand|lorsque|si|pourquoi|combien)\b|\b(?:lors)?qu['’]"),
}
_ORDER = re.compile(r"\w{2,}(?:er|ir|oir|re)\b")  # a French infinitive, as an order opens with one


def unannounced(text: str, language: Language, *, rendered: bool = False) -> str:
    """Return an item without what only announces it, its heading kept.

    `rendered` is whether the text renders one sentence that is so announced, so that a sentence before a headed one may
    be the announcement.
    """
    bounds = sentence_bounds(text, language)
    if rendered and len(bounds) == 2:
        first, last = (text[start:end] for start, end in bounds)
        return last if _only_announces(first, language) and is_headed(last, language) else text
    found = _BEFORE[language].match(text)
    if found is None or not _only_announces(found[0], language) or not is_headed(text[found.end() :], language):
        return text
    before = found[0].split()[-1]
    # "in the Port of Sfax:", "the Digital Services Act:"
    named = found.groupdict().get("glued") and (before[0].isupper() or before.lower() in GRAMMAR[language])
    return text if named else text[found.end() :]


def is_headed(text: str, language: Language) -> bool:
    """Tell whether a text is a short heading and, after a colon, something that may be a sentence."""
    return _parts(text, language) is not None


def unheaded(text: str, language: Language) -> str:
    """Return a headed sentence without its heading where that has no word that the sentence has not."""
    parts = _parts(text, language)
    if parts is None or not says_something(text, language) or _QUALIFIES[language].search(parts[0]):
        return text
    heading, rest = parts
    mine = set(terms(heading, language))
    numbered = any(len(word) == 1 for word in heading.split())  # "Plan B"
    if numbered or not mine or not mine <= set(terms(rest, language)):
        return text
    return rest[:1].upper() + rest[1:]


def says_something(text: str, language: Language) -> bool:
    """Tell whether what follows a heading is a whole sentence that points to nothing before: no order, no mere name."""
    parts = _parts(text, language)
    if parts is None or leans(parts[1]) or (language == "fr" and _ORDER.match(parts[1])):
        return False
    own = _WITHIN[language].split(parts[1], maxsplit=1)[0]
    return _VERB[language].search(own) is not None


def _only_announces(text: str, language: Language) -> bool:
    qualified = _QUALIFIES[language].search(text) is not None or denies(text, language)
    return not qualified and _ANNOUNCES[language].search(text) is not None


def _parts(text: str, language: Language) -> tuple[str, str] | None:
    found = _HEADED[language].fullmatch(text)
    if found is None or len(found["heading"].split()) > _SHORT or len(found["rest"].split()) < _LONG:
        return None
    return found["heading"], found["rest"]
