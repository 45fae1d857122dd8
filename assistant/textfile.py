"""A file's bytes -> its text, whatever Unicode encoding it was saved in; says what to mend where it is no text."""

import unicodedata
from pathlib import Path

from assistant.errors import CorpusError, broken

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)


def read_text(path: Path, name: str, max_bytes: int) -> str:
    """Return a file's text as Unicode NFC with \\n line ends. Raises CorpusError if it is no readable text."""
    return text_of(read_bytes(path, name, max_bytes), name)


def read_bytes(path: Path, name: str, max_bytes: int) -> bytes:
    """Return a file's bytes. Raises CorpusError if it cannot be read, is empty or too large."""
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise CorpusError(
                f"{name}: {size / 1e6:.1f} MB is more than the {max_bytes / 1e6:g} MB a file may have.",
                "Split it, or raise ASSISTANT_FILE_MB.",
            )
        data = path.read_bytes()
    except OSError as error:
        raise CorpusError(
            f"{name}: cannot be read ({error.strerror}).", "Check that it exists and its permissions."
        ) from None
    if not data:
        raise _empty(name)
    return data


def text_of(data: bytes, name: str, encoding: str = "utf-8") -> str:
    """Return the text of a file's bytes, in `encoding` where no mark at their start tells another."""
    text = _decode(data, name, encoding)
    if not text.strip():
        raise _empty(name)
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _empty(name: str) -> CorpusError:
    return CorpusError(f"{name}: is empty.", "Write a paragraph in it, or delete it.")


def _decode(data: bytes, name: str, encoding: str) -> str:
    encoding = next((marked for bom, marked in _BOMS if data.startswith(bom)), encoding)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = "this is not a text file." if b"\0" in data[:8192] else f"this is not {encoding.upper()} text."
        raise broken(name, line, problem, "Save it as UTF-8 text, or move it elsewhere.") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise broken(name, line, "this is not a text file.", "Save it as UTF-8 text, or move it elsewhere.")
    return text
