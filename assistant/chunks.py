"""Passages -> sentences and chunks, verbatim, with ids that stay the same while their words do."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.ports import CountTokens
from assistant.records import Passage, Span
from assistant.segment import sentence_bounds


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


def translated_sentences(passage: Passage, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the translation of each sentence, with its original; none for a passage without one."""
    if passage.translation is None:
        return ()
    language = passage.translation.language
    return tuple(
        replace(span, id=f"{span.id}@{language}", text=text, language=language, original=span.text)
        for span, text in zip(spans, passage.translation.sentences, strict=True)
    )


def translated_chunks(passage: Passage, count: CountTokens, budget: int) -> tuple[Span, ...]:
    """Return the translation cut as a passage is; none for a passage without one."""
    if passage.translation is None:
        return ()
    text, language = " ".join(passage.translation.sentences), passage.translation.language
    told = replace(passage, id=f"{passage.id}@{language}", text=text, language=language, translation=None)
    return tuple(replace(part, passage_id=passage.id) for part in chunks(told, sentences(told), count, budget))


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
