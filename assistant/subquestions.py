"""A message that asks several things -> the questions it is made of."""

import re

from assistant.language import GRAMMAR
from assistant.records import Language

_LEAST = 2  # words of a question that carry no grammar: "for what reason?" alone asks for anything

_ASKS_FR = (
    r"(?:(?:à|de|dans|pour|par|avec|sur|en|chez|vers|depuis|jusqu['’]à) |d['’])?(?:quel(?:le)?s?|lequel|laquelle"
    r"|lesquel(?:le)?s|que|qu['’]|qui|quoi|où|quand|pourquoi|comment|combien|est-ce)(?!\w)"
    r"|(?:(?:y|en|l['’]|les|leur|lui|se|s['’]|n['’]|ne) ?)?\w+(?:-t)?-(?:on|ils?|elles?|nous|vous|je|tu|ce)\b"
)
_ASKS_EN = (
    r"(?:(?:in|on|at|to|for|from|with|by|of|under|until|since) )?(?:what|which|who|whom|whose|where|when|why|how)\b"
    r"|(?:am|are|can|could|did|do|does|had|has|have|is|may|might|must|shall|should|was|were|will|would)\b(?!-)"
)
_JOINT: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        rf"\s*[,;]?\s+(?:et|mais|ou)\s+(?:aussi\s+|surtout\s+)?(?={_ASKS_FR})|[?!.]\s+(?:et\s+)?(?={_ASKS_FR})", re.I
    ),
    "en": re.compile(
        rf"\s*[,;]?\s+(?:and|but|or)\s+(?:also\s+|then\s+)?(?={_ASKS_EN})|[?!.]\s+(?:and\s+)?(?={_ASKS_EN})", re.I
    ),
}
_WORD = re.compile(r"\w+")
_MARK: dict[Language, str] = {"fr": "\u00a0?", "en": "?"}
_ASKS: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(rf"(?<![\w'’-])(?:{_ASKS_FR})", re.I),
    "en": re.compile(rf"(?<!\w)(?:{_ASKS_EN})", re.I),
}


def parts(question: str, language: Language) -> tuple[str, ...]:
    """Return the questions that a question is made of, in their order; none where it is one alone.

    Where one begins is told by closed lists: what joins, then an interrogative, or a verb before its subject.
    """
    found = [part.strip(" ?!.,;\u00a0\u202f") for part in _JOINT[language].split(question)]
    if len(found) < 2 or not all(_is_whole(part, language) for part in found):
        return ()
    return tuple(f"{part[:1].upper()}{part[1:]}{_MARK[language]}" for part in found)


def _is_whole(part: str, language: Language) -> bool:
    said = [word for word in _WORD.findall(part.lower()) if word not in GRAMMAR[language]]
    return len(said) >= _LEAST and _ASKS[language].search(part) is not None
