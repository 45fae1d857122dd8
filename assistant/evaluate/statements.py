"""Files of statements -> checked statements, each true or false in one way."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CorpusError
from assistant.evaluate.items import Split
from assistant.records import Language

_REMEDY = 'Write one JSON object a line: {"id", "language", "statement", "kind", "passage_language", "split"}.'


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, true or false in one way, and the language of the passage it was made from."""

    id: str
    language: Language
    text: str
    kind: str
    told_in: Language
    split: Split
    passage: str = ""  # that it was made from

    @property
    def true(self) -> bool:
        """Whether the corpus says it."""
        return self.kind == "true"

    @property
    def direction(self) -> str:
        """From the statement's language to the passage's, such as `fr->en`."""
        return f"{self.language}->{self.told_in}"


def read_statements(path: Path) -> tuple[Statement, ...]:
    """Read one statement a line. Raises CorpusError naming the line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        raise CorpusError(f"The statements {path} cannot be read.", "Restore them from the repository.") from None
    return tuple(_statement(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip())


def one_in(every: int, statements: Sequence[Statement]) -> Sequence[Statement]:
    """Return one in so many statements, the same each time, whatever their order says of their kind."""
    if every == 1:
        return statements
    return sorted(statements, key=lambda one: hashlib.sha256(one.id.encode()).hexdigest())[::every]


def _statement(line: str, place: str) -> Statement:
    try:
        raw = json.loads(line)
        languages: dict[str, Language] = {"fr": "fr", "en": "en"}
        splits: dict[str, Split] = {"development": "development", "test": "test"}
        return Statement(
            id=str(raw["id"]),
            language=languages[raw["language"]],
            text=str(raw["statement"]),
            kind=str(raw["kind"]),
            told_in=languages[raw["passage_language"]],
            split=splits[raw["split"]],
            passage=str(raw.get("passage", "")),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{place}: {error} is missing or wrong.", _REMEDY) from None
