"""feedback/: what readers thought of answers, in one SQLite file that several processes may write at once.

A row tells of an answer, not of who read it: no address, no browser, no name is kept. It lies beside `index/`, not in
it: an index can be made again, a reader's word cannot.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from assistant.errors import FeedbackError
from assistant.records import Answer, Language, Mode
from assistant.visible import clean

Thumb = Literal["up", "down"]
Why = Literal["", "wrong_source", "unclear", "missing", "wrong_language"]
THUMBS: tuple[Thumb, ...] = get_args(Thumb)
REASONS: tuple[Why, ...] = get_args(Why)
COMMENT_CHARS, TEXT_CHARS = 1000, 20_000  # longer ones are cut
_VERSION = 1
_TABLE = """CREATE TABLE IF NOT EXISTS feedback (id TEXT PRIMARY KEY, time TEXT NOT NULL, thumb TEXT NOT NULL,
reason TEXT NOT NULL, comment TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, passages TEXT NOT NULL,
language TEXT NOT NULL, mode TEXT NOT NULL, index_version TEXT NOT NULL) STRICT"""
_PUT = "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_LIST = """SELECT id, time, thumb, reason, comment, question, answer, passages, language, mode, index_version
FROM feedback WHERE time >= ? AND ? IN ('', thumb) AND ? IN ('', reason) ORDER BY time DESC, id"""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reader thought of one answer; `id` is the answer's own, so that a second opinion replaces the first."""

    id: str
    time: str  # ISO, UTC
    thumb: Thumb
    reason: Why
    comment: str
    question: str
    answer: str
    passages: tuple[str, ...]  # ids of those cited
    language: Language
    mode: Mode
    index_version: str


def opinion(key: str, answer: Answer, thumb: Thumb, reason: Why = "", comment: str = "") -> Opinion:
    """Return the opinion given now on an answer; a reason goes with a thumb down only."""
    return Opinion(
        id=key,
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        thumb=thumb,
        reason=reason if thumb == "down" else "",
        comment=clean(comment).strip()[:COMMENT_CHARS],
        question=clean(answer.understood or answer.question)[:TEXT_CHARS],
        answer=clean(answer.text)[:TEXT_CHARS],
        passages=tuple(dict.fromkeys(item.passage.id for item in answer.citations)),
        language=answer.language,
        mode=answer.mode,
        index_version=answer.version,
    )


class Feedback:
    """The opinions in a file, made at the first one; `patience` is how many seconds a writer waits for its turn."""

    def __init__(self, file: Path, patience: float = 5.0) -> None:
        self._file, self._patience = file, patience

    def keep(self, opinion: Opinion) -> None:
        """Store an opinion in place of one of the same answer; on return it is on disk. Raises FeedbackError."""
        passages = json.dumps(opinion.passages, ensure_ascii=False)
        row = (opinion.id, opinion.time, opinion.thumb, opinion.reason, opinion.comment, opinion.question)
        rest = (opinion.answer, passages, opinion.language, opinion.mode, opinion.index_version)
        with self._open(create=True) as database, database:
            database.execute(_PUT, (*row, *rest))

    def withdraw(self, key: str) -> None:
        """Forget the opinion on an answer, if there is one. Raises FeedbackError."""
        if self._file.exists():
            with self._open() as database, database:
                database.execute("DELETE FROM feedback WHERE id = ?", (key,))

    def read(self, since: str = "", thumb: str = "", reason: str = "") -> tuple[Opinion, ...]:
        """Return the opinions, newest first: since an ISO time, of a thumb, for a reason. Raises FeedbackError."""
        if not self._file.exists():
            return ()
        with self._open() as database:
            rows = database.execute(_LIST, (since, thumb, reason)).fetchall()
        return tuple(_opinion(*row) for row in rows)

    @contextmanager
    def _open(self, *, create: bool = False) -> Iterator[sqlite3.Connection]:
        """Give a connection of its own to whoever asks: threads and processes share none."""
        try:
            if create:
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._file, timeout=self._patience)) as database:
                self._prepare(database)
                yield database
        except (sqlite3.Error, OSError, ValueError) as error:
            raise FeedbackError(f"Feedback in {self._file} cannot be used ({error}).", _remedy(error)) from None

    def _prepare(self, database: sqlite3.Connection) -> None:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            raise ValueError("a newer version of this program wrote it")
        database.execute("PRAGMA synchronous = FULL")
        if version < _VERSION:
            database.execute("PRAGMA journal_mode = WAL")  # kept in the file: readers and a writer do not wait
            database.execute(_TABLE)
            database.execute(f"PRAGMA user_version = {_VERSION}")


def _opinion(*row: str) -> Opinion:
    values = dict(zip((field.name for field in fields(Opinion)), row, strict=True))
    return Opinion(**(values | {"passages": tuple(json.loads(values["passages"]))}))  # type: ignore[arg-type]  # as kept


def _remedy(error: Exception) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_BUSY"):
        return "Another process holds it; try again."
    if name in ("SQLITE_NOTADB", "SQLITE_CORRUPT") or isinstance(error, json.JSONDecodeError):
        return "Move the file elsewhere, and a new one is begun; sqlite3 FILE .recover saves what can be read."
    if isinstance(error, ValueError):
        return "Install that version, or name another file with ASSISTANT_FEEDBACK."
    return "Check the folder's permissions and the space left, or name another file with ASSISTANT_FEEDBACK."
