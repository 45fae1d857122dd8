"""corpus/ -> documents: reads what editors wrote and says, for each broken file, what to mend."""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from assistant import expected, formats, glossary, goals, markup
from assistant.errors import CorpusError
from assistant.formats.columns import is_sidecar
from assistant.goals import GoalTerms
from assistant.place import place_of
from assistant.records import Document, ExpectedQuestion, Passage, Term
from assistant.saved_page import document_of, is_saved_page
from assistant.textfile import read_text

LISTS = (glossary.FILE, goals.FILE, expected.FILE)  # what editors list beside the texts: no passages
Listed = TypeVar("Listed")
SUFFIXES = (".md", ".txt", *formats.SUFFIXES)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents that can be used, and one sentence for each file that cannot."""

    documents: tuple[Document, ...]
    problems: tuple[str, ...]
    files: Mapping[str, str]  # every file's name and the SHA-256 of its bytes, read or not
    glossary: tuple[Term, ...] = ()
    goals: tuple[GoalTerms, ...] = ()  # the editors' words of the development goals
    expected: tuple[ExpectedQuestion, ...] = ()  # what editors expect to be asked of passages
    broken: tuple[str, ...] = ()  # the files that could not be used, and folders, with a / at their end


def read_corpus(folder: Path, max_bytes: int) -> Corpus:
    """Read every file of a folder that is of a known kind, in name order; README files are for editors.

    Raises CorpusError when the folder is missing, unreadable, or holds nothing that can be used.
    """
    documents: list[Document] = []
    ids: dict[str, str] = {}
    files: dict[str, str] = {}
    paths, unread = _files(folder)
    problems = [f"{error.filename} cannot be read ({error.strerror}). Check its permissions." for error in unread]
    broken = [printable(Path(error.filename).relative_to(folder)) + "/" for error in unread]
    for path in paths:
        name = printable(path.relative_to(folder))
        files[name] = _digest(path)
        if is_sidecar(path):
            continue
        try:
            document = read_file(path, name, max_bytes)
            _claim_ids(document, ids)
        except CorpusError as error:
            problems.append(str(error))
            broken.append(name)
        else:
            documents.append(document)
            problems.extend(document.problems)
    terms = _listed(folder, glossary.FILE, glossary.parse, max_bytes, problems)
    words = _listed(folder, goals.FILE, goals.parse, max_bytes, problems)
    questions = _listed(folder, expected.FILE, expected.parse, max_bytes, problems)
    if not any(Path(name).suffix.lower() in SUFFIXES or name.endswith("/") for name in broken):
        problems += _of_nothing(questions, ids)  # else what those hold is not known here
    files |= _list_hashes(folder)
    if not any(document.passages for document in documents):
        problems.append(f"{folder} holds no passage that can be used.")
        raise CorpusError(" ".join(problems), "Add a file that has some (corpus/README.md says how), or import a page.")
    return Corpus(tuple(documents), tuple(problems), files, terms, words, questions, tuple(broken))


def read_file(path: Path, name: str, max_bytes: int) -> Document:
    """Read one corpus file, called `name` in messages and citations. Raises CorpusError."""
    suffix = path.suffix.lower()
    if suffix not in (".md", ".txt"):
        return formats.read(path, name, max_bytes)
    text = read_text(path, name, max_bytes)
    return document_of(text, name) if suffix == ".txt" and is_saved_page(text) else markup.parse(text, name)


Parse = Callable[[str, str], tuple[tuple[Listed, ...], tuple[str, ...]]]


def _listed(folder: Path, file: str, parse: Parse[Listed], max_bytes: int, problems: list[str]) -> tuple[Listed, ...]:
    """Return what one of the editors' lists says, if it is there; what is wrong with it joins the problems."""
    found = list_files(folder, file)
    if not found:
        return ()
    path = found[0]
    problems.extend(f"{other.name}: only {path.name} is read. Join them." for other in found[1:])
    try:
        entries, wrong = parse(read_text(path, path.name, max_bytes), path.name)
    except CorpusError as error:
        problems.append(str(error))
        return ()
    problems.extend(wrong)
    return entries


def _of_nothing(questions: Sequence[ExpectedQuestion], ids: Mapping[str, str]) -> list[str]:
    """Return a sentence for each id that the expected questions name and no passage has."""
    named = dict.fromkeys(item.passage for item in questions)
    return [
        f'{expected.FILE}: no passage has the id "{name}"; its questions are left out. Write a passage\'s id over them.'
        for name in named
        if name not in ids
    ]


def file_hashes(folder: Path) -> dict[str, str]:
    """Return every corpus file's name and the SHA-256 of its bytes, without reading what it says; none when missing."""
    try:
        hashes = {printable(path.relative_to(folder)): _digest(path) for path in _files(folder)[0]}
    except CorpusError:
        return {}
    return hashes | _list_hashes(folder)


def _list_hashes(folder: Path) -> dict[str, str]:
    return {path.name: _digest(path) for file in LISTS for path in list_files(folder, file)}


def list_files(folder: Path, file: str) -> list[Path]:
    """Return the folder's list of this name, whatever its case; of several, the one read comes first."""
    return sorted(path for path in folder.iterdir() if path.name.upper() == file.upper() and path.is_file())


def is_list(path: Path) -> bool:
    """Tell whether a path inside the folder is one of the editors' lists."""
    return path.as_posix().upper() in {file.upper() for file in LISTS}


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _files(folder: Path) -> tuple[list[Path], list[OSError]]:
    """Return the corpus files and those beside them, in name order, and each unreadable folder's error."""
    if not folder.is_dir():
        raise CorpusError(f"There is no corpus folder at {folder}.", "Create it, or say where it is with --root.")
    unread: list[OSError] = []
    found = [
        Path(where, name)
        for where, folders, files in os.walk(folder, onerror=unread.append)
        for name in (*folders, *files)
    ]
    if not found and unread:
        raise CorpusError(f"{folder} cannot be read ({unread[0].strerror}).", "Check its permissions.")
    paths = sorted(path for path in found if path.is_file() or path.is_symlink())
    return [path for path in paths if not ignored(path.relative_to(folder))], unread


def ignored(path: Path) -> bool:
    """Tell whether a path inside the folder is no article: hidden or underscored names, backups, README, the lists."""
    return (
        any(part.startswith((".", "_")) or part.endswith("~") for part in path.parts)
        or path.stem.upper() == "README"
        or is_list(path)
    )


def printable(path: Path) -> str:
    """Return a path as text; what is not UTF-8 in a file's name becomes a question mark."""
    return path.as_posix().encode(errors="surrogateescape").decode(errors="replace")


def _claim_ids(document: Document, ids: dict[str, str]) -> None:
    for passage in document.passages:
        if passage.id in ids:
            raise CorpusError(
                f'{_where(passage)}: id "{passage.id}" is already used in {ids[passage.id]}; this file is left out.',
                "Change the id, or delete it: a passage without an id gets one.",
            )
    ids.update({passage.id: _where(passage) for passage in document.passages})


def _where(passage: Passage) -> str:
    return f"{passage.file}, {place_of(passage, 'en') or f'line {passage.line}'}"
