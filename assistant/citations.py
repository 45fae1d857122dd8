"""Numbers in an answer <-> the evidence behind them; attached by the program, never read from the model."""

from collections.abc import Iterable, Sequence

from assistant.language import other
from assistant.records import MACHINE, Citation, CitedSentence, Evidence, Language

_TRANSLATED: dict[Language, str] = {"fr": "(traduit de l’anglais)", "en": "(translated from French)"}
_BY_MACHINE: dict[Language, str] = {
    "fr": "(traduit de l’anglais par une machine)",
    "en": "(translated from French by a machine)",
}


def marked(sentence: CitedSentence) -> str:
    """Return a sentence with its marks after it: `It helps farmers. [1] [3]`."""
    return " ".join([sentence.text, *(f"[{n}]" for n in sentence.citations)])


def cited(sentences: Iterable[CitedSentence], evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    """Return the citations that sentences use, in order of their numbers."""
    used = {n for sentence in sentences for n in sentence.citations}
    return tuple(Citation(item.n, item.passage, item.quote) for item in evidence if item.n in used)


def quoted(item: Evidence) -> CitedSentence:
    """Return a quote as a cited sentence: in the reader's language where a translation has it, which is said beside it.

    It wears the quotation marks of the language it is in; the citation behind it stays the passage's own words.
    """
    language = item.passage.language
    if not item.told:
        return CitedSentence(in_quotes(item.quote, language), (item.n,))
    translation = item.passage.translation
    said = _BY_MACHINE if translation and translation.by.startswith(MACHINE) else _TRANSLATED
    text = f"{in_quotes(item.told, other(language))} {said[other(language)]}"
    return CitedSentence(text, (item.n,), translated=True)


def spoken(sentence: CitedSentence, behind: Citation) -> Language:
    """Return the language that a quoted sentence is in: its passage's, or the other where it is the translation."""
    own = behind.passage.language
    return other(own) if sentence.translated else own


def in_quotes(quote: str, language: Language) -> str:
    """Return a quote in the quotation marks of its language."""
    return f"«\u202f{quote}\u202f»" if language == "fr" else f"“{quote}”"
