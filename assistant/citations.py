"""Numbers in an answer <-> the evidence behind them; attached by the program, never read from the model."""

from collections.abc import Iterable, Sequence

from assistant.language import other
from assistant.records import Citation, CitedSentence, Evidence, Language

_TRANSLATED: dict[Language, str] = {"fr": "(traduit de l’anglais)", "en": "(translated from French)"}


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
        return CitedSentence(_in_quotes(item.quote, language), (item.n,))
    return CitedSentence(f"{_in_quotes(item.told, other(language))} {_TRANSLATED[other(language)]}", (item.n,))


def spoken(sentence: CitedSentence, behind: Citation) -> Language:
    """Return the language that a quoted sentence is in: its passage's, or the other where it is the translation."""
    own = behind.passage.language
    return own if behind.quote in sentence.text else other(own)


def _in_quotes(quote: str, language: Language) -> str:
    return f"«\u202f{quote}\u202f»" if language == "fr" else f"“{quote}”"
