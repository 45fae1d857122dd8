"""A PDF -> Document: pypdf finds the words and where they stand, `paragraphs` makes passages of them."""

import logging
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from assistant.errors import CorpusError
from assistant.formats.paragraphs import Line, pieces_of
from assistant.formats.pieces import MALFORMED, clean, listed, whole
from assistant.records import Document

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_SOFT_HYPHEN = re.compile("\u00ad\\s*$", re.MULTILINE)
_UNTOLD = re.compile("[\ufffd\ue000-\uf8ff]")  # letters that the file's fonts do not tell
_UNTOLD_SHARE = 0.2
_SAME_LINE = 0.4  # of the letters' size: how far words of one line may stand above each other


def read(data: bytes, name: str) -> Document:
    """Read a .pdf file. Raises CorpusError."""
    from pypdf import PdfReader  # noqa: PLC0415  # only when there is such a file
    from pypdf.errors import PyPdfError  # noqa: PLC0415  # the same

    if b"%PDF-" not in data[:1024]:
        raise CorpusError(f"{name}: is not a PDF file.", "Give it the suffix of what it is, or move it elsewhere.")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it writes of every oddity, by no name of ours
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            _unlock(reader, name)
        pages = [_lines(page, number) for number, page in enumerate(reader.pages, 1)]
        title = _title(reader)
    except (*MALFORMED, PyPdfError):
        remedy = "Open it and save it again as .pdf, or move it elsewhere."
        raise CorpusError(f"{name}: is damaged, or is not a PDF file.", remedy) from None
    return _document(pages, title, name)


def _document(pages: list[list[Line]], title: str, name: str) -> Document:
    words = "".join(line.text for lines in pages for line in lines)
    if not any(map(str.isalnum, words)):
        remedy = "Run text recognition (OCR) on it and save the result, or write its text in a .md file."
        raise CorpusError(f"{name}: has no text, only pictures of its pages (a scan).", remedy)
    if len(_UNTOLD.findall(words)) > _UNTOLD_SHARE * len(words):
        remedy = "Print it to a new PDF, run text recognition (OCR) on it, or write its text in a .md file."
        raise CorpusError(f"{name}: its fonts do not tell which letters its text has.", remedy)
    bare = [number for number, lines in enumerate(pages, 1) if not lines]
    which = f"page{'s' if len(bare) > 1 else ''} {listed(bare)}" if bare else ""
    problems = [f"{name}, {which}: no text; if it is a scan, run text recognition (OCR) on it."] if bare else []
    heading, pieces = pieces_of(pages)
    return whole(title or heading, name, pieces, problems)


def _unlock(reader: "PdfReader", name: str) -> None:
    """Open a file that anyone may read but not change; one that needs a password is an error."""
    from pypdf.errors import DependencyError  # noqa: PLC0415  # only when there is such a file

    try:
        opened = bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        opened = False
    if not opened:
        raise CorpusError(f"{name}: is encrypted (a password).", "Open it and save it without protection.")


def _title(reader: "PdfReader") -> str:
    """Return the title that the file states, where it is one and not a file's name."""
    title = clean(str(reader.metadata.get("/Title") or "" if reader.metadata else "")).replace("\n", " ")
    named = re.search(r"\.\w{2,4}$|^microsoft|^untitled|^sans titre|^document\d*$", title, re.IGNORECASE)
    return "" if named or len(title) < 4 or _UNTOLD.search(title) else title


def _lines(page: "PageObject", number: int) -> list[Line]:
    """Return a page's lines in the order of its content, each with where it begins and how large its letters are."""
    lines: list[_Line] = []

    def take(text: str, around: list[float], matrix: list[float], font: dict[str, Any] | None, size: float) -> None:
        y = matrix[4] * around[1] + matrix[5] * around[3] + around[5]
        x = matrix[4] * around[0] + matrix[5] * around[2] + around[4]
        size = abs(size * max(abs(matrix[3]), abs(matrix[1])) * max(abs(around[3]), abs(around[1])))
        bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        for at, part in enumerate(text.split("\n")):
            if at and lines:
                lines[-1].ended = True
            if not part.strip():
                if lines and part:
                    lines[-1].words.append(part)
                continue
            if not lines or lines[-1].ended or abs(lines[-1].y - y) > _SAME_LINE * max(size, lines[-1].size):
                lines.append(_Line(x, y))
            lines[-1].add(part, size, bold)

    page.extract_text(visitor_text=take)
    return [line for one in lines if (line := one.whole(number)).text]


class _Line:
    """A line as far as it is read; its size and weight are those of most of its letters."""

    def __init__(self, x: float, y: float) -> None:
        self.x, self.y, self.ended = x, y, False
        self.words: list[str] = []
        self._sizes: dict[tuple[float, bool], int] = {}

    @property
    def size(self) -> float:
        return max(self._sizes, key=lambda key: self._sizes[key])[0] if self._sizes else 0.0

    def add(self, words: str, size: float, bold: bool) -> None:
        self.words.append(words)
        key = (round(size, 1), bold)
        self._sizes[key] = self._sizes.get(key, 0) + len(words)

    def whole(self, page: int) -> Line:
        text = _SOFT_HYPHEN.sub("-", "".join(self.words)).translate(_LIGATURES)
        size, bold = max(self._sizes, key=lambda key: self._sizes[key])
        return Line(clean(text), page, round(self.x, 1), round(self.y, 1), size, bold)
