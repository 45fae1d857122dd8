"""Answers given earlier, as `assistant ask --json` prints or a page exports them: which quotes are no longer there?"""

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from assistant.records import Passage
from assistant.report import Fate, Stale

SUFFIXES = (".json", ".jsonl")


@dataclass(frozen=True, slots=True)
class Quoted:
    """One citation of an earlier answer, and where it was read: the file and the answer's number in it."""

    place: str
    question: str
    passage_id: str
    quote: str


def read_answers(path: Path) -> tuple[Quoted, ...]:
    """Read every answer of a .json or .jsonl file, or of all in a folder. Raises UsageError naming the file."""
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    else:
        files = [path]
    return tuple(quoted for file in files for quoted in _quoted(file))


def stale(quotes: Sequence[Quoted], passages: Sequence[Passage]) -> tuple[Stale, ...]:
    """Return the quotes that are no longer, word for word, in the passage they were taken from."""
    by_id = {passage.id: passage.text for passage in passages}
    found = []
    for one in quotes:
        if one.quote in by_id.get(one.passage_id, ""):
            continue
        now = next((name for name, text in by_id.items() if one.quote in text), "")
        fate: Fate = "moved" if now else "edited" if one.passage_id in by_id else "gone"
        found.append(Stale(one.place, one.question, one.passage_id, one.quote, fate, now))
    return tuple(found)


def _quoted(file: Path) -> Iterator[Quoted]:
    remedy = "Give what assistant ask --json printed (one object, or one a line), or an export as JSON."
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{file} cannot be read.", remedy) from None
    try:
        for number, answer in enumerate(_answers(text), 1):
            for cited in answer.get("citations") or []:
                quote = unicodedata.normalize("NFC", str(cited["quote"]))
                yield Quoted(f"{file}, {number}", str(answer.get("question", "")), str(cited["passage_id"]), quote)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise UsageError(f"{file} does not hold answers.", remedy) from None


def _answers(text: str) -> list[dict[str, Any]]:
    """Return the answers of a JSON text: one object, a list of them, one a line, or a conversation's export."""
    try:
        whole = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    if isinstance(whole, dict) and isinstance(whole.get("answers"), list):
        return list(whole["answers"])
    return whole if isinstance(whole, list) else [whole]
