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


def typeset(labels: Labels) -> Labels:
    """Return French labels with the non-breaking spaces of `spaced`."""
    texts = {field.name: getattr(labels, field.name) for field in fields(labels) if field.name != "code"}
    return replace(labels, **{name: spaced(text, "fr") for name, text in texts.items()})


def spaced(text: str, language: Language) -> str:
    """Return a text whose spaces do not break before ; : ! ? » %, nor after «, in French."""
    if language != "fr":
        return text
    return re.sub(r" (?=[:»](?!\w))|(?<=«) |(?<=\d) (?=%)", "\u00a0", re.sub(r" (?=[;!?])", "\u202f", text))


def day(moment: str, language: Language) -> str:
    """Return the day of an ISO time in words; nothing for what is no time."""
    try:
        when = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    number = "1er" if language == "fr" and when.day == 1 else str(when.day)
    return f"{number} {_MONTHS[language][when.month - 1]} {when.year}"
