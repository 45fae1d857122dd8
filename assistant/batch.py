"""Many questions in a file: one a line in, one JSON object a line out, in order."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from assistant.errors import CorpusError, UsageError
from assistant.textfile import read_text

_MAX_BYTES = 100_000_000


def read_lines(file: Path) -> list[str]:
    """Return the lines of a file of questions, without blank ones; what is not UTF-8 in a line is replaced.

    Raises CorpusError when the file is missing, too large, no text, or holds no question.
    """
    try:
        text = read_text(file, str(file), _MAX_BYTES)
    except CorpusError:
        if not file.is_file() or file.stat().st_size > _MAX_BYTES:
            raise
        data = file.read_bytes()
        if b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff")):  # no UTF-8 text with a slip in it
            raise
        text = data.decode("utf-8", errors="replace").replace("\r\n", "\n")
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        raise CorpusError(f"{file} holds no question.", "Write one a line.")
    return lines


def outputs(lines: Iterable[str], output: Callable[[str], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what `output` makes of each line's question; one that cannot be asked does not stop the others."""
    for line in lines:
        try:
            yield output(_question(line))
        except UsageError as error:
            yield {"question": line[:200], "error": str(error)}


def _question(line: str) -> str:
    """Return a line's question: its "q" when it is a JSON object, else the line. Raises UsageError."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return line
    if not isinstance(value, dict):
        return line
    if not isinstance(value.get("q"), str):
        raise UsageError('This JSON object has no "q" with a text.', 'Write {"q": "the question"}.')
    return str(value["q"])
