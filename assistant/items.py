"""A set of questions with the passages that answer them, or none when they must be refused."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import CorpusError
from assistant.records import Language

Split = Literal["development", "test"]
SPLITS: tuple[Split, ...] = ("development", "test")
_REMEDY = 'Write one JSON object a line: {"id", "language", "question", "kind", "accepted", "split"}.'


@dataclass(frozen=True, slots=True)
class Item:
    """One question; `accepted` are the ids of the passages that answer it, none when nothing does."""

    id: str
    language: Language
    question: str
    kind: str
    accepted: frozenset[str]
    split: Split

    @property
    def answerable(self) -> bool:
        """Whether some passage answers."""
        return bool(self.accepted)


def read_items(path: Path) -> tuple[Item, ...]:
    """Read a set, one JSON object a line. Raises CorpusError naming the line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        raise CorpusError(
            f"The evaluation set {path} cannot be read.", "Give another: --set, or ASSISTANT_GOLDEN."
        ) from None
    items = tuple(_item(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip())
    if len({item.id for item in items}) < len(items):
        raise CorpusError(f"{path}: two questions have the same id.", "Give each its own.")
    return items


def _item(line: str, place: str) -> Item:
    try:
        raw = json.loads(line)
        return Item(
            id=str(raw["id"]),
            language={"fr": "fr", "en": "en"}[raw["language"]],  # type: ignore[arg-type]  # the keys are checked here
            question=str(raw["question"]),
            kind=str(raw["kind"]),
            accepted=frozenset(map(str, raw["accepted"])),
            split={"development": "development", "test": "test"}[raw["split"]],  # type: ignore[arg-type]  # the same
        )
    except (ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{place}: {error} is missing or wrong.", _REMEDY) from None
