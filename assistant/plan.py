"""Corpus -> what a version will hold, and what that changes beside the version before."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.corpus import Corpus
from assistant.goals import GoalTerms, touched
from assistant.manifest import FORMAT, Brief, Manifest, digest
from assistant.records import ExpectedQuestion, Passage, RelatedQuestion
from assistant.report import Change, Changes

WORDS = 70  # characters of a passage that name it in a list


@dataclass(frozen=True, slots=True)
class Plan:
    """What a version will hold: `hashes` and `briefs` by passage id."""

    corpus: Corpus
    passages: list[Passage]
    hashes: dict[str, str]
    briefs: dict[str, Brief]
    fingerprint: str

    @property
    def related(self) -> tuple[RelatedQuestion, ...]:
        """The sources' own questions."""
        return tuple(item for document in self.corpus.documents for item in document.related)

    @property
    def expected(self) -> tuple[ExpectedQuestion, ...]:
        """What editors expect to be asked of the passages that it holds."""
        return tuple(item for item in self.corpus.expected if item.passage in self.hashes)


def plan_of(corpus: Corpus, embedder: str, chunk_tokens: int) -> Plan:
    """Return what a version of this corpus holds, with the fingerprint of all that decides it."""
    passages = [passage for document in corpus.documents for passage in document.passages]
    hashes = {passage.id: _hash(passage) for passage in passages}
    related = [[item.text, item.contributions] for document in corpus.documents for item in document.related]
    files = sorted(corpus.files.items())
    terms = [[entry.fr, entry.en] for entry in corpus.glossary]
    expected = [[item.passage, item.text] for item in corpus.expected]
    # What is usual is told of the index since, and of several questions of a passage: without, it is built anew.
    expected += [["usual likeness of a part or of one"]] if expected else []
    parts = [FORMAT, embedder, chunk_tokens, files, list(hashes.items()), related, terms, expected]
    fingerprint = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return Plan(
        corpus, passages, hashes, {passage.id: _brief(passage, corpus.goals) for passage in passages}, fingerprint
    )


def changes(old: Manifest | None, plan: Plan) -> Changes:
    """Return what a plan changes beside a version; with none, everything is added."""
    hashes: Mapping[str, str] = old.hashes if old else {}
    before: Mapping[str, Brief] = old.briefs if old else {}
    gone = {name: before.get(name, Brief()) for name in hashes if name not in plan.hashes}
    leavers: dict[str, list[str]] = {}
    for name, brief in gone.items():
        leavers.setdefault(brief.content, []).append(name)
    added, edited, moved = [], [], []
    for name, brief in plan.briefs.items():
        if name not in hashes:
            left = leavers.get(brief.content)
            if left:
                was = left.pop(0)
                moved.append(_change(name, brief, f"{was} in {gone.pop(was).file}"))
            else:
                added.append(_change(name, brief))
        elif hashes[name] != plan.hashes[name]:
            was_brief = before.get(name, Brief())
            if was_brief.content == brief.content:
                moved.append(_change(name, brief, " · ".join(filter(None, (was_brief.file, was_brief.section)))))
            else:
                edited.append(_change(name, brief))
    removed = tuple(_change(name, brief) for name, brief in gone.items())
    unchanged = len(plan.hashes) - len(added) - len(edited) - len(moved)
    return Changes(tuple(added), tuple(edited), removed, tuple(moved), unchanged)


def _change(name: str, brief: Brief, was: str = "") -> Change:
    return Change(name, brief.file, brief.words, was)


def _brief(passage: Passage, terms: Sequence[GoalTerms]) -> Brief:
    text = " ".join(passage.text.split())
    goals = tuple(touched(passage, terms).items())
    words = text if len(text) <= WORDS else text[:WORDS].rsplit(" ", 1)[0] + " …"
    return Brief(digest(passage), passage.file, passage.section, words, passage.kind, passage.language, goals)


def _hash(passage: Passage) -> str:
    parts = (
        passage.text,
        passage.language,
        passage.kind,
        passage.section,
        passage.document,
        passage.file,
        passage.part,
        (passage.page, passage.row, passage.sheet),
        [passage.translation.sentences, passage.translation.by] if passage.translation else None,
    )
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
