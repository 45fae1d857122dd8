"""Passages and spans <-> the store's rows: the one place that knows what their metadata mean."""

from collections.abc import Iterator, Sequence

from assistant.errors import IndexDamaged
from assistant.ports import Row
from assistant.records import Kind, Language, Passage, Span


def sentence_row(span: Span, number: int) -> Row:
    """Return a sentence's row; `number` is its place in its passage, from 0."""
    data: dict[str, str | int | float] = {
        "passage_id": span.passage_id,
        "language": span.language,
        "start": span.start,
        "number": number,
    }
    return Row(span.id, span.text, data)


def chunk_rows(passage: Passage, parts: Sequence[Span]) -> Iterator[Row]:
    """Yield a passage's chunks as rows; the first has the passage's own id and carries all that is known of it."""
    for number, part in enumerate(parts):
        data: dict[str, str | int | float] = {
            "passage_id": passage.id,
            "language": passage.language,
            "start": part.start,
        }
        if number:
            yield Row(part.id, part.text, data)
            continue
        whole = {
            "text": passage.text,
            "kind": passage.kind,
            "section": passage.section,
            "document": passage.document,
        }
        yield Row(
            passage.id,
            part.text,
            {**data, **whole, "file": passage.file, "part": passage.part, "line": passage.line},
        )


def row_language(row: Row) -> Language:
    """Return the language of a row's text."""
    return "fr" if row.metadata["language"] == "fr" else "en"


def passage_of(row: Row) -> Passage:
    """Return the passage a first chunk's row carries. Raises IndexDamaged."""
    data = row.metadata
    kinds: dict[object, Kind] = {"article": "article", "contribution": "contribution", "text": "text"}
    try:
        return Passage(
            id=row.id,
            text=str(data["text"]),
            language=row_language(row),
            kind=kinds[data["kind"]],
            section=str(data["section"]),
            document=str(data["document"]),
            file=str(data["file"]),
            part=int(data["part"]),
            line=int(data["line"]),
        )
    except KeyError as error:
        raise IndexDamaged(f"The index has a passage without {error}.", "Build it again: assistant index.") from None
