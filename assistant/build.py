"""WRITE: read the corpus, cut it, embed what is new, store it beside the version in force, try it, publish."""

import shutil
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from assistant import golden as questions
from assistant import index as versions
from assistant.corpus import Corpus, read_corpus
from assistant.earlier import Quoted, stale
from assistant.embed import VECTORS, Embedded, FitMap, fit_map, saved_vectors
from assistant.errors import IndexDamaged, IndexFault, IndexMissing, IndexUnreachable
from assistant.golden import Golden, Outcome
from assistant.items import Item
from assistant.making import Base, Version, cut_all
from assistant.manifest import Manifest, embedder_of, read_manifest
from assistant.plan import Plan, changes, plan_of
from assistant.ports import CountTokens, Embedder, OpenStore, Progress, Vectors
from assistant.records import Document
from assistant.report import Built, Changes, Report, write_report
from assistant.salvage import salvaged
from assistant.sharing import ALONE, Shared, one_writer
from assistant.snapshot import open_version
from assistant.validate import check_found


@dataclass(frozen=True, slots=True)
class Orders:
    """What is asked of a build besides bringing the index up to date.

    `rebuild`: embed everything again; `force`: put a version in force whatever the golden questions find; `wait`: so
    many seconds for another builder; `quotes`: of earlier answers, to be looked for in the corpus.
    """

    rebuild: bool = False
    force: bool = False
    wait: float = 0
    quotes: Sequence[Quoted] = ()


Documents = tuple[Document, ...]


class Translating(Protocol):
    """Gives passages without a translation one."""

    def __call__(self, documents: Documents, progress: Progress | None) -> tuple[Documents, tuple[str, ...]]:
        """Return the documents translated, and what could not be; without a progress only as was done before."""


@dataclass(frozen=True, slots=True)
class Builder:
    """What a build needs; `chunk_tokens` is in tokens, `max_bytes` in bytes per corpus file."""

    corpus: Path
    index: Path
    embedder: Embedder
    open_store: OpenStore
    count: CountTokens
    chunk_tokens: int
    max_bytes: int
    keep: int
    fit: FitMap = fit_map
    golden: Golden | None = None
    shared: Shared = ALONE
    translator: Translating | None = None  # of passages without an editor's translation

    def build(self, progress: Progress, orders: Orders = Orders()) -> Built:  # frozen
        """Bring the index up to date with the corpus; with nothing changed, do nothing.

        Raises CorpusError, IndexLocked, IndexRefused, EmbedderError, IndexDamaged, IndexUnreachable; the version in
        force then stays.
        """
        started = time.monotonic()
        with one_writer(self.index, orders.wait, self.shared):
            self._sweep()
            old, plan = self.plan(progress)
            change = changes(old, plan)
            same = old is not None and (old.fingerprint, old.embedder) == (plan.fingerprint, self.embedder.name)
            if old and same and not orders.rebuild and self._opens(old):
                manifest = old
                quotes = stale(orders.quotes, plan.passages)
                report = Report(old.version, old.version, old.built, change, answers=quotes)
            else:
                manifest, report = self._make(plan, progress, orders, old)
                self._sweep()
        return Built(
            version=manifest.version,
            passages=manifest.passages,
            sentences=manifest.sentences,
            added=len(change.added),
            changed=len(change.edited),
            removed=len(change.removed),
            unchanged=change.unchanged,
            seconds=round(time.monotonic() - started, 2),
            problems=plan.corpus.problems,
            renewed=manifest is not old,
            moved=len(change.moved),
            report=report,
        )

    def _sweep(self) -> None:
        versions.sweep(self.index, self.keep)
        with suppress(IndexUnreachable):  # the next build sweeps
            self.shared.sweep(self.keep)

    def plan(self, translating: Progress | None = None) -> tuple[Manifest | None, Plan]:
        """Return the version in force, if any, and what one built now would hold; translates only with a progress.

        Raises CorpusError, and ChatError when it translates.
        """
        try:
            old = read_manifest(self.index / versions.current_version(self.index))
        except IndexFault:
            old = None
        corpus = self._read(old)
        if self.translator:
            corpus = _translated(corpus, self.translator, translating)
        return old, plan_of(corpus, self.embedder.name, self.chunk_tokens)

    def trial(self, progress: Progress) -> tuple[Changes, int]:
        """Return what a build would change, and how many texts it would embed; writes nothing."""
        with suppress(IndexMissing):
            self.shared.pull(self.index)
        old, plan = self.plan()
        cut = cut_all(plan.passages, self.count, self.chunk_tokens, progress)
        embedded = Embedded(self.embedder, progress, self._known())
        texts = [span.text for pair in cut for group in pair for span in group]
        return changes(old, plan), embedded.unseen(texts)

    def _read(self, old: Manifest | None) -> Corpus:
        """Read the corpus; a file that is broken keeps the passages it had in the version in force."""
        corpus = read_corpus(self.corpus, self.max_bytes)
        if old is None or not corpus.broken or old.embedder != self.embedder.name:
            return corpus
        try:
            snapshot = open_version(self.index / old.version, old, self.open_store)
            with closing(snapshot.store):
                entries = snapshot.entries(list(old.hashes))
        except (IndexDamaged, KeyError):
            lost = "What the broken files last said could not be read from the index and is left out."
            return replace(corpus, problems=(*corpus.problems, lost))
        return salvaged(corpus, [entry.passage for entry in entries.values()], old.related)

    def _opens(self, manifest: Manifest) -> bool:
        try:
            open_version(self.index / manifest.version, manifest, self.open_store).store.close()
        except IndexDamaged:
            return False
        return True

    def _known(self) -> dict[str, Vectors]:
        """Return the vectors of the version in force, be it of another format, if they are this embedder's."""
        try:
            folder = self.index / versions.current_version(self.index)
        except IndexFault:
            return {}
        return saved_vectors(folder) if embedder_of(folder) == self.embedder.name else {}

    def _make(self, plan: Plan, progress: Progress, orders: Orders, old: Manifest | None) -> tuple[Manifest, Report]:
        """Build a version beside the others, try it, and switch to it."""
        name = versions.next_version(self.index)
        building = self.index / f".building-{name}"
        reuse = old if old and old.embedder == self.embedder.name and not orders.rebuild else None
        base = Base(self.index / reuse.version, reuse) if reuse and self._opens(reuse) else None
        try:
            building.mkdir()
            cut = cut_all(plan.passages, self.count, self.chunk_tokens, progress)
            embedded = Embedded(self.embedder, progress, {} if orders.rebuild else self._known())
            version = Version(name, building, plan, cut, base)
            manifest = version.write(embedded, self.fit, self.open_store)
            report = self._try(version, manifest, embedded, progress, orders)
            report = replace(report, before=old.version if old else "", changes=changes(old, plan))
            embedded.save(building / VECTORS)
            write_report(building, report)
            versions.publish(
                building, self.index / name, manifest.id, lambda place: self.shared.publish(place, manifest.id)
            )
        except OSError as error:
            raise IndexDamaged(
                f"The index could not be written ({error.strerror or error}); the one in force is unchanged.",
                f"Make room or mend permissions in {self.index}, then build again: assistant index.",
            ) from None
        finally:
            shutil.rmtree(building, ignore_errors=True)
        return manifest, report

    def _try(
        self, version: Version, manifest: Manifest, embedded: Embedded, progress: Progress, orders: Orders
    ) -> Report:
        """Open a new version, look for what changed, ask it the golden questions. Raises IndexDamaged, IndexRefused."""
        old = version.base.manifest if version.base else None
        texts = embedded.new
        change = changes(old, version.plan)
        snapshot = open_version(version.folder, manifest, self.open_store)
        with closing(snapshot.store):
            check_found(snapshot, [one.id for one in (*change.added, *change.edited)])
            items = self.golden.items() if self.golden else ()
            outcomes: tuple[Outcome, ...] = ()
            if self.golden:
                outcomes = questions.ask(items, snapshot, embedded, self.golden.relevance, progress)
        if not orders.force:
            questions.check(items, outcomes, manifest.hashes)
        questions.save(version.folder, outcomes)
        before = self._before(version.base, items, embedded)
        return Report(
            version=manifest.version,
            before="",
            built=manifest.built,
            embedded=texts,
            refitted=old is None or old.means != manifest.means,
            golden=len(items),
            questions=questions.shifts(before, outcomes),
            answers=stale(orders.quotes, version.plan.passages),
        )

    def _before(self, base: Base | None, items: Sequence[Item], embedded: Embedded) -> tuple[Outcome, ...]:
        """Return what the version before finds for the golden questions; asks it those that it was never asked."""
        if base is None or self.golden is None:
            return ()
        known = questions.load(base.folder)
        asked = {(one.question, one.language) for one in known}
        new = [item for item in items if (item.question, item.language) not in asked]
        if not new:
            return known
        try:
            snapshot = open_version(base.folder, base.manifest, self.open_store)
        except IndexDamaged:
            return known
        with closing(snapshot.store):
            return (*known, *questions.ask(new, snapshot, embedded, self.golden.relevance, lambda *_: None))


def _translated(corpus: Corpus, translator: Translating, progress: Progress | None) -> Corpus:
    documents, problems = translator(corpus.documents, progress)
    return replace(corpus, documents=documents, problems=(*corpus.problems, *problems))
