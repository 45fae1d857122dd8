"""What a converter finds in a file -> a Document: languages, ids and clean text, the same for every format."""

import hashlib
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from assistant.errors import CorpusError
from assistant.language import detect
from assistant.records import Document, Kind, Language, Passage, Translation
from assistant.segment import sentence_bounds

# What converters raise on a file that is cut short or is not what its name says; none has one tree for it.
MALFORMED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BadZipFile,
    EOFError,
    ExpatError,
    LookupError,
    MemoryError,
    OSError,
    SyntaxError,  # of XML: what both its parsers raise
    RuntimeError,  # RecursionError and NotImplementedError are such
    struct.error,
    TypeError,
    ValueError,
    zlib.error,
)
_ID_DIGITS = 12  # a table has many passages: with the eight of a text, two of 10,000 would sometimes share one
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\v\f\x85]+")
_LINES = re.compile(r" ?[\n\u2028\u2029][\n\u2028\u2029 ]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """One passage as a converter finds it, with what tells where it stands."""

    text: str
    section: str = ""
    page: int = 0
    row: int = 0
    sheet: str = ""
    kind: Kind = "text"
    language: Language | None = None  # None: found out from the text
    title: str = ""  # of what it belongs to, where that is not the file's
    translation: tuple[str, ...] = ()


def clean(text: str) -> str:
    """Return a text in NFC with single spaces and line ends, without characters that nobody sees."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", ""))
    return _LINES.sub("\n", _SPACES.sub(" ", unicodedata.normalize("NFC", text))).strip()


def says_something(text: str) -> bool:
    """Tell a text from bullets, rules and other signs."""
    return any(map(str.isalnum, text))


def whole(title: str, file: str, pieces: Iterable[Piece], problems: Sequence[str] = ()) -> Document:
    """Return the document that a file's pieces make. Raises CorpusError when they say nothing."""
    found = [piece for piece in pieces if says_something(piece.text)]
    if not found:
        raise CorpusError(f"{file}: has no text.", "Write a paragraph in it, or move it elsewhere.")
    title = title or stem(file)
    language = detect("\n".join(piece.text for piece in found[:40])[:4000], default="fr")
    seen: dict[str, int] = {}
    passages = tuple(_passage(piece, title, file, language, seen) for piece in found)
    return Document(title, language, file, passages=passages, problems=tuple(problems))


def stem(file: str) -> str:
    """Return a file's name without its folder and suffix: what a document without a title is called."""
    return file.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def _passage(piece: Piece, title: str, file: str, default: Language, seen: dict[str, int]) -> Passage:
    language = piece.language or detect(piece.text, default=default)
    other: Language = "en" if language == "fr" else "fr"
    return Passage(
        id=unused(file, piece.text, seen),
        text=piece.text,
        language=language,
        kind=piece.kind,
        section=piece.section,
        document=piece.title or title,
        file=file,
        translation=Translation(other, piece.translation) if piece.translation else None,
        page=piece.page,
        row=piece.row,
        sheet=piece.sheet,
    )


def unused(file: str, text: str, seen: dict[str, int]) -> str:
    """Return a passage's id, made from its file's name and its words; the second of the same words gets -2."""
    made = hashlib.sha256(f"{file}\n{text}".encode()).hexdigest()[:_ID_DIGITS]
    seen[made] = seen.get(made, 0) + 1
    return f"{made}-{seen[made]}" if seen[made] > 1 else made


def sentences_of(text: str, language: Language) -> tuple[str, ...]:
    """Return the sentences of a text."""
    return tuple(text[start:end] for start, end in sentence_bounds(text, language))


def listed(numbers: Sequence[int], limit: int = 12) -> str:
    """Return "7", "7 and 9" or "7, 9, 12 and 88 more" for a message."""
    if len(numbers) > limit:
        return f"{', '.join(map(str, numbers[:limit]))} and {len(numbers) - limit} more"
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last
