"""What a build did: which passages it added, edited, removed or moved, and what that did to questions and answers."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from assistant.errors import IndexDamaged

FILE = "report.json"
# Why an earlier answer no longer stands: its passage was edited, its words stand under another id, or are nowhere.
Fate = Literal["edited", "moved", "gone"]


@dataclass(frozen=True, slots=True)
class Change:
    """A passage that changed: its id, its file, its first words, and for one that moved where it was."""

    id: str
    file: str
    words: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """The passages that changed. One whose words are the same under another id, file or section has moved."""

    added: tuple[Change, ...] = ()
    edited: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Shift:
    """A golden question that finds another passage first than before, or is refused where it was answered.

    Tops are ids of passages, empty where nothing was found.
    """

    id: str
    question: str
    top_before: str
    top: str
    answered_before: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class Stale:
    """An earlier answer that quotes what the corpus no longer says so: where it was read and what it quoted."""

    place: str
    question: str
    passage_id: str
    quote: str
    fate: Fate
    now: str = ""  # moved: the passage that has the words now


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did, beside the version before; `questions` were asked of both, `golden` of them in all."""

    version: str
    before: str
    built: str
    changes: Changes = field(default_factory=Changes)
    embedded: int = 0  # texts that went through the embedding model
    refitted: bool = False  # the language map was fitted anew
    golden: int = 0
    questions: tuple[Shift, ...] = ()
    answers: tuple[Stale, ...] = ()


@dataclass(frozen=True, slots=True)
class Built:
    """What an index build changed, by passages, and how long it took."""

    version: str
    passages: int
    sentences: int
    added: int
    changed: int
    removed: int
    unchanged: int
    seconds: float
    problems: tuple[str, ...] = field(default_factory=tuple)  # files that could not be used
    renewed: bool = False  # a new version was made
    moved: int = 0  # the same words under another id, file or section
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a build would change, how many texts it would embed, and what of the corpus it could not use."""

    changes: Changes
    embed: int
    problems: tuple[str, ...] = ()


def report_output(report: Report) -> dict[str, Any]:
    """Return a report as plain values, for JSON."""
    return asdict(report)


def write_report(folder: Path, report: Report) -> None:
    """Write a version's report beside its manifest."""
    (folder / FILE).write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1), encoding="utf-8")


def read_report(folder: Path) -> Report:
    """Read a version's report. Raises IndexDamaged."""
    try:
        raw: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
        changes = raw.pop("changes")
        unchanged = changes.pop("unchanged")
        listed = {kind: tuple(Change(**one) for one in items) for kind, items in changes.items()}
        raw["questions"] = tuple(Shift(**one) for one in raw["questions"])
        raw["answers"] = tuple(Stale(**one) for one in raw["answers"])
        return Report(**raw, changes=Changes(**listed, unchanged=unchanged))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise IndexDamaged(
            f"Version {folder.name} has no report that can be read.", "Ask for another: assistant index --list."
        ) from None
