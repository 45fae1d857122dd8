"""corpus/ -> documents: reads what editors wrote and says, for each broken file, what to mend."""

import hashlib
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant import glossary, markup
from assistant.errors import CorpusError, broken
from assistant.records import Document, Term

SUFFIXES = (".md", ".txt")
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents that can be used, and one sentence for each file that cannot."""

    documents: tuple[Document, ...]
    problems: tuple[str, ...]
    files: Mapping[str, str]  # every file's name and the SHA-256 of its bytes, read or not
    glossary: tuple[Term, ...] = ()
    broken: tuple[str, ...] = ()  # the files that could not be used


def read_corpus(folder: Path, max_bytes: int) -> Corpus:
    """Read every .md and .txt file of a folder, in name order; README files are for editors.

    Raises CorpusError when the folder is missing, unreadable, or holds nothing that can be used.
    """
    documents: list[Document] = []
    broken: list[str] = []
    ids: dict[str, str] = {}
    files: dict[str, str] = {}
    paths, problems = _files(folder)
    for path in paths:
        name = printable(path.relative_to(folder))
        files[name] = _digest(path)
        try:
            document = read_file(path, name, max_bytes)
            _claim_ids(document, ids)
        except CorpusError as error:
            problems.append(str(error))
            broken.append(name)
        else:
            documents.append(document)
            problems.extend(document.problems)
    terms = _glossary(folder, max_bytes, problems)
    files |= _glossary_hash(folder)
    if not any(document.passages for document in documents):
        problems.append(f"{folder} holds no passage that can be used.")
        raise CorpusError(" ".join(problems), "Add a .md or .txt file (corpus/README.md says how), or import a page.")
    return Corpus(tuple(documents), tuple(problems), files, terms, tuple(broken))


def read_file(path: Path, name: str, max_bytes: int) -> Document:
    """Read one corpus file, called `name` in messages and citations. Raises CorpusError."""
    if path.suffix.lower() not in SUFFIXES:
        raise CorpusError(f"{name}: only .md and .txt files are read.", "Save its text as one, or move it elsewhere.")
    return markup.parse(read_text(path, name, max_bytes), name)


def read_text(path: Path, name: str, max_bytes: int) -> str:
    """Return a file's text as Unicode NFC with \\n line ends. Raises CorpusError if it is no readable text."""
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
    text = _decode(data, name)
    if not text.strip():
        raise CorpusError(f"{name}: is empty.", "Write a paragraph in it, or delete it.")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _glossary(folder: Path, max_bytes: int, problems: list[str]) -> tuple[Term, ...]:
    """Return the editors' glossary, if there is one; what is wrong with it joins the problems."""
    found = glossary_files(folder)
    if not found:
        return ()
    path = found[0]
    problems.extend(f"{other.name}: only {path.name} is read as the glossary. Join them." for other in found[1:])
    try:
        terms, wrong = glossary.parse(read_text(path, path.name, max_bytes), path.name)
    except CorpusError as error:
        problems.append(str(error))
        return ()
    problems.extend(wrong)
    return terms


def file_hashes(folder: Path) -> dict[str, str]:
    """Return every corpus file's name and the SHA-256 of its bytes, without reading what it says; none when missing."""
    try:
        hashes = {printable(path.relative_to(folder)): _digest(path) for path in _files(folder)[0]}
    except CorpusError:
        return {}
    return hashes | _glossary_hash(folder)


def _glossary_hash(folder: Path) -> dict[str, str]:
    return {path.name: _digest(path) for path in glossary_files(folder)}


def glossary_files(folder: Path) -> list[Path]:
    """Return the folder's glossary, whatever the case of its name; of several, the one read comes first."""
    return sorted(path for path in folder.iterdir() if _is_glossary(path.relative_to(folder)) and path.is_file())


def _is_glossary(path: Path) -> bool:
    return path.as_posix().upper() == glossary.FILE.upper()


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _files(folder: Path) -> tuple[list[Path], list[str]]:
    """Return what may be corpus files, in name order, and a sentence for each folder that cannot be read."""
    if not folder.is_dir():
        raise CorpusError(f"There is no corpus folder at {folder}.", "Create it, or say where it is with --root.")
    unread: list[OSError] = []
    found = [
        Path(where, name)
        for where, folders, files in os.walk(folder, onerror=unread.append)
        for name in (*folders, *files)
    ]
    problems = [f"{error.filename} cannot be read ({error.strerror}). Check its permissions." for error in unread]
    if not found and problems:
        raise CorpusError(f"{folder} cannot be read ({unread[0].strerror}).", "Check its permissions.")
    paths = sorted(path for path in found if path.is_file() or path.is_symlink())
    return [path for path in paths if not ignored(path.relative_to(folder))], problems


def ignored(path: Path) -> bool:
    """Tell whether a path inside the folder is no article: hidden or underscored names, backups, README, glossary."""
    return (
        any(part.startswith((".", "_")) or part.endswith("~") for part in path.parts)
        or path.stem.upper() == "README"
        or _is_glossary(path)
    )


def printable(path: Path) -> str:
    """Return a path as text; what is not UTF-8 in a file's name becomes a question mark."""
    return path.as_posix().encode(errors="surrogateescape").decode(errors="replace")


def _decode(data: bytes, name: str) -> str:
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
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


def _claim_ids(document: Document, ids: dict[str, str]) -> None:
    for passage in document.passages:
        if passage.id in ids:
            raise broken(
                document.file,
                passage.line,
                f'id "{passage.id}" is already used in {ids[passage.id]}; this file is left out.',
                "Change the id, or delete it: a passage without an id gets one.",
            )
    ids.update({passage.id: f"{document.file}, line {passage.line}" for passage in document.passages})
