"""One version of the index, open for reading: whole when it opens, and never changed afterwards."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.alike import Group, grouped
from assistant.errors import IndexDamaged
from assistant.manifest import FROM_NOTHING, REBUILD, Brief, Manifest, digest
from assistant.neutral import LanguageMap
from assistant.ports import Collection, OpenStore, Row, Vectors, VectorStore
from assistant.records import Language
from assistant.rows import Entry, entry, passage_id, span_ids
from assistant.words import Words

FINDS_ITSELF = 0.999  # cosine of a stored vector and what is found for it
SMALL = 2000  # rows among which a graph of neighbours misses nothing; among more, a sound one misses some vectors
KEPT = 1000  # entries kept in memory once read
# What reading a damaged .npz file raises.
UNREADABLE = (OSError, ValueError, TypeError, KeyError, AttributeError, EOFError, zipfile.BadZipFile, zlib.error)


@dataclass(slots=True)
class Snapshot:
    """One version, open for reading; every question is answered from a single snapshot."""

    manifest: Manifest
    rows: Mapping[Language, Collection]  # each language's sentences and chunks
    map: LanguageMap
    words: Mapping[Language, Words]  # of the languages that have texts
    related: Vectors  # neutral vectors of the manifest's related questions, (n, d)
    expected: Vectors  # the same of its expected questions
    asked_of: tuple[Group, ...]  # whose these are
    store: VectorStore
    readers: int = 0
    retired: bool = False
    kept: dict[str, Entry] = field(default_factory=dict)

    def entries(self, ids: Sequence[str]) -> dict[str, Entry]:
        """Return the passages with these ids, by id, with the vectors of their sentences and chunks."""
        kept = self.kept  # another thread may put a new one in its place
        missing = [name for name in dict.fromkeys(ids) if name not in kept]
        read = self._read(missing) if missing else {}
        if len(kept) + len(read) > KEPT:
            self.kept = read
        else:
            kept.update(read)
        return {name: item for name in dict.fromkeys(ids) if (item := read.get(name) or kept.get(name)) is not None}

    def _read(self, ids: Sequence[str]) -> dict[str, Entry]:
        spans = {row.id: [(row, vector)] for row, vector in self._found(ids)}
        others = [name for group in spans.values() for name in span_ids(group[0][0])]
        for row, vector in self._found(others):
            spans.setdefault(passage_id(row.id), []).append((row, vector))
        return {name: self._sound(entry(group)) for name, group in spans.items()}

    def _sound(self, found: Entry) -> Entry:
        """Return an entry that holds the words that were written. Raises IndexDamaged.

        The database itself notices no change inside a text.
        """
        passage = found.passage
        brief = self.manifest.briefs.get(passage.id, Brief())
        whole = all(sentence in passage.text for sentence in found.sentences)
        if not whole or brief.content not in ("", digest(passage)):
            raise IndexDamaged(f"The index no longer holds the words of passage {passage.id}.", FROM_NOTHING)
        return found

    def _found(self, ids: Sequence[str]) -> Iterator[tuple[Row, Vectors]]:
        """Yield the rows with these ids, each language's in their order; what one has is not asked of the next."""
        for rows in self.rows.values():
            found = rows.get(ids)
            yield from found
            known = {row.id for row, _ in found}
            ids = [name for name in ids if name not in known]


class Still:
    """A version as an index that does not move: what a search is tried on before the version is in force."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Give the version."""
        yield self._snapshot


def collection_name(language: Language) -> str:
    """Return the name of the collection of a language's sentences and chunks."""
    return f"rows-{language}"


def words_folder(language: Language) -> str:
    """Return the name of the folder that holds a language's vocabulary."""
    return f"words-{language}"


def write_vectors(folder: Path, probes: Vectors, related: Sequence[Vectors], expected: Sequence[Vectors]) -> None:
    """Write some stored vectors, (n, d), to be found again at opening, and those of related and expected questions."""
    stacked = [np.stack(group) if group else np.zeros((0, 0), dtype=np.float32) for group in (related, expected)]
    np.savez(folder / "known.npz", allow_pickle=False, probe=probes, related=stacked[0], expected=stacked[1])


def finds(rows: Iterable[Collection], vectors: Iterable[Vectors]) -> bool:
    """Tell whether a store finds vectors that it holds: every one in a small store, half of them in a large one.

    A graph of neighbours is approximate: at 100,000 passages a sound one was seen to miss one vector in eight, while
    one that is not what was written finds none.
    """
    collections = tuple(rows)
    found = [
        max((match.score for one in collections for match in one.nearest(vector, 1)), default=0.0) >= FINDS_ITSELF
        for vector in vectors
    ]
    small = sum(one.count() for one in collections) <= SMALL
    return all(found) if small else 2 * sum(found) >= len(found)


def open_version(folder: Path, manifest: Manifest, open_store: OpenStore) -> Snapshot:
    """Open a version and check that it holds what its manifest says. Raises IndexDamaged."""
    store = open_store(folder / "store")
    try:
        rows = {language: store.collection(collection_name(language)) for language in manifest.rows}
        language_map, probes, related, expected = _load_map(folder, manifest)
        words = {language: _load_words(folder, language, count) for language, count in manifest.texts.items()}
        for language, count in manifest.rows.items():
            _check(rows[language].count(), count)
        if not finds(rows.values(), probes):
            raise IndexDamaged("The index does not find the vectors it holds.", REBUILD)
    except BaseException:
        store.close()
        raise
    return Snapshot(manifest, rows, language_map, words, related, expected, grouped(manifest.expected), store)


def check_files(folder: Path, manifest: Manifest) -> None:
    """Read what a version has beside its store. Raises IndexDamaged."""
    _load_map(folder, manifest)
    for language, count in manifest.texts.items():
        _load_words(folder, language, count)


def map_of(manifest: Manifest) -> LanguageMap | None:
    """Return the language map a version was built with; None where its manifest has none."""
    try:
        return LanguageMap(*(_means(manifest.means[side]) for side in ("documents", "questions", "keywords")))
    except UNREADABLE:
        return None


def _means(means: Mapping[Language, Sequence[float]]) -> dict[Language, Vectors]:
    return {language: np.asarray(mean, dtype=np.float32) for language, mean in means.items()}


def _check(count: int, expected: int) -> None:
    if count != expected:
        raise IndexDamaged(f"The index holds {count} rows where its manifest says {expected}.", REBUILD)


def _load_words(folder: Path, language: Language, texts: int) -> Words:
    words = Words.load(language, folder / words_folder(language))
    if len(words.ids) != texts:
        raise IndexDamaged(f"The index holds the words of {len(words.ids)} texts, not {texts}.", REBUILD)
    return words


def _load_map(folder: Path, manifest: Manifest) -> tuple[LanguageMap, Vectors, Vectors, Vectors]:
    language_map = map_of(manifest)
    if language_map is None:
        raise IndexDamaged("The index's manifest has no map of the languages.", REBUILD)
    try:
        with (folder / "known.npz").open("rb") as file, np.load(file) as saved:
            probes: Vectors = np.atleast_2d(saved["probe"])
            related: Vectors = saved["related"]
            expected: Vectors = saved["expected"]
    except UNREADABLE as error:
        raise IndexDamaged(f"The index's vectors cannot be read ({error}).", REBUILD) from None
    if len(related) != len(manifest.related):
        raise IndexDamaged("The index's related questions are not all there.", REBUILD)
    if len(expected) != len(manifest.expected):
        raise IndexDamaged("The index's expected questions are not all there.", REBUILD)
    return language_map, probes, related, expected
