"""How each language writes what is the same in both: spaces before signs, dates."""

import re
from dataclasses import fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

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

# A little French word and the space before a vowel that takes its last letter: "le apprentissage". A pronoun after its
# verb keeps it ("faites-le avec soin"), and so do "le" and "la" before some words.
_ELIDES = re.compile(
    r"(?<![-\w’'])(?:(?P<the>[Ll][ea])|(?P<two>(?i:jusqu|lorsqu|puisqu|qu|[cdjmnst])e|[Ss]i(?= ils?\b)))"
    r" (?=[ày]\b|[aeiouàâéèêëîïôœ][\w’'-])"
)
_KEPT = re.compile(r"onz|oui\b|ouistiti|uns?\b|une\b|ululement|uhlan")  # "la une des journaux", "le onze mai"


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
    """Return a French text with the apostrophes that a small model forgets: "l’apprentissage", "qu’un"."""

    def put(match: re.Match[str]) -> str:
        follows = text[match.end() :]
        if match["the"] and _KEPT.match(follows):
            return match[0]
        if match[0].lower() == "ce " and not re.match(r"est\b|étai(?:t|ent)\b", follows):
            return match[0]
        return f"{match[0][:-2]}’"

    return _ELIDES.sub(put, text)


def day(moment: str, language: Language) -> str:
    """Return the day of an ISO time in words; nothing for what is no time."""
    try:
        when = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    number = "1er" if language == "fr" and when.day == 1 else str(when.day)
    return f"{number} {_MONTHS[language][when.month - 1]} {when.year}"
