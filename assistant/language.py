"""French or English, from the text."""

from functools import cache
from typing import TYPE_CHECKING

from assistant.records import Language

if TYPE_CHECKING:
    from lingua import LanguageDetector

LANGUAGES: tuple[Language, ...] = ("fr", "en")


@cache
def _detector() -> "LanguageDetector":
    from lingua import Language as Name  # noqa: PLC0415  # loads its models, so only when a text needs it
    from lingua import LanguageDetectorBuilder  # noqa: PLC0415  # the same

    return LanguageDetectorBuilder.from_languages(Name.FRENCH, Name.ENGLISH).build()


def detect(text: str, default: Language = "en") -> Language:
    """Return the language of a text; `default` when nothing in it tells (digits, emoji, empty)."""
    found = _detector().detect_language_of(text)
    if found is None:
        return default
    return "fr" if found.iso_code_639_1.name == "FR" else "en"
