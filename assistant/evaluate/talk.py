"""Dialogues and small talk: is a message taken for what it is, and does what it is understood as find its passages?"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from assistant.errors import CorpusError
from assistant.evaluate.items import SPLITS, Split
from assistant.evaluate.metrics import Rate, first_rank, rate
from assistant.language import LANGUAGES, detect
from assistant.ports import ChatModel, Progress
from assistant.records import Language, Term, Turn
from assistant.retrieve import Retriever
from assistant.smalltalk import SmallTalk
from assistant.standalone import Reading, Standalone

DEPTH = 5  # passages looked at
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Messages of a visitor in order; the last one refers back or stands alone, and the accepted passages answer it."""

    id: str
    language: Language
    turns: tuple[str, ...]
    refers: bool
    accepted: frozenset[str]
    split: Split


@dataclass(frozen=True, slots=True)
class Saying:
    """A message and the kind of small talk it is, "" when it is a question."""

    message: str
    language: Language
    kind: str
    split: Split


@dataclass(frozen=True, slots=True)
class Listener:
    """What reads messages and searches for them."""

    standalone: Standalone
    smalltalk: SmallTalk
    retriever: Retriever
    chat: ChatModel | None
    terms: Sequence[Term] = ()  # the glossary's

    def understand(self, turns: Sequence[str]) -> Reading:
        """Return how the last message is taken after the others."""
        history: list[Turn] = []
        for turn in turns:
            reading = self.standalone.read(self.smalltalk.question(turn), history, None, self.chat, self.terms)
            history.append(Turn(reading.question, reading.answer_in))
        return reading

    def rank(self, question: str, language: Language, accepted: frozenset[str]) -> int | None:
        """Return the rank of the first accepted passage."""
        hits = self.retriever.find(question, language, DEPTH).hits
        return first_rank([hit.passage.id for hit in hits], accepted)


def read_dialogues(path: Path) -> tuple[Dialogue, ...]:
    """Read one dialogue a line. Raises CorpusError naming the line."""
    return _read(
        path,
        lambda raw: Dialogue(
            id=str(raw["id"]),
            language=_language(raw),
            turns=tuple(map(str, raw["turns"])),
            refers=bool(raw["refers"]),
            accepted=frozenset(map(str, raw["accepted"])),
            split=_split(raw),
        ),
    )


def read_sayings(path: Path) -> tuple[Saying, ...]:
    """Read one message a line. Raises CorpusError naming the line."""
    return _read(path, lambda raw: Saying(str(raw["message"]), _language(raw), str(raw["kind"]), _split(raw)))


def dialogues_report(listener: Listener, dialogues: Sequence[Dialogue], progress: Progress) -> dict[str, Any]:
    """Return, by half and kind of dialogue, how often the decision is right and what is found either way."""
    rows: list[tuple[Dialogue, bool, int | None, int | None]] = []
    for done, one in enumerate(dialogues, 1):
        reading = listener.understand(one.turns)
        typed = one.turns[-1]
        as_typed = listener.rank(typed, detect(typed), one.accepted)
        understood = listener.rank(reading.question, reading.asked_in, one.accepted)
        rows.append((one, bool(reading.understood) == one.refers, as_typed, understood))
        progress("understanding", done, len(dialogues))
    groups: Mapping[str, Callable[[Dialogue], bool]] = {
        "all": lambda one: True,
        **{f"asked in {language}": _asked_in(language) for language in LANGUAGES},
        "refers back": lambda one: one.refers,
        "stands alone": lambda one: not one.refers,
        "after the other language": lambda one: bool(one.turns[:-1]) and detect(one.turns[-2]) != one.language,
    }
    report: dict[str, Any] = {}
    for split in SPLITS:
        report[split] = {}
        for name, belongs in groups.items():
            mine = [row for row in rows if row[0].split == split and belongs(row[0])]
            rates: dict[str, Rate] = {"decision right": rate([float(row[1]) for row in mine])}
            for k in (1, DEPTH):
                for at, way in ((2, "as typed"), (3, "as understood")):
                    rates[f"R@{k} {way}"] = rate([float(_within(row[at], k)) for row in mine])  # type: ignore[arg-type]
            report[split][name] = {key: value.as_dict() for key, value in rates.items()}
    return report


def sayings_report(smalltalk: SmallTalk, sayings: Sequence[Saying], questions: Sequence[str]) -> dict[str, Any]:
    """Return how much small talk is known, and that no question is taken for it; `questions` are more of those."""
    report: dict[str, Any] = {}
    for split in SPLITS:
        half = [(one, smalltalk.recognise(one.message)) for one in sayings if one.split == split]
        said = [float(found is not None and found[0] == one.kind) for one, found in half if one.kind]
        asked = [float(found is None) for one, found in half if not one.kind]
        report[split] = {"replied to": rate(said).as_dict(), "questions left alone": rate(asked).as_dict()}
    left = [float(smalltalk.recognise(question) is None) for question in questions]
    return {**report, "questions of the set left alone": rate(left).as_dict()}


def _asked_in(language: Language) -> Callable[[Dialogue], bool]:
    return lambda one: one.language == language


def _within(rank: int | None, k: int) -> bool:
    return rank is not None and rank <= k


def _read(path: Path, make: Callable[[Any], Read]) -> tuple[Read, ...]:
    found = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        raise CorpusError(f"{path} cannot be read.", "Restore it from the repository.") from None
    for number, line in enumerate(lines, 1):
        try:
            found += [make(json.loads(line))] if line.strip() else []
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"{path}, line {number}: {error} is missing or wrong.", "Mend the line.") from None
    return tuple(found)


def _language(raw: Mapping[str, str]) -> Language:
    return {"fr": "fr", "en": "en"}[raw["language"]]  # type: ignore[return-value]  # the keys are checked here


def _split(raw: Mapping[str, str]) -> Split:
    return {"development": "development", "test": "test"}[raw["split"]]  # type: ignore[return-value]  # the same
