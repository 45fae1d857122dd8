"""Numbers in an answer <-> the evidence behind them; attached by the program, never read from the model."""

from collections.abc import Iterable, Sequence

from assistant.records import Citation, CitedSentence, Evidence, Language


def marked(sentence: CitedSentence) -> str:
    """Return a sentence with its marks after it: `It helps farmers. [1] [3]`."""
    return " ".join([sentence.text, *(f"[{n}]" for n in sentence.citations)])


def cited(sentences: Iterable[CitedSentence], evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    """Return the citations that sentences use, in order of their numbers."""
    used = {n for sentence in sentences for n in sentence.citations}
    return tuple(Citation(item.n, item.passage, item.quote) for item in evidence if item.n in used)


def quoted(item: Evidence) -> CitedSentence:
    """Return a quote as a cited sentence, in the quotation marks of its own language."""
    return CitedSentence(_in_quotes(item.quote, item.passage.language), (item.n,))


def _in_quotes(quote: str, language: Language) -> str:
    return f"«\u202f{quote}\u202f»" if language == "fr" else f"“{quote}”"
