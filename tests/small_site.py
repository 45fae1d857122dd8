"""A small corpus and its index in a folder, built with fakes unless told otherwise."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant import index as versions
from assistant.build import Builder, Orders
from assistant.index import Index
from assistant.manifest import Manifest, read_manifest
from assistant.ports import Embedder, OpenStore, Progress
from assistant.report import Built
from assistant.sharing import ALONE, Shared
from tests.fakes import FakeEmbedder, FakeStore

TEXTS = {
    "farmers": "Farmers get weather reports on their phones. Prices reach them too.",
    "doctors": "Doctors talk to patients over video calls.",
    "divide": "La fracture numérique empêche beaucoup de gens de participer. Elle est profonde.",
}


def silent(_stage: str, _done: int, _of: int) -> None:
    """Show no progress."""


def marked(texts: dict[str, str]) -> str:
    """A corpus file's text: each passage with its id."""
    return "".join(f'<!-- text id="{name}" -->\n{text}\n\n' for name, text in texts.items())


@dataclass
class Site:
    """One root folder; every build has its own embedder, kept as `embedder`."""

    root: Path
    open_store: OpenStore = FakeStore
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    shared: Shared = ALONE

    @property
    def corpus(self) -> Path:
        return self.root / "corpus"

    @property
    def index(self) -> Path:
        return self.root / "index"

    def write(self, texts: dict[str, str], file: str = "a.md", before: str = "") -> None:
        self.corpus.mkdir(exist_ok=True)
        (self.corpus / file).write_text(before + marked(texts), encoding="utf-8")

    def builder(self, embedder: Embedder) -> Builder:
        return Builder(
            corpus=self.corpus,
            index=self.index,
            embedder=embedder,
            open_store=self.open_store,
            count=lambda text: len(text.split()),
            chunk_tokens=32,
            max_bytes=1_000_000,
            keep=3,
            shared=self.shared,
        )

    def build(
        self, embedder: FakeEmbedder | None = None, progress: Progress = silent, *, keep: int = 3, rebuild: bool = False
    ) -> Built:
        self.embedder = embedder or FakeEmbedder()
        return replace(self.builder(self.embedder), keep=keep).build(progress, Orders(rebuild=rebuild))

    def reader(self) -> Index:
        return Index(self.index, self.open_store, "fake", self.shared)

    def manifest(self) -> Manifest:
        return read_manifest(self.index / versions.current_version(self.index))

    def sentences(self) -> set[str]:
        """The sentences a reader finds, by their own words; checks that each finds itself."""
        index = self.reader()
        with index.snapshot() as snapshot:
            entries = snapshot.entries(list(snapshot.manifest.hashes)).values()
            for entry in entries:
                rows = snapshot.rows[entry.passage.language]
                assert all(rows.nearest(vector, 1)[0].score > 0.999 for vector in entry.sentence_vectors)
        index.close()
        return {sentence for entry in entries for sentence in entry.sentences}

    def entries(self) -> set[str]:
        """What lies in the index folder, but for the lock itself and what an interrupted build has embedded."""
        return {path.name for path in self.index.iterdir()} - {".lock", ".unfinished.npz"}
