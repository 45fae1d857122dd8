"""How each language writes what is the same in both: spaces before signs, dates."""

import re
from dataclasses import fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from assistant.language import QUOTED
from assistant.records import Language

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Labels = TypeVar("Labels", bound="DataclassInstance")

_MONTHS: dict[Language, tuple[str, ...]] = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}

# A little French word and the space before a vowel in small letters that takes its last letter: "le apprentissage". A
# pronoun after its verb keeps it ("faites-le avec soin"), and so does any before some words, "le" and "la" before more.
_ELIDES = re.compile(
    r"(?<![-\u2010-\u2013\w’'])(?<!\bper )"
    r"(?:(?P<the>[Ll][ea])|(?P<two>(?i:jusqu|lorsqu|puisqu|qu|[cdjmnst])e|[Ss]i(?= ils?\b)))"
    r" (?=[ày]\b|[aeiouàâéèêëîïôœ][\w’'-])"
)
_KEPT = re.compile(r"onz|ou[iï]\b|ouistiti|ululement|uhlan|énième|une? à\b")  # "plus de onze", "de un à dix"
_KEPT_BY_THE = re.compile(r"uns?\b|une\b|à\b")  # "la une des journaux", "donner le la à ses voisins"


def typeset(labels: Labels) -> Labels:
    """Return French labels with the non-breaking spaces of `spaced`."""
    texts = {field.name: getattr(labels, field.name) for field in fields(labels) if field.name != "code"}
    return replace(labels, **{name: spaced(text, "fr") for name, text in texts.items()})


def spaced(text: str, language: Language) -> str:
    """Return a text whose spaces do not break before ; : ! ? » %, nor after «, in French."""
    if language != "fr":
        return text
    return re.sub(r" (?=[:»](?!\w))|(?<=«) |(?<=\d) (?=%)", "\u00a0", re.sub(r" (?=[;!?])", "\u202f", text))


def elided(text: str) -> str:
    """Return a French text with the apostrophes that a small model forgets before a vowel: "l’apprentissage", "qu’un".

    What stands in quotation marks, and words with a capital, are left as they are.
    """

    def put(match: re.Match[str]) -> str:
        follows = text[match.end() :]
        if _KEPT.match(follows) or (match["the"] and _KEPT_BY_THE.match(follows)):
            return match[0]
        if match[0].lower() == "ce " and not re.match(r"est\b|étai(?:t|ent)\b", follows):
            return match[0]
        return f"{match[0][:-2]}’"

    parts = re.split(f"({QUOTED.pattern})", text)
    return "".join(part if n % 2 else _ELIDES.sub(put, part) for n, part in enumerate(parts))


def day(moment: str, language: Language) -> str:
    """Return the day of an ISO time in words; nothing for what is no time."""
    try:
        when = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    number = "1er" if language == "fr" and when.day == 1 else str(when.day)
    return f"{number} {_MONTHS[language][when.month - 1]} {when.year}"
