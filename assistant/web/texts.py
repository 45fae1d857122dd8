"""Every word of the page's own, in French and in English, and which of the two a visitor wants."""

import re
from collections.abc import Mapping

from assistant.records import Language
from assistant.web.english import ENGLISH
from assistant.web.french import FRENCH
from assistant.web.labels import Texts

TEXTS: Mapping[Language, Texts] = {"fr": FRENCH, "en": ENGLISH}
NAMES: Mapping[Language, str] = {"fr": "Français", "en": "English"}  # each language by its own name


def preferred(accept_language: str) -> Language:
    """Return the page's language for an Accept-Language header: the wanted one of the two, else English."""
    wanted: list[tuple[float, Language]] = []
    for choice in accept_language.split(","):
        name, _, weight = choice.strip().lower().partition(";q=")
        for language in TEXTS:
            if name.split("-")[0] == language:
                with_weight = float(weight) if re.fullmatch(r"[01](\.\d{1,3})?", weight) else 1.0
                wanted.append((-with_weight, language))
    return min(wanted, key=lambda choice: choice[0])[1] if wanted else "en"
