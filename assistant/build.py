"""WRITE: read the corpus, cut it, embed what is new, store it beside the version in force, publish."""

import hashlib
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from assistant import index as versions
from assistant.chunks import chunks, sentences, translated_chunks, translated_sentences
from assistant.corpus import Corpus, read_corpus
from assistant.embed import Embedded, FitMap, background, fit_map
from assistant.errors import IndexDamaged, IndexFault, IndexLocked
from assistant.language import LANGUAGES
from assistant.manifest import FORMAT, Manifest, read_manifest, write_manifest
from assistant.neutral import LanguageMap
from assistant.ports import CountTokens, Embedder, OpenStore, Progress, Vectors
from assistant.records import Built, Language, Passage, RelatedQuestion, Span
from assistant.rows import rows
from assistant.salvage import salvaged
from assistant.snapshot import UNREADABLE, collection_name, open_version, words_folder, write_vectors
from assistant.words import Words

Cut = tuple[tuple[Span, ...], tuple[Span, ...]]  # a passage's sentences and its chunks, then those of its translation


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

    def build(self, progress: Progress, *, rebuild: bool = False) -> Built:
        """Bring the index up to date with the corpus; with nothing changed, do nothing.

        Raises CorpusError, IndexLocked, EmbedderError, IndexDamaged; the version in force stays as it was.
        """
        started = time.monotonic()
        with _one_builder(self.index):
            versions.sweep(self.index, self.keep)
            old = self._current()
            plan = self._plan(self._read(old))
            change = _changes(old.hashes if old else {}, plan.hashes)
            same = old is not None and (old.fingerprint, old.embedder) == (plan.fingerprint, self.embedder.name)
            if old and same and not rebuild and self._opens(old):
                manifest = old
            else:
                manifest = self._make(plan, progress, None if rebuild else old)
                versions.sweep(self.index, self.keep)
        problems = plan.corpus.problems
        return Built(
            manifest.version,
            manifest.passages,
            manifest.sentences,
            *change,
            round(time.monotonic() - started, 2),
            problems,
            manifest is not old,
        )

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

    def _current(self) -> Manifest | None:
        try:
            return read_manifest(self.index / versions.current_version(self.index))
        except IndexFault:
            return None

    def _opens(self, manifest: Manifest) -> bool:
        try:
            open_version(self.index / manifest.version, manifest, self.open_store).store.close()
        except IndexDamaged:
            return False
        return True

    def _plan(self, corpus: Corpus) -> "_Plan":
        passages = [passage for document in corpus.documents for passage in document.passages]
        hashes = {passage.id: _hash(passage) for passage in passages}
        related = [[item.text, item.contributions] for document in corpus.documents for item in document.related]
        files = sorted(corpus.files.items())
        terms = [[entry.fr, entry.en] for entry in corpus.glossary]
        parts = [FORMAT, self.embedder.name, self.chunk_tokens, files, list(hashes.items()), related, terms]
        return _Plan(corpus, passages, hashes, hashlib.sha256(json.dumps(parts).encode()).hexdigest())

    def _make(self, plan: "_Plan", progress: Progress, reuse: Manifest | None) -> Manifest:
        """Build a version beside the others, check it, and switch to it."""
        name = versions.next_version(self.index)
        building = self.index / f".building-{name}"
        try:
            building.mkdir()
            cut = self._cut(plan.passages, progress)
            embedded = Embedded(self.embedder, progress, self._saved(reuse))
            means, usual = self._store(building, plan, cut, embedded)
            manifest = Manifest(
                version=name,
                embedder=self.embedder.name,
                built=datetime.now(UTC).isoformat(timespec="seconds"),
                passages=len(plan.passages),
                sentences=sum(not span.original for spans, _ in cut for span in spans),
                chunks=sum(len(parts) for _, parts in cut),
                rows=dict(Counter(span.language for pair in cut for group in pair for span in group)),
                fingerprint=plan.fingerprint,
                hashes=plan.hashes,
                files=dict(plan.corpus.files),
                languages=dict(Counter(passage.language for passage in plan.passages)),
                texts=_save_words(building, plan.passages),
                glossary=plan.corpus.glossary,
                related=plan.related,
                problems=plan.corpus.problems,
                means=means.as_lists(),
                background=usual,
            )
            embedded.save(building / "vectors.npz")
            write_manifest(building, manifest)
            open_version(building, manifest, self.open_store).store.close()
            versions.publish(building, self.index / name)
        except OSError as error:
            raise IndexDamaged(
                f"The index could not be written ({error.strerror or error}); the one in force is unchanged.",
                f"Make room or mend permissions in {self.index}, then build again: assistant index.",
            ) from None
        finally:
            shutil.rmtree(building, ignore_errors=True)
        return manifest

    def _cut(self, passages: Sequence[Passage], progress: Progress) -> list[Cut]:
        cut = []
        for done, passage in enumerate(passages, 1):
            spans = sentences(passage)
            parts = chunks(passage, spans, self.count, self.chunk_tokens)
            told = translated_chunks(passage, self.count, self.chunk_tokens)
            cut.append(((*spans, *translated_sentences(passage, spans)), (*parts, *told)))
            progress("cutting", done, len(passages))
        return cut

    def _saved(self, manifest: Manifest | None) -> dict[str, Vectors]:
        if manifest is None or manifest.embedder != self.embedder.name:
            return {}
        try:
            with (self.index / manifest.version / "vectors.npz").open("rb") as file, np.load(file) as saved:
                return dict(zip(saved["keys"].tolist(), saved["vectors"], strict=True))
        except UNREADABLE:
            return {}

    def _store(
        self, folder: Path, plan: "_Plan", cut: Sequence[Cut], embedded: Embedded
    ) -> tuple[LanguageMap, dict[Language, tuple[float, float]]]:
        """Embed everything, fit the language map, fill the store; return the map and the background of scores."""
        spans = [span for group, _ in cut for span in group]
        parts = [part for _, group in cut for part in group]
        span_vectors = embedded.documents([span.text for span in spans])
        part_vectors = embedded.documents([part.text for part in parts])
        means = self.fit(spans, span_vectors, embedded)
        span_vectors = means.document_vectors(span_vectors, [span.language for span in spans])
        part_vectors = means.document_vectors(part_vectors, [part.language for part in parts])
        by_passage = _split(span_vectors, [len(group) for group, _ in cut])
        by_part = _split(part_vectors, [len(group) for _, group in cut])
        self._fill(folder, plan.passages, cut, [np.vstack(pair) for pair in zip(by_part, by_passage, strict=True)])
        questions = zip(embedded.questions([item.text for item in plan.related]), plan.related, strict=True)
        related = [means.question_vector(vector, item.language) for vector, item in questions]
        write_vectors(folder, span_vectors[0], related)
        return means, background(means, embedded, by_passage, by_part)

    def _fill(self, folder: Path, passages: Sequence[Passage], cut: Sequence[Cut], vectors: Sequence[Vectors]) -> None:
        """Write every row with its vector, each language's into a collection of its own."""
        every = [
            row for passage, (spans, parts) in zip(passages, cut, strict=True) for row in rows(passage, spans, parts)
        ]
        languages = np.array([row.metadata["language"] for row in every])
        stacked = np.vstack(vectors)
        store = self.open_store(folder / "store")
        try:
            for language in LANGUAGES:
                places = np.flatnonzero(languages == language)
                if len(places):
                    collection = store.collection(collection_name(language), create=True)
                    collection.add([every[place] for place in places], stacked[places])
        finally:
            store.close()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a version will hold."""

    corpus: Corpus
    passages: list[Passage]
    hashes: dict[str, str]
    fingerprint: str

    @property
    def related(self) -> tuple[RelatedQuestion, ...]:
        return tuple(item for document in self.corpus.documents for item in document.related)


def _save_words(folder: Path, passages: Sequence[Passage]) -> dict[Language, int]:
    """Count each language's words, translations included; return how many texts it has."""
    texts: dict[Language, int] = {}
    for language in LANGUAGES:
        told = [(passage.id, text) for passage in passages if (text := _told(passage, language))]
        if told:
            Words.of(language, told).save(folder / words_folder(language))
            texts[language] = len(told)
    return texts


def _told(passage: Passage, language: Language) -> str:
    if passage.language == language:
        return passage.text
    return " ".join(passage.translation.sentences) if passage.translation else ""


def _split(vectors: Vectors, sizes: Sequence[int]) -> list[Vectors]:
    """Return the rows in groups of these sizes."""
    return np.split(vectors, np.cumsum(sizes)[:-1])


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


def _changes(before: Mapping[str, str], new: Mapping[str, str]) -> tuple[int, int, int, int]:
    """Return how many passages were added, changed, removed, and stayed as they were."""
    added = sum(name not in before for name in new)
    changed = sum(name in before and before[name] != digest for name, digest in new.items())
    removed = sum(name not in new for name in before)
    return added, changed, removed, len(new) - added - changed


@contextmanager
def _one_builder(folder: Path) -> Iterator[None]:
    """Hold the build lock; a dead holder's lock is free. Raises IndexLocked naming the holder."""
    lock = FileLock(folder / ".lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
        (folder / ".holder").write_text(str(os.getpid()), encoding="utf-8")
    except Timeout:
        holder = _holder(folder)
        raise IndexLocked(
            f"Another process{holder} is building the index.", "Wait until it is done, then run this again."
        ) from None
    except OSError as error:
        lock.release()
        raise IndexDamaged(
            f"The folder {folder} cannot be written ({error.strerror}).",
            "Mend its permissions, or set --root.",
        ) from None
    try:
        yield
    finally:
        (folder / ".holder").unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        return f" ({(folder / '.holder').read_text(encoding='utf-8')})"
    except OSError:
        return ""
