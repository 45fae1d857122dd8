"""Many questions in a file: one a line in, one JSON object a line out, in order."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from assistant.errors import CorpusError, UsageError
from assistant.question import is_whole

_MAX_BYTES = 100_000_000


def read_lines(file: Path) -> list[str]:
    """Return the lines of a file of questions, without blank ones; "-" is standard input.

    A byte that is not UTF-8 stays in its line as half a character (surrogateescape), so that the line can be refused
    and the others asked. Raises CorpusError when the file is missing, too large, no text, or holds no question.
    """
    try:
        data = sys.stdin.buffer.read(_MAX_BYTES + 1) if str(file) == "-" else _bytes(file)
    except OSError as error:
        raise CorpusError(f"{file} cannot be read ({error.strerror}).", "Check its name and its permissions.") from None
    if len(data) > _MAX_BYTES:
        raise CorpusError(f"{file} is larger than {_MAX_BYTES // 10**6} MB.", "Split it.")
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16") if marked else data.decode("utf-8-sig", errors="surrogateescape")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise CorpusError(f"{file} is not a text file.", "Give one with a question a line.")
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    if not lines:
        raise CorpusError(f"{file} holds no question.", "Write one a line.")
    return lines


def _bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(_MAX_BYTES + 1)


def outputs(lines: Iterable[str], output: Callable[[str], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what `output` makes of each line's question; one that cannot be asked does not stop the others."""
    for line in lines:
        try:
            yield output(_question(line))
        except UsageError as error:
            yield {"question": line[:200].encode("utf-8", "replace").decode("utf-8"), "error": str(error)}


def _question(line: str) -> str:
    """Return a line's question: its "q" when it is a JSON object, else the line. Raises UsageError."""
    if not is_whole(line):
        raise UsageError("This line is not UTF-8 text.", "Save the file as UTF-8.")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return line
    if not isinstance(value, dict):
        return line
    if not isinstance(value.get("q"), str):
        raise UsageError('This JSON object has no "q" with a text.', 'Write {"q": "the question"}.')
    return str(value["q"])
