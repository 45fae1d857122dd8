"""A message that asks several things -> the questions it is made of."""

import re
from itertools import pairwise

from assistant.language import GRAMMAR
from assistant.records import Language

MOST = 3  # of one message
_LEAST = 2  # words of a question that carry no grammar: "for what reason?" alone asks for anything

_PREPOSED_FR = r"(?:(?:à|a|de|dans|pour|par|avec|sur|en|chez|vers|selon|depuis|grâce à|auprès de|jusqu['’]à) |d['’])?"
_INVERTED_FR = r"\w+(?:-t)?-(?:on|ils?|elles?|nous|vous|je|tu|ce)\b"
_RELATIVE = {"fr": r"que|qui|où|quand", "en": r"which|who|where|when"}  # these open a clause within a question as well
_INTERROGATIVE: dict[Language, str] = {
    "fr": rf"(?:{_PREPOSED_FR}"
    r"(?:quel(?:le)?s?|lequel|laquelle|lesquel(?:le)?s|quoi|pourquoi|comment|combien|est[- ]ce)\b"
    rf"|qu['’](?=\w)|(?:n['’])?(?:y |en |l['’]|les |leur |lui |s['’]|se |ne )?{_INVERTED_FR})",
    "en": r"(?:(?:in|on|at|to|for|from|with|by|of|through|under|until|since) )?"
    r"(?:what|whom|whose|why|how)\b(?!-)",
}
_AUXILIARY_EN = (
    r"(?:am|are|can|could|did|do|does|had|has|have|is|may|might|must|shall|should|was|were|will|would)"
    r"(?:n['’]t)?\b(?!-)"
)
_SUBJECT_EN = r"(?:i|you|he|she|it|we|they|there|the|a|an|this|that|these|those|its|their|our|your|my)\b"
# Where one question ends and the next begins: after its mark, or joined to it. A verb alone may as well go on with the
# clause before ("countries that use drones and have laws"): it needs a comma before it, or a subject after it.
_JOINT: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        rf"[?!] (?:et |mais |ou )?|,? (?:et|mais|ou) (?:aussi |surtout )?(?={_INTERROGATIVE['fr']})"
        rf"|,? (?:et|mais|ou) (?=(?P<fr>{_RELATIVE['fr']})\b)|, (?:et|mais|ou) (?=(?:[\w’']+ ){{1,4}}{_INVERTED_FR})",
        re.I,
    ),
    "en": re.compile(
        rf"[?!] (?:and |but |or )?|,? (?:and|but|or) (?:also |then )?(?={_INTERROGATIVE['en']})"
        rf"|,? (?:and|but|or) (?=(?:\w+ )?(?P<en>{_RELATIVE['en']})\b)"
        rf"|, (?:and|but|or) (?={_AUXILIARY_EN})|,? (?:and|but|or) (?={_AUXILIARY_EN} {_SUBJECT_EN})",
        re.I,
    ),
}
_ASKS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        rf"(?:^|[:,] )(?:{_INTERROGATIVE['fr']}|{_RELATIVE['fr']}|(?:[\w’']+ ){{1,5}}{_INVERTED_FR})", re.I
    ),
    "en": re.compile(rf"(?:^|[:,] )(?:{_INTERROGATIVE['en']}|(?:\w+ )?(?:{_RELATIVE['en']})\b|{_AUXILIARY_EN})", re.I),
}
_MARK: dict[Language, str] = {"fr": "\u00a0?", "en": "?"}
_TAIL = re.compile(r"[\s,;?!]+(?:(?:and|but|or|et|mais|ou)(?: (?:also|then|aussi|surtout))?)?\s*$", re.I)
_WORD = re.compile(r"\w+")


def subquestions(question: str, language: Language) -> tuple[str, ...]:
    """Return the questions that a question is made of, at most MOST, in their order; none where it is one alone.

    Where one begins is told by closed lists: what joins, then an interrogative, or a verb before its subject.
    """
    text = " ".join(question.replace("\u2011", "-").split())
    begun = [0, *_begun(text, language), len(text)]
    every = [text[start:end] for start, end in pairwise(begun)]
    if len(every) < 2:
        return ()
    found = [_trimmed(part) for part in every]
    whole = dict.fromkeys(part for part in found if _is_whole(part, language))
    return tuple(f"{part[:1].upper()}{part[1:]}{_MARK[language]}" for part in [*whole][:MOST])


def _begun(text: str, language: Language) -> list[int]:
    """Return where each question but the first begins; a word that opened a clause within one opens none."""
    begun = []
    for joint in _JOINT[language].finditer(text):
        relative = joint[language]
        if relative is None or not re.search(rf"\s{relative}\b", text[: joint.start()], re.I):
            begun.append(joint.end())
    return begun


def _trimmed(part: str) -> str:
    return _TAIL.sub("", part).strip(" .,;")


def _is_whole(part: str, language: Language) -> bool:
    said = [word for word in _WORD.findall(part.lower()) if word not in GRAMMAR[language]]
    return len(said) >= _LEAST and _ASKS[language].search(part) is not None
