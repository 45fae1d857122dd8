"""Where sentences begin and end, in French and English."""

import re

from assistant.records import Language

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
