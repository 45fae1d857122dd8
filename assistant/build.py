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
from assistant import saved
from assistant.corpus import Corpus, read_corpus
from assistant.earlier import Quoted, stale
from assistant.embed import Embedded, FitMap, fit_map
from assistant.errors import IndexDamaged, IndexFault, IndexMissing, IndexRefused, IndexUnreachable
from assistant.golden import Golden, Outcome
from assistant.items import Item
from assistant.making import Base, Version, cut_all
from assistant.manifest import Manifest, embedder_of, read_manifest
from assistant.plan import Plan, changes, plan_of
from assistant.ports import CountTokens, Embedder, OpenStore, Progress, Vectors
from assistant.records import Document
from assistant.report import Built, Report, Trial, write_report
from assistant.salvage import concerned, salvaged
from assistant.saved import VECTORS, Unfinished
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

    def __call__(self, corpus: Corpus, progress: Progress | None) -> tuple[Documents, tuple[str, ...]]:
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
            self._sweep(IndexUnreachable)
            old, plan = self.plan(progress)
            change = changes(old, plan)
            same = old is not None and (old.fingerprint, old.embedder) == (plan.fingerprint, self.embedder.name)
            if old and same and not orders.rebuild and self._opens(old):
                manifest = old
                quotes = stale(orders.quotes, plan.passages)
                report = Report(old.version, old.version, old.built, change, answers=quotes)
                Unfinished(self.index, self.embedder.name).forget()
            else:
                manifest, report = self._make(plan, progress, orders, old)
                self._sweep(IndexFault)  # whatever fails now, the new version is in force
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

    def _sweep(self, harmless: type[IndexFault]) -> None:
        """Remove what is no longer kept; what fails harmlessly is left to the next build."""
        versions.sweep(self.index, self.keep)
        with suppress(harmless):
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

    def trial(self, progress: Progress, *, rebuild: bool = False) -> Trial:
        """Tell what a build would do; writes nothing. Raises CorpusError, IndexUnreachable."""
        with suppress(IndexMissing):
            self.shared.pull(self.index)
        old, plan = self.plan()
        cut = cut_all(plan.passages, self.count, self.chunk_tokens, progress)
        embedded = Embedded(self.embedder, progress, {} if rebuild else self._known())
        texts = [span.text for pair in cut for group in pair for span in group]
        return Trial(changes(old, plan), embedded.unseen(texts), plan.corpus.problems)

    def _read(self, old: Manifest | None) -> Corpus:
        """Read the corpus; a file that is broken keeps the passages it had in the version in force."""
        corpus = read_corpus(self.corpus, self.max_bytes)
        if not corpus.broken or not versions.versions(self.index):
            return corpus
        if old is not None:
            with suppress(IndexDamaged):
                snapshot = open_version(self.index / old.version, old, self.open_store)
                with closing(snapshot.store):
                    entries = snapshot.entries(concerned(corpus, old.hashes, old.briefs))
                return salvaged(corpus, [entry.passage for entry in entries.values()], old.related)
        lost = "What the broken files last said could not be read from the index and is left out."
        return replace(corpus, problems=(*corpus.problems, lost))

    def _opens(self, manifest: Manifest) -> bool:
        try:
            open_version(self.index / manifest.version, manifest, self.open_store).store.close()
        except IndexDamaged:
            return False
        return True

    def _known(self) -> dict[str, Vectors]:
        """Return the vectors that this embedder made for earlier builds.

        They are those of the newest version that is its own, be it of another format, of the version in force (an older
        one after a rollback), and of builds that did not end well.
        """
        names = versions.versions(self.index)
        with suppress(IndexFault):
            names.append(versions.current_version(self.index))
        own = [name for name in dict.fromkeys(names) if embedder_of(self.index / name) == self.embedder.name]
        known: dict[str, Vectors] = {}
        for name in dict.fromkeys((*own[-1:], *names[-1:])):
            known |= saved.load(self.index / name / VECTORS) if name in own else {}
        return known | Unfinished(self.index, self.embedder.name).load()

    def _make(self, plan: Plan, progress: Progress, orders: Orders, old: Manifest | None) -> tuple[Manifest, Report]:
        """Build a version beside the others, try it, and switch to it."""
        name = versions.next_version(self.index)
        building = self.index / f".building-{name}"
        reuse = old if old and old.embedder == self.embedder.name and not orders.rebuild else None
        base = Base(self.index / reuse.version, reuse) if reuse and self._opens(reuse) else None
        items = self.golden.items() if self.golden else ()
        unfinished = Unfinished(self.index, self.embedder.name)
        embedded = Embedded(self.embedder, progress, {} if orders.rebuild else self._known(), unfinished.keep)
        try:
            building.mkdir()
            cut = cut_all(plan.passages, self.count, self.chunk_tokens, progress)
            version = Version(name, building, plan, cut, base)
            manifest = version.write(embedded, self.fit, self.open_store)
            report = self._try(version, manifest, embedded, items, orders)
            report = replace(report, before=old.version if old else "", changes=changes(old, plan))
            saved.save(building / VECTORS, embedded.used)
            write_report(building, report)
            versions.publish(
                building, self.index / name, manifest.id, lambda place: self.shared.publish(place, manifest.id)
            )
        except (IndexRefused, IndexDamaged):
            unfinished.forget()  # the embedding model may be what is wrong
            raise
        except OSError as error:
            raise IndexDamaged(
                f"The index could not be written ({error.strerror or error}); the one in force is unchanged.",
                f"Make room or mend permissions in {self.index}, then build again: assistant index.",
            ) from None
        except BaseException:  # Ctrl-C above all: whatever ends a build, what it embedded is right
            unfinished.keep(embedded.fresh)
            raise
        finally:
            shutil.rmtree(building, ignore_errors=True)
        unfinished.forget()
        return manifest, report

    def _try(
        self, version: Version, manifest: Manifest, embedded: Embedded, items: Sequence[Item], orders: Orders
    ) -> Report:
        """Open a new version, look for what changed, ask it the golden questions. Raises IndexDamaged, IndexRefused."""
        old = version.base.manifest if version.base else None
        texts = embedded.new
        change = changes(old, version.plan)
        snapshot = open_version(version.folder, manifest, self.open_store)
        with closing(snapshot.store):
            check_found(snapshot, [one.id for one in (*change.added, *change.edited)])
            outcomes: tuple[Outcome, ...] = ()
            if self.golden:
                outcomes = questions.ask(items, snapshot, embedded, self.golden.relevance, embedded.progress)
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
    documents, problems = translator(corpus, progress)
    return replace(corpus, documents=documents, problems=(*corpus.problems, *problems))
