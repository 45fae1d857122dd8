"""What a question asks for that no text can give: a name or number the corpus never has, a quantity, a date, a person.

The interrogatives are the two languages' own, closed lists; nothing here knows the corpus's subject.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

from assistant import mentions, words
from assistant.checks import has_like
from assistant.language import GRAMMAR
from assistant.records import Language

WHOLLY, PARTLY = 1.0, 0.5  # nothing of the kind asked for is there; something is, but of another thing

_WORD = re.compile(r"\w+(?:\.\w+)*")
_OPENS = '.!?:«“"('  # a word after one of these may be a capital only because a sentence begins
_NEAREST = 3  # sentences in which a quantity that answers is to be found
_SHORTEST = 3  # letters of a name
_WITHOUT_ARTICLE = re.compile(r"^(?:l['’]|les? |la |des? |du |une? |the |an? )+", re.I)
_COUNTED_WORDS = 2  # of what is counted that a text must have
_DATE: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\bquel(?:le)? (?:(?:est|était|sera) (?:le |la |l['’]))?(?:année|date|époque|jour|mois)\b(?!-)", re.I
    ),
    "en": re.compile(
        r"\b(?:what|which) (?:(?:is|was|will be) the (?:\w+ )?)?(?:date|day|deadline|month|year)\b(?!-)", re.I
    ),
}
# A question that opens with "when", not a clause before another question: "When a storm comes, who helps?".
_WHEN: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"^(?:et |depuis |jusqu.\s?)?quand\b(?![^?]*,)", re.I),
    "en": re.compile(r"^(?:and |since |until )?when (?:are|did|do|does|had|has|have|is|was|were|will)\b", re.I),
}
_ONCE: dict[Language, re.Pattern[str]] = {  # it asks for one moment, not for occasions
    "fr": re.compile(
        r"\b(?:(?<!\by )(?<!\bon )a|ont|avait|avaient|aura|auront|était|étaient|fut|furent|sera|seront)\b", re.I
    ),
    "en": re.compile(r"\bwhen (?:did|had|has|have|was|were|will)\b", re.I),
}
_QUANTITIES_FR = "budget chiffre coût montant nombre pourcentage proportion somme taux"
_QUANTITIES_EN = "amount budget percentage proportion total"
# Words that say something else as well: "quel prix paient les exclus ?", "the human cost".
_OF_FR, _OF_EN = (
    r"(?:part|prix)(?: d(?:e|u|es|['’])|,? en pourcentage|\s*[?.!]|$)",
    r"(?:cost|price|rate|share)s? (?:of|for|per)",
)
_MEASURED_EN = "annual average estimated exact monthly overall total yearly"
_AUXILIARY_EN = "are can could did do does has have is may might more less better should was were will would"
_AMOUNT: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\bcombien\b(?! (?:il |elle )?est)|\bquel(?:le)?s? (?:(?:est|sont|était|a été) (?:le |la |les )?)?"
        rf"(?:(?:{'|'.join(_QUANTITIES_FR.split())})s?\b|{_OF_FR})",
        re.I,
    ),
    "en": re.compile(
        rf"\bhow many\b|\bhow much\b(?! (?:{'|'.join(_AUXILIARY_EN.split())})\b)"
        r"|\bhow much\b(?=.*\b(?:budgets?|charged?|costs?|earn\w*|funding|money|pa(?:y|ys|id)|spen[dt]\w*|worth)\b)"
        rf"|\b(?:what|which) (?:(?:is|are|was|were) (?:the )?)?(?:\w+ )?(?:{'|'.join(_QUANTITIES_EN.split())})s?\b"
        rf"|\b(?:what|which) (?:(?:is|are|was|were) (?:the )?)?(?:(?:{'|'.join(_MEASURED_EN.split())}) )*{_OF_EN}\b",
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
# A number, but no goal's ("SDG 4"), no part of a name ("COVID-19"), and no place in a list ("1. ", "2) ").
_QUANTITY = re.compile(
    r"(?<![\w.,])(?<!\w-)(?<!SDG )(?<!SDGs )(?<!ODD )(?<!Goal )(?<!Objectif )\d(?!\d?[.)](?:\s|$)(?![a-z]))"
)
_COUNTED: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(r"\bcombien d(?:e |es |['’])([\w ]+)", re.I),
    "en": re.compile(r"\bhow many ([\w ]+)", re.I),
}
_OFFICE_FR = (
    "ambassadeur ambassadrice auteur autrice commissaire directeur directrice fondateur fondatrice inventeur"
    " ministre porte-parole premier présidente? secrétaire"
)
_OFFICE_EN = (
    "ambassador author ceo chair chairman chairperson commissioner director envoy founder head inventor king"
    " minister president queen secretary spokesperson"
)
_DEED_FR = "conçu créé découvert écrit forgé fondé inventé lancé rédigé signé"
_DEED_EN = "coined created designed discovered founded invented launched signed wrote"
# A question, not a clause within one: "How can we help women who founded startups?".
_ASKS = r"(?:^|[.?!:;,«“\"(]\s*|\b(?:and|but|know|me|say|tell|et|mais|savoir|moi|dire)\s+)"
_PERSON: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        rf"\bqui (?:est|était|sera) (?:\w+ )?(?:l['’]|la |le |un |une )(?:\w+ )?({'|'.join(_OFFICE_FR.split())})\b"
        rf"|{_ASKS}qui (dirige|préside)\b|{_ASKS}qui a ({'|'.join(_DEED_FR.split())})\b",
        re.I,
    ),
    "en": re.compile(
        rf"\bwho(?:['’]s| is| was) (?:\w+ )?(?:the |a |an )(?:\w+ )?({'|'.join(_OFFICE_EN.split())})\b"
        rf"|{_ASKS}who (?:\w+ )?(chairs|heads|leads)\b|{_ASKS}who ({'|'.join(_DEED_EN.split())})\b",
        re.I,
    ),
}
_COMPARED: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\bdifférences? entre (?P<one>.+?) et (?P<two>[^?]+)|\b(?:plus|moins|mieux|davantage) (?:\w+ )?(?:que |qu['’])"
        r"(?!jamais\b|rien\b|avant\b|auparavant\b|prévu|cela\b|ça\b|d['’]habitude)(?P<than>[^?]+)"
        r"|\bplutôt (?:que |qu['’])(?P<rather>[^?]+)",
        re.I,
    ),
    "en": re.compile(
        r"\b(?:differences? between|compare) (?P<one>.+?) (?:and|with|to) (?P<two>[^?]+)|\bthan "
        r"(?!ever\b|before\b|nothing\b|expected\b|usual\b|that\b|this\b)(?P<than>[^?]+)",
        re.I,
    ),
}


def unknown(question: str, knows: Callable[[str], bool], vocabulary: Callable[[], Iterable[str]]) -> tuple[str, ...]:
    """Return the names and numbers in a question that no text has, nor anything written much like them.

    `knows` tells whether a word is in the texts, in either language; `vocabulary` gives their stems. A question
    written in capitals shows no names.
    """
    words = _WORD.findall(question)
    if 2 * sum(word[0].isupper() for word in words) > len(words) + 2:
        return ()
    question = mentions.asked(question)
    named = [word.group() for word in _WORD.finditer(question) if _is_name(question, word)]
    missing = [name for name in dict.fromkeys(named) if not knows(name)]
    return tuple(name for name in missing if any(map(str.isdigit, name)) or not has_like(name, vocabulary()))


def unmet(question: str, language: Language, texts: Sequence[tuple[str, str]]) -> float:
    """Tell how far a question asks for a date, a quantity or a person that the texts, nearest first, do not have, 0..1.

    Each text comes with what it says in the question's language, or nothing where it cannot be read in that. Any of
    them may give a date; a quantity must be in one of the nearest few, and be a share or a sum of money where that is
    asked for (WHOLLY), and of what is counted (PARTLY); a person's office or deed must be named (PARTLY), and so must
    each of two things compared.
    """
    if when := _dated(question, language):
        return 0.0 if any(_YEAR.search(text) for text, _ in texts) else when
    if who := _PERSON[language].search(question):
        return _lacking(" ".join(filter(None, who.groups())), language, [told for _, told in texts])
    if not _AMOUNT[language].search(question) or _GOAL.search(question):
        return _uncompared(question, language, [told for _, told in texts])
    near = [(text, told) for text, told in texts[:_NEAREST] if _QUANTITY.search(text)]
    kind = _SHARE if _SHARES.search(question) else _SUM if _SUMS.search(question) else None
    if not (any(kind.search(text) for text, _ in near) if kind else near):
        return WHOLLY
    counted = _COUNTED[language].search(question)
    return _lacking(_head(counted.group(1), language), language, [told for _, told in near]) if counted else 0.0


def _dated(question: str, language: Language) -> float:
    """Tell how surely a question asks for a date."""
    if _DATE[language].search(question):
        return WHOLLY
    if not _WHEN[language].search(question):
        return 0.0
    return WHOLLY if _ONCE[language].search(question) else PARTLY


def _lacking(wanted: str, language: Language, told: Sequence[str]) -> float:
    """Return PARTLY where texts can be read and none has all of the words."""
    stems = set(words.terms(wanted, language))
    readable = [text for text in told if text]
    return 0.0 if not readable or any(stems <= set(words.terms(text, language)) for text in readable) else PARTLY


def _uncompared(question: str, language: Language, told: Sequence[str]) -> float:
    """Return PARTLY where texts can be read and do not name each thing that a question compares."""
    compared = _COMPARED[language].search(question)
    if not compared or not any(told):
        return 0.0
    things = [_head(_WITHOUT_ARTICLE.sub("", thing), language) for thing in compared.groups() if thing]
    said = [" ".join(told)]
    return max((_lacking(thing, language, said) for thing in things), default=0.0)


def _head(after: str, language: Language) -> str:
    """Return what is counted or compared: at most two words, up to the first that is grammar."""
    counted = list(takewhile(lambda word: word.lower() not in GRAMMAR[language], words.split(after)))
    return " ".join(counted[:_COUNTED_WORDS])


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
