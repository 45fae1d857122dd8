"""What was asked on the command line -> a file to keep."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import UsageError
from assistant.exports import WRITERS, export
from assistant.exports.talk import Said, Talk
from assistant.records import Answer, Event


class Saving:
    """Notes the answers that pass through it, then writes them to a file.

    Raises UsageError for an ending that says nothing, or where there is no such folder.
    """

    def __init__(self, file: Path) -> None:
        self._kind = file.suffix.lower().removeprefix(".")
        self._file = file
        self._said: list[Said] = []
        if self._kind not in WRITERS:
            raise UsageError(f"{file} has no ending that says what to write.", "End it in .md, .html or .json.")
        if not file.parent.is_dir():
            raise UsageError(f"There is no folder {file.parent}.", "Give a file in a folder that you may write to.")

    def noting(self, question: str, events: Iterable[Event]) -> Iterator[Event]:
        """Pass events on, and note the answer."""
        for event in events:
            if isinstance(event, Answer):
                self._said.append(Said(question, event))
            yield event

    def write(self) -> None:
        """Write the file, in the language of the first answer; one of that name is replaced. Raises UsageError."""
        if not self._said:
            raise UsageError(f"{self._file} is not written: no question had an answer.", "Ask another question.")
        first = self._said[0]
        language = first.answer.language if first.answer else "en"
        talk = Talk(first.question, language, tuple(self._said), datetime.now(UTC).isoformat(timespec="seconds"))
        try:
            self._file.write_text(export(talk, self._kind), encoding="utf-8", newline="\n")
        except OSError as error:
            problem = f"{self._file} cannot be written ({error.strerror})."
            raise UsageError(problem, "Give a file in a folder that you may write to.") from None
