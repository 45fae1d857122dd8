"""Golden questions: asked of a version before it is put in force, and compared with what the one before found.

They are a file of the evaluation's form (`items.py`), kept by whoever edits the corpus. A version is refused when most
of the questions whose passages it still has no longer find one of them among their first five: no edit does that, a
broken encoder or a broken store does.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.errors import IndexRefused
from assistant.items import Item, read_items
from assistant.ports import Embedder, Progress
from assistant.records import Language
from assistant.relevance import Relevance
from assistant.report import Shift
from assistant.retrieve import Retriever
from assistant.snapshot import Snapshot, Still

FIRST = 5  # passages among which one that answers must be
LOST = 0.5  # share of questions over which a version is refused
FILE = "golden.json"


@dataclass(frozen=True, slots=True)
class Golden:
    """The questions' file, and the decision that says whether one is answered without a language model."""

    path: Path
    relevance: Relevance

    def items(self) -> tuple[Item, ...]:
        """Read the questions. Raises CorpusError naming the line."""
        return read_items(self.path)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question found: the ids of its first passages, best first, and whether it is answered in quotes."""

    id: str
    question: str
    language: Language
    found: tuple[str, ...]
    answered: bool

    @property
    def top(self) -> str:
        """The first passage's id; empty when none was found."""
        return self.found[0] if self.found else ""


def ask(
    items: Sequence[Item], snapshot: Snapshot, embedder: Embedder, relevance: Relevance, progress: Progress
) -> tuple[Outcome, ...]:
    """Ask a version every question."""
    retriever = Retriever(Still(snapshot), embedder)
    outcomes = []
    for done, item in enumerate(items, 1):
        found = retriever.find(item.question, item.language, FIRST, weigh=True, rerank=False)
        ids = tuple(hit.passage.id for hit in found.hits)
        answered = relevance.may_answer(found, judged=False)
        outcomes.append(Outcome(item.id, item.question, item.language, ids, answered))
        progress("golden", done, len(items))
    return tuple(outcomes)


def check(items: Sequence[Item], outcomes: Sequence[Outcome], passages: Collection[str]) -> None:
    """Raise IndexRefused when most questions that the passages can answer no longer find one that does."""
    kept = {item.id: item.accepted & set(passages) for item in items}
    asked = [outcome for outcome in outcomes if kept[outcome.id]]
    lost = [outcome for outcome in asked if not kept[outcome.id].intersection(outcome.found)]
    if len(lost) > LOST * len(asked):
        raise IndexRefused(
            f"The new index is not put in force: {len(lost)} of {len(asked)} golden questions no longer find their "
            f'passage among the first {FIRST}, such as "{lost[0].question}".',
            "Look at what changed (assistant index --dry-run); assistant index --force puts it in force anyway.",
        )


def shifts(before: Sequence[Outcome], after: Sequence[Outcome]) -> tuple[Shift, ...]:
    """Return the questions whose first passage, or whether they are answered, is another than before."""
    asked = {(one.question, one.language): one for one in before}
    pairs = [(asked[one.question, one.language], one) for one in after if (one.question, one.language) in asked]
    return tuple(
        Shift(new.id, new.question, old.top, new.top, old.answered, new.answered)
        for old, new in pairs
        if (old.top, old.answered) != (new.top, new.answered)
    )


def save(folder: Path, outcomes: Sequence[Outcome]) -> None:
    """Write beside a version what its questions found."""
    (folder / FILE).write_text(json.dumps([asdict(one) for one in outcomes], ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> tuple[Outcome, ...]:
    """Return what a version's questions found when it was built; nothing where that is not known."""
    try:
        raw = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return tuple(Outcome(**{**one, "found": tuple(one["found"])}) for one in raw)
    except (OSError, ValueError, TypeError, KeyError):
        return ()
