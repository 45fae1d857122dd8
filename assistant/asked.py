"""What a question asks for that no text can give: a name or number the corpus never has, a quantity, a date.

The interrogatives are the two languages' own, closed lists; nothing here knows the corpus's subject.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from assistant.checks import has_like
from assistant.language import GRAMMAR
from assistant.records import Language

_WORD = re.compile(r"\w+(?:\.\w+)*")
_OPENS = '.!?:«“"('  # a word after one of these may be a capital only because a sentence begins
_NEAREST = 3  # sentences in which a quantity that answers is to be found
_SHORTEST = 3  # letters of a name
_DATE: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"^(?:et |depuis |jusqu.)?quand\b|\bquelle (?:année|date|époque)\b|\bquel (?:jour|mois)\b", re.I),
    "en": re.compile(r"^(?:and |since |until )?when\b|\b(?:what|which) (?:year|date|day|month)\b", re.I),
}
_QUANTITIES_FR = "budget chiffre coût montant nombre part pourcentage prix proportion somme taux"
_QUANTITIES_EN = "amount budget cost percentage price proportion rate share total"
_AMOUNT: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\bcombien\b(?! (?:il |elle )?est)|\bquel(?:le)?s? (?:(?:est|sont|était|a été) (?:le |la |les )?)?"
        rf"(?:{'|'.join(_QUANTITIES_FR.split())})s?\b",
        re.I,
    ),
    "en": re.compile(
        r"\bhow (?:many|much)\b|\b(?:what|which) (?:(?:is|are|was|were) (?:the )?)?(?:\w+ )?"
        rf"(?:{'|'.join(_QUANTITIES_EN.split())})s?\b",
        re.I,
    ),
}
_GOAL = re.compile(
    r"\b(?:ODD|SDGs?|objectif|goal)\s+combien\b", re.I
)  # "c'est l'ODD combien ?" asks which, not how many
_SHARES = re.compile(r"\b(?:pourcentage|proportion|percentage|pour ?cent|per ?cent|% )", re.I)
_SHARE = re.compile(
    r"%|\bpour ?cent\b|\bper ?cent\b|\d\s*(?:sur|in|of|out of)\s*\d"
    r"|\b(?:moitié|tiers|quarts?|half|thirds?|quarters?)\b",
    re.I,
)
_SUMS = re.compile(
    r"\b(?:budgets?|coût\w*|prix|montants?|dépens\w+|financements?|finance\w*|argent|dette"
    r"|costs?|prices?|spen[dt]\w*|funding|funded|funds|money|debt|worth|invest\w*)\b",
    re.I,
)
_SUM = re.compile(
    r"[$€£¥]|\b(?:dollars?|euros?|francs?|yens?|roupies?|rupees?|pounds?|usd|eur|millions?|milliards?|billions?|trillions?)\b",
    re.I,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_QUANTITY = re.compile(r"(?<![\w.,])(?<!SDG )(?<!SDGs )(?<!ODD )(?<!Goal )(?<!Objectif )\d")


def unknown(question: str, knows: Callable[[str], bool], vocabulary: Callable[[], Iterable[str]]) -> tuple[str, ...]:
    """Return the names and numbers in a question that no text has, nor anything written much like them.

    `knows` tells whether a word is in the texts, in either language; `vocabulary` gives their stems. A question
    written in capitals shows no names.
    """
    words = list(_WORD.finditer(question))
    capitals = sum(word.group()[0].isupper() for word in words)
    if 2 * capitals > len(words) + 2:
        return ()
    named = [word.group() for word in words if _is_name(question, word)]
    missing = [name for name in dict.fromkeys(named) if not knows(name)]
    return tuple(name for name in missing if any(map(str.isdigit, name)) or not has_like(name, vocabulary()))


def unmet(question: str, language: Language, texts: Sequence[str]) -> bool:
    """Tell whether a question asks for a date or a quantity that the texts, nearest first, do not have.

    Any of them may give a date; a quantity must be in one of the nearest few, and be a share or a sum of money where
    that is asked for.
    """
    if _DATE[language].search(question):
        return not any(map(_YEAR.search, texts))
    if not _AMOUNT[language].search(question) or _GOAL.search(question):
        return False
    near = [text for text in texts[:_NEAREST] if _QUANTITY.search(text)]
    kind = _SHARE if _SHARES.search(question) else _SUM if _SUMS.search(question) else None
    return not (any(map(kind.search, near)) if kind else near)


def _is_name(question: str, word: re.Match[str]) -> bool:
    text = word.group()
    if len(text) < _SHORTEST and not text.isdigit():  # PR, ID, 3D: too short to be sure of
        return False
    if any(map(str.isdigit, text)):
        return True
    before = question[: word.start()].rstrip()
    opens = not before or before[-1] in _OPENS
    grammar = any(text.lower() in words for words in GRAMMAR.values())
    return text[0].isupper() and not opens and not grammar
