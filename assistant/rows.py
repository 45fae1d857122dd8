"""Passages and spans <-> the store's rows: the one place that knows what their metadata mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.errors import IndexDamaged
from assistant.ports import Row, Vectors
from assistant.records import Kind, Language, Passage, Span, Translation

_REMEDY = "Build it again: assistant index."
UNIT = "unit"  # what a row is: a sentence or a chunk
_SENTENCE, _CHUNK = "sentence", "chunk"


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the store holds it: its sentences and chunks with their neutral vectors, translations among them.

    `sentences` and `translated` go with the rows of `sentence_vectors`, shape (n, d); `chunk_vectors` is (m, d).
    """

    passage: Passage
    sentences: tuple[str, ...]  # in the passage's own words; one that has a translation comes twice
    translated: tuple[bool, ...]
    sentence_vectors: Vectors
    chunk_vectors: Vectors


def rows(passage: Passage, sentences: Sequence[Span], chunks: Sequence[Span]) -> Iterator[Row]:
    """Yield a passage's rows: its chunks, then its sentences.

    The first chunk's row has the passage's own id, carries all that is known of it, and names its other rows.
    """
    others = [span.id for span in (*chunks[1:], *sentences)]
    for number, part in enumerate(chunks):
        data = _data(part, _CHUNK)
        if number:
            yield Row(part.id, part.text, data)
        else:
            yield Row(passage.id, part.text, {**data, **_whole(passage), "others": "\n".join(others)})
    for span in sentences:
        data = _data(span, _SENTENCE)
        if span.original:
            data["original"] = span.original
        yield Row(span.id, span.text, data)


def _data(span: Span, unit: str) -> dict[str, str | int | float]:
    return {"passage_id": span.passage_id, "language": span.language, "start": span.start, UNIT: unit}


def _whole(passage: Passage) -> dict[str, str | int | float]:
    return {
        "text": passage.text,
        "kind": passage.kind,
        "section": passage.section,
        "document": passage.document,
        "file": passage.file,
        "part": passage.part,
        "line": passage.line,
        "page": passage.page,
        "row": passage.row,
        "sheet": passage.sheet,
        **_translation_data(passage.translation),
    }


def passage_id(row: str) -> str:
    """Return the id of the passage that a row's id belongs to: what stands before the first / or @."""
    return row.partition("/")[0].partition("@")[0]


def span_ids(first: Row) -> list[str]:
    """Return the ids of a passage's other rows, which its first names. Raises IndexDamaged."""
    if "others" not in first.metadata:
        raise IndexDamaged(f"The index has a passage without its first row ({first.id}).", _REMEDY)
    return str(first.metadata["others"]).split("\n")


def entry(group: Sequence[tuple[Row, Vectors]]) -> Entry:
    """Return a passage from its rows and their vectors, the first one first. Raises IndexDamaged."""
    said = [(row, vector) for row, vector in group if row.metadata.get(UNIT) == _SENTENCE]
    parts = [vector for row, vector in group if row.metadata.get(UNIT) == _CHUNK]
    if not said or not parts:
        raise IndexDamaged("The index has a passage without sentences.", _REMEDY)
    return Entry(
        passage=passage_of(group[0][0]),
        sentences=tuple(str(row.metadata.get("original", row.text)) for row, _ in said),
        translated=tuple("original" in row.metadata for row, _ in said),
        sentence_vectors=np.stack([vector for _, vector in said]),
        chunk_vectors=np.stack(parts),
    )


def _translation_data(translation: Translation | None) -> dict[str, str | int | float]:
    if translation is None:
        return {}
    return {"translation": "\n".join(translation.sentences), "translation_by": translation.by}


def _translation_of(row: Row) -> Translation | None:
    if "translation" not in row.metadata:
        return None
    sentences = tuple(str(row.metadata["translation"]).split("\n"))
    return Translation("en" if row_language(row) == "fr" else "fr", sentences, str(row.metadata["translation_by"]))


def row_language(row: Row) -> Language:
    """Return the language of a row's text."""
    return "fr" if row.metadata.get("language") == "fr" else "en"


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
            translation=_translation_of(row),
            page=int(data["page"]),
            row=int(data["row"]),
            sheet=str(data["sheet"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise IndexDamaged(f"The index has a passage without {error}.", _REMEDY) from None
