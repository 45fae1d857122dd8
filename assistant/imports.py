"""A saved page -> a corpus file, written whole or not at all."""

import dataclasses
import os
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.corpus import ignored, printable, read_corpus
from assistant.errors import CorpusError
from assistant.markup import passage_id, write
from assistant.records import Document
from assistant.saved_page import SavedPage, read_page
from assistant.textfile import read_bytes, read_text

_NAME = re.compile(r"[\w.-]{1,60}\.md")
_SLUG_CHARS = 60


@dataclass(frozen=True, slots=True)
class Imported:
    """The corpus file written, and the page it holds."""

    path: Path
    page: SavedPage


def import_file(file: Path, corpus: Path, max_bytes: int, name: str | None, *, replace: bool) -> Imported:
    """Read a page saved as text or as HTML and write it into the corpus folder; `name` defaults to the title's words.

    Raises CorpusError: the file cannot be read, is no such page, or a corpus file of that name exists.
    """
    source = printable(Path(file.name))
    page = read_page(_text(file, source, max_bytes), source, date.today().isoformat())
    name = name or _slug(page.document.title)
    path = corpus / (name if name.endswith(".md") else f"{name}.md")
    if not _NAME.fullmatch(path.name) or path.parent != corpus or ignored(Path(path.name)):
        remedy = "Use up to 60 letters, digits, - and _, a letter or digit first, and not README."
        raise CorpusError(f'"{name}" cannot be a corpus file\'s name.', remedy)
    if path.exists() and not replace:
        raise CorpusError(
            f"{path} exists already, perhaps with edits.", "Give another --name, or --replace to write over it."
        )
    page = dataclasses.replace(page, document=_apart(page.document, corpus, max_bytes, path.name))
    _write(path, write(page.document))
    return Imported(path, page)


def _text(file: Path, source: str, max_bytes: int) -> str:
    if file.suffix.lower() not in (".html", ".htm"):
        return read_text(file, source, max_bytes)
    from assistant.formats.html import page_lines  # noqa: PLC0415  # only when there is such a file

    return page_lines(read_bytes(file, source, max_bytes), source)


def _apart(document: Document, corpus: Path, max_bytes: int, name: str) -> Document:
    """Give passages other ids where another corpus file has the same: pages of one kind share paragraphs."""
    try:
        others = read_corpus(corpus, max_bytes).documents
    except CorpusError:
        return document
    taken = {passage.id for other in others if other.file != name for passage in other.passages}
    passages = (
        dataclasses.replace(item, id=passage_id(f"{name}\n{item.text}")) if item.id in taken else item
        for item in document.passages
    )
    return dataclasses.replace(document, passages=tuple(passages))


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be written ({error.strerror}).", "Check permissions and free space."
        ) from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def output(imported: Imported) -> dict[str, Any]:
    """Return what `assistant import --json` prints."""
    passages = imported.page.document.passages
    return {
        "file": str(imported.path),
        "title": imported.page.document.title,
        "language": imported.page.document.language,
        "article": sum(passage.kind == "article" for passage in passages),
        "contributions": sum(passage.kind == "contribution" for passage in passages),
        "related": len(imported.page.document.related),
        "dropped": list(imported.page.dropped),
    }


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    slug = ""
    for word in words:
        if len(slug) + len(word) > _SLUG_CHARS:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or "page"
