"""Passages -> sentences and chunks, verbatim, with ids that stay the same while their words do."""

import hashlib
import re
from collections.abc import Iterable, Iterator

from assistant.ports import CountTokens
from assistant.records import Language, Passage, Span

# A list number that opens an item: after a colon, a full stop, or at the start ("Principles: 1. Raising ...").
_ITEM = re.compile(r"(?:^|[:;.!?)]\s+|\n\s*)(\(?\d{1,2}[.)])\s*$")
# Abbreviations before a name never end a sentence, nor does a letter after a hyphen (J.-C.).
_GOES_ON = re.compile(
    r"(?:^|[\s(«\"’'])(?:M|MM|Mme|Mlle|Mgr|Dr|Drs|Pr|Me|St|Ste|cf|Mr|Mrs|Ms|Prof)\.\s*$|-[A-ZÀ-Ý]\.\s*$"
)
_NUMBERED = re.compile(r"(?:^|[\s(«\"’'])(?:[Aa]rt|[Cc]hap|pp?|env|n°|No)\.\s*$")
_NUMBER = re.compile(r"\s*(?:\d|[IVX]+\b)")
_LETTER = re.compile(r"(?:^|[\s(«\"’'.-])[A-ZÀ-Ý]\.\s*$")
_AFTER_LETTER = re.compile(r"\s*(?:-?[A-ZÀ-Ý]\.|[a-zà-ÿ])")  # the acronym's next letter, or no sentence's beginning
_INITIAL = re.compile(r"\s*[A-ZÀ-Ý]\.\s*")
# sentencex does not end a sentence at these marks, whatever follows.
_ALSO_ENDS = re.compile(r"(?:…\s?[\"”’»)]?|[.!?]\))\s+(?=[\"“«(]?\s?[A-ZÀ-Ý])")


def sentence_bounds(text: str, language: Language) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of a text, without the spaces around it.

    sentencex finds the candidates; list numbers, titles, initials and acronyms' letters are then put back with
    their sentence.
    """
    from sentencex import segment  # noqa: PLC0415  # a native library, not needed to answer --help

    cuts = [0]
    for piece in segment(language, text):
        start = text.find(piece, cuts[-1])
        if start >= 0 and piece:
            cuts.extend(start + ending.end() for ending in _ALSO_ENDS.finditer(piece))
            cuts.append(start + len(piece))
    if cuts[-1] < len(text):
        cuts.append(len(text))
    bounds: list[tuple[int, int]] = []
    start = 0
    for end in cuts[1:]:
        item = _ITEM.search(text[start:end]) if end < len(text) else None
        stop = start + item.start(1) if item else end
        if item and _NUMBERED.search(text[start:stop]):  # a page's number, not a list's
            item, stop = None, end
        if not item and _goes_on(text, start, end):
            continue
        if text[start:stop].strip():
            bounds.append(_trimmed(text, start, stop))
        start = stop
    if text[start:].strip():
        bounds.append(_trimmed(text, start, len(text)))
    return bounds


def _goes_on(text: str, start: int, end: int) -> bool:
    piece = text[start:end]
    if piece.count("«") > piece.count("»") and "»" in text[end:]:
        return True
    if _GOES_ON.search(piece) or _INITIAL.fullmatch(piece):
        return end < len(text)
    if _NUMBERED.search(piece):
        return bool(_NUMBER.match(text, end))
    return bool(_LETTER.search(piece)) and bool(_AFTER_LETTER.match(text, end))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    return start, end


def sentences(passage: Passage) -> tuple[Span, ...]:
    """Return the sentences of a passage in order; each is a verbatim piece of its text."""
    bounds = sentence_bounds(passage.text, passage.language)
    return tuple(_spans(passage, bounds, "s"))


def chunks(passage: Passage, spans: Iterable[Span], count: CountTokens, budget: int) -> tuple[Span, ...]:
    """Return the passage whole when it fits the token budget, else its sentences packed into chunks that do."""
    if count(passage.text) <= budget:
        return tuple(_spans(passage, [(0, len(passage.text))], "c"))
    pieces = [piece for span in spans for piece in _fitting(span, count, budget)]
    bounds: list[tuple[int, int]] = []
    for start, end in pieces:
        if bounds and count(passage.text[bounds[-1][0] : end]) <= budget:
            bounds[-1] = (bounds[-1][0], end)
        else:
            bounds.append((start, end))
    return tuple(_spans(passage, bounds, "c"))


def _fitting(span: Span, count: CountTokens, budget: int) -> Iterator[tuple[int, int]]:
    """Yield the sentence's bounds, or those of its parts when it alone is over the budget."""
    if count(span.text) <= budget:
        yield span.start, span.end
        return
    at = span.start
    for piece in filter(None, map(str.strip, _parts(span.text, count, budget))):
        start = span.start + span.text.find(piece, at - span.start)
        yield start, start + len(piece)
        at = start + len(piece)


def _parts(text: str, count: CountTokens, budget: int) -> list[str]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415  # rare, and slow to import

    size = budget
    while True:
        splitter = RecursiveCharacterTextSplitter(
            separators=["\n", "; ", ", ", " ", ""],
            chunk_size=size,
            chunk_overlap=0,
            length_function=count,
            keep_separator="end",
        )
        parts = splitter.split_text(text)
        # it adds up the tokens of small pieces; joined, they can come to one or two more
        if size <= max(1, budget // 2) or all(count(part) <= budget for part in parts):
            return parts
        size -= max(1, budget // 16)


def _spans(passage: Passage, bounds: Iterable[tuple[int, int]], letter: str) -> Iterator[Span]:
    seen: dict[str, int] = {}
    for start, end in bounds:
        text = passage.text[start:end]
        name = f"{passage.id}/{letter}{hashlib.sha256(text.encode()).hexdigest()[:10]}"
        seen[name] = seen.get(name, 0) + 1
        suffix = f"-{seen[name]}" if seen[name] > 1 else ""
        yield Span(name + suffix, passage.id, text, start, end, passage.language)
